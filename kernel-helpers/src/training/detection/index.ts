/** Training of detectors. */
export {
  type DetectionExample,
  detectionStep,
  type DetectionStep,
  type DetectionStepOptions,
  type DetectionStepResult
} from './detection-step';
export {
  detectionLosses,
  type DetectionLosses,
  type DetectionLossOptions,
  type DetectionTargets
} from './loss';
