import fc from 'fast-check';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { loadTensorFlow } from '../load';
import { compile } from './compile';
import type { TensorSpec } from './inputs';

const tf = loadTensorFlow();

/** The shapes that a recording foresees and those that TensorFlow gives, or that each refuses. */
function compared(inputs: TensorSpec[], fn: (...inputs: Tensor[]) => Tensor | Tensor[]): [unknown, unknown] {
  const list = (result: Tensor | Tensor[]): Tensor[] => (Array.isArray(result) ? result : [result]);
  const eager = attempt(() =>
    tf.tidy(() =>
      list(fn(...inputs.map(({ shape, dtype }) => tf.zeros(shape, dtype)))).map(({ shape }) => shape)
    )
  );
  const recorded = attempt(() => {
    const { state, functionName } = compile((...symbolic) => list(fn(...symbolic)), { inputs });
    return state.program().functions[functionName].outputs.map(({ shape }) => shape);
  });
  return [recorded, eager];
}

function attempt(work: () => number[][]): unknown {
  try {
    return work();
  } catch {
    return 'refused';
  }
}

function holds<T>(
  arbitrary: fc.Arbitrary<T>,
  use: (sample: T) => { inputs: TensorSpec[]; fn: (...inputs: Tensor[]) => Tensor | Tensor[] }
): void {
  const property = fc.property(arbitrary, (sample) => {
    const { inputs, fn } = use(sample);
    const [recorded, eager] = compared(inputs, fn);
    expect(recorded).toEqual(eager);
  });
  fc.assert(property, { numRuns: 40, seed: 6 });
}

const side = fc.integer({ min: 4, max: 9 });
const window = fc.record({
  high: side,
  wide: side,
  kernel: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  padding: fc.constantFrom('same' as const, 'valid' as const),
  channels: fc.integer({ min: 1, max: 3 })
});

it('foresees the shapes of convolutions', () => {
  holds(fc.record({ window, dilation: fc.integer({ min: 1, max: 3 }), filters: side }), (sample) => {
    const { high, wide, kernel, stride, padding, channels } = sample.window;
    const strides = sample.dilation > 1 ? 1 : stride;
    return {
      inputs: [{ shape: [2, high, wide, channels] }, { shape: [kernel, kernel, channels, sample.filters] }],
      fn: (x, w) =>
        tf.conv2d(
          x as Tensor4D,
          w as Tensor4D,
          strides,
          padding,
          'NHWC',
          padding === 'same' ? sample.dilation : 1
        )
    };
  });
});

it('foresees the shapes of depthwise convolutions', () => {
  holds(window, ({ high, wide, kernel, stride, padding, channels }) => ({
    inputs: [{ shape: [1, high, wide, channels] }, { shape: [kernel, kernel, channels, 2] }],
    fn: (x, w) => tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, stride, padding)
  }));
});

it('foresees the shapes of pooling and its gradient', () => {
  holds(window, ({ high, wide, kernel, stride, padding, channels }) => ({
    inputs: [{ shape: [1, high, wide, channels] }],
    fn: (x) => {
      const pool = (map: Tensor): Tensor => tf.maxPool(map as Tensor4D, kernel, stride, padding);
      const mean = (map: Tensor): Tensor => tf.avgPool(map as Tensor4D, kernel, stride, padding);
      return [pool(x), mean(x), tf.grad(pool)(x), tf.grad(mean)(x)];
    }
  }));
});

it('foresees the shapes of broadcast arithmetic', () => {
  const shape = fc.array(fc.constantFrom(1, 2, 3), { maxLength: 4 });
  holds(fc.record({ a: shape, b: shape }), ({ a, b }) => ({
    inputs: [{ shape: a }, { shape: b }],
    fn: (x, y) => [tf.add(x, y), tf.less(x, y), tf.pow(x, y)]
  }));
});

it('foresees the shapes of slices', () => {
  const range = fc.integer({ min: -5, max: 6 });
  const axis = fc.record({ begin: range, end: range, stride: fc.constantFrom(-2, -1, 1, 2) });
  const mask = fc.integer({ min: 0, max: 7 });
  const sample = fc.record({
    axes: fc.array(axis, { minLength: 3, maxLength: 3 }),
    beginMask: mask,
    endMask: mask,
    shrinkMask: fc.constantFrom(0, 0, 1, 2)
  });
  holds(sample, ({ axes, beginMask, endMask, shrinkMask }) => ({
    inputs: [{ shape: [4, 5, 3] }],
    fn: (x) => [
      tf.stridedSlice(
        x,
        axes.map(({ begin }) => begin),
        axes.map(({ end }) => end),
        axes.map(({ stride }) => stride),
        beginMask,
        endMask,
        0,
        0,
        shrinkMask
      ),
      tf.slice(x, [1, axes[0].begin > 0 ? 1 : 0], [2, -1])
    ]
  }));
});

it('foresees the shapes of joining, dividing and moving', () => {
  const sample = fc.record({
    shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
    axis: fc.integer({ min: -3, max: 2 }),
    count: fc.integer({ min: 1, max: 4 }),
    permutation: fc.shuffledSubarray([0, 1, 2], { minLength: 3 })
  });
  holds(sample, ({ shape, axis, count, permutation }) => ({
    inputs: [{ shape }, { shape: [count], dtype: 'int32' }],
    fn: (x, indices) => [
      tf.concat([x, x, x], axis),
      tf.stack([x, x], axis < 0 ? 0 : axis),
      ...tf.unstack(x, axis),
      ...(shape[(axis + 3) % 3] % count === 0 ? tf.split(x, count, axis) : []),
      tf.gather(x, indices, axis < 0 ? 0 : axis),
      tf.transpose(x, permutation),
      tf.tile(x, [count, 1, count]),
      tf.expandDims(x, axis),
      tf.sum(x, [axis]),
      tf.argMax(x, axis),
      tf.pad(x as Tensor3D, [
        [count, 0],
        [0, 1],
        [1, count]
      ]),
      tf.oneHot(indices, count + 1),
      tf.topk(x, 1).values
    ]
  }));
});

it('refuses windows larger than the map, naming the line', () => {
  const fn = (x: Tensor): Tensor => tf.maxPool(x as Tensor4D, 5, 1, 'valid');
  expect(() => compile(fn, { inputs: [{ shape: [1, 7, 4, 1] }] })).toThrow(
    /MaxPool, called by tf\.maxPool at .*shapes\.test\.ts:\d+:\d+, slides a window of 5 over 4 pixels of \[1, 7, 4, 1\]/
  );
});
