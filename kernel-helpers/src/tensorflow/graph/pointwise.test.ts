import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { relu6, swish } from '../activation';
import { relativeDifference } from '../gradients.fixtures';
import { loadTensorFlow } from '../load';
import { inferenceBatchNorm } from '../normalization';
import { globalMean, scaleChannels } from '../pooling';
import { randomNormal, randomUniform } from '../random';
import { compile, rewriteForInference } from './index';

const tf = loadTensorFlow();
const SHAPE = [2, 5, 4, 8];

const drawn = (shape: number[], seed: number): Tensor4D => randomNormal(shape, [seed, 0]) as Tensor4D;
const WIDE = drawn([1, 1, 8, 12], 1);
const SAME = drawn([1, 1, 8, 8], 2);
const SPATIAL = drawn([5, 5, 8, 1], 3);
const NARROW = drawn([3, 3, 8, 1], 4);
const BIAS = randomNormal([12], [5, 0]);

function pointwise(x: Tensor, kernel = WIDE, strides = 1): Tensor4D {
  return tf.conv2d(x as Tensor4D, kernel, strides, 'same');
}

/** Squeeze-and-excitation without layers of its own. */
function scaled(x: Tensor): Tensor4D {
  return scaleChannels(x as Tensor4D, tf.sigmoid(globalMean(x as Tensor4D)));
}

function normalized(x: Tensor): Tensor4D {
  const channels = [x.shape[3] ?? 0];
  const [scale, offset, mean] = [7, 8, 9].map((seed) => randomNormal(channels, [seed, 0]));
  const variance = tf.add(randomUniform(channels, [10, 0]), 0.5);
  return inferenceBatchNorm(
    x as Tensor4D,
    scale as never,
    offset as never,
    mean as never,
    variance as never,
    1e-3
  );
}

/** TensorFlow.js's own activation of layers: σ(α·x)·x. */
function layersSwish(x: Tensor): Tensor {
  return tf.mul(tf.sigmoid(tf.mul(x, 1)), x);
}

/** Operations of the compiled function in their order, after a check that it gives what the function does. */
function operations(fn: (x: Tensor) => Tensor): string[] {
  const compiled = compile(fn, { inputs: [{ shape: SHAPE }], rewrite: rewriteForInference });
  const x = drawn(SHAPE, 11);
  expect(
    relativeDifference(
      compiled(x),
      tf.tidy(() => fn(x))
    )
  ).toBeLessThan(1e-5);
  const found = compiled.state.nodes
    .filter(({ op }) => !/Const|Placeholder|Identity|Reshape/.test(op))
    .map(({ op, attributes }) =>
      [op, ...Object.entries(attributes).flatMap(([name, value]) => finished(name, value))].join(' ')
    );
  compiled.dispose();
  return found;
}

function finished(name: string, value: object): string[] {
  if (name === 'activation' && 'string' in value) {
    return [String(value.string)];
  }
  return ['biases', 'residuals', 'gates', 'constant'].includes(name) ? [name] : [];
}

describe('1×1 convolutions', () => {
  it.each<[string, (x: Tensor) => Tensor, string[]]>([
    ['alone', (x) => pointwise(x), ['EnetPointwise constant']],
    ['with a bias', (x) => tf.add(pointwise(x), BIAS), ['EnetPointwise constant biases']],
    [
      'with a bias and swish',
      (x) => swish(tf.add(pointwise(x), BIAS)),
      ['EnetPointwise swish constant biases']
    ],
    [
      'with the swish of layers',
      (x) => layersSwish(tf.add(pointwise(x), BIAS)),
      ['EnetPointwise swish constant biases']
    ],
    ['with ReLU6', (x) => relu6(pointwise(x)), ['EnetPointwise relu6 constant']],
    [
      'with normalisation and swish',
      (x) => swish(normalized(pointwise(x))),
      ['EnetPointwise swish constant biases']
    ],
    ['with the map before them', (x) => tf.add(pointwise(x, SAME), x), ['EnetPointwise constant residuals']],
    [
      'of what is scaled',
      (x) => tf.add(normalized(pointwise(scaled(x), SAME)), x),
      ['EnetMean', 'Sigmoid', 'EnetPointwise constant gates biases residuals']
    ]
  ])('%s are one operation', (_, fn, expected) => {
    const found = operations(fn);
    const sorted = (ops: string[]): string[] => ops.map((op) => op.split(' ').sort().join(' ')).sort();
    expect(sorted(found)).toEqual(sorted(expected));
  });

  it.each<[string, (x: Tensor) => Tensor, RegExp]>([
    ['strides of 2', (x) => pointwise(x, WIDE, 2), /^Conv2D$/],
    ['a wider kernel', (x) => tf.conv2d(x as Tensor4D, drawn([3, 3, 8, 4], 12), 1, 'same'), /^Conv2D$/]
  ])('with %s stay TensorFlow’s', (_, fn, expected) => {
    expect(operations(fn).join()).toMatch(expected);
  });

  it('leave what is read besides to be stored', () => {
    const twice = (x: Tensor): Tensor => {
      const y = tf.add(pointwise(x), BIAS);
      return tf.add(swish(y), tf.square(y));
    };
    expect(operations(twice).filter((op) => op.startsWith('Enet'))).toEqual([
      expect.stringMatching(/^EnetPointwise(?!.*swish)/)
    ]);
    const gated = (x: Tensor): Tensor => {
      const y = scaled(x);
      return tf.add(pointwise(y, SAME), y);
    };
    expect(operations(gated)).toContain('EnetScale');
  });

  it('are computed once where both they and what follows are a sum', () => {
    // The first one is read by the second one and by the sum, so that it can't end within the sum.
    const chained = (x: Tensor): Tensor => {
      const y = pointwise(x, SAME);
      return tf.add(pointwise(y, SAME), y);
    };
    expect(operations(chained)).toHaveLength(2);
    expect(operations((x) => tf.add(pointwise(x, SAME), pointwise(x, SAME)))).toHaveLength(2);
    expect(operations((x) => tf.mul(2, tf.add(pointwise(x), pointwise(x))))).toHaveLength(3);
    const doubled = (x: Tensor): Tensor => {
      const y = pointwise(x, SAME);
      return tf.add(y, y);
    };
    expect(operations(doubled).sort()).toEqual(['Add', 'EnetPointwise constant']);
  });

  it('are left by sums that repeat one of both', () => {
    const spread = (x: Tensor): Tensor => tf.add(pointwise(x), drawn([2, 1, 1, 12], 13));
    expect(operations(spread).sort()).toEqual(['Add', 'EnetPointwise constant']);
    const grown = (x: Tensor): Tensor => tf.add(globalMean(pointwise(x)), drawn([2, 5, 4, 12], 14));
    expect(operations(grown).sort()).toEqual(['Add', 'EnetMean', 'EnetPointwise constant']);
  });

  it('have gradients like TensorFlow’s, to the map and to the kernel', () => {
    const both = tf.grads((x: Tensor, kernel: Tensor) =>
      tf.sum(tf.square(swish(tf.conv2d(x as Tensor4D, kernel as Tensor4D, 1, 'valid'))))
    );
    const inputs = [drawn(SHAPE, 15), drawn([1, 1, 8, 12], 16)];
    const compiled = compile((x, kernel) => both([x, kernel]), {
      inputs: inputs.map(({ shape }) => ({ shape }))
    });
    const ops = compiled.state.nodes.map(({ op }) => op).filter((op) => op.startsWith('EnetPointwise'));
    expect(ops.sort()).toEqual(['EnetPointwise', 'EnetPointwise', 'EnetPointwiseKernelGradient']);
    both(inputs).forEach((expected, i) =>
      expect(relativeDifference(compiled(...inputs)[i], expected)).toBeLessThan(1e-5)
    );
    compiled.dispose();
  });
});

describe('depthwise convolutions in inference', () => {
  it.each([
    ['5', SPATIAL],
    ['3', NARROW]
  ])('of %s × %s finish their sums', (_, kernel) => {
    const fn = (x: Tensor): Tensor => swish(normalized(tf.depthwiseConv2d(x as Tensor4D, kernel, 1, 'same')));
    expect(operations(fn)).toEqual([expect.stringMatching(/^EnetDepthwise.*(swish.*biases|biases.*swish)/)]);
  });

  it('of 3 × 3 that nothing follows stay TensorFlow’s', () => {
    const fn = (x: Tensor): Tensor => tf.depthwiseConv2d(x as Tensor4D, NARROW, 1, 'same');
    expect(operations(fn)).toEqual(['DepthwiseConv2dNative']);
  });
});
