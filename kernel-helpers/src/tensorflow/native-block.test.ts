import { beforeAll, describe, expect, test } from 'vitest';
import type { Tensor } from '@tensorflow/tfjs';
import { nativeOperations, tf } from './load';
import { type Attributes, runOperationWithOutputs } from './operations';
import { randomNormal } from './random';

interface Block {
  x: [images: number, height: number, width: number, channels: number];
  /** Channels of the expanded map; null where the block does not expand. */
  expanded: number | null;
  size: number;
  strides: number;
  squeezed: number | null;
  outputs: number;
  residual: boolean;
  activation: 'swish' | 'relu6';
}

const SMALL: Block = {
  x: [5, 4, 5, 6],
  expanded: 20,
  size: 3,
  strides: 1,
  squeezed: 3,
  outputs: 6,
  residual: true,
  activation: 'swish'
};
const BLOCKS: Record<string, Block> = {
  'images that go together': SMALL,
  'no expansion': { ...SMALL, expanded: null, outputs: 9, residual: false },
  'no squeeze-and-excitation': { ...SMALL, squeezed: null, activation: 'relu6' },
  'strides of 2': { ...SMALL, size: 5, strides: 2, residual: false, x: [3, 9, 8, 6] },
  'bands of a large map': { ...SMALL, x: [2, 47, 64, 4], expanded: 160, size: 5, residual: false },
  'bands and strides of 2': {
    ...SMALL,
    x: [2, 60, 64, 4],
    expanded: 160,
    strides: 2,
    outputs: 33,
    residual: false
  },
  'a row that is more than a band': { ...SMALL, x: [1, 3, 900, 2], expanded: 300, outputs: 2 },
  'one pixel': { ...SMALL, x: [9, 1, 1, 6] }
};

beforeAll(() => {
  nativeOperations();
});

function run(name: string, attributes: Attributes, inputs: Tensor[]): Tensor {
  return runOperationWithOutputs(name, attributes, inputs, 1)[0];
}

function weightsOf({ x, expanded, size, squeezed, outputs }: Block) {
  const channels = expanded ?? x[3];
  const drawn = (shape: number[], seed: number): Tensor => randomNormal(shape, [9, seed]);
  const layer = (inputs: number, outs: number, seed: number): Tensor[] => [
    tf.div(drawn([1, 1, inputs, outs], seed), Math.sqrt(inputs)),
    drawn([outs], seed + 1)
  ];
  return {
    expand: expanded === null ? [] : layer(x[3], expanded, 1),
    depthwise: [drawn([size, size, channels, 1], 3), drawn([channels], 4)],
    squeeze: squeezed === null ? [] : [...layer(channels, squeezed, 5), ...layer(squeezed, channels, 7)],
    project: layer(channels, outputs, 9)
  };
}

function geometryOf({ x: [, height, width], size, strides }: Block): Attributes {
  const along = (length: number): { out: number; before: number } => {
    const out = Math.ceil(length / strides);
    return { out, before: Math.floor(Math.max(0, (out - 1) * strides + size - length) / 2) };
  };
  const [rows, columns] = [along(height), along(width)];
  return {
    strides: { int: strides },
    pad_top: { int: rows.before },
    pad_left: { int: columns.before },
    out_height: { int: rows.out },
    out_width: { int: columns.out }
  };
}

/** The block as one operation, and as the operations that it is made of. */
function both(block: Block, x: Tensor): [whole: Tensor, parts: Tensor] {
  const { expand, depthwise, squeeze, project } = weightsOf(block);
  const geometry = geometryOf(block);
  const activation = { string: block.activation };
  const finish = { biases: { int: 1 }, activation };
  const residual = block.residual ? [x] : [];
  const whole = run(
    'EnetMBConv',
    {
      ...geometry,
      activation,
      expansions: { int: expand.length },
      squeezes: { int: squeeze.length },
      residuals: { int: residual.length }
    },
    [x, ...expand, ...depthwise, ...squeeze, ...project, ...residual]
  );
  const u = expand.length > 0 ? run('EnetPointwise', finish, [x, ...expand]) : x;
  const v = run('EnetDepthwise', { ...geometry, ...finish }, [u, ...depthwise]);
  const attributes = { biases: { int: 1 }, residuals: { int: residual.length } };
  if (squeeze.length === 0) {
    return [whole, run('EnetPointwise', attributes, [v, ...project, ...residual])];
  }
  const swish = { biases: { int: 1 }, activation: { string: 'swish' } };
  const few = run('EnetPointwise', swish, [run('EnetMean', {}, [v]), ...squeeze.slice(0, 2)]);
  const gate = tf.sigmoid(run('EnetPointwise', { biases: { int: 1 } }, [few, ...squeeze.slice(2)]));
  const gated = { ...attributes, gates: { int: 1 } };
  return [whole, run('EnetPointwise', gated, [v, ...project, ...residual, gate])];
}

describe('a block', () => {
  test.each(Object.entries(BLOCKS))('is what its parts are: %s', (_, block) => {
    tf.tidy(() => {
      const [whole, parts] = both(block, randomNormal(block.x, [9, 20]));
      expect(whole.shape).toEqual(parts.shape);
      const [got, expected] = [whole, parts].map((each) => Array.from(each.dataSync()));
      const largest = expected.reduce((most, each) => Math.max(most, Math.abs(each)), 1);
      const error = expected.reduce((most, each, i) => Math.max(most, Math.abs(each - got[i])), 0);
      // All but the gates, whose sigmoid is TensorFlow's there, are the same sums.
      expect(error / largest).toBeLessThan(block.squeezed === null ? 1e-12 : 1e-6);
    });
  });

  test('passes on what is not a number, within its image', () => {
    tf.tidy(() => {
      const values = randomNormal(SMALL.x, [9, 20]).dataSync().slice();
      values[2 * 4 * 5 * 6 + 7] = NaN;
      const [whole] = both(SMALL, tf.tensor(values, SMALL.x));
      const numbers = Array.from(whole.dataSync(), Number.isNaN);
      const of = (image: number): boolean[] => numbers.slice(image * 120, (image + 1) * 120);
      expect([0, 1, 3, 4].flatMap(of)).not.toContain(true);
      // Through the mean it reaches all gates.
      expect(of(2)).not.toContain(false);
    });
  });

  test('of no images is none', () => {
    tf.tidy(() => {
      const [whole] = both(SMALL, tf.zeros([0, 4, 5, 6]));
      expect(whole.shape).toEqual([0, 4, 5, 6]);
    });
  });

  test.each<[string, (inputs: Tensor[]) => Tensor[], Attributes, RegExp]>([
    ['a map of other channels', ([, ...rest]) => [tf.zeros([5, 4, 5, 7]), ...rest], {}, /for 7 channels/],
    [
      'an expansion to nothing',
      ([x, , , ...rest]) => [x, tf.zeros([1, 1, 6, 0]), tf.zeros([0]), ...rest],
      {},
      /without channels/
    ],
    ['a matrix', ([, ...rest]) => [tf.zeros([5, 6]), ...rest], {}, /\[5,6\]/],
    ['half an expansion', (inputs) => inputs, { expansions: { int: 1 }, squeezes: { int: 5 } }, /1 parts of/],
    [
      'gates of other channels',
      (inputs) => [...inputs.slice(0, 7), tf.zeros([1, 1, 3, 19]), tf.zeros([19]), ...inputs.slice(9)],
      {},
      /19 of 20/
    ],
    [
      'a bias of the wrong length',
      (inputs) => [...inputs.slice(0, 4), tf.zeros([19]), ...inputs.slice(5)],
      {},
      /\[19\]/
    ],
    [
      'a residual of another shape',
      (inputs) => [...inputs.slice(0, -1), tf.zeros([1, 4, 5, 6])],
      {},
      /residual/
    ],
    ['strides of 3', (inputs) => inputs, { strides: { int: 3 } }, /strides of 3/]
  ])('refuses %s by name', (_, changed, attributes, message) => {
    tf.tidy(() => {
      const { expand, depthwise, squeeze, project } = weightsOf(SMALL);
      const x = tf.zeros(SMALL.x);
      const own = {
        ...geometryOf(SMALL),
        activation: { string: 'swish' },
        expansions: { int: 2 },
        squeezes: { int: 4 },
        residuals: { int: 1 },
        ...attributes
      };
      const inputs = changed([x, ...expand, ...depthwise, ...squeeze, ...project, x]);
      expect(() => run('EnetMBConv', own, inputs)).toThrow(message);
    });
  });
});
