import type { LayersModel } from '@tensorflow/tfjs';
import { CalibrationTally, rankOf } from '../analysis';
import type { OptionNames } from '../analysis/option-names';
import { type Dataset, evaluationBatches, type UnreadableImage, requireDataset } from '../data';
import { confusionFigures, type MeasuredEvaluation, type Mistake } from '../views/evaluation';
import { EvaluationError, requireKnown } from './errors';
import { requireFiniteOutputs } from './finite';
import { MistakeList } from './mistakes';
import { type Classifier, soundClassifierOf } from './network';
import type { OutputOptions } from './output-kind';
import { type Execution, scorerOf } from './scorer';

/** Compiling takes a second or so: as long as the eager evaluation of some dozens of images of B0. */
const COMPILED_FROM_IMAGES = 32;

export interface EvaluationOptions extends OutputOptions {
  /** Most images in one step; default 256. Changes the result by float round-off only. */
  batchSize?: number;
  /** Default `compiled`, but `eager` for fewer than 32 images. Changes the result by float round-off only. */
  execution?: Execution;
  /** Most confident mistakes kept; default 12. */
  mistakes?: number;
  /** Further mistakes kept, spread over the pairs of classes that are confused; default 52, or none with `mistakes: 0`. */
  examples?: number;
  onProgress?: (done: number, total: number) => void;
  /** Ends the evaluation with the signal's reason as error. */
  signal?: AbortSignal;
}

const EVALUATION_OPTIONS: OptionNames<EvaluationOptions> = {
  batchSize: true,
  execution: true,
  mistakes: true,
  examples: true,
  onProgress: true,
  signal: true,
  outputs: true
};

/** Plain JSON. */
export interface Evaluation extends MeasuredEvaluation {
  /** Further wrong answers: the pairs of classes that are confused take turns, the most frequent one first. */
  examples: Mistake[];
  /** Images left out because they can't be decoded. */
  unreadable: UnreadableImage[];
}

/**
 * Evaluates a classifier on all images of a data set, with the weights that it has at the call. The event loop runs
 * between steps.
 *
 * @throws DataError when the images don't fit the network, EvaluationError when the classes don't or the
 *   network gives no finite numbers; the signal's reason when aborted.
 */
export async function evaluate(
  model: LayersModel,
  dataset: Dataset,
  options: EvaluationOptions = {}
): Promise<Evaluation> {
  requireKnown(options, EVALUATION_OPTIONS);
  const { batchSize = 256, onProgress, signal } = options;
  const { mistakes: confident = 12, examples = confident === 0 ? 0 : 52 } = options;
  for (const [field, value] of Object.entries({ mistakes: confident, examples })) {
    if (!Number.isInteger(value) || value < 0) {
      throw new EvaluationError(
        field,
        String(value),
        'a whole number from 0',
        'Leave it out to use the default.'
      );
    }
  }
  requireDataset(dataset);
  const count = dataset.shape[0];
  const { execution = count < COMPILED_FROM_IMAGES ? 'eager' : 'compiled' } = options;
  const started = performance.now();
  const classifier = soundClassifierOf(model, options.outputs);
  requireClasses(classifier, dataset);
  const confusion = dataset.classes.map(() => new Array<number>(dataset.classes.length).fill(0));
  const tally = new CalibrationTally();
  const mistakes = new MistakeList(dataset, classifier.input);
  const size = evenSize(count, batchSize);
  const scorer = scorerOf(classifier, execution);
  const unreadable: UnreadableImage[] = [];
  let done = 0;
  let lossSum = 0;
  let amongFive = 0;
  try {
    for await (const batch of evaluationBatches(dataset, classifier.input, size)) {
      signal?.throwIfAborted();
      const { losses, probabilities } = scorer.score(batch, Math.min(size, count));
      requireFiniteOutputs(losses);
      lossSum += losses.reduce((sum, loss) => sum + loss, 0);
      batch.labels.forEach((truth, i) => {
        const row = probabilities.subarray(i * classifier.classes, (i + 1) * classifier.classes);
        const predicted = row.indexOf(Math.max(...row));
        confusion[truth][predicted]++;
        amongFive += rankOf(truth, row) < 5 ? 1 : 0;
        tally.add(row, truth);
        mistakes.add({
          index: batch.places[i],
          truth,
          predicted,
          confidence: row[predicted],
          truthProbability: row[truth]
        });
      });
      done += batch.labels.length;
      unreadable.push(...(batch.unreadable ?? []));
      onProgress?.(done + unreadable.length, count);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    scorer.dispose();
  }
  const seconds = (performance.now() - started) / 1000;
  return {
    dataset: dataset.name,
    classes: dataset.classes,
    unreadable,
    ...confusionFigures(confusion, dataset.classes),
    top5: classifier.classes > 5 ? amongFive / done : null,
    loss: lossSum / done,
    calibration: tally.result(),
    confusion,
    ...(await mistakes.result(confident, examples)),
    seconds,
    imagesPerSecond: done / seconds
  };
}

/** Steps of nearly equal size, so that one graph serves all and little is padded. */
function evenSize(images: number, batchSize: number): number {
  return images > batchSize && Number.isInteger(batchSize) && batchSize > 0
    ? Math.ceil(images / Math.ceil(images / batchSize))
    : batchSize;
}

/** @throws EvaluationError unless the network has as many classes as the data set. */
export function requireClasses(classifier: Classifier, dataset: Dataset): void {
  if (classifier.classes !== dataset.classes.length) {
    const got = `a network of ${classifier.classes} classes`;
    const expected = `${dataset.classes.length}, as ${dataset.name} has`;
    const remedy = `Build the network with classes: ${dataset.classes.length}.`;
    throw new EvaluationError('model', got, expected, remedy);
  }
}
