import type { LayersModel, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { variant } from '../../kernel-helpers/src/analysis';
import { type Batch, trainingBatches } from '../../kernel-helpers/src/data';
import { classifierOf } from '../../kernel-helpers/src/evaluation';
import {
  buildEfficientNet,
  getWeightsByName,
  type NamedWeights,
  randomState,
  reseed
} from '../../kernel-helpers/src/model';
import { inspectGraph, loadTensorFlow } from '../../kernel-helpers/src/tensorflow';
import { lossAndGradients, type LossSettings } from '../../kernel-helpers/src/training/gradients';
import {
  FlatOptimizer,
  GraphOptimizer,
  OPTIMIZER_NAMES,
  type OptimizerName,
  type OptimizerOptions,
  optimizerSettings,
  type UpdateSettings
} from '../../kernel-helpers/src/training/optimizer';
import { type ProgramSettings, trainingProgram } from '../../kernel-helpers/src/training/program';
import { smallData, smallSpec } from '../../kernel-helpers/src/training/small.fixtures';
import { TrainingStep } from '../../kernel-helpers/src/training/step';

const tf = loadTensorFlow();
const data = smallData();
const STEPS = 20;

/** Two blocks, the second with a shortcut that stochastic depth drops, dropout, and four channels in a group. */
function model(
  normalization: 'batch' | 'group',
  rates = { dropout: 0.2, stochasticDepth: 0.6 }
): LayersModel {
  const spec = smallSpec();
  const [block] = spec.stages[0].blocks;
  return buildEfficientNet(
    {
      ...spec,
      normalization,
      groupSize: 4,
      ...rates,
      resolution: 16,
      stages: [{ blocks: [block, { ...block, expansionRatio: 4, expandedFilters: 4 * block.inputFilters }] }],
      head: { filters: 16 }
    },
    { seed: 1 }
  );
}

function updates(name: OptimizerName, more: Partial<UpdateSettings> = {}): UpdateSettings {
  // Batch normalisation takes the offset before a 1×1 convolution out again: its gradient is round-off, which Adam's
  // usual ε would scale up to whole steps.
  const optimizer = name.startsWith('adam') ? { kind: name, epsilon: 1e-3 } : name;
  return {
    optimizer: optimizerSettings(optimizer as OptimizerOptions),
    clipNorm: null,
    emaDecay: null,
    ...more
  };
}

/** As many batches as any course takes. */
const batches: Batch[] = [];
beforeAll(async () => {
  for (let epoch = 1; batches.length < STEPS; epoch++) {
    const order = { batchSize: 16, seed: 2, epoch };
    for await (const batch of trainingBatches(data.train, { resolution: 16, channels: 1 }, order)) {
      batches.push(batch);
    }
  }
});

interface Outcome {
  losses: number[];
  weights: NamedWeights;
  average: Float32Array[];
}

const RATE = 0.003;

interface Course {
  steps: number;
  rate: number;
}

function eager(
  network: LayersModel,
  update: UpdateSettings,
  loss: LossSettings,
  { steps, rate }: Course = { steps: STEPS, rate: RATE }
): Outcome {
  const classifier = classifierOf(network);
  reseed(network, 5);
  const optimizer = new FlatOptimizer(network, update);
  const step = new TrainingStep(classifier, optimizer, loss);
  const losses = batches.slice(0, steps).map((batch) => step.run(batch, rate).loss);
  const { slots } = optimizer.state();
  optimizer.dispose();
  return { losses, weights: getWeightsByName(network), average: slots.average ? [slots.average] : [] };
}

function compiled(
  network: LayersModel,
  update: UpdateSettings,
  loss: ProgramSettings,
  { steps, rate }: Course = { steps: STEPS, rate: RATE }
): Outcome {
  const classifier = classifierOf(network);
  reseed(network, 5);
  const optimizer = new GraphOptimizer(network, update);
  const program = trainingProgram(classifier, optimizer, loss, { train: [16, 16, 16, 1], evaluation: null });
  const losses = batches
    .slice(0, steps)
    .map(({ pixels, shape, labels }) =>
      tf.tidy(
        () =>
          program
            .train(tf.tensor4d(pixels, shape), tf.tensor1d(labels, 'int32'), tf.scalar(rate))
            .loss.dataSync()[0]
      )
    );
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
    const update = updates('momentum', { clipNorm: 0.5, emaDecay: 0.99 });
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
    // The change by one step of plain gradient descent at rate 1 is the gradient.
    const course = { steps: 1, rate: 1 };
    const settings = updates('sgd');
    const before = getWeightsByName(model('batch'));
    const change = ({ weights }: Outcome, path: string): Float32Array =>
      weights[path].values.map((value, i) => value - before[path].values[i]);
    const [actual, expected] = [compiled, eager].map((run) => run(model('batch'), settings, plain, course));
    for (const path of Object.keys(before)) {
      const [one, other] = [change(actual, path), change(expected, path)];
      expect(difference(one, other, 1e-2), path).toBeLessThan(1e-4);
    }
  });
});

describe('steps in 16 bits', () => {
  // Significant bits: each rounding changes a number by 2^-bits of it at most.
  it.each([
    { precision: 'bfloat16', bits: 8, lossScale: 1 },
    { precision: 'float16', bits: 11, lossScale: 2 ** 15 }
  ] as const)('follow those in float32: $precision', ({ precision, bits, lossScale }) => {
    const course = { steps: 8, rate: 0.05 };
    const run = (settings: ProgramSettings, scale: number): Outcome => {
      const network = model('batch', { dropout: 0, stochasticDepth: 0 });
      return compiled(network, updates('sgd', { lossScale: scale }), settings, course);
    };
    const [half, full] = [run({ ...plain, precision }, lossScale), run(plain, 1)];
    expect(half.losses).not.toEqual(full.losses);
    // Some 16 maps one after the other on the way to the loss, each rounded once, errors in one direction at worst.
    expect(difference(half.losses, full.losses)).toBeLessThan(16 * 2 ** -bits);
  });

  it('has the loss and the gradients as they are without scaling', () => {
    const course = { steps: 1, rate: 1 };
    const [scaled, free] = [2 ** 15, 1].map((lossScale) =>
      compiled(model('batch'), updates('sgd', { lossScale }), plain, course)
    );
    requireEqual(scaled, free);
  });
});

it('masks change at each step and repeat with the seed', () => {
  const network = model('group');
  expect(Object.keys(randomState(network))).toEqual(['block1b_drop', 'top_dropout']);
  const classifier = classifierOf(network);
  const still = new GraphOptimizer(network, updates('sgd'));
  const program = trainingProgram(classifier, still, plain, { train: [16, 16, 16, 1], evaluation: null });
  const { pixels, shape, labels } = batches[0];
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
  const quiet = classifierOf(model('group', { dropout: 0, stochasticDepth: 0 }));
  const { pixels, shape, labels } = batches[0];
  const weights = new FlatOptimizer(quiet.model, updates('sgd')).weights;
  const images = tf.tensor4d(pixels, shape);
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
    expect(difference(parts.gradients[i].dataSync(), gradient.dataSync(), 1e-3)).toBeLessThan(1e-4)
  );
});

describe('evaluation within the program', () => {
  const probability = (network: LayersModel, pixels: Tensor4D): Float32Array =>
    tf.tidy(() => tf.softmax(network.apply(pixels) as Tensor2D).dataSync<'float32'>());

  it.each([null, 0.5])('scores with the present weights, or their average (%s), and leaves both', (decay) => {
    const network = model('batch');
    const classifier = classifierOf(network);
    reseed(network, 5);
    const optimizer = new GraphOptimizer(network, updates('momentum', { emaDecay: decay }));
    const shape: [number, number, number, number] = [16, 16, 16, 1];
    const program = trainingProgram(classifier, optimizer, plain, { train: shape, evaluation: shape });
    const batch = batches[0];
    const pixels = tf.tensor4d(batch.pixels, batch.shape);
    const labels = tf.tensor1d(batch.labels, 'int32');
    const rate = tf.scalar(0.05);
    Array.from({ length: 5 }, () => tf.dispose(program.train(pixels, labels, rate)));
    const { losses, probabilities } = program.evaluate!(pixels, labels);

    program.state.pull();
    const trained = getWeightsByName(network);
    const raw = probability(network, pixels);
    optimizer.average?.adopt();
    const expected = probability(network, pixels);
    expect(difference(probabilities.dataSync(), expected)).toBeLessThan(1e-5);
    if (decay !== null) {
      expect(difference(raw, expected)).toBeGreaterThan(1e-4);
    }
    const crossEntropies = Array.from(batch.labels, (label, i) => -Math.log(expected[2 * i + label]));
    expect(difference(losses.dataSync(), crossEntropies)).toBeLessThan(1e-5);
    // The graph still has what it had before.
    tf.dispose(program.evaluate!(pixels, labels));
    program.state.pull();
    expect(getWeightsByName(network)).toEqual(trained);
    program.dispose();
    optimizer.dispose();
  });
});

it('holds no large constants, also for B0', () => {
  const classifier = classifierOf(buildEfficientNet(variant('b0', { resolution: 64, classes: 10 })));
  const optimizer = new GraphOptimizer(
    classifier.model,
    updates('rmsprop', { clipNorm: 1, emaDecay: 0.999 })
  );
  const shapes = { train: [8, 64, 64, 3], evaluation: [8, 64, 64, 3] } as const;
  const program = trainingProgram(classifier, optimizer, plain, {
    train: [...shapes.train],
    evaluation: [...shapes.evaluation]
  });
  const { largeConstants, constantBytes, definitionBytes } = inspectGraph(program.state);
  expect(largeConstants).toEqual([]);
  expect(constantBytes).toBeLessThan(64 * 1024);
  expect(definitionBytes).toBeLessThan(2e6);
  program.dispose();
  optimizer.dispose();
});
