import { describe, expect, test } from 'vitest';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { loadTensorFlow, nativeOperations, tensorFlowInfo, tf } from './load';
import { type Attributes, runOperationWithOutputs } from './operations';
import { scaleChannels } from './pooling';
import { randomNormal, randomUniform } from './random';

const EPSILON = 1e-3;
type Shape = [number, number, number, number];
/** Widths below, at and beyond those of vectors, alone and with a rest; one pixel, one image, one channel. */
const SHAPES: Shape[] = [
  [2, 5, 7, 1],
  [1, 1, 1, 16],
  [3, 4, 4, 17],
  [1, 9, 3, 33],
  [2, 1, 1, 5],
  [4, 13, 11, 24],
  [2, 3, 3, 1040]
];
const ACTIVATIONS = ['none', 'swish', 'relu6'] as const;
type Activation = (typeof ACTIVATIONS)[number];

/** An operation whose library is not there would be missing without a word. */
test('are there, and tell what they compute with', () => {
  loadTensorFlow();
  expect(nativeOperations()).toMatchObject({
    instructions: expect.stringMatching(/^(avx512|avx2|portable)$/)
  });
});

test.each([
  ['EFFICIENTNET_LAB_OPERATIONS', 'native or standard'],
  ['EFFICIENTNET_LAB_INSTRUCTIONS', 'avx512, avx2 or portable'],
  ['EFFICIENTNET_LAB_DEVICE', 'auto, cpu or gpu']
])('a slip in %s is refused', (name, choices) => {
  const before = process.env[name];
  try {
    process.env[name] = 'fast';
    expect(() => tensorFlowInfo()).toThrow(`${name} is 'fast'`);
    expect(() => tensorFlowInfo()).toThrow(choices);
  } finally {
    if (before === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = before;
    }
  }
});

function activated(u: number, activation: Activation): { y: number; slope: number } {
  const sigmoid = 1 / (1 + Math.exp(-u));
  switch (activation) {
    case 'none':
      return { y: u, slope: 1 };
    case 'swish':
      return { y: u * sigmoid, slope: sigmoid * (1 + u * (1 - sigmoid)) };
    case 'relu6':
      return { y: Math.min(Math.max(u, 0), 6), slope: u > 0 && u < 6 ? 1 : 0 };
  }
}

interface Expected {
  y: Float64Array;
  dx: Float64Array;
  dscale: Float64Array;
  doffset: Float64Array;
}

/** The largest of γ·dy/√(σ² + ε), from which gradients subtract its means. */
function steepest({ dy, scale }: ReturnType<typeof inputs>, inverse: Tensor): number {
  return [dy, scale, inverse].reduce(
    (product, each) => product * Number(tf.max(tf.abs(each)).dataSync()[0]),
    1
  );
}

/** In float64, by the formula: values of a group are those of `groupOf`'s one number. */
function closedForm(
  shape: Shape,
  { x, dy, scale, offset }: Record<'x' | 'dy' | 'scale' | 'offset', ArrayLike<number>>,
  groupOf: (index: number) => number,
  activation: Activation
): Expected {
  const channels = shape[3];
  const groups = new Map<number, number[]>();
  for (let i = 0; i < x.length; i++) {
    groups.set(groupOf(i), [...(groups.get(groupOf(i)) ?? []), i]);
  }
  const y = new Float64Array(x.length);
  const dx = new Float64Array(x.length);
  const dscale = new Float64Array(channels);
  const doffset = new Float64Array(channels);
  for (const members of groups.values()) {
    const mean = members.reduce((sum, i) => sum + x[i], 0) / members.length;
    const variance = members.reduce((sum, i) => sum + (x[i] - mean) ** 2, 0) / members.length;
    const inverse = 1 / Math.sqrt(variance + EPSILON);
    const normal = (i: number): number => (x[i] - mean) * inverse;
    const du = new Map<number, number>();
    for (const i of members) {
      const c = i % channels;
      const { y: value, slope } = activated(normal(i) * scale[c] + offset[c], activation);
      y[i] = value;
      du.set(i, dy[i] * slope);
      dscale[c] += dy[i] * slope * normal(i);
      doffset[c] += dy[i] * slope;
    }
    const g = (i: number): number => du.get(i)! * scale[i % channels];
    const meanG = members.reduce((sum, i) => sum + g(i), 0) / members.length;
    const meanGx = members.reduce((sum, i) => sum + g(i) * normal(i), 0) / members.length;
    members.forEach((i) => (dx[i] = (g(i) - meanG - normal(i) * meanGx) * inverse));
  }
  return { y, dx, dscale, doffset };
}

function inputs(shape: Shape, mean: number, seed: number) {
  const draw = (of: number[], k: number): Tensor => randomNormal(of, [seed, k]);
  return {
    x: tf.add(tf.mul(draw(shape, 1), 2), mean),
    dy: draw(shape, 2),
    scale: tf.add(randomUniform([shape[3]], [seed, 3]), 0.5),
    offset: draw([shape[3]], 4)
  };
}

function valuesOf({ x, dy, scale, offset }: ReturnType<typeof inputs>): Parameters<typeof closedForm>[1] {
  return { x: x.dataSync(), dy: dy.dataSync(), scale: scale.dataSync(), offset: offset.dataSync() };
}

/** @param floor Of what the values are the difference of: where that is all there is, its rounding remains. */
function distance(got: Tensor, expected: ArrayLike<number>, floor = 1e-3): number {
  const largest = Math.max(floor, ...Array.from(expected, Math.abs));
  return Math.max(0, ...Array.from(got.dataSync(), (value, i) => Math.abs(value - expected[i]))) / largest;
}

function runNormalization(kind: 'Batch' | 'Group', given: ReturnType<typeof inputs>, attributes: Attributes) {
  const { x, dy, scale, offset } = given;
  const { epsilon: _, ...rest } = { epsilon: 0, ...attributes };
  const forward = runOperationWithOutputs(
    `Enet${kind}Norm`,
    { ...attributes, epsilon: { float: EPSILON } },
    [x, scale, offset],
    kind === 'Batch' ? 4 : 3
  );
  const [y, mean] = forward;
  const inverse = forward.at(-1)!;
  const gradient = runOperationWithOutputs(
    `Enet${kind}NormGrad`,
    rest,
    [dy, x, scale, offset, mean, inverse],
    3
  );
  return { y, mean, inverse, variance: forward[2], gradient };
}

describe.each(ACTIVATIONS)('with %s behind it', (activation) => {
  const attribute = { activation: { string: activation } };

  test.each(SHAPES)(
    'batch norm of %i × %i × %i × %i is its formula in float64, and its gradient',
    (...shape) => {
      tf.tidy(() => {
        // Far from 0, where Σx²/m − μ² would have no digits left; rounding would take values across relu6’s corners.
        for (const mean of activation === 'relu6' ? [0.3] : [0.3, 300]) {
          const given = inputs(shape, mean, 7);
          const values = valuesOf(given);
          const expected = closedForm(shape, values, (i) => i % shape[3], activation);
          const { y, inverse, gradient } = runNormalization('Batch', given, attribute);
          // One value alone has no variance: 1/√ε multiplies the rounding of x itself.
          const rounding = mean === 300 ? 1e-3 : 2e-5;
          expect(distance(y, expected.y)).toBeLessThan(rounding);
          [expected.dx, expected.dscale, expected.doffset].forEach((each, k) =>
            expect(
              distance(gradient[k], each, steepest(given, inverse)),
              `output ${k} at ${mean}`
            ).toBeLessThan(5 * rounding)
          );
        }
      });
    }
  );

  test.each(SHAPES)('group norm of %i × %i × %i × %i likewise', (...shape) => {
    tf.tidy(() => {
      const channels = shape[3];
      const size = channels % 8 === 0 ? 8 : 1;
      const given = inputs(shape, 0.3, 11);
      const values = valuesOf(given);
      const image = (values.x.length / shape[0]) | 0;
      const groupOf = (i: number): number =>
        Math.floor(i / image) * channels + Math.floor((i % channels) / size);
      const expected = closedForm(shape, values, groupOf, activation);
      const { y, inverse, gradient } = runNormalization('Group', given, {
        ...attribute,
        group_size: { int: size }
      });
      expect(distance(y, expected.y)).toBeLessThan(2e-5);
      [expected.dx, expected.dscale, expected.doffset].forEach((each, k) =>
        expect(distance(gradient[k], each, steepest(given, inverse)), `output ${k}`).toBeLessThan(1e-4)
      );
    });
  });
});

describe('a normalisation once more', () => {
  const kinds = SHAPES.flatMap((shape) =>
    ACTIVATIONS.flatMap((activation) =>
      (['Batch', 'Group'] as const).map((kind) => ({ kind, activation, shape }))
    )
  );

  test.each(kinds)(
    '$kind norm with $activation of $shape has the same bits',
    ({ kind, activation, shape }) => {
      tf.tidy(() => {
        const given = inputs(shape, 3, 19);
        const groups = { group_size: { int: shape[3] % 8 === 0 ? 8 : 1 } };
        const attributes = { activation: { string: activation }, ...(kind === 'Group' && groups) };
        const { y, mean, inverse } = runNormalization(kind, given, attributes);
        const { x, scale, offset } = given;
        const [again] = runOperationWithOutputs(
          'EnetNormalize',
          attributes,
          [x, scale, offset, mean, inverse],
          1
        );
        expect(again.dataSync()).toEqual(y.dataSync());
      });
    }
  );

  test('refuses the other kind’s statistics by name', () => {
    const given = [[2, 3, 3, 4], [4], [4], [2, 1, 1, 4], [2, 1, 1, 4]].map((each) => tf.zeros(each));
    expect(() => runOperationWithOutputs('EnetNormalize', {}, given, 1)).toThrow(/statistics of \[2,1,1,4\]/);
    tf.dispose(given);
  });
});

describe('statistics of batch norm', () => {
  test('are the mean and the variance divided by m − 1, as TensorFlow gives them', () => {
    tf.tidy(() => {
      const given = inputs([4, 3, 3, 5], 2, 3);
      const { mean, variance, inverse } = runNormalization('Batch', given, {});
      const moments = tf.moments(given.x, [0, 1, 2]);
      const biased = moments.variance.dataSync();
      expect(distance(mean, moments.mean.dataSync())).toBeLessThan(1e-6);
      expect(
        distance(
          variance,
          Array.from(biased, (each) => (each * 36) / 35)
        )
      ).toBeLessThan(1e-6);
      expect(
        distance(
          inverse,
          Array.from(biased, (each) => 1 / Math.sqrt(each + EPSILON))
        )
      ).toBeLessThan(1e-6);
    });
  });
});

describe('what is at the edges', () => {
  const shape: Shape = [2, 3, 3, 4];

  test('a NaN and an infinity reach their channel and no other, both ways', () => {
    tf.tidy(() => {
      for (const bad of [NaN, Infinity]) {
        const given = inputs(shape, 0, 5);
        const values = given.x.dataSync();
        values[1] = bad;
        const { y, gradient } = runNormalization(
          'Batch',
          { ...given, x: tf.tensor(values, shape) },
          { activation: { string: 'swish' } }
        );
        for (const tensor of [y, gradient[0]]) {
          tensor
            .dataSync()
            .forEach((value, i) => expect(Number.isNaN(value), `${bad} at ${i}`).toBe(i % 4 === 1));
        }
      }
    });
  });

  test('maps without images or pixels give maps like themselves, and gradients of 0', () => {
    tf.tidy(() => {
      for (const empty of [
        [0, 3, 3, 4],
        [2, 0, 3, 4]
      ] as Shape[]) {
        const given = inputs(empty, 0, 5);
        const { y, gradient } = runNormalization('Batch', given, {});
        expect(y.shape).toEqual(empty);
        expect(gradient[0].shape).toEqual(empty);
        expect([...gradient[1].dataSync(), ...gradient[2].dataSync()]).toEqual(new Array(8).fill(0));
      }
    });
  });

  test.each([
    ['a scale of another length', [2, 3, 3, 4], [5], [4], {}],
    ['an offset that is a matrix', [2, 3, 3, 4], [4], [4, 1], {}],
    ['a vector for a map', [4], [4], [4], {}],
    ['groups that don’t divide the channels', [2, 3, 3, 4], [4], [4], { group_size: { int: 3 } }]
  ])('%s is refused by name', (_, x, scale, offset, attributes: Attributes) => {
    const kind = 'group_size' in attributes ? 'Group' : 'Batch';
    const given = [x, scale, offset].map((each) => tf.zeros(each));
    const settings = { epsilon: { float: EPSILON }, ...attributes };
    expect(() =>
      runOperationWithOutputs(`Enet${kind}Norm`, settings, given, kind === 'Batch' ? 4 : 3)
    ).toThrow(kind === 'Group' ? /4 channels in groups of 3/ : /Expected \[N, H, W, C\] and \[C\]/);
    tf.dispose(given);
  });

  test('a gate of another shape is refused by name', () => {
    const given = [tf.zeros(shape), tf.zeros([2, 1, 1, 5])];
    expect(() => runOperationWithOutputs('EnetScale', {}, given, 1)).toThrow(/Expected .*\[N, 1, 1, C\]/);
    tf.dispose(given);
  });
});

describe('depthwise convolutions that can’t be', () => {
  const sizes = { strides: { int: 1 }, pad_top: { int: 1 }, pad_left: { int: 1 } };
  const input = { ...sizes, height: { int: 6 }, width: { int: 6 } };
  const kernel = { ...sizes, kernel_height: { int: 3 }, kernel_width: { int: 3 } };

  test.each([
    ['dy of another size', 'Input', input, [2, 9, 6, 4], [3, 3, 4, 1]],
    ['other channels', 'Input', input, [2, 6, 6, 4], [3, 3, 5, 1]],
    ['a kernel of width 4', 'Input', input, [2, 6, 6, 4], [3, 4, 4, 1]],
    ['a multiplier of 2', 'Input', input, [2, 6, 6, 4], [3, 3, 4, 2]],
    ['a stride of 3', 'Input', { ...input, strides: { int: 3 } }, [2, 6, 6, 4], [3, 3, 4, 1]],
    ['padding beyond the kernel', 'Input', { ...input, pad_top: { int: 9 } }, [2, 6, 6, 4], [3, 3, 4, 1]],
    ['negative padding', 'Input', { ...input, pad_left: { int: -1 } }, [2, 6, 6, 4], [3, 3, 4, 1]],
    ['a vector', 'Input', input, [4], [3, 3, 4, 1]],
    ['maps of other batches', 'Kernel', kernel, [2, 6, 6, 4], [3, 6, 6, 4]],
    ['maps of other channels', 'Kernel', kernel, [2, 6, 6, 4], [2, 6, 6, 5]]
  ])('%s are refused by name', (_, kind, attributes: Attributes, first, second) => {
    const given = [tf.zeros(first), tf.zeros(second)];
    expect(() => runOperationWithOutputs(`EnetDepthwise${kind}Gradient`, attributes, given, 1)).toThrow(
      /EnetDepthwise/
    );
    tf.dispose(given);
  });
});

describe('the scale of squeeze-and-excitation', () => {
  test.each(SHAPES)('of %i × %i × %i × %i and its gradient are the plain operations’', (...shape) => {
    tf.tidy(() => {
      const { x, dy } = inputs(shape, 0.2, 17);
      const gate = randomUniform([shape[0], 1, 1, shape[3]], [17, 9]) as Tensor4D;
      const [y] = runOperationWithOutputs('EnetScale', {}, [x, gate], 1);
      const [dx, dgate] = runOperationWithOutputs('EnetScaleGrad', {}, [dy, x, gate], 2);
      const plain = tf.grads((a: Tensor, b: Tensor) => scaleChannels(a as Tensor4D, b as Tensor4D));
      const [expectedDx, expectedDgate] = plain([x, gate], dy);
      expect(distance(y, tf.mul(x, gate).dataSync())).toBe(0);
      expect(distance(dx, expectedDx.dataSync())).toBe(0);
      expect(distance(dgate, expectedDgate.dataSync())).toBeLessThan(1e-5);
    });
  });
});
