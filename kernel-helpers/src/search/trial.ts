import { type DatasetSplits, DataError } from '../data';
import { DownloadError } from '../download';
import { buildEfficientNet } from '../model';
import { isOutOfMemory } from '../tensorflow';
import { CheckpointError, train, TrainingError, type TrainingEvent, type TrainingRun } from '../training';
import type { SweepTrial } from './candidates';
import { loadSweepData } from './data';
import { messageOf, type SweepFault, SweepError } from './errors';
import type { TrialFailureKind, TrialJob, TrialProgress } from './executor';
import { trainingOptions } from './learning-rate';
import { KEPT_CHECKPOINTS, readTrial, runsFolder } from './trial-folder';

/** How a process's attempt at a trial ended. */
export type TrialEnd =
  /** The rung is reached, and in the folder. */
  | { kind: 'done' }
  | { kind: 'stopped' }
  /** Another process, perhaps about to end, trains in the folder. */
  | { kind: 'busy'; message: string }
  | { kind: 'failed'; failure: TrialFailureKind; message: string }
  | { kind: 'refused'; fault: SweepFault; message: string };

/** Least time between two messages on progress. */
const PROGRESS_MS = 100;

/**
 * Trains a run to a rung in this process: a new one, or on from its newest checkpoint. The learning rate's schedule is
 * one over all epochs, and the run is told to stop at the end of the rung's last.
 * @param signal Ends it after the step in progress, with a checkpoint.
 */
export async function runTrial(
  job: TrialJob,
  onProgress: (progress: TrialProgress) => void,
  signal: AbortSignal
): Promise<TrialEnd> {
  const { data: source, folder, trial, epochs } = job;
  try {
    if ((await readTrial(folder, trial)).history.length >= epochs) {
      return { kind: 'done' };
    }
    const data = await loadSweepData(source);
    requireClasses(data, trial);
    const rung = new AbortController();
    const progress = progressOf(onProgress);
    const onEvent = (event: TrainingEvent): void => {
      if (event.type === 'epoch' && event.record.epoch >= epochs) {
        rung.abort();
      }
      progress(event);
    };
    const { spec, training } = trial.candidate;
    // What a network was scaled by is not part of the run: other coefficients may build the same one.
    const model = buildEfficientNet(
      { ...spec, widthCoefficient: 1, depthCoefficient: 1 },
      { seed: trial.seed }
    );
    const run = await train(model, data, {
      keepCheckpoints: KEPT_CHECKPOINTS,
      ...trainingOptions(training),
      seed: trial.seed,
      checkpointDir: runsFolder(folder),
      runName: trial.id,
      resumeFrom: 'latest',
      onCheckpointFailure: 'stop',
      signal: AbortSignal.any([rung.signal, signal]),
      onEvent
    });
    return await endOf(run, job, signal.aborted);
  } catch (error) {
    return thrown(error);
  }
}

function requireClasses(data: DatasetSplits, { candidate: { spec } }: SweepTrial): void {
  const { classes } = data;
  if (spec.classes !== classes.length) {
    const expected = `${spec.classes} classes, as the networks have`;
    const remedy = `Give the networks classes: ${classes.length}.`;
    throw new DataError('wrong-shape', data.name, `${classes.length} classes`, expected, remedy);
  }
}

/** What the folder holds decides: an epoch that could not be saved is not done. */
async function endOf(
  { status, message, nonFinite }: TrainingRun,
  { folder, trial, epochs }: TrialJob,
  stopped: boolean
): Promise<TrialEnd> {
  if (status === 'failed') {
    return { kind: 'failed', failure: nonFinite ? 'diverged' : 'error', message: message ?? 'It failed.' };
  }
  if ((await readTrial(folder, trial)).history.length >= epochs) {
    return { kind: 'done' };
  }
  return stopped
    ? { kind: 'stopped' }
    : { kind: 'refused', fault: 'disk', message: message ?? 'No checkpoint.' };
}

function thrown(error: unknown): TrialEnd {
  const message = messageOf(error);
  if (error instanceof DataError || error instanceof DownloadError) {
    return { kind: 'refused', fault: 'data', message };
  }
  if (error instanceof SweepError) {
    return { kind: 'refused', fault: error.fault, message };
  }
  if (error instanceof CheckpointError) {
    const ofDisk = error.kind === 'disk-full' || error.kind === 'read-only' || error.kind === 'io';
    return { kind: 'refused', fault: ofDisk ? 'disk' : 'run', message };
  }
  if (error instanceof TrainingError && error.option === 'runName') {
    return { kind: 'busy', message };
  }
  if (error instanceof TrainingError && error.option === 'resumeFrom') {
    return { kind: 'refused', fault: 'run', message };
  }
  return { kind: 'failed', failure: isOutOfMemory(message) ? 'memory' : 'error', message };
}

function progressOf(onProgress: (progress: TrialProgress) => void): (event: TrainingEvent) => void {
  let stepsPerEpoch = 0;
  let told = -Infinity;
  return (event) => {
    if (event.type === 'start') {
      ({ stepsPerEpoch } = event);
    }
    const now = performance.now();
    if (event.type === 'step' && now - told >= PROGRESS_MS) {
      told = now;
      onProgress({ epoch: event.epoch, step: event.step, stepsPerEpoch, loss: event.loss });
    }
  };
}
