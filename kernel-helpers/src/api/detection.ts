/** EfficientDet: anchors, boxes, its network, losses and steps of training. */
export {
  anchorBoxes,
  anchorsPerPixel,
  assignAnchors,
  decodeBox,
  efficientDet,
  encodeBox,
  neckPlan,
  overlap,
  summarizeDetector,
  validateDetector
} from '../analysis';
export { detectObjects } from '../evaluation';
export { buildDetector } from '../model';
export { detectionLosses, detectionStep } from '../training';
