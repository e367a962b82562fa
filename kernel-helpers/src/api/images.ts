/** Pixels: cropping, resizing, heat maps over images. */
export { AVERAGING_FILTERS, cropImage, evaluationCrop, evaluationCropWords, resizeImage } from '../analysis';
export { IMAGENET_LABELS, prepareImages } from '../data';
export { heatMap, overlay } from '../evaluation';
