import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { compile, GraphState, loadTensorFlow } from '../../tensorflow';
import { WeightAverage } from './average';
import { clipByGlobalNorm } from './clip';
import { FlatOptimizer } from './flat-optimizer';
import { GraphOptimizer } from './graph-optimizer';
import type { ModelOptimizer, UpdateSettings } from './optimizer';
import { OPTIMIZER_NAMES, type OptimizerName, optimizerSettings } from './options';

const tf = loadTensorFlow();
const RATE = 0.1;

function model(): LayersModel {
  const dense = tf.layers.dense({ units: 3, inputShape: [2], kernelInitializer: 'ones' });
  return tf.sequential({ layers: [dense, tf.layers.batchNormalization()] });
}

function updates(name: OptimizerName): UpdateSettings {
  return { optimizer: optimizerSettings(name), clipNorm: null, emaDecay: 0.9 };
}

/** The gradient of Σ(w − 3)²/2 by each weight. */
const gradients = ({ weights }: ModelOptimizer): Tensor[] =>
  weights.map((weight) => tf.sub(weight as Tensor, 3));

function eagerSteps(optimizer: ModelOptimizer, steps: number): void {
  for (let i = 0; i < steps; i++) {
    tf.tidy(() => void optimizer.apply(gradients(optimizer), tf.scalar(RATE), tf.scalar(1)));
  }
}

function graphSteps(optimizer: GraphOptimizer, network: LayersModel, steps: number): void {
  const weights = network.weights.map((weight, i) => [`weights/${i}`, weight.read() as Variable] as const);
  const state = new GraphState({ ...Object.fromEntries(weights), ...optimizer.variables() });
  const step = compile(
    (rate) => {
      optimizer.apply(gradients(optimizer), rate.asScalar(), tf.scalar(1));
      return tf.neg(rate);
    },
    { inputs: [{ shape: [] }], state, name: 'step' }
  );
  for (let i = 0; i < steps; i++) {
    tf.tidy(() => void step(tf.scalar(RATE)));
  }
  state.pull();
  state.dispose();
}

const valuesOf = (network: LayersModel): number[] =>
  network.getWeights().flatMap((weight) => Array.from(weight.dataSync()));

function requireClose(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
}

describe('the state of an optimiser', () => {
  it.each(OPTIMIZER_NAMES)('of %s passes from eager to compiled steps and back', (name) => {
    const [whole, parts] = [model(), model()];
    const reference = new FlatOptimizer(whole, updates(name));
    eagerSteps(reference, 9);

    const first = new FlatOptimizer(parts, updates(name));
    eagerSteps(first, 3);
    const second = new GraphOptimizer(parts, updates(name));
    second.restore(first.state(), 'here');
    graphSteps(second, parts, 3);
    const third = new FlatOptimizer(parts, updates(name));
    third.restore(second.state(), 'here');
    eagerSteps(third, 3);

    requireClose(valuesOf(parts), valuesOf(whole));
    const [actual, expected] = [third.state(), reference.state()];
    expect(actual.iterations).toBe(9);
    expect(Object.keys(actual.slots)).toEqual(Object.keys(expected.slots));
    for (const [slot, values] of Object.entries(expected.slots)) {
      requireClose(Array.from(actual.slots[slot]), Array.from(values));
    }
    [reference, first, second, third].forEach((optimizer) => optimizer.dispose());
  });

  it('is refused by another optimiser, with both told', () => {
    const network = model();
    const adam = new FlatOptimizer(network, updates('adam'));
    const sgd = new GraphOptimizer(network, { ...updates('sgd'), emaDecay: null });
    const message = /'?here'?.*mean \(15\), variance \(15\), average \(21\).*none.*Resume with/s;
    expect(() => sgd.restore(adam.state(), 'here')).toThrow(message);
    [adam, sgd].forEach((optimizer) => optimizer.dispose());
  });

  it('leaves no tensors behind', () => {
    const network = model();
    const before = tf.memory().numTensors;
    for (const optimizer of [
      new FlatOptimizer(network, updates('rmsprop')),
      new GraphOptimizer(network, updates('adamw'))
    ]) {
      optimizer.restore(optimizer.state(), 'here');
      optimizer.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('clipping by the norm of all gradients', () => {
  const clipped = (norm: number, ...values: number[]): number[] =>
    tf.tidy(() =>
      clipByGlobalNorm(
        values.map((value) => tf.tensor1d([value])),
        norm
      ).map((gradient) => gradient.dataSync()[0])
    );

  it('scales them together, only when they are longer', () => {
    requireClose(clipped(1, 3, -4), [0.6, -0.8]);
    expect(clipped(6, 3, -4)).toEqual([3, -4]);
    expect(clipped(1, 0, 0)).toEqual([0, 0]);
  });
});

describe('moving averages', () => {
  it('follow the weights fast at first, by (1 + t)/(10 + t)', () => {
    const weight = tf.variable(tf.scalar(0));
    const average = new WeightAverage([weight], 0.5);
    let expected = 0;
    for (let step = 1; step <= 12; step++) {
      tf.tidy(() => {
        weight.assign(tf.scalar(step));
        average.update(tf.scalar(step));
      });
      const decay = Math.min(0.5, (1 + step) / (10 + step));
      expected = decay * expected + (1 - decay) * step;
      expect(average.averages[0].dataSync()[0]).toBeCloseTo(expected, 4);
    }
    const restore = average.swap();
    expect(weight.dataSync()[0]).toBeCloseTo(expected, 4);
    restore();
    expect(weight.dataSync()[0]).toBe(12);
    average.adopt();
    expect(weight.dataSync()[0]).toBeCloseTo(expected, 4);
    average.dispose();
  });
});
