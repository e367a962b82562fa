import type { LayersModel } from '@tensorflow/tfjs';
import { type McNemar, mcNemar } from '../analysis';
import type { OptionNames } from '../analysis/option-names';
import { type Dataset, evaluationBatches } from '../data';
import { EvaluationError, requireKnown } from './errors';
import { requireClasses } from './evaluate';
import { requireDataset } from './images';
import { type Classifier, soundClassifierOf } from './network';
import type { OutputKind } from './output-kind';
import { type Execution, scorerOf } from './scorer';

export interface CompareOptions {
  /** What networks put out whose layers don't tell: one for both, or one for each. */
  outputs?: OutputKind | readonly [OutputKind | undefined, OutputKind | undefined];
  /** Most images in one step; default 64. */
  batchSize?: number;
  /** Default `compiled`. */
  execution?: Execution;
  /** Share of such intervals that hold the true difference; default 0.95. */
  level?: number;
  /** Ends the comparison with the signal's reason as error. */
  signal?: AbortSignal;
}

const COMPARE_OPTIONS: OptionNames<CompareOptions> = {
  outputs: true,
  batchSize: true,
  execution: true,
  level: true,
  signal: true
};

/** An image that two networks name differently. */
export interface DifferingImage {
  /** Place in the data set, from 0. */
  index: number;
  truth: number;
  /** Class that the first network names. */
  first: number;
  second: number;
}

/** Plain JSON. */
export interface ModelComparison extends McNemar {
  /** Images that both networks could see. */
  images: number;
  /** Share of images that the first network recognises, 0…1. */
  firstTop1: number;
  secondTop1: number;
  /** In the order of the data set. */
  differing: DifferingImage[];
}

interface NamedImage {
  truth: number;
  predicted: number;
}

/**
 * Whether one of two classifiers is better on the same images, by McNemar's test. The event loop runs between steps.
 * @throws DataError or EvaluationError when images or classes don't fit a network, or it gives no finite numbers; the
 *   signal's reason when aborted.
 */
export async function compareModels(
  first: LayersModel,
  second: LayersModel,
  dataset: Dataset,
  options: CompareOptions = {}
): Promise<ModelComparison> {
  requireKnown(options, COMPARE_OPTIONS);
  requireDataset(dataset);
  const { outputs } = options;
  const [firstGives, secondGives] = typeof outputs === 'object' ? outputs : [outputs, outputs];
  const firstNames = await namesOf(soundClassifierOf(first, firstGives), dataset, options);
  const secondNames = await namesOf(soundClassifierOf(second, secondGives), dataset, options);
  const both: DifferingImage[] = [];
  for (const [index, { truth, predicted }] of firstNames) {
    const other = secondNames.get(index);
    if (other) {
      both.push({ index, truth, first: predicted, second: other.predicted });
    }
  }
  if (both.length === 0) {
    throw new EvaluationError(
      'dataset',
      'no readable images',
      'at least one',
      'Give images that can be decoded.'
    );
  }
  both.sort((a, b) => a.index - b.index);
  const firstRight = both.map((image) => image.first === image.truth);
  const secondRight = both.map((image) => image.second === image.truth);
  return {
    ...mcNemar(firstRight, secondRight, options.level),
    images: both.length,
    firstTop1: share(firstRight),
    secondTop1: share(secondRight),
    differing: both.filter((image) => image.first !== image.second)
  };
}

/** Truth and answer for each image, by its place. */
async function namesOf(
  classifier: Classifier,
  dataset: Dataset,
  { batchSize = 64, execution = 'compiled', signal }: CompareOptions
): Promise<Map<number, NamedImage>> {
  requireClasses(classifier, dataset);
  const scorer = scorerOf(classifier, execution);
  const size = Math.min(batchSize, dataset.shape[0]);
  const names = new Map<number, NamedImage>();
  try {
    for await (const batch of evaluationBatches(dataset, classifier.input, batchSize)) {
      signal?.throwIfAborted();
      const { probabilities } = scorer.score(batch, size);
      batch.labels.forEach((truth, i) => {
        const row = probabilities.subarray(i * classifier.classes, (i + 1) * classifier.classes);
        const predicted = row.indexOf(Math.max(...row));
        names.set(batch.places[i], { truth, predicted });
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    scorer.dispose();
  }
  return names;
}

function share(right: readonly boolean[]): number {
  return right.filter(Boolean).length / right.length;
}
