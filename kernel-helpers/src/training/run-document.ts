import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from '../evaluation';
import { parseJson } from '../files';
import { CheckpointError } from './errors';
import { type CheckpointFiles, explainFileError, readRunFile, replaceFile, RUN_LIMITS } from './files';
import { migratedOptions, migratedRun } from './migration';
import type { Settings } from './options';
import { type ProcessIdentity, thisProcess } from './process-identity';
import type { TrainingRun } from './record';

const FORMAT = 'efficientnet-lab.run';
const VERSION = 1;
export const RUN_FILE = 'run.json';

/** A run as its folder tells of it. Plain JSON. */
export interface RunDocument {
  format: typeof FORMAT;
  version: typeof VERSION;
  /**
   * `running` from its start to its end; also of a process that was ended from outside, whose run `resumeFrom`
   * continues.
   */
  status: TrainingRun['status'] | 'running';
  /** As the run stood when this was written: seed, fingerprint of the data, versions, specification, history. */
  run: TrainingRun;
  /** Every option, defaults filled in. */
  options: Settings;
  machine: Machine;
  /** Whose it is while it is `running`; absent of ended runs and in records of earlier versions. */
  process?: ProcessIdentity;
}

/** What `listRuns` tells of a folder. */
export interface RunListing {
  folder: string;
  /** Null when it can't be read. */
  run: RunDocument | null;
  /** Why it can't be read; null when it can. */
  problem: string | null;
}

/** Writes `run.json` into a run's folder, whole or not at all. @throws CheckpointError when it can't be written. */
export async function writeRun(
  folder: string,
  content: Pick<RunDocument, 'status' | 'run' | 'options' | 'machine'>,
  files: CheckpointFiles
): Promise<void> {
  const document: RunDocument = {
    format: FORMAT,
    version: VERSION,
    ...content,
    ...(content.status === 'running' ? { process: thisProcess() } : {})
  };
  await replaceFile(join(folder, RUN_FILE), `${JSON.stringify(document, null, 2)}\n`, files);
}

/**
 * Reads the record of a run.
 * @param folder The run's folder.
 * @throws CheckpointError when it is missing, damaged or of a newer version.
 */
export async function loadRun(folder: string): Promise<RunDocument> {
  const path = join(folder, RUN_FILE);
  const bytes = await readRunFile(path, RUN_LIMITS.maxBytes);
  let document: Partial<RunDocument> | null;
  try {
    document = parseJson(bytes, RUN_LIMITS) as Partial<RunDocument> | null;
  } catch (error) {
    throw damaged(path, 'no JSON', 'the record of a run', { cause: error });
  }
  if (document?.format !== FORMAT) {
    throw damaged(path, `the format ${String(document?.format)}`, FORMAT);
  }
  if (document.version !== VERSION) {
    const got = `version ${String(document.version)}`;
    throw new CheckpointError('unknown-version', path, got, String(VERSION), 'Update EfficientNet Lab.');
  }
  const { status, run, options, machine } = document;
  if (
    !status ||
    !run ||
    typeof run.runId !== 'string' ||
    !Array.isArray(run.history) ||
    !run.facts ||
    !options ||
    !machine
  ) {
    throw damaged(path, 'a record with parts missing', 'a whole one');
  }
  return { ...(document as RunDocument), run: migratedRun(run), options: migratedOptions(options) };
}

function damaged(
  path: string,
  got: string,
  expected: string,
  options?: { cause?: unknown }
): CheckpointError {
  return new CheckpointError('damaged', path, got, expected, 'Look at the checkpoints instead.', options);
}

/**
 * The runs in a folder, oldest first; folders without a record are no runs. A record that can't be read is listed with
 * what is wrong with it.
 * @param folder What `checkpointDir` was.
 * @throws CheckpointError when the folder itself can't be read.
 */
export async function listRuns(folder: string): Promise<RunListing[]> {
  const names = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw explainFileError(error, folder);
  });
  const listings: RunListing[] = [];
  for (const entry of names.filter((each) => each.isDirectory())) {
    const listing = await listed(join(folder, entry.name));
    if (listing) {
      listings.push(listing);
    }
  }
  const start = ({ run }: RunListing): string => String(run?.run.facts?.startedAt ?? '');
  return listings.sort((a, b) => start(a).localeCompare(start(b)) || a.folder.localeCompare(b.folder));
}

async function listed(folder: string): Promise<RunListing | null> {
  try {
    return { folder, run: await loadRun(folder), problem: null };
  } catch (error) {
    if (!(error instanceof CheckpointError)) {
      throw error;
    }
    return error.kind === 'not-found' ? null : { folder, run: null, problem: error.message };
  }
}
