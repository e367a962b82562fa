import { cropImage, type ImagePart, type Pixels, resizeImage, type Size } from '../../analysis';
import { SeededOrder } from '../order';
import { randomCrop } from './crop';
import { mirrored } from './operations';
import { type Augmentation, cropOf, randAugmentOf } from './options';
import { randAugmented } from './rand-augment';

/** Augments an image; takes a random part of a whole one to the size, others have it already. */
export type Augmenter = (image: Pixels, size: Size) => Pixels;

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
    let result = crop ? resized(image, randomCrop(image.width, image.height, crop, random), size) : image;
    if (random.between(0, 1) < (augmentation.flip ?? 0)) {
      result = mirrored(result);
    }
    const operations = randAugmentOf(augmentation);
    return operations ? randAugmented(result, operations, random) : result;
  };
}

/** Part of an image, resized bilinearly with antialiasing. */
function resized(image: Pixels, box: ImagePart, size: Size): Pixels {
  const whole = box.width === image.width && box.height === image.height;
  if (whole && size.width === image.width && size.height === image.height) {
    return image;
  }
  return resizeImage(whole ? image : cropImage(image, box), size, 'bilinear');
}
