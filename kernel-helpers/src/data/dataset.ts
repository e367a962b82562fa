import { createHash } from 'node:crypto';
import { DataError } from './errors';
import type { IdxArray } from './idx';
import { SeededOrder } from './order';

/** Images with their classes. */
export interface ImageDataset {
  name: string;
  /** Pixels 0…255, row-major, channels last. */
  images: Uint8Array;
  /** Class of each image, from 0. */
  labels: Uint8Array;
  /** [images, height, width, channels]. */
  shape: [number, number, number, number];
  /** Names of the classes; their number bounds the labels. */
  classes: string[];
}

/** A data set as a training run takes it. */
export interface DatasetSplits {
  name: string;
  train: ImageDataset;
  /** Held out of the training images; null when none are. */
  validation: ImageDataset | null;
  test: ImageDataset;
  classes: string[];
  /** SHA-256 of all pixels and labels of the splits in their order: tells whether two runs saw the same data. */
  fingerprint: string;
}

/**
 * Puts images and labels together.
 * @param images [N, height, width] or [N, height, width, channels].
 * @param labels [N].
 * @param sources Names of both for errors.
 * @throws DataError for differing lengths, for labels beyond the classes, and for other shapes.
 */
export function imageDataset(
  name: string,
  images: IdxArray,
  labels: IdxArray,
  classes: string[],
  sources: { images: string; labels: string } = { images: `${name} images`, labels: `${name} labels` }
): ImageDataset {
  const [count, height, width, channels = 1] = images.shape;
  if (images.shape.length < 3 || images.shape.length > 4) {
    const got = `sizes [${images.shape.join(', ')}]`;
    const remedy = 'Check that images and labels are not exchanged.';
    throw new DataError('wrong-shape', sources.images, got, '[images, height, width]', remedy);
  }
  if (labels.shape.length !== 1) {
    const got = `sizes [${labels.shape.join(', ')}]`;
    const remedy = 'Check that images and labels are not exchanged.';
    throw new DataError('wrong-shape', sources.labels, got, '[images]', remedy);
  }
  if (labels.shape[0] !== count) {
    const got = `${labels.shape[0]} labels`;
    const expected = `${count}, one for each image of ${sources.images}`;
    throw new DataError('length-mismatch', sources.labels, got, expected, 'Take both files from one source.');
  }
  const bad = labels.values.findIndex((label) => label >= classes.length);
  if (bad >= 0) {
    const got = `label ${labels.values[bad]} at image ${bad}`;
    const expected = `0 to ${classes.length - 1}`;
    throw new DataError(
      'bad-label',
      sources.labels,
      got,
      expected,
      'Correct the label, or name more classes.'
    );
  }
  const shape: ImageDataset['shape'] = [count, height, width, channels];
  return { name, images: images.values, labels: labels.values, shape, classes };
}

/** The images at the given places, copied, in that order. */
export function select(dataset: ImageDataset, name: string, places: ArrayLike<number>): ImageDataset {
  const [count, height, width, channels] = dataset.shape;
  const size = height * width * channels;
  const images = new Uint8Array(places.length * size);
  const labels = new Uint8Array(places.length);
  for (let i = 0; i < places.length; i++) {
    const place = places[i];
    if (!Number.isInteger(place) || place < 0 || place >= count) {
      const expected = `whole numbers from 0 to ${count - 1}`;
      throw new DataError('bad-option', 'places', String(place), expected, 'Select images that exist.');
    }
    images.set(dataset.images.subarray(place * size, (place + 1) * size), i * size);
    labels[i] = dataset.labels[place];
  }
  return { ...dataset, name, images, labels, shape: [places.length, height, width, channels] };
}

/** The first images, without copying. @throws DataError when there are not as many. */
export function firstImages(dataset: ImageDataset, count: number): ImageDataset {
  const [available, height, width, channels] = dataset.shape;
  requireCount('count', count, 1, available);
  return {
    ...dataset,
    images: dataset.images.subarray(0, count * height * width * channels),
    labels: dataset.labels.subarray(0, count),
    shape: [count, height, width, channels]
  };
}

/**
 * Holds images out of the training set, chosen by the seed, and fingerprints the result.
 * @param validation Number of images held out.
 * @throws DataError when none would be left to train on.
 */
export function splitDataset(
  name: string,
  train: ImageDataset,
  test: ImageDataset,
  { validation, seed }: { validation: number; seed: number }
): DatasetSplits {
  requireCount('validation', validation, 0, train.shape[0] - 1);
  const splits = { train, validation: null as ImageDataset | null, test };
  if (validation > 0) {
    const order = new SeededOrder(seed, 'validation').shuffled(train.shape[0]);
    splits.validation = select(train, `${name} validation`, order.subarray(0, validation));
    splits.train = select(train, train.name, order.subarray(validation));
  }
  return { name, ...splits, classes: train.classes, fingerprint: fingerprint(Object.values(splits)) };
}

/** SHA-256 in hexadecimal over shapes, pixels and labels. */
export function fingerprint(splits: ReadonlyArray<ImageDataset | null>): string {
  const hash = createHash('sha256');
  for (const split of splits) {
    hash.update(JSON.stringify(split?.shape ?? null));
    if (split) {
      hash.update(split.images).update(split.labels);
    }
  }
  return hash.digest('hex');
}

function requireCount(option: string, count: number, min: number, max: number): void {
  if (!Number.isInteger(count) || count < min || count > max) {
    const remedy = `Give a number that the ${max + (min === 0 ? 1 : 0)} images allow.`;
    throw new DataError('bad-option', option, String(count), `a whole number from ${min} to ${max}`, remedy);
  }
}
