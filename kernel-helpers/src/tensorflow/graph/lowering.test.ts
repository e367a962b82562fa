import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { relativeDifference } from '../gradients.fixtures';
import { loadTensorFlow } from '../load';
import { inferenceBatchNorm } from '../normalization';
import { randomNormal } from '../random';
import { compile, GraphState } from './index';

const tf = loadTensorFlow();

/** Gradients by input and kernel of Σ y², compiled and eager, and the operations of the graph. */
function gradients(
  shapes: { x: number[]; kernel: number[] },
  convolve: (x: Tensor4D, kernel: Tensor4D) => Tensor
): { worst: number; operations: string[]; paddings: string[] } {
  const both = tf.grads((x: Tensor, kernel: Tensor) =>
    tf.sum(tf.square(convolve(x as Tensor4D, kernel as Tensor4D)))
  );
  const inputs = [randomNormal(shapes.x, [1, 2]), randomNormal(shapes.kernel, [3, 4])];
  const state = new GraphState();
  const specs = inputs.map(({ shape }) => ({ shape }));
  const compiled = compile((x, kernel) => both([x, kernel]), { inputs: specs, state });
  const actual = compiled(...inputs);
  const worst = Math.max(...both(inputs).map((expected, i) => relativeDifference(actual[i], expected)));
  const operations = state.nodes.map(({ op }) => op);
  const paddings = state.nodes
    .filter(({ op }) => op === 'DepthwiseConv2dNativeBackpropFilter')
    .map(({ attributes: { padding } }) => ('string' in padding ? padding.string : ''));
  state.dispose();
  return { worst, operations, paddings };
}

// Operations of ours would take their places.
beforeEach(() => {
  process.env.EFFICIENTNET_LAB_OPERATIONS = 'standard';
});
afterEach(() => {
  delete process.env.EFFICIENTNET_LAB_OPERATIONS;
});

describe('gradients of depthwise convolutions', () => {
  const sizes = [3, 5, 7].flatMap((size) =>
    [1, 2].flatMap((stride) =>
      (['same', 'valid'] as const).flatMap((padding) =>
        [7, 8].map((side) => ({ size, stride, padding, side }))
      )
    )
  );
  it.each(sizes)('$size wide, stride $stride, $padding, side $side', ({ size, stride, padding, side }) => {
    const shapes = { x: [2, side, side + 1, 3], kernel: [size, size, 3, 1] };
    const { worst, paddings } = gradients(shapes, (x, kernel) =>
      tf.depthwiseConv2d(x, kernel, stride, padding)
    );
    expect(worst).toBeLessThan(1e-5);
    expect(paddings).toEqual([size > 3 ? 'EXPLICIT' : padding.toUpperCase()]);
  });

  it('with a multiplier', () => {
    const shapes = { x: [2, 6, 6, 2], kernel: [5, 5, 2, 3] };
    const { worst } = gradients(shapes, (x, kernel) => tf.depthwiseConv2d(x, kernel, 1, 'same'));
    expect(worst).toBeLessThan(1e-5);
  });
});

describe('gradients of 1×1 convolutions', () => {
  it.each(['same', 'valid'] as const)('are matrix products: %s', (padding) => {
    const shapes = { x: [2, 5, 4, 3], kernel: [1, 1, 3, 6] };
    const { worst, operations } = gradients(shapes, (x, kernel) => tf.conv2d(x, kernel, 1, padding));
    expect(worst).toBeLessThan(1e-5);
    expect(operations.filter((op) => op === 'MatMul')).toHaveLength(2);
    expect(operations.some((op) => op.startsWith('Conv2DBackprop'))).toBe(false);
  });

  it.each([
    ['strides', [1, 1, 3, 6], 2],
    ['larger kernels', [3, 3, 3, 6], 1]
  ] as const)('are left alone with %s', (_, kernel, stride) => {
    const shapes = { x: [2, 5, 4, 3], kernel: [...kernel] };
    const { worst, operations } = gradients(shapes, (x, weights) => tf.conv2d(x, weights, stride, 'same'));
    expect(worst).toBeLessThan(1e-5);
    expect(operations).toContain('Conv2DBackpropFilter');
  });
});

it('a tanh behind a convolution and its normalisation runs', () => {
  const kernel = randomNormal([3, 3, 2, 4], [1, 2]) as Tensor4D;
  const [scale, offset, mean] = [3, 4, 5].map((seed) => randomNormal([4], [seed, 1]) as Tensor1D);
  const network = (x: Tensor): Tensor => {
    const map = tf.conv2d(x as Tensor4D, kernel, 1, 'same');
    return tf.tanh(inferenceBatchNorm(map, scale, offset, mean, tf.square(scale), 1e-3));
  };
  const compiled = compile(network, { inputs: [{ shape: [2, 5, 4, 2] }] });
  const x = randomNormal([2, 5, 4, 2], [6, 7]);
  expect(relativeDifference(compiled(x), network(x))).toBeLessThan(1e-5);
  compiled.dispose();
});
