import { beforeAll, describe, expect, test } from 'vitest';
import type { Tensor } from '@tensorflow/tfjs';
import { nativeOperations, tf } from './load';
import { type Attributes, runOperationWithOutputs } from './operations';
import { randomNormal } from './random';

interface Geometry {
  images: number;
  height: number;
  width: number;
  channels: number;
  size: number;
  strides: number;
  padding: 'same' | 'valid';
}

type Values = ArrayLike<number>;

interface Convolution {
  x: Values;
  kernel: Values;
  dy: Values;
}

/** Maps smaller than the kernel, of one row or column, of even and odd sizes, wider than one tile. */
const SIZES = [
  [1, 1],
  [2, 3],
  [1, 9],
  [9, 1],
  [6, 5],
  [4, 17],
  [7, 24]
];
/** Widths below, at and beyond those of vectors, alone and with a rest; more than one group of sums. */
const WIDTHS = [1, 3, 4, 16, 17, 33, 150];
const KINDS = [3, 5].flatMap((size) =>
  [1, 2].flatMap((strides) => (['same', 'valid'] as const).map((padding) => ({ size, strides, padding })))
);

beforeAll(() => {
  nativeOperations();
});

function along(length: number, { size, strides, padding }: Geometry): { out: number; before: number } {
  if (padding === 'valid') {
    return { out: Math.max(0, Math.floor((length - size) / strides) + 1), before: 0 };
  }
  const out = Math.ceil(length / strides);
  return { out, before: Math.floor(Math.max(0, (out - 1) * strides + size - length) / 2) };
}

function shapes(geometry: Geometry) {
  const { images, height, width, channels, size } = geometry;
  return {
    x: [images, height, width, channels],
    kernel: [size, size, channels, 1],
    dy: [images, along(height, geometry).out, along(width, geometry).out, channels]
  };
}

function drawn(geometry: Geometry): Record<keyof Convolution, Tensor> {
  const { x, kernel, dy } = shapes(geometry);
  return { x: randomNormal(x, [3, 1]), kernel: randomNormal(kernel, [3, 2]), dy: randomNormal(dy, [3, 3]) };
}

/** By the definition, in float64: y, dx and dkernel. */
function closedForm(geometry: Geometry, { x, kernel, dy }: Convolution): Float64Array[] {
  const { images, height, width, channels, size, strides } = geometry;
  const rows = along(height, geometry);
  const columns = along(width, geometry);
  const [y, dx, dkernel] = [dy.length, x.length, kernel.length].map((length) => new Float64Array(length));
  for (let n = 0; n < images; n++) {
    for (let i = 0; i < rows.out * columns.out * size * size; i++) {
      const [tap, position] = [i % (size * size), Math.floor(i / (size * size))];
      const [h, w] = [Math.floor(position / columns.out), position % columns.out];
      const row = h * strides + Math.floor(tap / size) - rows.before;
      const column = w * strides + (tap % size) - columns.before;
      if (row < 0 || row >= height || column < 0 || column >= width) {
        continue;
      }
      const to = ((n * rows.out + h) * columns.out + w) * channels;
      const from = ((n * height + row) * width + column) * channels;
      for (let c = 0; c < channels; c++) {
        y[to + c] += x[from + c] * kernel[tap * channels + c];
        dx[from + c] += dy[to + c] * kernel[tap * channels + c];
        dkernel[tap * channels + c] += dy[to + c] * x[from + c];
      }
    }
  }
  return [y, dx, dkernel];
}

/** What the three operations give: y, dx and dkernel. */
function computed(geometry: Geometry, { x, kernel, dy }: Record<keyof Convolution, Tensor>): Tensor[] {
  const { height, width, size, strides } = geometry;
  const [rows, columns] = [along(height, geometry), along(width, geometry)];
  const common = {
    strides: { int: strides },
    pad_top: { int: rows.before },
    pad_left: { int: columns.before }
  };
  const run = (name: string, attributes: Attributes, inputs: Tensor[]): Tensor =>
    runOperationWithOutputs(name, { ...common, ...attributes }, inputs, 1)[0];
  return [
    run('EnetDepthwise', { out_height: { int: rows.out }, out_width: { int: columns.out } }, [x, kernel]),
    run('EnetDepthwiseInputGradient', { height: { int: height }, width: { int: width } }, [dy, kernel]),
    run('EnetDepthwiseKernelGradient', { kernel_height: { int: size }, kernel_width: { int: size } }, [dy, x])
  ];
}

function valuesOf({ x, kernel, dy }: Record<keyof Convolution, Tensor>): Convolution {
  return { x: x.dataSync(), kernel: kernel.dataSync(), dy: dy.dataSync() };
}

describe.each(KINDS)('$size × $size with strides of $strides and $padding padding', (kind) => {
  test.each(SIZES)('of %i × %i maps and its gradients are their definitions in float64', (height, width) => {
    tf.tidy(() => {
      for (const channels of WIDTHS) {
        const geometry = { images: 3, height, width, channels, ...kind };
        const given = drawn(geometry);
        const expected = closedForm(geometry, valuesOf(given));
        computed(geometry, given).forEach((tensor, k) => {
          const values = tensor.dataSync();
          expect(values.length).toBe(expected[k].length);
          const largest = expected[k].reduce((most, each) => Math.max(most, Math.abs(each)), 1);
          const error = expected[k].reduce((most, each, i) => Math.max(most, Math.abs(each - values[i])), 0);
          expect(error / largest, `output ${k} of ${channels} channels`).toBeLessThan(2e-6);
        });
      }
    });
  });

  test.each([NaN, Infinity])('lets %d through to what it is a part of, and to nothing else', (bad) => {
    tf.tidy(() => {
      for (const channels of [3, 17]) {
        const geometry = { images: 2, height: 6, width: 13, channels, ...kind };
        const drawnOnes = drawn(geometry);
        const values = valuesOf(drawnOnes);
        // A corner of one map in the first channel, another corner of the other one in the last channel.
        (values.x as Float32Array)[12 * channels] = bad;
        (values.dy as Float32Array)[values.dy.length - 1] = bad;
        const given = {
          ...drawnOnes,
          x: tf.tensor(values.x as Float32Array, drawnOnes.x.shape),
          dy: tf.tensor(values.dy as Float32Array, drawnOnes.dy.shape)
        };
        const expected = closedForm(geometry, values);
        computed(geometry, given).forEach((tensor, k) => {
          const finite = (each: ArrayLike<number>): boolean[] => Array.from(each, Number.isFinite);
          expect(finite(tensor.dataSync()), `output ${k}`).toEqual(finite(expected[k]));
        });
      }
    });
  });
});

test('sums of many parts are those of one: large maps', () => {
  tf.tidy(() => {
    const geometry: Geometry = {
      images: 5,
      height: 33,
      width: 40,
      channels: 20,
      size: 5,
      strides: 1,
      padding: 'same'
    };
    const given = drawn(geometry);
    const expected = closedForm(geometry, valuesOf(given))[2];
    const got = computed(geometry, given)[2].dataSync();
    const largest = expected.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    expected.forEach((each, i) => expect(Math.abs(got[i] - each) / largest).toBeLessThan(5e-6));
  });
});

test.each([
  ['images', { images: 0 }],
  ['channels', { channels: 0 }],
  ['pixels', { height: 0 }]
])('maps without %s give empty ones, and gradients of 0', (_, empty) => {
  tf.tidy(() => {
    const geometry: Geometry = {
      images: 2,
      height: 4,
      width: 5,
      channels: 6,
      size: 3,
      strides: 2,
      padding: 'same',
      ...empty
    };
    const { x, kernel, dy } = shapes(geometry);
    const results = computed(geometry, drawn(geometry));
    expect(results.map((each) => each.shape)).toEqual([dy, x, kernel]);
    expect(results.flatMap((each) => Array.from(each.dataSync())).some((each) => each !== 0)).toBe(false);
  });
});

const MAP = [1, 4, 4, 2];
const KERNEL = [3, 3, 2, 1];
const ONE = { strides: 1, pad_top: 1, pad_left: 1 };
const TO_X = { ...ONE, height: 4, width: 4 };
const TO_KERNEL = { ...ONE, kernel_height: 3, kernel_width: 3 };
const FORWARD = { ...ONE, out_height: 4, out_width: 4 };

test.each<[string, string, Record<string, number>, number[], number[], RegExp]>([
  ['strides of 3', 'EnetDepthwise', { ...FORWARD, strides: 3 }, MAP, KERNEL, /strides of 3/],
  ['strides of 0', 'EnetDepthwiseInputGradient', { ...TO_X, strides: 0 }, MAP, KERNEL, /strides of 0/],
  ['padding of the kernel’s size', 'EnetDepthwise', { ...FORWARD, pad_top: 3 }, MAP, KERNEL, /padding 3/],
  ['negative padding', 'EnetDepthwiseKernelGradient', { ...TO_KERNEL, pad_left: -1 }, MAP, MAP, /and -1/],
  [
    'a map that is too high',
    'EnetDepthwiseInputGradient',
    { ...TO_X, height: 9 },
    MAP,
    KERNEL,
    /\[1,9,4,2\]/
  ],
  ['one that is beyond numbers', 'EnetDepthwiseInputGradient', { ...TO_X, width: 2 ** 62 }, MAP, KERNEL, /./],
  ['too many rows', 'EnetDepthwise', { ...FORWARD, out_height: 9 }, MAP, KERNEL, /\[1,9,4,2\]/],
  ['a kernel of 7 × 7', 'EnetDepthwise', FORWARD, MAP, [7, 7, 2, 1], /\[7,7,2,1\].*Expected a kernel of/],
  [
    'one that is no square',
    'EnetDepthwiseKernelGradient',
    { ...TO_KERNEL, kernel_width: 5 },
    MAP,
    MAP,
    /\[3,5,2,1\]/
  ],
  ['a multiplier', 'EnetDepthwiseInputGradient', TO_X, MAP, [3, 3, 2, 2], /\[3,3,2,2\]/],
  ['another number of channels', 'EnetDepthwise', FORWARD, MAP, [3, 3, 3, 1], /\[3,3,3,1\]/],
  ['another number of images', 'EnetDepthwiseKernelGradient', TO_KERNEL, MAP, [2, 4, 4, 2], /\[2,4,4,2\]/],
  ['a matrix for a map', 'EnetDepthwiseInputGradient', TO_X, [4, 2], KERNEL, /\[4,2\]/],
  ['a matrix for x', 'EnetDepthwiseKernelGradient', TO_KERNEL, MAP, [4, 4], /\[4,4\]/],
  ['a matrix for a kernel', 'EnetDepthwise', FORWARD, MAP, [3, 3], /\[3,3\]/]
])('%s is refused by name', (_, name, numbers, first, second, message) => {
  const inputs = [tf.zeros(first), tf.zeros(second)];
  const attributes = Object.fromEntries(Object.entries(numbers).map(([key, int]) => [key, { int }]));
  expect(() => runOperationWithOutputs(name, attributes, inputs, 1)).toThrow(message);
  tf.dispose(inputs);
});
