import type { LayersModel, Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  compile,
  GraphState,
  loadTensorFlow,
  sparseSoftmaxCrossEntropy
} from '../../kernel-helpers/src/tensorflow';
import {
  FlatOptimizer,
  GraphOptimizer,
  type ModelOptimizer,
  type OptimizerOptions,
  optimizerSettings,
  type UpdateSettings
} from '../../kernel-helpers/src/training/optimizer';
import { relativeError } from './comparison';
import { optimizerTrajectories, type Trajectory } from './reference';

const tf = loadTensorFlow();
const [IMAGES, INPUTS, CLASSES, STEPS] = [24, 5, 3, 50];
const AVERAGE = 0.95;

interface Case {
  title: string;
  ours: OptimizerOptions;
  /** Class of Keras, or of TensorFlow 1 where it ends in `Optimizer`. */
  kind: string;
  config: Record<string, unknown>;
  rate: number;
  /** Keras's momentum keeps the rate of earlier steps, so that the two agree only at a constant rate. */
  constant?: true;
  clipNorm?: number;
}

const CASES: readonly Case[] = [
  { title: 'sgd', ours: { kind: 'sgd' }, kind: 'SGD', config: {}, rate: 0.3 },
  {
    title: 'sgd with an L2 penalty, clipped',
    ours: { kind: 'sgd', weightDecay: 0.02 },
    kind: 'SGD',
    config: { global_clipnorm: 0.3 },
    rate: 0.3,
    clipNorm: 0.3
  },
  {
    title: 'momentum',
    ours: { kind: 'momentum' },
    kind: 'SGD',
    config: { momentum: 0.9 },
    rate: 0.05,
    constant: true
  },
  {
    title: "momentum, TensorFlow 1's",
    ours: { kind: 'momentum', momentum: 0.8 },
    kind: 'MomentumOptimizer',
    config: { momentum: 0.8 },
    rate: 0.05
  },
  {
    title: 'nesterov',
    ours: { kind: 'nesterov' },
    kind: 'SGD',
    config: { momentum: 0.9, nesterov: true },
    rate: 0.05,
    constant: true
  },
  {
    title: "nesterov, TensorFlow 1's",
    ours: { kind: 'nesterov', weightDecay: 0.01 },
    kind: 'MomentumOptimizer',
    config: { momentum: 0.9, use_nesterov: true },
    rate: 0.05
  },
  {
    title: "rmsprop, TensorFlow 1's as the EfficientNet authors used it",
    ours: { kind: 'rmsprop', weightDecay: 1e-5 },
    kind: 'RMSPropOptimizer',
    config: { decay: 0.9, momentum: 0.9, epsilon: 1e-3 },
    rate: 0.01
  },
  {
    title: 'rmsprop from a mean square of 0',
    ours: { kind: 'rmsprop', initialMeanSquare: 0 },
    kind: 'RMSprop',
    config: { rho: 0.9, momentum: 0.9, epsilon: 1e-3 },
    rate: 0.01
  },
  { title: 'adam', ours: { kind: 'adam' }, kind: 'Adam', config: {}, rate: 0.02 },
  {
    title: 'adamw, which spares biases and normalisation',
    ours: { kind: 'adamw', weightDecay: 0.5, beta2: 0.99 },
    kind: 'AdamW',
    config: { weight_decay: 0.5, beta_2: 0.99 },
    rate: 0.02
  },
  {
    title: 'adamw, clipped',
    ours: { kind: 'adamw', epsilon: 1e-3 },
    kind: 'AdamW',
    config: { weight_decay: 0.004, epsilon: 1e-3, global_clipnorm: 0.1 },
    rate: 0.02,
    clipNorm: 0.1
  }
];

/** Numbers without a pattern that both sides hold exactly. */
function scattered(count: number, phase: number, size: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.fround(size * Math.sin(phase + i * (i + 1.7))));
}

const images = scattered(IMAGES * INPUTS, 1, 1);
const labels = Array.from({ length: IMAGES }, (_, i) => (i * i + (images[i * INPUTS] > 0 ? 1 : 0)) % CLASSES);

function network(): LayersModel {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 6, activation: 'tanh', inputShape: [INPUTS] }),
      tf.layers.layerNormalization({ epsilon: 1e-3 }),
      tf.layers.dense({ units: CLASSES })
    ]
  });
  const initial = model.weights.map(({ shape }, i) =>
    tf.tensor(scattered(tf.util.sizeFromShape(shape as number[]), i, 0.7), shape as number[])
  );
  model.setWeights(initial);
  tf.dispose(initial);
  return model;
}

function ratesOf({ rate, constant }: Case): number[] {
  return Array.from({ length: STEPS }, (_, i) => (constant ? rate : rate * (1 - i / STEPS)));
}

function update({ ours, clipNorm }: Case): UpdateSettings {
  return { optimizer: optimizerSettings(ours), clipNorm: clipNorm ?? null, emaDecay: AVERAGE };
}

/** One step of the problem, eager or recorded. */
function stepOf(model: LayersModel, optimizer: ModelOptimizer): (rate: Tensor) => Scalar {
  const [x, y] = [tf.tensor2d(images, [IMAGES, INPUTS]), tf.tensor1d(labels, 'int32')];
  return (rate) => {
    const { value, grads } = tf.variableGrads(
      () => tf.mean(sparseSoftmaxCrossEntropy(model.apply(x, { training: true }) as Tensor2D, y as Tensor1D)),
      optimizer.weights
    );
    optimizer.apply(
      optimizer.weights.map(({ name }) => grads[name]),
      rate as Scalar,
      value
    );
    return value;
  };
}

const values = (variables: readonly Variable[]): number[] =>
  variables.flatMap((variable) => Array.from(variable.dataSync()));

function eager(one: Case): Trajectory {
  const model = network();
  const optimizer = new FlatOptimizer(model, update(one));
  const step = stepOf(model, optimizer);
  return follow(one, optimizer, (rate) => tf.tidy(() => void step(tf.scalar(rate))));
}

function compiled(one: Case): Trajectory {
  const model = network();
  const optimizer = new GraphOptimizer(model, update(one));
  const weights = Object.fromEntries(optimizer.weights.map((weight, i) => [`weights/${i}`, weight]));
  const state = new GraphState({ ...weights, ...optimizer.variables() });
  const step = compile(stepOf(model, optimizer), { inputs: [{ shape: [] }], state, name: 'step' });
  const trajectory = follow(one, optimizer, (rate) => {
    tf.tidy(() => void step(tf.scalar(rate)));
    state.pull();
  });
  state.dispose();
  return trajectory;
}

function follow(one: Case, optimizer: ModelOptimizer, step: (rate: number) => void): Trajectory {
  const trajectory: Trajectory = { weights: [], averages: [] };
  for (const rate of ratesOf(one)) {
    step(rate);
    trajectory.weights.push(values(optimizer.weights));
    trajectory.averages.push(values(optimizer.average?.averages ?? []));
  }
  optimizer.dispose();
  return trajectory;
}

/** Of all steps the largest. */
function worst(actual: number[][], expected: number[][]): number {
  expect(actual).toHaveLength(STEPS);
  return Math.max(...expected.map((at, i) => relativeError(actual[i], at)));
}

describe(`trajectories over ${STEPS} steps are Keras's`, () => {
  let references: Trajectory[];
  beforeAll(() => {
    const model = network();
    references = optimizerTrajectories({
      images: Array.from({ length: IMAGES }, (_, i) => images.slice(i * INPUTS, (i + 1) * INPUTS)),
      labels,
      classes: CLASSES,
      weights: model.getWeights().map((weight) => weight.arraySync()),
      cases: CASES.map((one) => ({
        kind: one.kind,
        config: one.config,
        rates: ratesOf(one),
        average: AVERAGE,
        penalty: one.ours.kind !== 'adamw' && 'weightDecay' in one.ours ? (one.ours.weightDecay ?? 0) : 0
      }))
    });
  });

  test.each(CASES.map((one, i) => ({ ...one, i })))('$title', ({ i, ...one }) => {
    const expected = references[i];
    const distance = relativeError(expected.weights[0], expected.weights[STEPS - 1]);
    expect(distance).toBeGreaterThan(0.05);
    for (const run of [eager, compiled]) {
      const { weights, averages } = run(one);
      expect(worst(weights, expected.weights), run.name).toBeLessThanOrEqual(1e-5);
      expect(worst(averages, expected.averages), `${run.name}, averages`).toBeLessThanOrEqual(1e-5);
    }
  });

  test('and what sets them apart is larger than what they may differ', () => {
    const apart = (a: string, b: string): number => {
      const [one, other] = [a, b].map((title) => references[CASES.findIndex((each) => each.title === title)]);
      return worst(one.weights, other.weights);
    };
    expect(apart('momentum', 'nesterov')).toBeGreaterThan(1e-2);
    const authors = "rmsprop, TensorFlow 1's as the EfficientNet authors used it";
    expect(apart('rmsprop from a mean square of 0', authors)).toBeGreaterThan(1e-2);
  });
});
