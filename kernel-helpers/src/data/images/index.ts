/** Single images: decoding them and making them ready for a network. */
export { IMAGENET_LABELS } from './imagenet-labels';
export { loadImage, type ImageSource, prepareImages, sourceBatches } from './load-image';
