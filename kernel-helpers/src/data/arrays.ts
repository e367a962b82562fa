import type { OptionNames } from '../analysis/option-names';
import type { ChannelOrder } from './channel-order';
import { type ImageDataset, imageDataset } from './dataset';
import { DataError, requireKnown } from './errors';
import type { IdxArray } from './idx';

/** Numbers nested to any depth: [images][height][width], or [images][height][width][channels] and as `channels` says. */
export type NestedNumbers = number | ArrayLike<number> | readonly NestedNumbers[];

export interface ArrayImages {
  /** Whole numbers 0…255, nested, or in one row with their `shape`. */
  images: NestedNumbers;
  /** [images, height, width] or [images, height, width, channels]; only for images in one row. */
  shape?: number[];
  /** Where the channels are, if not last or not 1 or 3; `first` moves them. */
  channels?: ChannelOrder;
  /** Class of each image, from 0. */
  labels: ArrayLike<number>;
  /** Names of the classes; default the numbers up to the largest label. */
  classes?: string[];
  /** Default `images`. */
  name?: string;
}

const ARRAY_FIELDS: OptionNames<ArrayImages> = {
  channels: true,
  images: true,
  shape: true,
  labels: true,
  classes: true,
  name: true
};

/**
 * A data set of numbers that are in memory.
 * @throws DataError for values that are no pixels, rows of differing length, and labels that don't fit.
 *
 * @example
 * ```ts
 * const dots = enet.imagesFromArrays({
 *   images: [[[0, 255], [255, 0]], [[255, 0], [0, 255]]],
 *   labels: [0, 1],
 *   classes: ['rising', 'falling'],
 *   name: 'dots'
 * });
 * console.log(dots.shape); // [ 2, 2, 2, 1 ]
 * ```
 */
export function imagesFromArrays(given: ArrayImages): ImageDataset {
  requireKnown(given, ARRAY_FIELDS);
  const { images, shape, channels, labels, classes, name = 'images' } = given;
  requireNumbers(images, `${name}: images`, 'shape: images.shape');
  requireNumbers(labels, `${name}: labels`, null);
  const sources = { images: `${name}: images`, labels: `${name}: labels` };
  const array = shape ? { shape, values: images as ArrayLike<number> } : flattened(images, sources.images);
  const size = array.shape.reduce((product, side) => product * side, 1);
  if (!Number.isInteger(size) || size < 1 || size !== array.values.length) {
    const got = `${array.values.length} values`;
    const expected = `${size}, at least one, for sizes [${array.shape.join(', ')}]`;
    throw new DataError('wrong-shape', sources.images, got, expected, 'Correct the shape.');
  }
  const pixels = pixelBytes(array.values, sources.images);
  const names = classes ?? numbered(labels, sources.labels);
  const ofImages = { shape: array.shape, values: pixels, channels };
  return imageDataset(name, ofImages, { shape: [labels.length], values: labels }, names, sources);
}

/** @throws DataError for a tensor, whose values are elsewhere, and for nothing. */
function requireNumbers(given: unknown, source: string, beside: string | null): void {
  const isTensor = typeof given === 'object' && given !== null && 'dataSync' in given;
  if (isTensor || typeof given !== 'object' || given === null) {
    const also = beside === null ? '' : ` with ${beside}`;
    const remedy = isTensor
      ? `Give its values, Uint8Array.from(await tensor.data())${also.replace('images.', 'tensor.')}.`
      : 'Give nested lists, or numbers in one row with their shape.';
    const got = isTensor ? 'a tensor' : String(given);
    throw new DataError('wrong-shape', source, got, 'numbers in lists or typed arrays', remedy);
  }
  if ('length' in given && given.length === 0) {
    const remedy = 'Give at least one image with its label.';
    throw new DataError('wrong-shape', source, 'an empty list', 'one entry for each image', remedy);
  }
}

const SCALE = 'Scale the values to 0…255, and round them.';

/** Values as bytes, not copied if they are. @throws DataError unless all are whole numbers 0…255. */
export function pixelBytes(values: ArrayLike<number>, source: string, remedy = SCALE): Uint8Array {
  if (values instanceof Uint8Array) {
    return values;
  }
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    bytes[i] = values[i];
    if (bytes[i] !== values[i]) {
      throw noPixel(values[i], i, source, remedy);
    }
  }
  return bytes;
}

/** What is wrong with a value. */
export function noPixel(value: number, place: number, source: string, remedy = SCALE): DataError {
  return new DataError(
    'bad-pixels',
    source,
    `${value} at place ${place}`,
    'whole numbers from 0 to 255',
    remedy
  );
}

/** Classes named by their numbers. @throws DataError for labels that are no such numbers. */
export function numbered(labels: ArrayLike<number>, source: string): string[] {
  let largest = 0;
  for (let i = 0; i < labels.length; i++) {
    if (!Number.isInteger(labels[i]) || labels[i] < 0 || labels[i] > 0xffff) {
      const got = `label ${labels[i]} at image ${i}`;
      const expected = 'whole numbers from 0 to 65535';
      throw new DataError('bad-label', source, got, expected, 'Number the classes from 0.');
    }
    largest = Math.max(largest, labels[i]);
  }
  return Array.from({ length: largest + 1 }, (_, label) => String(label));
}

function flattened(nested: NestedNumbers, source: string): IdxArray {
  const shape: number[] = [];
  for (let level: NestedNumbers | undefined = nested; typeof level === 'object'; level = level[0]) {
    shape.push(level.length);
  }
  const values = new Uint8Array(shape.reduce((product, side) => product * side, 1));
  let at = 0;
  const copy = (level: NestedNumbers, axis: number): void => {
    if (typeof level === 'object' && level.length === shape[axis]) {
      for (let i = 0; i < level.length; i++) {
        copy(level[i], axis + 1);
      }
    } else if (typeof level === 'number' && axis === shape.length) {
      values[at] = level;
      if (values[at] !== level) {
        throw noPixel(level, at, source);
      }
      at++;
    } else {
      const got = typeof level === 'object' ? `${level.length} elements` : String(level);
      const expected = axis < shape.length ? `${shape[axis]} elements, as before it` : 'a number';
      const where = `${source}, place ${at}`;
      throw new DataError('wrong-shape', where, got, expected, 'Make all rows equally long.');
    }
  };
  copy(nested, 0);
  return { shape, values };
}
