import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import { thisMachine } from '../evaluation';
import { type CheckpointState, prepareFolder, writeCheckpoint } from './checkpoint';
import { checkpointsIn, newestRun, retireAll } from './checkpoint-folders';
import { CheckpointError, TrainingError } from './errors';
import type { CheckpointFiles } from './files';
import { RunLogs } from './logs';
import type { Settings } from './options';
import { newRunId, type TrainingRun } from './record';
import { type RunDocument, writeRun } from './run-document';

/** Which run it is and where its files lie. */
export interface RunPlace {
  runId: string;
  /** Null for a run without files. */
  folder: string | null;
}

/**
 * Where a run's files go: into a folder of its own, or with `resumeFrom: 'latest'` into that of the run it continues.
 * @throws TrainingError when there is a run of that name, CheckpointError when folders can't be read.
 */
export async function placeOf(
  settings: Settings,
  resumeFrom: string | undefined,
  now: Date
): Promise<RunPlace> {
  const { checkpointDir, runName } = settings;
  if (checkpointDir === null) {
    return { runId: runName ?? newRunId(now), folder: null };
  }
  if (resumeFrom === 'latest') {
    const runId = runName ?? (await newestRun(checkpointDir)) ?? newRunId(now);
    return { runId, folder: join(checkpointDir, runId) };
  }
  const runId = runName ?? newRunId(now);
  const folder = join(checkpointDir, runId);
  if (runName !== null && (await checkpointsIn(folder, 'step').catch(() => [])).length > 0) {
    const remedy = "Set resumeFrom: 'latest' to go on with it, or choose another name.";
    throw new TrainingError('runName', runName, 'a name that no run in checkpointDir has', remedy);
  }
  return { runId, folder };
}

/** What a run leaves on the disk: checkpoints, logs and its record. Failures are reported, never thrown. */
export class RunFiles {
  private readonly logs: RunLogs | null;
  /** Steps and epochs of what was written last. */
  private saved = { steps: -1, epochs: 0 };
  private savedAt = performance.now();

  constructor(
    readonly place: RunPlace,
    private readonly settings: Settings,
    private readonly files: CheckpointFiles,
    /** Takes a sentence on what can't be written. */
    private readonly failed: (message: string) => void
  ) {
    const { csv, tensorBoard } = settings.logs;
    const { folder, runId } = place;
    this.logs =
      folder !== null && (csv || tensorBoard) ? new RunLogs(folder, runId, settings.logs, files) : null;
  }

  /** Makes the folder, clears it of leftovers, opens the logs and says that the run has begun. */
  async prepare(run: TrainingRun, validation: boolean): Promise<void> {
    this.saved = { steps: run.steps, epochs: run.history.length };
    await this.guard(`No checkpoint at step ${run.steps}`, async (folder) => {
      await prepareFolder(folder, this.files);
      await this.logs?.open(run.steps, run.history, validation);
      await this.writeRun('running', run);
    });
  }

  /** Whether options ask for a checkpoint after this step. */
  due(step: number): boolean {
    const { checkpointEverySteps: steps, checkpointEverySeconds: seconds } = this.settings;
    const late = seconds !== null && performance.now() - this.savedAt >= 1000 * seconds;
    return this.place.folder !== null && (late || (steps !== null && step % steps === 0));
  }

  /** Whether a checkpoint would be a new one: of another step, or with an epoch that had only its validation left. */
  wants({ steps, history }: TrainingRun): boolean {
    const isNew = this.saved.steps !== steps || this.saved.epochs !== history.length;
    return this.place.folder !== null && steps > 0 && isNew;
  }

  /** Writes a checkpoint, after the logs of what it holds. @returns Its path; null when it can't be written. */
  async save(model: LayersModel, state: CheckpointState): Promise<string | null> {
    const { keepCheckpoints: keep } = this.settings;
    const { steps, history, best } = state.run;
    let path: string | null = null;
    await this.guard(`No logs up to step ${steps}`, async () => this.logs?.flush(history));
    await this.guard(`No checkpoint at step ${steps}`, async (folder) => {
      path = await writeCheckpoint(folder, model, state, { keep, files: this.files });
      this.saved = { steps, epochs: history.length };
      // Until here the checkpoint before may have counted on an earlier best one.
      const bests = await checkpointsIn(folder, 'best');
      const older = bests.filter((each) => !best || !each.endsWith(String(best.step).padStart(8, '0')));
      await retireAll(folder, older, this.files);
    });
    this.savedAt = performance.now();
    return path;
  }

  /** Writes the checkpoint of the best epoch, beside earlier ones until the next `save`. */
  async saveBest(model: LayersModel, state: CheckpointState): Promise<void> {
    await this.guard(`No checkpoint of the best epoch at step ${state.run.steps}`, async (folder) => {
      await writeCheckpoint(folder, model, state, { kind: 'best', files: this.files });
    });
  }

  step(line: Parameters<RunLogs['step']>[0]): void {
    this.logs?.step(line);
  }

  epoch(step: number, record: TrainingRun['history'][number]): void {
    this.logs?.epoch(step, record);
  }

  /** Writes what waits, and how the run ended. */
  async finish(run: TrainingRun): Promise<void> {
    await this.guard('The logs and the record of the run are not whole', async () => {
      await this.logs?.flush(run.history);
      await this.writeRun(run.status, run);
    });
  }

  private async writeRun(status: RunDocument['status'], run: TrainingRun): Promise<void> {
    const { folder } = this.place;
    if (folder !== null) {
      await writeRun(folder, { status, run, options: this.settings, machine: thisMachine() }, this.files);
    }
  }

  private async guard(what: string, work: (folder: string) => Promise<void>): Promise<void> {
    const { folder } = this.place;
    if (folder === null) {
      return;
    }
    try {
      await work(folder);
    } catch (error) {
      if (!(error instanceof CheckpointError)) {
        throw error;
      }
      this.failed(`${what}: ${error.message}`);
    }
  }
}
