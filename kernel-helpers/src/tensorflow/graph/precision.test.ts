import type { Rank, Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { variablesByName } from '../../model';
import { smallModel } from '../../training/small.fixtures';
import { loadTensorFlow } from '../load';
import { sparseSoftmaxCrossEntropy } from '../loss';
import { compile, GraphState } from './compile';
import { type GraphNode, nodeOf } from './node';
import { type Precision, scaledGradients, toMixedPrecision } from './precision';

const tf = loadTensorFlow();

/** Significant bits, the leading one among them: a rounding changes a number by 2^-bits of it at most. */
const BITS = { bfloat16: 8, float16: 11 };
const BATCH = 8;
const RATE = 0.05;
const LOSS_SCALE = 1024;

const images = tf.randomUniform([BATCH, 32, 32, 1], 0, 1, 'float32', 1);
const labels = tf.tensor1d([0, 1, 0, 1, 0, 1, 0, 1], 'int32');

interface Training {
  nodes: GraphNode[];
  losses: number[];
  /** Trained weights, one after the other, before and after. */
  before: Float32Array;
  after: Float32Array;
}

/** Trains the small network by gradient descent; zero steps record it only. */
function trained(precision: Precision, steps: number, scale = LOSS_SCALE): Training {
  const model = smallModel();
  const named = [...variablesByName(model)].map(([name, layer]) => [name, layer.read() as Variable]);
  const state = new GraphState(Object.fromEntries(named) as Record<string, Variable>);
  const weights = model.trainableWeights.map((weight) => weight.read() as Variable);
  const loss = (x: Tensor, y: Tensor): Scalar => {
    const logits = model.apply(x, { training: true }) as Tensor2D;
    return tf.mean(sparseSoftmaxCrossEntropy(logits, y as Tensor1D));
  };
  const step = compile(
    (x, y) => {
      const { value, grads } = scaledGradients(() => loss(x, y), weights, scale);
      weights.forEach((weight) => weight.assign(tf.sub(weight as Tensor, tf.mul(grads[weight.name], RATE))));
      return value;
    },
    { inputs: [{ shape: images.shape }, { shape: [BATCH], dtype: 'int32' }], state, precision }
  );
  const values = (): Float32Array => Float32Array.from(weights.flatMap((each) => [...each.dataSync()]));
  const before = values();
  const losses = Array.from({ length: steps }, () => step(images, labels).dataSync()[0]);
  state.pull();
  const after = values();
  const { nodes } = state;
  state.dispose();
  model.dispose();
  return { nodes, losses, before, after };
}

const plain = trained('float32', 6);
const norm = (values: Float32Array): number => Math.hypot(...values);
const distance = (a: Float32Array, b: Float32Array): number => norm(a.map((value, i) => value - b[i]));
const typeOf = (node: GraphNode, key: string): string | undefined => {
  const attribute = node.attributes[key];
  return attribute && 'type' in attribute ? attribute.type : undefined;
};

describe('mixed precision', () => {
  it('computes products and what is between them in 16 bits, and nothing else', () => {
    const { nodes } = trained('bfloat16', 0);
    const narrow = nodes.filter((node) => typeOf(node, 'T') === 'bfloat16');
    const ops = new Set(narrow.map(({ op }) => op));
    const products = nodes.filter(({ op }) => /^(Conv2D|Depthwise|MatMul|BatchMatMul)/.test(op));
    expect(products.length).toBeGreaterThan(10);
    expect(products.every((node) => typeOf(node, 'T') === 'bfloat16')).toBe(true);
    expect([...ops]).toEqual(expect.arrayContaining(['Sigmoid', 'FusedBatchNormV3', 'FusedBatchNormGradV3']));
    expect([...ops].filter((op) => /Softmax|Mean|Sum|Assign|Read|RealDiv|Exp|Log/.test(op))).toEqual([]);
    const stored = nodes.filter(({ op }) => /VarHandleOp|AssignVariableOp|ReadVariableOp/.test(op));
    expect(new Set(stored.map((node) => typeOf(node, 'dtype')))).toEqual(new Set(['float32']));
  });

  it('casts a tensor once, only at borders, and never there and back', () => {
    const { nodes } = trained('bfloat16', 0);
    const byName = new Map(nodes.map((node) => [node.name, node]));
    const casts = nodes.filter(({ name }) => /_as_/.test(name));
    expect(casts.length).toBeGreaterThan(0);
    expect(new Set(casts.map(({ inputs: [input] }) => input)).size).toBe(casts.length);
    const sources = casts.map(({ inputs: [input] }) => byName.get(nodeOf(input)));
    expect(sources.filter((source) => source?.op === 'Cast')).toEqual([]);
    const readers = new Set(nodes.flatMap(({ inputs }) => inputs));
    expect(casts.filter(({ name }) => !readers.has(name))).toEqual([]);
  });

  it('leaves a float32 graph as it is, and a narrow one when done again', () => {
    expect(toMixedPrecision(plain.nodes, 'float32')).toEqual(plain.nodes);
    const narrow = toMixedPrecision(plain.nodes, 'bfloat16');
    expect(toMixedPrecision(narrow, 'bfloat16')).toEqual(narrow);
  });

  it.each(['bfloat16', 'float16'] as const)('trains in %s along with float32', (precision) => {
    const { losses, before, after, nodes } = trained(precision, plain.losses.length);
    expect(before).toEqual(plain.before);
    expect(losses).not.toEqual(plain.losses);
    // Roundings of random direction add up as the root of their number: one for each narrow operation and step.
    const roundings = nodes.filter((node) => typeOf(node, 'T') === precision).length * losses.length;
    const tolerance = Math.sqrt(roundings) * 2 ** -BITS[precision];
    const range = Math.max(...plain.losses) - Math.min(...plain.losses);
    losses.forEach((loss, i) => expect(Math.abs(loss - plain.losses[i])).toBeLessThan(tolerance * range));
    const way = distance(plain.after, plain.before);
    expect(distance(after, plain.after) / way).toBeLessThan(tolerance);
  });

  it('keeps gradients that float16 alone would lose', () => {
    const tiny = 2 ** -15;
    const weight = tf.variable(tf.ones([4, 4]));
    const gradient = (scale: number): Float32Array => {
      const state = new GraphState({ weight });
      const fn = compile(
        (x) => {
          const loss = (): Scalar => {
            const hidden = tf.matMul(x as Tensor2D, weight as unknown as Tensor2D);
            return tf.sum(tf.mul(tf.matMul(hidden, tf.fill([4, 1], tiny)), tiny));
          };
          return scaledGradients(loss, [weight], scale).grads[weight.name];
        },
        { inputs: [{ shape: [1, 4] }], state, precision: 'float16' }
      );
      const result = fn(tf.ones([1, 4])).dataSync() as Float32Array;
      state.dispose();
      return result;
    };
    expect([...gradient(1)]).toEqual(Array(16).fill(0));
    expect([...gradient(LOSS_SCALE)]).toEqual(Array(16).fill(tiny * tiny));
  });

  it('adds up over pixels in more than 16 bits', () => {
    const [images, side, value, slope] = [2, 64, 0.7, 0.9];
    const filter = tf.ones<Rank.R4>([1, 1, 1, 1]);
    const sum = compile(
      (x) =>
        tf.grad((w) => tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, 1, 'same'))(
          filter,
          tf.fill([images, side, side, 1], slope)
        ),
      { inputs: [{ shape: [images, side, side, 1] }], precision: 'float16' }
    );
    const expected = images * side * side * value * slope;
    const got = sum(tf.fill([images, side, side, 1], value)).dataSync()[0];
    expect(Math.abs(got / expected - 1)).toBeLessThan(2 ** -10);
    sum.dispose();
  });

  it('refuses a loss scale that is no positive number', () => {
    const weight = tf.variable(tf.scalar(1));
    expect(() => scaledGradients(() => tf.scalar(1), [weight], 0)).toThrow('The loss scale is 0.');
  });
});
