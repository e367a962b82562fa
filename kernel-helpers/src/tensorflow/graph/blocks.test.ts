import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { relu6, swish } from '../activation';
import { relativeDifference } from '../gradients.fixtures';
import { loadTensorFlow } from '../load';
import { globalMean, scaleChannels } from '../pooling';
import { randomNormal } from '../random';
import { compile } from './index';

const tf = loadTensorFlow();
const SHAPE = [2 * availableParallelism(), 6, 5, 4];

const layer = (inputs: number, outputs: number, seed: number) => ({
  kernel: tf.div(randomNormal([1, 1, inputs, outputs], [seed, 1]), Math.sqrt(inputs)) as Tensor4D,
  bias: randomNormal([outputs], [seed, 2])
});
const EXPAND = layer(4, 12, 1);
const SQUEEZE = layer(12, 3, 2);
const EXCITE = layer(3, 12, 3);
const PROJECT = layer(12, 4, 4);
const KERNEL = randomNormal([3, 3, 12, 1], [5, 1]) as Tensor4D;
const BIAS = randomNormal([12], [5, 2]);

function convolved(x: Tensor, { kernel, bias }: ReturnType<typeof layer>): Tensor4D {
  return tf.add(tf.conv2d(x as Tensor4D, kernel, 1, 'same'), bias);
}

interface Parts {
  expand(x: Tensor): Tensor;
  depthwise(u: Tensor): Tensor;
  gate(v: Tensor): Tensor;
}

const USUAL: Parts = {
  expand: (x) => swish(convolved(x, EXPAND)),
  depthwise: (u) => swish(tf.add(tf.depthwiseConv2d(u as Tensor4D, KERNEL, 1, 'same'), BIAS)),
  gate: (v) => tf.sigmoid(convolved(swish(convolved(globalMean(v as Tensor4D), SQUEEZE)), EXCITE))
};

function block(
  parts: Partial<Parts> = {},
  besides = (_u: Tensor, _v: Tensor, _gate: Tensor): Tensor[] => []
) {
  const { expand, depthwise, gate } = { ...USUAL, ...parts };
  return (x: Tensor): Tensor[] => {
    const u = expand(x);
    const v = depthwise(u);
    const own = gate(v);
    const y = tf.add(convolved(scaleChannels(v as Tensor4D, own as Tensor4D), PROJECT), x);
    return [y, ...besides(u, v, own)];
  };
}

/** Our operations in the compiled function, after a check of what it gives. */
function operations(fn: (x: Tensor) => Tensor[]): string[] {
  const compiled = compile(fn, { inputs: [{ shape: SHAPE }] });
  const x = randomNormal(SHAPE, [6, 1]);
  const expected = fn(x);
  compiled(x).forEach((got, i) => expect(relativeDifference(got, expected[i])).toBeLessThan(1e-5));
  const found = compiled.state.nodes.map(({ op }) => op).filter((op) => op.startsWith('Enet'));
  compiled.dispose();
  return found.sort();
}

describe('an MBConv block', () => {
  it('is one operation', () => {
    expect(operations(block())).toEqual(['EnetMBConv']);
  });

  it('has its expansion apart where that ends in another activation, or is read besides', () => {
    const apart = ['EnetMBConv', 'EnetPointwise'];
    expect(operations(block({ expand: (x) => relu6(convolved(x, EXPAND)) }))).toEqual(apart);
    expect(operations(block({}, (u) => [tf.square(u)]))).toEqual(apart);
    expect(operations(block({}, (u) => [u]))).toEqual(apart);
  });

  it.each<[string, Partial<Parts>, ((u: Tensor, v: Tensor, gate: Tensor) => Tensor[]) | undefined]>([
    ['whose map is read besides', {}, (_, v) => [tf.square(v)]],
    ['whose gates are given out', {}, (_, __, gate) => [gate]],
    [
      'whose gates come from a maximum',
      {
        gate: (v) => USUAL.gate(tf.max(v, [1, 2], true))
      },
      undefined
    ],
    ['whose gates come from the expanded map', { gate: (v) => USUAL.gate(tf.mul(v, v)) }, undefined],
    [
      'whose gates are no sigmoid',
      { gate: (v) => tf.tanh(tf.sigmoid(globalMean(v as Tensor4D))) },
      undefined
    ],
    [
      'whose gates are squeezed by ReLU6',
      { gate: (v) => tf.sigmoid(convolved(relu6(convolved(globalMean(v as Tensor4D), SQUEEZE)), EXCITE)) },
      undefined
    ],
    [
      'without an activation behind its depthwise convolution',
      { depthwise: (u) => tf.add(tf.depthwiseConv2d(u as Tensor4D, KERNEL, 1, 'same'), BIAS) },
      undefined
    ]
  ])('%s stays as its parts', (_, parts, besides) => {
    expect(operations(block(parts, besides))).not.toContain('EnetMBConv');
  });
});
