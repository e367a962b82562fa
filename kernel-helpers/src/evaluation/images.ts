import type { Tensor4D } from '@tensorflow/tfjs';
import {
  type Batch,
  type Dataset,
  type DecodeOptions,
  evaluationBatches,
  type ImageSource,
  levelsChecked,
  otherThan,
  sourceBatches,
  tensorBatches
} from '../data';
import type { Classifier } from './network';

/**
 * Images for a network, prepared as its specification says whichever way they come; it preprocesses their values itself.
 *
 * A data set; paths, bytes or decoded images; or a tensor. A tensor of the network's own shape, [N, resolution,
 * resolution, channels], is taken as it is: `prepareImages` gives such ones. Any other tensor [N, height, width, 1 or 3]
 * holds images as they come, whole numbers 0…255, which are cropped and resized like files.
 */
export type NetworkImages = Tensor4D | Dataset | readonly ImageSource[];

/** @throws DataError for anything that is not such a collection, for example one path, one image or all parts of a split set. */
export function countOf(images: NetworkImages): number {
  requireImages(images);
  return 'shape' in images ? images.shape[0] : images.length;
}

/** Batches of what the network takes in. @param options How files are read. @throws DataError when the images don't fit the network. */
export function batchesOf(
  images: NetworkImages,
  { input }: Classifier,
  batchSize: number,
  options: DecodeOptions = {}
): AsyncIterable<Batch> {
  if (!('shape' in images)) {
    return levelsChecked('images', input, sourceBatches(images, input, batchSize, options));
  }
  return 'classes' in images
    ? evaluationBatches(images, input, batchSize)
    : levelsChecked('images', input, tensorBatches(images, input, batchSize));
}

/** @throws DataError for anything else than a list. */
export function requireList(images: unknown): asserts images is readonly ImageSource[] {
  if (!Array.isArray(images)) {
    const whole = isObject(images) && 'shape' in images;
    const remedy = whole ? 'Use predictor(model), which takes it.' : SINGLE;
    throw otherThan('images', images, 'a list of paths, bytes or decoded images', remedy);
  }
}

function requireImages(images: unknown): asserts images is NetworkImages {
  if (!isObject(images) || !('shape' in images || Array.isArray(images))) {
    throw otherThan('images', images, 'a data set, a tensor, or a list of images', SINGLE);
  }
}

const SINGLE = 'Put a single image into brackets: [image].';

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
