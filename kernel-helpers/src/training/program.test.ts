import type { LayersModel } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { trainingBatches } from '../data';
import { type Classifier, classifierOf } from '../evaluation';
import { buildEfficientNet, getWeightsByName, type NamedWeights, reseed } from '../model';
import { loadTensorFlow } from '../tensorflow';
import { lossAndGradients, type LossSettings } from './gradients';
import {
  FlatOptimizer,
  GraphOptimizer,
  OPTIMIZER_NAMES,
  type OptimizerName,
  type OptimizerOptions,
  optimizerSettings,
  type UpdateSettings
} from './optimizer';
import { trainingProgram } from './program';
import { smallData, smallSpec } from './small.fixtures';
import { TrainingStep } from './step';

const tf = loadTensorFlow();
const data = smallData();
const STEPS = 20;

/** Two blocks with a shortcut that stochastic depth drops, dropout, and two channels in a group. */
function model(normalization: 'batch' | 'group'): LayersModel {
  const spec = smallSpec();
  const [stage] = spec.stages;
  return buildEfficientNet(
    {
      ...spec,
      normalization,
      groupSize: 8,
      dropout: 0.2,
      dropConnect: 0.3,
      resolution: 16,
      stem: { ...spec.stem, stride: 1 },
      stages: [{ ...stage, repeats: 2, stride: 2 }],
      head: { filters: 16 }
    },
    { seed: 1 }
  );
}

function updates(name: OptimizerName, more: Partial<UpdateSettings> = {}): UpdateSettings {
  // Batch normalisation takes the offset before a 1×1 convolution out again: its gradient is round-off, which Adam's
  // usual ε would scale up to whole steps.
  const optimizer = name.startsWith('adam') ? { name, epsilon: 1e-3 } : name;
  return {
    optimizer: optimizerSettings(optimizer as OptimizerOptions),
    clipNorm: null,
    weightAverage: null,
    ...more
  };
}

function* batches(classifier: Classifier): ReturnType<typeof trainingBatches> {
  for (let epoch = 1; ; epoch++) {
    yield* trainingBatches(data.train, classifier.input, { batchSize: 16, seed: 2, epoch });
  }
}

interface Outcome {
  losses: number[];
  weights: NamedWeights;
  average: Float32Array[];
}

const RATE = 0.003;

function eager(network: LayersModel, update: UpdateSettings, loss: LossSettings, steps = STEPS): Outcome {
  const classifier = classifierOf(network);
  reseed(network, 5);
  const optimizer = new FlatOptimizer(network, update);
  const step = new TrainingStep(classifier, optimizer, loss);
  const source = batches(classifier);
  const losses = Array.from({ length: steps }, () => step.run(source.next().value!, RATE).loss);
  const { slots } = optimizer.state();
  optimizer.dispose();
  return { losses, weights: getWeightsByName(network), average: slots.average ? [slots.average] : [] };
}

function compiled(network: LayersModel, update: UpdateSettings, loss: LossSettings, steps = STEPS): Outcome {
  const classifier = classifierOf(network);
  reseed(network, 5);
  const optimizer = new GraphOptimizer(network, update);
  const program = trainingProgram(classifier, optimizer, loss, { train: [16, 8, 8, 1], evaluation: null });
  const source = batches(classifier);
  const losses = Array.from({ length: steps }, () => {
    const { pixels, shape, labels } = source.next().value!;
    return tf.tidy(
      () =>
        program
          .train(tf.tensor4d(pixels, shape), tf.tensor1d(labels, 'int32'), tf.scalar(RATE))
          .loss.dataSync()[0]
    );
  });
  program.state.pull();
  const { slots } = optimizer.state();
  program.dispose();
  optimizer.dispose();
  return { losses, weights: getWeightsByName(network), average: slots.average ? [slots.average] : [] };
}

/** How far an adaptive optimiser moves a weight at most: differences are told relative to this or to larger values. */
const REACH = RATE * STEPS;

/** Largest difference over the largest value, of arrays that belong together. */
function difference(actual: ArrayLike<number>, expected: ArrayLike<number>, floor = REACH): number {
  expect(actual.length).toBe(expected.length);
  let [worst, largest] = [0, floor];
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return worst / largest;
}

function requireEqual(actual: Outcome, expected: Outcome): void {
  expect(difference(actual.losses, expected.losses)).toBeLessThan(1e-4);
  for (const [path, { values }] of Object.entries(expected.weights)) {
    expect(difference(actual.weights[path].values, values), path).toBeLessThan(1e-4);
  }
  expected.average.forEach((average, i) => expect(difference(actual.average[i], average)).toBeLessThan(1e-4));
}

const plain: LossSettings = { labelSmoothing: 0.1, accumulationSteps: 1 };

describe('compiled steps are the eager ones', () => {
  const cases = OPTIMIZER_NAMES.flatMap((name) =>
    (['batch', 'group'] as const).map((kind) => ({ name, kind }))
  );
  it.each(cases)(`after ${STEPS} steps of $name with $kind normalisation`, ({ name, kind }) => {
    requireEqual(compiled(model(kind), updates(name), plain), eager(model(kind), updates(name), plain));
  });

  it('with clipping, a moving average and accumulation', () => {
    const update = updates('momentum', { clipNorm: 0.5, weightAverage: 0.99 });
    const loss = { labelSmoothing: 0, accumulationSteps: 4 };
    const [actual, expected] = [compiled(model('batch'), update, loss), eager(model('batch'), update, loss)];
    requireEqual(actual, expected);
    expect(actual.average).toHaveLength(1);
    // Without clipping the weights go elsewhere.
    const free = eager(model('batch'), updates('momentum'), loss);
    expect(
      difference(free.weights['stem_conv/kernel'].values, expected.weights['stem_conv/kernel'].values)
    ).toBeGreaterThan(1e-3);
  });

  it('gives the same gradients', () => {
    // The change of plain gradient descent at rate 1 is the gradient.
    const settings = updates('sgd');
    const before = getWeightsByName(model('batch'));
    const change = ({ weights }: Outcome, path: string): Float32Array =>
      weights[path].values.map((value, i) => value - before[path].values[i]);
    const [actual, expected] = [compiled, eager].map((run) => run(model('batch'), settings, plain, 1));
    for (const path of Object.keys(before)) {
      const [one, other] = [change(actual, path), change(expected, path)];
      expect(difference(one, other, RATE * 1e-2), path).toBeLessThan(1e-4);
    }
  });
});

it('masks change at each step and repeat with the seed', () => {
  const network = model('group');
  const classifier = classifierOf(network);
  const still = new GraphOptimizer(network, updates('sgd'));
  const program = trainingProgram(classifier, still, plain, { train: [16, 8, 8, 1], evaluation: null });
  const { pixels, shape, labels } = batches(classifier).next().value!;
  // At rate 0 nothing but the masks changes from step to step.
  const losses = (): number[] =>
    Array.from({ length: 4 }, () =>
      tf.tidy(
        () =>
          program
            .train(tf.tensor4d(pixels, shape), tf.tensor1d(labels, 'int32'), tf.scalar(0))
            .loss.dataSync()[0]
      )
    );
  reseed(network, 5);
  const first = losses();
  expect(new Set(first).size).toBe(4);
  reseed(network, 5);
  expect(losses()).toEqual(first);
  reseed(network, 6);
  expect(losses()).not.toEqual(first);
  program.dispose();
});

it('accumulates to the gradient of the whole batch where no layer mixes images', () => {
  const network = model('group');
  const quiet = classifierOf(
    buildEfficientNet(
      {
        ...smallSpec(),
        normalization: 'group',
        groupSize: 8,
        dropout: 0,
        dropConnect: 0,
        head: { filters: 16 }
      },
      { seed: 2 }
    )
  );
  network.dispose();
  const { pixels, shape, labels } = batches(quiet).next().value!;
  const weights = new FlatOptimizer(quiet.model, updates('sgd')).weights;
  const images = tf.image.resizeBilinear(tf.tensor4d(pixels, shape), [32, 32], false, true);
  const run = (accumulationSteps: number) =>
    lossAndGradients(
      quiet,
      weights,
      { images, labels: tf.tensor1d(labels, 'int32') },
      { labelSmoothing: 0, accumulationSteps }
    );
  const [whole, parts] = [run(1), run(4)];
  expect(parts.loss.dataSync()[0]).toBeCloseTo(whole.loss.dataSync()[0], 5);
  whole.gradients.forEach((gradient, i) =>
    expect(difference(parts.gradients[i].dataSync(), gradient.dataSync())).toBeLessThan(1e-4)
  );
});
