/** Training of detectors. */
export {
  type DetectionExample,
  detectionStep,
  type DetectionStep,
  type DetectionStepOptions,
  type DetectionStepResult
} from './detection-step';
export { detectionLosses, type DetectionLossOptions } from './loss';
