import { beforeAll, describe, expect, test } from 'vitest';
import type { Tensor } from '@tensorflow/tfjs';
import { nativeOperations, tf } from './load';
import { type Attributes, runOperationWithOutputs } from './operations';
import { randomNormal } from './random';

type Shape = [images: number, height: number, width: number, inputs: number, outputs: number];

/** Rows below and beyond a part's, channels below, at and beyond those of vectors and of panels, with every rest. */
const SHAPES: Shape[] = [
  [1, 1, 1, 1, 1],
  [2, 1, 1, 7, 3],
  [1, 3, 3, 16, 16],
  [3, 1, 5, 5, 17],
  [2, 5, 5, 3, 33],
  [1, 10, 11, 24, 48],
  [4, 6, 7, 40, 50],
  [3, 8, 9, 17, 97],
  [2, 4, 4, 200, 144]
];
const ACTIVATIONS: Record<string, (u: number) => number> = {
  none: (u) => u,
  swish: (u) => u / (1 + Math.exp(-u)),
  relu6: (u) => (u < 0 ? 0 : u > 6 ? 6 : u)
};

beforeAll(() => {
  nativeOperations();
});

function run(name: string, attributes: Attributes, inputs: Tensor[]): Tensor {
  return runOperationWithOutputs(name, attributes, inputs, 1)[0];
}

function drawn([images, height, width, inputs, outputs]: Shape) {
  return {
    x: randomNormal([images, height, width, inputs], [5, 1]),
    kernel: randomNormal([1, 1, inputs, outputs], [5, 2]),
    bias: randomNormal([outputs], [5, 3]),
    residual: randomNormal([images, height, width, outputs], [5, 4]),
    gate: randomNormal([images, 1, 1, inputs], [5, 5])
  };
}

/** Σ a·b over what both have in common, in float64. */
function products(rows: number, steps: number, columns: number, a: At, b: At): Float64Array {
  const sums = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let step = 0; step < steps; step++) {
      for (let column = 0; column < columns; column++) {
        sums[row * columns + column] += a(row, step) * b(step, column);
      }
    }
  }
  return sums;
}
type At = (row: number, column: number) => number;

function expectClose(got: Tensor, expected: Float64Array): void {
  const values = got.dataSync();
  expect(values.length).toBe(expected.length);
  const largest = expected.reduce((most, each) => Math.max(most, Math.abs(each)), 1);
  const error = expected.reduce((most, each, i) => Math.max(most, Math.abs(each - values[i])), 0);
  expect(error / largest).toBeLessThan(2e-6);
}

describe.each(SHAPES)('a 1×1 convolution of %i × %i × %i maps from %i to %i channels', (...shape) => {
  const [images, height, width, inputs, outputs] = shape;
  const rows = images * height * width;

  test.each(Object.entries(ACTIVATIONS))('is its definition, with %s behind it', (activation, definition) => {
    tf.tidy(() => {
      const { x, kernel, bias, residual, gate } = drawn(shape);
      const [xs, ws, bs, rs, gs] = [x, kernel, bias, residual, gate].map((each) => each.dataSync());
      for (const [biases, residuals, gates] of [
        [0, 0, 0],
        [1, 0, 0],
        [1, 1, 0],
        [0, 1, 1],
        [1, 1, 1]
      ]) {
        const given = [
          x,
          kernel,
          ...(biases ? [bias] : []),
          ...(residuals ? [residual] : []),
          ...(gates ? [gate] : [])
        ];
        const attributes = {
          activation: { string: activation },
          biases: { int: biases },
          residuals: { int: residuals },
          gates: { int: gates }
        };
        const sums = products(
          rows,
          inputs,
          outputs,
          (row, c) =>
            xs[row * inputs + c] * (gates ? gs[Math.floor(row / (height * width)) * inputs + c] : 1),
          (c, k) => ws[c * outputs + k]
        );
        const expected = sums.map(
          (sum, i) => definition(sum + (biases ? bs[i % outputs] : 0)) + (residuals ? rs[i] : 0)
        );
        const y = run('EnetPointwise', attributes, given);
        expect(y.shape).toEqual([images, height, width, outputs]);
        expectClose(y, expected);
      }
    });
  });

  test('has the gradients of its definition', () => {
    tf.tidy(() => {
      const { x, kernel, residual: dy } = drawn(shape);
      const [xs, ws, ds] = [x, kernel, dy].map((each) => each.dataSync());
      const dx = run('EnetPointwise', { transposed: { bool: true } }, [dy, kernel]);
      expect(dx.shape).toEqual(x.shape);
      const toX = products(
        rows,
        outputs,
        inputs,
        (row, k) => ds[row * outputs + k],
        (k, c) => ws[c * outputs + k]
      );
      expectClose(dx, toX);
      const dkernel = run('EnetPointwiseKernelGradient', {}, [x, dy]);
      expect(dkernel.shape).toEqual(kernel.shape);
      const toKernel = products(
        inputs,
        rows,
        outputs,
        (c, row) => xs[row * inputs + c],
        (row, k) => ds[row * outputs + k]
      );
      expectClose(dkernel, toKernel);
    });
  });
});

test('sums of many parts are those of one: large maps', () => {
  tf.tidy(() => {
    const shape: Shape = [3, 40, 41, 20, 50];
    const { x, residual: dy } = drawn(shape);
    const [xs, ds] = [x, dy].map((each) => each.dataSync());
    const expected = products(
      20,
      3 * 40 * 41,
      50,
      (c, row) => xs[row * 20 + c],
      (row, k) => ds[row * 50 + k]
    );
    expectClose(run('EnetPointwiseKernelGradient', {}, [x, dy]), expected);
  });
});

describe('what is at the edges', () => {
  test.each([NaN, Infinity])('%d reaches what it is a part of, and nothing else', (bad) => {
    tf.tidy(() => {
      const shape: Shape = [2, 3, 3, 5, 50];
      const { kernel, residual: dy, x: drawnX } = drawn(shape);
      const values = drawnX.dataSync().slice();
      values[7 * 5 + 2] = bad;
      const x = tf.tensor(values, drawnX.shape);
      const finite = (tensor: Tensor): boolean[] => Array.from(tensor.dataSync(), Number.isFinite);
      const swish = { activation: { string: 'swish' } };
      expect(finite(run('EnetPointwise', {}, [x, kernel]))).toEqual(
        Array.from({ length: 18 * 50 }, (_, i) => Math.floor(i / 50) !== 7)
      );
      const activated = run('EnetPointwise', swish, [x, kernel]).dataSync();
      const plain = run('EnetPointwise', {}, [x, kernel]).dataSync();
      // Swish of −∞ is 0·−∞ in no reading of its limit, which is −0.
      expect(Array.from(activated, Number.isNaN).filter((_, i) => Number.isNaN(plain[i]))).not.toContain(
        false
      );
      expect(finite(run('EnetPointwiseKernelGradient', {}, [x, dy]))).toEqual(
        Array.from({ length: 5 * 50 }, (_, i) => Math.floor(i / 50) !== 2)
      );
    });
  });

  test.each<[string, Shape]>([
    ['images', [0, 2, 2, 3, 4]],
    ['pixels', [2, 0, 2, 3, 4]],
    ['inputs', [2, 2, 2, 0, 4]],
    ['outputs', [2, 2, 2, 3, 0]]
  ])('maps without %s give sums of nothing', (_, shape) => {
    tf.tidy(() => {
      const { x, kernel, residual: dy } = drawn(shape);
      const results = [
        run('EnetPointwise', {}, [x, kernel]),
        run('EnetPointwise', { transposed: { bool: true } }, [dy, kernel]),
        run('EnetPointwiseKernelGradient', {}, [x, dy])
      ];
      expect(results.map((each) => each.shape)).toEqual([dy.shape, x.shape, kernel.shape]);
      expect(results.flatMap((each) => Array.from(each.dataSync())).some((each) => each !== 0)).toBe(false);
    });
  });

  test('a constant kernel that lies elsewhere is put in order again', () => {
    tf.tidy(() => {
      const { x, kernel, gate } = drawn([2, 4, 4, 9, 20]);
      const other = tf.mul(kernel, 2);
      const attributes = { constant: { bool: true } };
      const [once, twice] = [kernel, other].map((each) =>
        run('EnetPointwise', attributes, [x, each]).dataSync()
      );
      expect(Array.from(twice)).toEqual(Array.from(once, (value) => 2 * value));
      expect(gate.shape).toEqual([2, 1, 1, 9]);
    });
  });

  test.each<[string, number[][], Record<string, number>, RegExp]>([
    [
      'another number of channels',
      [
        [1, 2, 2, 3],
        [1, 1, 4, 5]
      ],
      {},
      /\[1,2,2,3\] and a kernel of \[1,1,4,5\]/
    ],
    [
      'a wider kernel',
      [
        [1, 2, 2, 3],
        [3, 3, 3, 5]
      ],
      {},
      /\[3,3,3,5\]/
    ],
    [
      'a matrix',
      [
        [4, 3],
        [1, 1, 3, 5]
      ],
      {},
      /\[4,3\]/
    ],
    [
      'a bias of another length',
      [[1, 2, 2, 3], [1, 1, 3, 5], [4]],
      { biases: 1 },
      /bias of shape \[4\].*\[5\]/
    ],
    [
      'a residual of another shape',
      [
        [1, 2, 2, 3],
        [1, 1, 3, 5],
        [1, 1, 1, 5]
      ],
      { residuals: 1 },
      /residual of shape \[1,1,1,5\].*\[1,2,2,5\]/
    ],
    [
      'a gate of another shape',
      [
        [1, 2, 2, 3],
        [1, 1, 3, 5],
        [1, 1, 1, 5]
      ],
      { gates: 1 },
      /gate of shape \[1,1,1,5\]/
    ],
    ['two biases', [[1, 2, 2, 3], [1, 1, 3, 5], [5], [5]], { biases: 2 }, /2 biases/]
  ])('%s is refused by name', (_, shapes, numbers, message) => {
    const inputs = shapes.map((shape) => tf.zeros(shape));
    const attributes = Object.fromEntries(Object.entries(numbers).map(([key, int]) => [key, { int }]));
    expect(() => run('EnetPointwise', attributes, inputs)).toThrow(message);
    tf.dispose(inputs);
  });

  test('a gradient of other positions is refused by name', () => {
    const inputs = [tf.zeros([1, 2, 2, 3]), tf.zeros([1, 2, 3, 5])];
    expect(() => run('EnetPointwiseKernelGradient', {}, inputs)).toThrow(/\[1,2,2,3\] and dy of \[1,2,3,5\]/);
    tf.dispose(inputs);
  });
});

describe('a depthwise convolution', () => {
  test.each([
    [3, 5],
    [5, 20],
    [5, 2]
  ])('%i wide of %i channels is finished like one that is not', (size, channels) => {
    tf.tidy(() => {
      const x = randomNormal([2, 7, 9, channels], [6, 1]);
      const kernel = randomNormal([size, size, channels, 1], [6, 2]);
      const bias = randomNormal([channels], [6, 3]);
      const pad = (size - 1) / 2;
      const geometry = {
        strides: { int: 1 },
        pad_top: { int: pad },
        pad_left: { int: pad },
        out_height: { int: 7 },
        out_width: { int: 9 }
      };
      const plain = run('EnetDepthwise', geometry, [x, kernel]).dataSync();
      const offsets = bias.dataSync();
      for (const [activation, definition] of Object.entries(ACTIVATIONS)) {
        const attributes = { ...geometry, biases: { int: 1 }, activation: { string: activation } };
        const expected = Float64Array.from(plain, (sum, i) => definition(sum + offsets[i % channels]));
        expectClose(run('EnetDepthwise', attributes, [x, kernel, bias]), expected);
      }
      const wrong = { ...geometry, biases: { int: 1 } };
      expect(() => run('EnetDepthwise', wrong, [x, kernel, tf.zeros([channels + 1])])).toThrow(
        /bias of shape/
      );
    });
  });
});

describe('the mean of an image', () => {
  test.each([
    [1, 1, 1, 1],
    [3, 2, 5, 17],
    [2, 13, 11, 140]
  ])('of %i × %i × %i × %i is its definition', (...shape) => {
    tf.tidy(() => {
      const [images, height, width, channels] = shape;
      const x = randomNormal(shape, [8, 1]);
      const values = x.dataSync();
      const expected = new Float64Array(images * channels);
      values.forEach((value, i) => {
        const image = Math.floor(i / (height * width * channels));
        expected[image * channels + (i % channels)] += value / (height * width);
      });
      const mean = run('EnetMean', {}, [x]);
      expect(mean.shape).toEqual([images, 1, 1, channels]);
      expectClose(mean, expected);
    });
  });

  test('without images is none, and of a matrix is refused by name', () => {
    tf.tidy(() => {
      expect(run('EnetMean', {}, [tf.zeros([0, 2, 2, 3])]).shape).toEqual([0, 1, 1, 3]);
      expect(() => run('EnetMean', {}, [tf.zeros([2, 3])])).toThrow(/\[2,3\]/);
    });
  });
});
