import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { relu6, swish } from '../activation';
import { loadTensorFlow } from '../load';
import { groupNorm, trainingBatchNorm } from '../normalization';
import { globalMean, scaleChannels } from '../pooling';
import { randomNormal } from '../random';
import { compile } from './index';
import { type GraphNode, nodeOf } from './node';
import { withRecomputation } from './recomputation';

const tf = loadTensorFlow();
const CHANNELS = 8;
const IMAGES: [number, number, number, number] = [3, 6, 5, CHANNELS];

interface Weights {
  expand: Tensor4D;
  depthwise: Tensor4D;
  project: Tensor4D;
  scale: Tensor1D;
  offset: Tensor1D;
}
type Layer = (x: Tensor4D, weights: Weights) => Tensor4D;

const batch: Layer = (x, { scale, offset }) => trainingBatchNorm(x, scale, offset, 1e-3).output;
const group: Layer = (x, { scale, offset }) => groupNorm(x, scale, offset, 4, 1e-3);
const conv = (x: Tensor4D, kernel: Tensor4D): Tensor4D => tf.conv2d(x, kernel, 1, 'same');

/** MBConv by its parts; what comes first is of full convolutions. */
function block(norm: Layer, activation: <T extends Tensor>(x: T) => T, hasGates: boolean): Layer {
  return (x, weights) => {
    const expanded = activation(norm(conv(x, weights.expand), weights));
    const mixed = activation(norm(tf.depthwiseConv2d(expanded, weights.depthwise, 1, 'same'), weights));
    const gated = hasGates ? scaleChannels(mixed, tf.sigmoid(swish(globalMean(mixed))) as Tensor4D) : mixed;
    return tf.add(norm(conv(gated, weights.project), weights), x);
  };
}

const twice =
  (layer: Layer): Layer =>
  (x, weights) =>
    layer(layer(x, weights), weights);

const NETWORKS: Array<[string, number, Layer]> = [
  ['gates and swish', 4, twice(block(batch, swish, true))],
  ['gates and group norm', 4, twice(block(group, swish, true))],
  ['relu6 without gates', 4, twice(block(batch, relu6, false))],
  // What is read by gradients that have no gradient in common before them has to be there from the start.
  ['an output of its own', 0, (x, weights) => conv(swish(batch(x, weights)), weights.project)]
];

function given(): Tensor[] {
  const shapes = [
    IMAGES,
    [3, 3, CHANNELS, CHANNELS],
    [3, 3, CHANNELS, 1],
    [1, 1, CHANNELS, CHANNELS],
    [CHANNELS],
    [CHANNELS]
  ];
  return shapes.map((shape, i) => randomNormal(shape, [4, i]));
}

/** Loss and gradients, as bits, and how many operations of a kind there are. */
function outcome(layer: Layer, recompute: boolean, inputs: readonly Tensor[]) {
  const loss = (...[x, expand, depthwise, project, scale, offset]: Tensor[]): Tensor => {
    const weights = { expand, depthwise, project, scale, offset } as Weights;
    const read = tf.addN([expand, depthwise].map((each) => tf.mul(tf.sum(each), 0)));
    return tf.add(tf.sum(tf.sin(layer(x as Tensor4D, weights))), read);
  };
  const fn = compile(
    (...tensors: Tensor[]) => {
      const { value, grads } = tf.valueAndGrads(loss)(tensors);
      return [value, ...grads];
    },
    { inputs: inputs.map(({ shape }) => ({ shape })), recompute }
  );
  const results = fn(...inputs);
  const bits = results.map((each) => [...new Uint32Array(each.dataSync<'float32'>().slice().buffer)]);
  const { nodes } = fn.state;
  fn.dispose();
  tf.dispose(results);
  return { bits, nodes, count: nodes.filter(({ op }) => op === 'EnetNormalize').length };
}

describe('activations that are computed again', () => {
  it.each(NETWORKS)('give the same bits: %s', (_, count, layer) => {
    const inputs = given();
    const held = outcome(layer, false, inputs);
    const again = outcome(layer, true, inputs);
    expect(held.count).toBe(0);
    expect(again.count).toBe(count);
    expect(again.bits).toEqual(held.bits);
    expect(new Set(held.bits.flat()).size).toBeGreaterThan(100);
    tf.dispose(inputs);
  });

  it('pass a NaN on', () => {
    const inputs = given();
    const values = inputs[0].dataSync<'float32'>().slice();
    values[7] = NaN;
    const broken = [tf.tensor(values, IMAGES), ...inputs.slice(1)];
    const [, , layer] = NETWORKS[0];
    const [held, again] = [false, true].map((recompute) => outcome(layer, recompute, broken).bits);
    expect(again).toEqual(held);
    expect(Number.isNaN(new Float32Array(Uint32Array.from(again[0]).buffer)[0])).toBe(true);
    tf.dispose([...inputs, ...broken]);
  });

  it('wait for a gradient, and nothing that reads a gradient reads what they stand for', () => {
    const inputs = given();
    const { nodes } = outcome(NETWORKS[0][2], true, inputs);
    const byName = new Map(nodes.map((node) => [node.name, node]));
    const makes = (name: string, test: (node: GraphNode) => boolean, seen = new Set<string>()): boolean => {
      const node = byName.get(name)!;
      const inputNames = node.inputs.filter((input) => !input.startsWith('^')).map(nodeOf);
      return (
        test(node) || inputNames.some((input) => !seen.has(input) && makes(input, test, seen.add(input)))
      );
    };
    const isGradient = ({ op }: GraphNode): boolean => op.endsWith('NormGrad');
    for (const { inputs: read } of nodes.filter(({ op }) => op === 'EnetNormalize')) {
      expect(makes(nodeOf(read.at(-1)!), isGradient)).toBe(true);
      expect(read.at(-1)).toMatch(/^\^/);
    }
    const forward = nodes.filter(({ op }) => op === 'EnetBatchNorm' || op === 'EnetScale');
    const held = forward.filter(({ name }) => !name.endsWith('_again') && !makes(name, isGradient));
    expect(held.length).toBeGreaterThan(4);
    for (const { name } of held) {
      const readers = nodes.filter(({ inputs: read }) => read.includes(name));
      expect(readers.filter((reader) => makes(reader.name, isGradient)).map(({ op }) => op)).toEqual([]);
    }
    tf.dispose(inputs);
  });
});

describe('a graph', () => {
  const node = (name: string, op: string, ...inputs: string[]): GraphNode => ({
    name,
    op,
    inputs,
    attributes: op === 'EnetBatchNorm' ? { epsilon: { float: 1 }, activation: { string: 'swish' } } : {}
  });
  const start = [
    node('x', 'Placeholder'),
    node('norm', 'EnetBatchNorm', 'x', 'x', 'x'),
    node('rows', 'Reshape', 'norm', 'shape'),
    node('y', 'MatMul', 'rows', 'w'),
    node('dy', 'EnetBatchNormGrad', 'y'),
    node('between', 'Neg', 'dy')
  ];
  const rewritten = (...more: GraphNode[]): string[] =>
    withRecomputation([...start, ...more]).map(({ name, inputs }) => `${name}: ${inputs.join(' ')}`);

  it('has readers of gradients read anew, after the last gradient that they have in common', () => {
    expect(rewritten(node('dw', 'MatMul', 'rows', 'between'), node('other', 'Mul', 'norm', 'dy'))).toEqual([
      'x: ',
      'norm: x x x',
      'rows: norm shape',
      'y: rows w',
      'dy: y',
      'between: dy',
      'dw: rows_again between',
      'other: norm_again dy',
      'rows_again: norm_again shape',
      'norm_again: x x x norm:1 norm:3 ^dy'
    ]);
    expect(rewritten(node('dw', 'MatMul', 'rows', 'between')).at(-1)).toContain('^between');
  });

  it('stays as it is where nothing backward reads, nothing forward does, or gradients have nothing in common', () => {
    const plain = start.map(({ name, inputs }) => `${name}: ${inputs.join(' ')}`);
    expect(rewritten()).toEqual(plain);
    const apart = [
      node('e', 'EnetGroupNormGrad', 'x'),
      node('a', 'Mul', 'norm', 'e'),
      node('b', 'Mul', 'norm', 'dy')
    ];
    expect(rewritten(...apart).filter((line) => line.includes('again'))).toEqual([]);
    const backwardOnly = [node('n', 'EnetGroupNorm', 'x', 'x', 'x'), node('r', 'Mul', 'n', 'dy')];
    expect(rewritten(...backwardOnly).filter((line) => line.includes('again'))).toEqual([]);
  });

  it('loses a change of shape that only gradients read', () => {
    const shaped = [node('flat', 'Reshape', 'norm', 'shape'), node('dw', 'MatMul', 'flat', 'dy')];
    const names = rewritten(...shaped).map((line) => line.split(':')[0]);
    expect(names).not.toContain('flat');
    expect(names).toContain('flat_again');
  });
});
