import { SpecError } from '../analysis';
import { type OptionNames, requireOptions } from '../analysis/option-names';
import { evaluate } from '../evaluation';
import { adoptAverage, loadCheckpoint } from '../training';
import type { SweepTrial } from './candidates';
import { loadSweepData } from './data';
import { finishedCandidates, rungOf, type TestScore } from './records';
import type { SweepState } from './state';
import { trialFolder } from './trial-folder';

export interface TestScoreOptions {
  /** Number of the rung, from 0; default the last at which a candidate is with all its seeds. */
  rung?: number;
  /** So many of the best by validation; default 1, the winner alone. */
  most?: number;
  /** Images in one step; default 256. Changes the result by float round-off only. */
  batchSize?: number;
  /** After each run. */
  onProgress?: (done: number, total: number) => void;
  /** Ends the scoring with the signal's reason as error. */
  signal?: AbortSignal;
}

const OPTIONS: OptionNames<TestScoreOptions> = {
  rung: true,
  most: true,
  batchSize: true,
  onProgress: true,
  signal: true
};

/**
 * Scores finished candidates on the test images, which no decision of the sweep has seen: for a report, not for another
 * choice. The winner's validation accuracy flatters it, because it is the best of many on these images; who looks at the
 * test accuracies of many and takes the best of them has the same again. So the default is the winner alone, and scores
 * stand in the order of validation. One network is in memory at a time, each with the weights of its rung.
 * @throws SpecError for a rung that there is not, or that a candidate has left since: its weights of then are gone;
 *   DataError and DownloadError as the data's loader; CheckpointError for a run that is damaged.
 */
export async function sweepTestScores(
  state: SweepState,
  options: TestScoreOptions = {}
): Promise<TestScore[]> {
  requireOptions(options, OPTIONS);
  const { most = 1, batchSize, onProgress, signal } = options;
  if (!(most === Infinity || (Number.isInteger(most) && most >= 1))) {
    throw new SpecError('most', most, 'a whole number from 1', 'Leave it out for the winner alone.');
  }
  const folder = folderOf(state);
  const rung = rungOf(state, options.rung);
  const chosen = finishedCandidates(state, rung).slice(0, most);
  const total = chosen.reduce((sum, { trials }) => sum + trials.length, 0);
  const { test } = await loadSweepData(state.definition.data);
  const scores: TestScore[] = [];
  let done = 0;
  for (const { candidate, trials } of chosen) {
    const accuracies: number[] = [];
    let validation = 0;
    for (const trial of trials) {
      signal?.throwIfAborted();
      const model = await modelAt(trial, state, { folder, rung });
      try {
        const { top1 } = await evaluate(model, test, { mistakes: 0, batchSize, signal });
        accuracies.push(100 * top1);
      } finally {
        model.dispose();
      }
      validation += (100 * (state.accuracy(trial, rung) ?? NaN)) / trials.length;
      onProgress?.(++done, total);
    }
    scores.push({ candidate: candidate.id, validation, accuracies, images: test.shape[0] });
  }
  return scores;
}

function folderOf({ folder }: SweepState): string {
  if (folder === null) {
    throw new SpecError('state', 'a sweep without a folder', 'one of a folder', 'Take it from readSweep.');
  }
  return folder;
}

/** A run's network as validation scored it at a rung. */
async function modelAt(
  trial: SweepTrial,
  { definition: { rungs } }: SweepState,
  { folder, rung }: { folder: string; rung: number }
) {
  const loaded = await loadCheckpoint(trialFolder(folder, trial));
  const { model, run, stepsPerEpoch } = loaded;
  if (run.history.length !== rungs[rung] || run.steps !== rungs[rung] * stepsPerEpoch) {
    model.dispose();
    const got = `${rung}, trained on since`;
    const remedy = 'Use the last rung of a finished sweep: runs keep only their newest weights.';
    throw new SpecError('rung', got, `one after which ${trial.id} has been trained no further`, remedy);
  }
  adoptAverage(loaded);
  return model;
}
