import type { Tensor4D } from '@tensorflow/tfjs';
import {
  type Batch,
  type Dataset,
  type DecodeOptions,
  evaluationBatches,
  type ImageSource,
  levelsChecked,
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

export function countOf(images: NetworkImages): number {
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
