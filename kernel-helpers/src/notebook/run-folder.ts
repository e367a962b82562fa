import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FolderReport } from '../contract';
import { checkpointsIn } from '../training/checkpoint-folders';
import { readManifest } from '../training/manifest';
import { stillRuns } from '../training/process-identity';
import type { TrainingRun } from '../training/record';
import { loadRun, RUN_FILE, type RunDocument } from '../training/run-document';
import { thinnedHistory } from '../views/training-monitor';

/**
 * How a run stands by what it left on the disk: its record says how it ended; of one that did not end, the newest
 * checkpoint says how far it came.
 * @param checkpointDir As the run's record has it, relative to the working folder.
 * @returns Null when there is no folder of that run, or nothing in it can be read.
 */
export async function folderReport(checkpointDir: string, runId: string): Promise<FolderReport | null> {
  if (!/^[^/\\]+$/.test(runId) || runId === '.' || runId === '..') {
    return null;
  }
  const folder = join(checkpointDir, runId);
  const record = await loadRun(folder).catch(() => null);
  if (record === null || record.run.runId !== runId) {
    return null;
  }
  const newest = (await checkpointsIn(folder, 'step').catch(() => [])).at(-1) ?? null;
  const saved =
    newest === null ? null : await readManifest(join(newest, 'checkpoint.json')).catch(() => null);
  // The record of a run that did not end is that of its start.
  const broken = record.status === 'running';
  const run: TrainingRun = broken && saved !== null ? saved.run : record.run;
  const reached = newest === null ? 0 : Number(basename(newest).replace(/^\D+/, ''));
  return {
    status: statusOf(record),
    step: broken ? Math.max(reached, run.steps) : run.steps,
    history: thinnedHistory(run.history),
    checkpoint: newest,
    elapsedSeconds: Number.isFinite(run.seconds) ? run.seconds : null,
    messages: [...run.warnings, ...(record.status === 'failed' && run.message ? [run.message] : [])].slice(
      -50
    ),
    heardAt: new Date(Math.max(...(await changes([join(folder, RUN_FILE), newest])))).toISOString()
  };
}

/** A run whose process can't be asked about is taken for ended: it says so, and what it left can be gone on with. */
function statusOf({ status, process: owner }: RunDocument): FolderReport['status'] {
  if (status !== 'running') {
    return status;
  }
  return owner !== undefined && stillRuns(owner) !== false ? 'running' : 'interrupted';
}

function changes(paths: (string | null)[]): Promise<number[]> {
  const times = paths.map((path) =>
    path === null
      ? Promise.resolve(0)
      : stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0
        )
  );
  return Promise.all(times);
}
