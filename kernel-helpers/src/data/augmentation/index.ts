/** Random changes of training images, decided by the seed. */
export { type Augmenter, augmenterOf, changesImages } from './augmenter';
export { mixed } from './mixing';
export {
  type Augmentation,
  cropOf,
  mixes,
  type RandAugment,
  type RandomResizedCrop,
  requireAugmentation
} from './options';
