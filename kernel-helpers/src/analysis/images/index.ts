/** 8-bit images as Pillow resizes them; no decoding here. */
export { evaluationCrop, evaluationCropWords, type EvaluationView } from './evaluation-crop';
export { AVERAGING_FILTERS, type AveragingFilter, type Interpolation } from './filters';
export { heatColour } from './heat-colours';
export { heatOverlay, heatPixels } from './heat-map';
export { type ImagePart, cropImage, type PixelRange, type Pixels, type Size } from './pixels';
export { resizeImage } from './resize';
