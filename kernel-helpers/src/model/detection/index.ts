/** Detectors as models. */
export { buildDetector } from './detector';
