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
export type { BestEpoch, EarlyStopping } from './early-stopping';
export { CheckpointError, type CheckpointErrorKind, TrainingError } from './errors';
export type { TrainingEvent, TrainingListener } from './events';
export type { LogOptions } from './logs';
export type { NonFiniteReport, NonFiniteValues } from './non-finite';
export type { OptimizerName, OptimizerOptions } from './optimizer';
export type { TrainingOptions } from './options';
export type { Resume, RunFacts, TrainingRun } from './record';
export { listRuns, loadRun, type RunDocument, type RunListing } from './run-document';
export { learningRateAt, type Schedule, type ScheduleContext } from './schedule';
export { train } from './train';
