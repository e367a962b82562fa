/** One-stage detectors on an EfficientNet: what they are made of, what they cost, their boxes. */
export {
  anchorBoxes,
  type AnchorTargets,
  assignAnchors,
  type Box,
  decodeBox,
  encodeBox,
  overlap
} from './anchors';
export { neckPlan, type NeckPlan } from './bifpn';
export {
  anchorsPerPixel,
  type DetectorCost,
  type DetectorPartCost,
  summarizeDetector
} from './detector-cost';
export {
  type AnchorShapes,
  type DetectorOptions,
  type DetectorSpec,
  efficientDet,
  validateDetector
} from './detector-spec';
