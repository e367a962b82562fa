import type { ImagePart } from '../../analysis';
import { centredSquare, resized } from '../fit';
import { SeededOrder } from '../order';
import type { Pixels } from '../read-image';
import { randomCrop } from './crop';
import { mirrored } from './operations';
import { type Augmentation, cropOf, randAugmentOf } from './options';
import { randAugmented } from './rand-augment';

/** Brings an image to a size and augments it. */
export type Augmenter = (image: Pixels, size: { width: number; height: number }) => Pixels;

/** Whether images change otherwise than by shifts and mixing. */
export function changesImages(augmentation: Augmentation): boolean {
  const { flip = 0 } = augmentation;
  return flip > 0 || cropOf(augmentation) !== null || randAugmentOf(augmentation) !== null;
}

/**
 * Crops, mirrors and changes images by draws of their own.
 * @param purpose Names the image's place in the run, so that its draws depend on nothing else.
 */
export function augmenterOf(augmentation: Augmentation, seed: number, purpose: string): Augmenter {
  return (image, size) => {
    const random = new SeededOrder(seed, purpose);
    const crop = cropOf(augmentation);
    const box: ImagePart = crop
      ? randomCrop(image.width, image.height, crop, random)
      : size.width === size.height
        ? centredSquare(image)
        : { left: 0, top: 0, width: image.width, height: image.height };
    let result = resized(image, box, size);
    if (random.between(0, 1) < (augmentation.flip ?? 0)) {
      result = mirrored(result);
    }
    const operations = randAugmentOf(augmentation);
    return operations ? randAugmented(result, operations, random) : result;
  };
}
