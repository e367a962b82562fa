/** The training loop, its options, events and checkpoints. */
export { type CheckpointState, loadCheckpoint, type LoadedCheckpoint } from './checkpoint';
export {
  type DetectionExample,
  detectionLosses,
  type DetectionLosses,
  type DetectionLossOptions,
  detectionStep,
  type DetectionStep,
  type DetectionStepOptions,
  type DetectionStepResult,
  type DetectionTargets
} from './detection';
export { CheckpointError, type CheckpointErrorKind, TrainingError } from './errors';
export type { TrainingEvent, TrainingListener } from './events';
export type { OptimizerName, OptimizerOptions } from './optimizer';
export type { TrainingOptions } from './options';
export type { RunFacts, TrainingRun } from './record';
export { learningRateAt, type Schedule, type ScheduleContext } from './schedule';
export { train } from './train';
