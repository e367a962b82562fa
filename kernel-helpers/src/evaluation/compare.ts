import type { LayersModel } from '@tensorflow/tfjs';
import { type McNemar, pairedTest } from '../analysis';
import type { OptionNames } from '../analysis/option-names';
import { type Dataset, evaluationBatches, imageAt, type InputShape, requireDataset } from '../data';
import { modelDescription } from '../model';
import { networkName } from '../views';
import {
  chosenExamples,
  type ComparedAnswers,
  type ComparedExample,
  type ComparedModel,
  COMPARISON_LIMITS,
  countedAnswers,
  keptExamples
} from '../views/model-comparison';
import { EvaluationError, requireKnown } from './errors';
import { requireClasses } from './evaluate';
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
  /** What sentences and pictures call the two; by default what their specifications do, or “first” and “second”. */
  names?: readonly [string, string];
  /** Most images kept of those that the two classify differently, small; default 24, at most 64. */
  examples?: number;
  /** Ends the comparison with the signal's reason as error. */
  signal?: AbortSignal;
}

const COMPARE_OPTIONS: OptionNames<CompareOptions> = {
  outputs: true,
  batchSize: true,
  execution: true,
  level: true,
  names: true,
  examples: true,
  signal: true
};

/** Images kept unless another number is asked for. */
const EXAMPLES = 24;

/** An image that two networks classify differently. */
export interface DifferingImage {
  /** Place in the data set, from 0. */
  index: number;
  truth: number;
  /** Class that the first network names. */
  first: number;
  second: number;
}

/** Plain JSON. */
export interface ModelComparison extends McNemar, ComparedAnswers {
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
 *
 * @example
 * ```ts
 * const { test } = await enet.loadMnist();
 * const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * const [one, other] = [1, 2].map((seed) => enet.buildEfficientNet(spec, { seed }));
 * const { onlyFirst, onlySecond, pValue } = await enet.compareModels(one, other, enet.firstImages(test, 100));
 * console.log(onlyFirst, onlySecond, pValue);
 * ```
 */
export async function compareModels(
  first: LayersModel,
  second: LayersModel,
  dataset: Dataset,
  options: CompareOptions = {}
): Promise<ModelComparison> {
  requireKnown(options, COMPARE_OPTIONS);
  requireDataset(dataset);
  const { outputs, level = 0.95, examples = EXAMPLES } = options;
  requireExamples(examples);
  const models = modelsOf(first, second, options.names);
  const [firstGives, secondGives] = typeof outputs === 'object' ? outputs : [outputs, outputs];
  const classifier = soundClassifierOf(first, firstGives);
  const firstNames = await namesOf(classifier, dataset, options);
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
  const counted = countedAnswers(both, {
    dataset: dataset.name,
    classes: dataset.classes,
    ...models,
    level
  });
  const { bothRight, onlyFirst, onlySecond } = counted.answers;
  return {
    ...pairedTest({ onlyFirst, onlySecond, images: both.length }, level),
    ...counted,
    images: both.length,
    firstTop1: (bothRight + onlyFirst) / both.length,
    secondTop1: (bothRight + onlySecond) / both.length,
    differing: both.filter((image) => image.first !== image.second),
    examples: await examplesOf(chosenExamples(both, examples), dataset, classifier.input)
  };
}

function modelsOf(
  first: LayersModel,
  second: LayersModel,
  names: CompareOptions['names']
): { first: ComparedModel; second: ComparedModel } {
  const specs = [first, second].map((model) => modelDescription(model)?.spec ?? null);
  const known = specs.map((spec) => spec && networkName(spec));
  const byOrder = ['the first network', 'the second network'];
  const [a, b] = names ?? (known[0] === known[1] ? byOrder : known.map((name, i) => name ?? byOrder[i]));
  if (typeof a !== 'string' || typeof b !== 'string' || a === b || a === '' || b === '') {
    throw new EvaluationError(
      'names',
      JSON.stringify(names),
      'two different names',
      "Give for example ['large', 'small']."
    );
  }
  return { first: { name: a, spec: specs[0] }, second: { name: b, spec: specs[1] } };
}

function requireExamples(examples: number): void {
  if (!(Number.isInteger(examples) && examples >= 0 && examples <= COMPARISON_LIMITS.examples)) {
    throw new EvaluationError(
      'examples',
      String(examples),
      `a whole number from 0 to ${COMPARISON_LIMITS.examples}`,
      `Leave it out for ${EXAMPLES}.`
    );
  }
}

async function examplesOf(
  answers: readonly DifferingImage[],
  dataset: Dataset,
  input: InputShape
): Promise<ComparedExample[]> {
  const named = (place: number): string => dataset.classes[place];
  return keptExamples(
    await Promise.all(
      answers.map(async ({ index, truth, first, second }) => {
        const { pixels, ...size } = await imageAt(dataset, index, input);
        return {
          index,
          truth: named(truth),
          first: named(first),
          second: named(second),
          image: { ...size, values: pixels }
        };
      })
    )
  );
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
