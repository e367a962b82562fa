import type { Optimizer, Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { TensorFlowError } from '../errors';
import { loadTensorFlow } from '../load';
import { compile, GraphState, optimizerVariables } from './index';

const tf = loadTensorFlow();

type Recordable = (x: Tensor) => Tensor | Tensor[];

function refusal(fn: Recordable, state?: GraphState): TensorFlowError {
  const before = tf.memory().numTensors;
  try {
    compile(fn, { inputs: [{ shape: [4, 4] }], state });
  } catch (error) {
    expect(error).toBeInstanceOf(TensorFlowError);
    expect(tf.memory().numTensors).toBe(before);
    return error as TensorFlowError;
  }
  throw new Error('It was recorded.');
}

const row = (x: Tensor): Tensor1D => tf.reshape(tf.slice(x, [0, 0], [1, 4]), [4]);
const asynchronous = (fn: (x: Tensor) => Promise<Tensor>): Recordable => fn as unknown as Recordable;

/** What is called, as the message names it, and a word of the remedy. */
const REFUSED: Array<[name: string, named: string, remedy: string, fn: Recordable]> = [
  ['reading values', 'by Tensor.dataSync', 'after the run', (x) => tf.scalar(x.dataSync()[0])],
  ['reading an array', 'by Tensor.arraySync', 'after the run', (x) => tf.tensor(x.arraySync())],
  ['printing', 'by Tensor.print', 'after the run', (x) => (x.print(), x)],
  ['unique', 'UniqueV2 gives by tf.unique', 'after the run', (x) => tf.unique(row(x)).values],
  [
    'nonMaxSuppression',
    'NonMaxSuppressionV3 gives by tf.nonMaxSuppression',
    'masks of a fixed shape',
    (x) => tf.image.nonMaxSuppression(x as Tensor2D, row(x), 2)
  ],
  [
    'nonMaxSuppressionWithScore',
    'NonMaxSuppressionV5 gives',
    'masks of a fixed shape',
    (x) => tf.image.nonMaxSuppressionWithScore(x as Tensor2D, row(x), 2).selectedIndices
  ],
  ['complex numbers', 'Complex, called by tf.complex', 'float32, int32 or bool', (x) => tf.complex(x, x)],
  ['fft', 'Complex, called by tf.', 'float32, int32 or bool', (x) => tf.real(tf.spectral.rfft(x))],
  ['strings', 'type string is used at', 'tf.cast', (x) => [x, tf.tensor(['a'])]],
  [
    'randomUniform',
    'drawn in JavaScript by tf.randomUniform',
    'RandomStream',
    (x) => tf.add(x, tf.randomUniform([4]))
  ],
  [
    'randomNormal',
    'drawn in JavaScript by tf.randomNormal',
    'RandomStream',
    (x) => tf.add(x, tf.randomNormal([4]))
  ],
  [
    'truncatedNormal',
    'drawn in JavaScript by tf.truncatedNormal',
    'RandomStream',
    (x) => tf.add(x, tf.truncatedNormal([4]))
  ],
  [
    'randomGamma',
    'drawn in JavaScript by tf.randomGamma',
    'RandomStream',
    (x) => tf.add(x, tf.randomGamma([4], 1))
  ],
  ['dropout', 'drawn in JavaScript by tf.dropout', 'RandomStream', (x) => tf.dropout(x, 0.5)],
  ['multinomial', 'drawn in JavaScript by tf.multinomial', 'RandomStream', (x) => tf.multinomial(row(x), 3)],
  [
    'seeded multinomial',
    'Multinomial draws random numbers by tf.multinomial',
    'RandomStream',
    (x) => tf.multinomial(row(x), 3, 7)
  ],
  [
    'stock dropout',
    'drawn in JavaScript by Layer.apply',
    'SeededDropout',
    (x) => tf.layers.dropout({ rate: 0.5 }).apply(x, { training: true }) as Tensor
  ],
  [
    'a model built within',
    'drawn in JavaScript by Layer.apply',
    'build models beforehand',
    (x) => tf.layers.dense({ units: 2 }).apply(x) as Tensor
  ],
  [
    'a variable created from the inputs',
    'A variable is created by tf.variable',
    'Create it before',
    (x) => tf.variable(x)
  ],
  ['whereAsync', 'returned a promise', 'synchronous', asynchronous((x) => tf.whereAsync(tf.greater(x, 0)))],
  [
    'booleanMaskAsync',
    'returned a promise',
    'synchronous',
    asynchronous((x) => tf.booleanMaskAsync(x, tf.greater(x, 0)))
  ],
  [
    'setdiff1dAsync',
    'returned a promise',
    'synchronous',
    asynchronous(async (x) => (await tf.setdiff1dAsync(row(x), [1]))[0])
  ],
  [
    'inTopKAsync',
    'returned a promise',
    'synchronous',
    asynchronous((x) => tf.inTopKAsync(x, tf.argMax(x, 1)))
  ],
  ['a shape from values', 'are read by Tensor.dataSync', 'after the run', (x) => tf.zeros([x.dataSync()[0]])]
];

describe('refused with its name, the line and a remedy', () => {
  it.each(REFUSED)('%s', (_, named, remedy, fn) => {
    const { kind, got: found, remedy: advice } = refusal(fn);
    expect(kind).toBe('recording');
    expect(found).toContain(named);
    expect(advice).toContain(remedy);
    if (!found.includes('promise')) {
      expect(found).toMatch(/refusals\.test\.ts:\d+:\d+/);
    }
  });

  it('a changed or disposed variable', () => {
    const weight = tf.variable(tf.ones([4, 4]), true, 'outside');
    expect(refusal((x) => (weight.assign(x), x)).got).toContain("'outside' is changed at");
    const state = new GraphState({ weight });
    expect(refusal((x) => (weight.dispose(), x), state).got).toContain(
      "'outside' of the graph's state is disposed"
    );
    expect(weight.dataSync()[0]).toBe(1);
    weight.dispose();
  });
});

describe('tensors beyond the function', () => {
  it('that were kept say that they have no values', () => {
    let kept: Tensor = tf.scalar(0);
    const compiled = compile(
      (x) => {
        kept.dispose();
        kept = tf.keep(tf.neg(x));
        return tf.tidy(() => tf.neg(kept));
      },
      { inputs: [{ shape: [2] }] }
    );
    expect([...compiled(tf.tensor1d([1, 2])).dataSync()]).toEqual([1, 2]);
    expect(() => kept.dataSync()).toThrow('it has none');
    expect(() => tf.neg(kept)).toThrow('it has none');
    expect(() => compile(() => tf.neg(kept), { inputs: [] })).toThrow('it has none');
    const before = tf.memory().numTensors;
    kept.dispose();
    expect(tf.memory().numTensors).toBe(before - 1);
    compiled.dispose();
  });

  it('that are disposed within are no longer used', () => {
    const used: Recordable = (x) => {
      const square = tf.square(x);
      square.dispose();
      return tf.neg(square);
    };
    expect(() => compile(used, { inputs: [{ shape: [2] }] })).toThrow(
      /float32 \[2\], is used by tf\.neg at .*refusals/
    );
  });

  it('that no state names become constants', () => {
    const weight = tf.variable(tf.scalar(3));
    const compiled = compile((x) => tf.mul(x, weight), { inputs: [{ shape: [] }] });
    expect(compiled.state.nodes.map(({ op }) => op)).toContain('Const');
    expect(compiled.state.nodes.map(({ op }) => op)).not.toContain('ReadVariableOp');
    weight.assign(tf.scalar(5));
    expect(compiled(tf.scalar(2)).dataSync()[0]).toBe(6);
    compiled.dispose();
  });
});

it('a function that throws leaves TensorFlow.js as it was', () => {
  const weight = tf.variable(tf.scalar(3));
  const state = new GraphState({ weight });
  const thrown = new Error('of the function itself');
  const { random } = Math;
  expect(() =>
    compile(
      () => {
        weight.assign(tf.mul(weight, 2) as Scalar);
        throw thrown;
      },
      { inputs: [], state }
    )
  ).toThrow(thrown);
  expect(weight.dataSync()[0]).toBe(3);
  expect(Math.random).toBe(random);
  expect([...tf.gather(tf.tensor1d([1, 2]), tf.tensor1d([1], 'int32')).dataSync()]).toEqual([2]);
  expect(() => tf.gather(tf.tensor1d([1, 2]), tf.tensor1d([5], 'int32'))).toThrow('is not in [0, 1]');
  tf.variable(tf.scalar(1)).dispose();
  expect(compile(() => weight.clone(), { inputs: [], state })().dataSync()[0]).toBe(3);
  state.dispose();
});

it('indices out of range make a run fail', () => {
  const compiled = compile((x, i) => tf.gather(x, i as Tensor1D), {
    inputs: [{ shape: [3] }, { shape: [1], dtype: 'int32' }]
  });
  const x = tf.tensor1d([5, 6, 7]);
  expect(() => compiled(x, tf.tensor1d([3], 'int32'))).toThrow('indices[0] = 3 is not in [0, 3)');
  expect([...compiled(x, tf.tensor1d([2], 'int32')).dataSync()]).toEqual([7]);
  compiled.dispose();
});

it('own gradients within gradients are recorded', () => {
  const cube = tf.customGrad((x, save) => {
    (save as (tensors: Tensor[]) => void)([x as Tensor]);
    return {
      value: tf.pow(x as Tensor, 3),
      gradFunc: (dy: Tensor, [saved]: Tensor[]) => tf.mul(dy, tf.mul(tf.square(saved), 3))
    };
  });
  const slope = tf.grad((x) => tf.sum(cube(x)));
  const curvature = tf.grad((x) => tf.sum(slope(x)));
  const compiled = compile((x) => curvature(x), { inputs: [{ shape: [2] }] });
  expect([...compiled(tf.tensor1d([1, -2])).dataSync()]).toEqual([6, -12]);
  compiled.dispose();
});

describe('optimisers of tf.train', () => {
  const OPTIMIZERS: Array<[string, () => Optimizer]> = [
    ['sgd', () => tf.train.sgd(0.1)],
    ['momentum', () => tf.train.momentum(0.1, 0.9)],
    ['adagrad', () => tf.train.adagrad(0.1)],
    ['adadelta', () => tf.train.adadelta(0.1)],
    ['adam', () => tf.train.adam(0.1)],
    ['adamax', () => tf.train.adamax(0.1)],
    ['rmsprop', () => tf.train.rmsprop(0.1, 0.9, 0.5)]
  ];

  const stepOf =
    (optimizer: Optimizer, weight: Variable) =>
    (x: Tensor): Tensor =>
      optimizer.minimize(() => tf.sum(tf.square(tf.sub(weight, x))) as Scalar, true, [weight]) as Scalar;

  it.each(OPTIMIZERS)('%s steps in a graph as it does eagerly', (_, make) => {
    const x = tf.tensor1d([1, 2, 3]);
    const [eager, compiled] = [0, 1].map((side) => {
      const weight = tf.variable(tf.zeros([3]));
      const optimizer = make();
      const step = stepOf(optimizer, weight as Variable);
      step(x);
      const state = new GraphState({ weight: weight as Variable, ...optimizerVariables(optimizer) });
      const run = side === 0 ? step : compile(step, { inputs: [{ shape: [3] }], state });
      const losses = [run(x), run(x), run(x)].map((loss) => loss.dataSync()[0]);
      state.pull();
      const values = [...weight.dataSync(), ...losses];
      state.dispose();
      return values;
    });
    compiled.forEach((value, i) => expect(value).toBeCloseTo(eager[i], 5));
  });

  it('must have taken a step before', () => {
    const weight = tf.variable(tf.zeros([3])) as Variable;
    const optimizer = tf.train.momentum(0.1, 0.9);
    const state = new GraphState({ weight });
    const step = stepOf(optimizer, weight);
    const record = (): unknown => compile(step, { inputs: [{ shape: [3] }], state });
    expect(record).toThrow(/created by Optimizer\.minimize at .*one eager step.*optimizerVariables/);
    step(tf.tensor1d([1, 2, 3]));
    expect(record).toThrow(/'.*' is changed by Optimizer\.minimize at .*optimizerVariables/);
  });
});
