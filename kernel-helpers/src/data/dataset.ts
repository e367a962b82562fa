import { type ChannelOrder, channelsLast } from './channel-order';
import type { DecodeOptions } from './decoding/options';
import { DataError } from './errors';
import type { IdxArray } from './idx';

/** Class of each image, from 0; two bytes each beyond 256 classes. */
export type Labels = Uint8Array | Uint16Array;

/** Images in memory with their classes. */
export interface ImageDataset {
  name: string;
  /** Pixels 0…255, row-major, channels last. */
  images: Uint8Array;
  labels: Labels;
  /** [images, height, width, channels]. */
  shape: [number, number, number, number];
  /** Names of the classes; their number bounds the labels. */
  classes: string[];
}

/** Images as they are put into a set. */
export interface GivenImages extends IdxArray {
  /** Where the channels are, if not last or not 1 or 3. */
  channels?: ChannelOrder;
  /** Whether nobody else holds the values: channels are moved within them. */
  isOwn?: boolean;
}

/** What an image that can't be decoded does. */
export type OnUnreadable = 'error' | 'skip';

/** Images in files, decoded when they are needed: for sets larger than memory and images of differing sizes. */
export interface FileDataset extends DecodeOptions {
  name: string;
  /** Path of each image. */
  files: string[];
  labels: Labels;
  /** [images, height, width, channels]; height and width differ from image to image. */
  shape: [number, null, null, number];
  classes: string[];
  /** SHA-256 of each file's content when the set was made, 32 bytes each. */
  digests: Uint8Array;
  /**
   * `error` ends what needs the image. `skip`: training takes another image of the same batch in its place,
   * evaluation leaves it out; both tell.
   */
  onUnreadable: OnUnreadable;
}

/** Images in memory or in files. */
export type Dataset = ImageDataset | FileDataset;

/** An image that was left out. */
export interface UnreadableImage {
  path: string;
  reason: string;
}

/** Bytes of one SHA-256. */
export const DIGEST_BYTES = 32;
/** As many classes as two bytes tell apart. */
const MAX_CLASSES = 2 ** 16;

/** Images in memory have pixels at hand. */
export function inMemory(dataset: Dataset): dataset is ImageDataset {
  return 'images' in dataset;
}

/**
 * Puts images and labels together.
 * @param images [N, height, width] or [N, height, width, channels] with 1 or 3 channels; for other numbers of them, and
 *   where they come first, it says in `channels` where they are.
 * @param labels [N].
 * @param sources Names of both for errors.
 * @throws DataError for differing lengths, for labels beyond the classes, and for other shapes.
 */
export function imageDataset(
  name: string,
  images: GivenImages,
  labels: { shape: number[]; values: ArrayLike<number> },
  classes: string[],
  sources: { images: string; labels: string } = { images: `${name} images`, labels: `${name} labels` }
): ImageDataset {
  const [count] = images.shape;
  if (images.shape.length < 3 || images.shape.length > 4) {
    const got = `sizes [${images.shape.join(', ')}]`;
    const remedy = 'Check that images and labels are not swapped.';
    throw new DataError('wrong-shape', sources.images, got, '[images, height, width]', remedy);
  }
  if (labels.shape.length !== 1) {
    const got = `sizes [${labels.shape.join(', ')}]`;
    const remedy = 'Check that images and labels are not swapped.';
    throw new DataError('wrong-shape', sources.labels, got, '[images]', remedy);
  }
  if (labels.shape[0] !== count) {
    const got = `${labels.shape[0]} labels`;
    const expected = `${count}, one for each image of ${sources.images}`;
    throw new DataError('length-mismatch', sources.labels, got, expected, 'Take both files from one source.');
  }
  const { shape, values } = channelsLast(images, images.channels, sources.images);
  const checked = checkedLabels(labels.values, classes, sources.labels);
  return { name, images: values, labels: checked, shape, classes };
}

/** Labels in as few bytes as the classes need; bytes are not copied. @throws DataError for one that names no class. */
export function checkedLabels(values: ArrayLike<number>, classes: string[], source: string): Labels {
  if (classes.length < 1 || classes.length > MAX_CLASSES) {
    const remedy = 'Name each class once.';
    throw new DataError('bad-label', source, `${classes.length} classes`, `1 to ${MAX_CLASSES}`, remedy);
  }
  for (let i = 0; i < values.length; i++) {
    const label = values[i];
    if (!Number.isInteger(label) || label < 0 || label >= classes.length) {
      const expected = `0 to ${classes.length - 1}`;
      const remedy = 'Correct the label, or name more classes.';
      throw new DataError('bad-label', source, `label ${label} at image ${i}`, expected, remedy);
    }
  }
  const bytes = classes.length <= 256;
  if (bytes) {
    return values instanceof Uint8Array ? values : Uint8Array.from(values);
  }
  return values instanceof Uint16Array ? values : Uint16Array.from(values);
}

/** The images at the given places, in that order; pixels are copied, files are not. */
export function select<T extends Dataset>(dataset: T, name: string, places: ArrayLike<number>): T;
export function select(dataset: Dataset, name: string, places: ArrayLike<number>): Dataset {
  const count = dataset.shape[0];
  const labels: Labels =
    dataset.labels instanceof Uint8Array ? new Uint8Array(places.length) : new Uint16Array(places.length);
  for (let i = 0; i < places.length; i++) {
    const place = places[i];
    if (!Number.isInteger(place) || place < 0 || place >= count) {
      const expected = `whole numbers from 0 to ${count - 1}`;
      throw new DataError('bad-option', 'places', String(place), expected, 'Select images that exist.');
    }
    labels[i] = dataset.labels[place];
  }
  if (inMemory(dataset)) {
    const [, height, width, channels] = dataset.shape;
    const images = picked(dataset.images, height * width * channels, places);
    return { ...dataset, name, images, labels, shape: [places.length, height, width, channels] };
  }
  return {
    ...dataset,
    name,
    files: Array.from(places, (place) => dataset.files[place]),
    labels,
    digests: picked(dataset.digests, DIGEST_BYTES, places),
    shape: [places.length, null, null, dataset.shape[3]]
  };
}

/**
 * A set in two parts, which together hold each image once, in the given orders. Its images are moved within its memory,
 * so that it is of no use afterwards.
 */
export function parted(
  set: ImageDataset,
  first: Uint32Array,
  second: Uint32Array
): [ImageDataset, ImageDataset] {
  const [, height, width, channels] = set.shape;
  const size = height * width * channels;
  const order = new Uint32Array(first.length + second.length);
  order.set(first);
  order.set(second, first.length);
  reorder(set.images, size, order);
  reorder(set.labels, 1, order);
  const { buffer, byteOffset } = set.images;
  const part = (from: number, to: number): ImageDataset => ({
    ...set,
    images: new Uint8Array(buffer, byteOffset + from * size, (to - from) * size),
    labels: set.labels.subarray(from, to),
    shape: [to - from, height, width, channels]
  });
  return [part(0, first.length), part(first.length, order.length)];
}

/** Moves pieces of equal size so that piece `i` is the one that was at `order[i]`, which is every place once. */
function reorder(values: Labels, size: number, order: Uint32Array): void {
  const done = new Uint8Array(order.length);
  const kept = values instanceof Uint8Array ? new Uint8Array(size) : new Uint16Array(size);
  for (let start = 0; start < order.length; start++) {
    if (done[start] === 1) {
      continue;
    }
    // Along a circle of places, each of which gets the next one's piece.
    kept.set(values.subarray(start * size, (start + 1) * size));
    let at = start;
    for (done[at] = 1; order[at] !== start; done[at] = 1) {
      const from = order[at];
      values.copyWithin(at * size, from * size, (from + 1) * size);
      at = from;
    }
    values.set(kept, at * size);
  }
}

/**
 * The first images, without copying pixels.
 * @throws DataError when there are not as many.
 *
 * @example
 * ```ts
 * const { test } = await enet.loadMnist();
 * const hundred = enet.firstImages(test, 100);
 * console.log(hundred.labels.length); // 100
 * ```
 */
export function firstImages<T extends Dataset>(dataset: T, count: number): T;
export function firstImages(dataset: Dataset, count: number): Dataset {
  requireCount('count', count, 1, dataset.shape[0]);
  const labels = dataset.labels.subarray(0, count);
  if (inMemory(dataset)) {
    const [, height, width, channels] = dataset.shape;
    const images = dataset.images.subarray(0, count * height * width * channels);
    return { ...dataset, images, labels, shape: [count, height, width, channels] };
  }
  const digests = dataset.digests.subarray(0, count * DIGEST_BYTES);
  const files = dataset.files.slice(0, count);
  return { ...dataset, files, labels, digests, shape: [count, null, null, dataset.shape[3]] };
}

/** @throws DataError unless the option is a whole number in range. */
export function requireCount(option: string, count: number, min: number, max: number): void {
  if (!Number.isInteger(count) || count < min || count > max) {
    const remedy = `Give a number that the ${max + (min === 0 ? 1 : 0)} images allow.`;
    throw new DataError('bad-option', option, String(count), `a whole number from ${min} to ${max}`, remedy);
  }
}

/** Pieces of equal size, copied one behind the other. */
function picked(values: Uint8Array, size: number, places: ArrayLike<number>): Uint8Array {
  const copy = new Uint8Array(places.length * size);
  for (let i = 0; i < places.length; i++) {
    copy.set(values.subarray(places[i] * size, (places[i] + 1) * size), i * size);
  }
  return copy;
}
