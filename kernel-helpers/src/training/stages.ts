import type { LayersModel } from '@tensorflow/tfjs';
import type { OptionNames } from '../analysis/option-names';
import { requireArray } from '../analysis/validate';
import type { DatasetSplits } from '../data';
import { requireKnown, TrainingError } from './errors';
import { freeze } from './freezing';
import { TRAINING_OPTIONS, type TrainingOptions } from './options';
import { networkParts } from './parts';
import type { TrainingRun } from './record';
import { train } from './train';

/** One stage of gradual unfreezing; its options stand over those of the whole. */
export interface TrainingStage extends Omit<TrainingOptions, 'runName' | 'resumeFrom' | 'checkpointDir'> {
  /** First part that trains, with all after it: `classifier`, `top`, `stage6`, `block5c`, …, `stem` for everything. */
  trainable: string;
}

const { runName: _name, resumeFrom: _from, checkpointDir: _folder, ...OF_RUNS } = TRAINING_OPTIONS;
const STAGE_OPTIONS: OptionNames<TrainingStage> = { ...OF_RUNS, trainable: true };

/**
 * Trains stage after stage, each with more of the network set free (gradual unfreezing, Howard and Ruder 2018, arXiv
 * 1801.06146). Each stage is a run of its own, with its own schedule and an optimiser that starts anew: slots kept
 * beside fresh ones would give Adam's newly freed weights steps several times too long. The model stays as free as the
 * last stage left it.
 *
 * With a `runName` the runs are called `<runName> stage 1` and so on; with `resumeFrom: 'latest'` too, a script ended
 * at any moment goes on in the stage where it was.
 *
 * @returns The runs, up to the first that did not finish.
 * @throws TrainingError as `train` and `freeze` do; the model is unchanged if a stage's part is wrong.
 *
 * @example
 * ```ts
 * const { train, test } = await enet.loadMnist({ validation: 0 });
 * const few = enet.splitDataset('300 digits', enet.firstImages(train, 300), test, { validation: 50, seed: 1 });
 * const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * const model = enet.buildEfficientNet(spec, { seed: 1 });
 * await enet.trainInStages(
 *   model,
 *   few,
 *   [
 *     { trainable: 'classifier', epochs: 1 },
 *     { trainable: 'stem', epochs: 1 }
 *   ],
 *   { batchSize: 50, learningRate: 0.01, seed: 1 }
 * );
 * ```
 */
export async function trainInStages(
  model: LayersModel,
  data: DatasetSplits,
  stages: readonly TrainingStage[],
  options: TrainingOptions = {}
): Promise<TrainingRun[]> {
  requireKnown(options, TRAINING_OPTIONS);
  requireArray('stages', stages, "Give for example [{ trainable: 'classifier', epochs: 1 }].");
  stages.forEach((stage, i) => requireKnown(stage, STAGE_OPTIONS, `stages[${i}].`));
  requireStages(stages, options);
  const frozen = stages.map(({ trainable }) => partBefore(model, trainable));
  const { runName, seed = 0 } = options;
  const runs: TrainingRun[] = [];
  for (const [i, stage] of stages.entries()) {
    const { trainable: _, ...own } = stage;
    freeze(model, { through: frozen[i] });
    const name = runName === undefined ? {} : { runName: `${runName} stage ${i + 1}` };
    // Another order of images in each stage.
    const run = await train(model, data, { ...options, seed: seed + i, ...own, ...name });
    runs.push(run);
    if (run.status !== 'finished') {
      break;
    }
  }
  return runs;
}

function requireStages(stages: readonly TrainingStage[], { runName, resumeFrom }: TrainingOptions): void {
  if (stages.length === 0) {
    throw new TrainingError(
      'stages',
      'none',
      'at least one',
      "Give { trainable: 'classifier' }, for example."
    );
  }
  if (resumeFrom !== undefined && (resumeFrom !== 'latest' || runName === undefined)) {
    const expected = "'latest', with a runName";
    throw new TrainingError('resumeFrom', resumeFrom, expected, 'Name the run, and resume from its latest.');
  }
}

/** What to freeze so that training begins at this part. */
function partBefore(model: LayersModel, trainable: string): string {
  const parts = networkParts(model);
  const first = parts.findIndex(({ name, stage }) => name === trainable || stage === trainable);
  if (first < 0) {
    const expected = `${[...new Set(parts.map(({ stage }) => stage))].join(', ')} or a block such as ${parts[1].name}`;
    throw new TrainingError('trainable', trainable, expected, 'Choose one of them.');
  }
  return first === 0 ? 'nothing' : parts[first - 1].name;
}
