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
export { replaceClassifier } from './classifier';
export type { BestEpoch, EarlyStopping } from './early-stopping';
export { CheckpointError, type CheckpointErrorKind, TrainingError } from './errors';
export type { TrainingEvent, TrainingListener } from './events';
export { freeze, type FreezeOptions, type FrozenParts } from './freezing';
export type { LayerRates } from './layer-rates';
export type { LogOptions } from './logs';
export type { NonFiniteCause, NonFiniteReport } from './non-finite';
export type { DynamicLossScale, LossScale, OptimizerName, OptimizerOptions } from './optimizer';
export type { PresetName, ResumeSchedule, TrainingOptions } from './options';
export { type PresetContext, type TrainingPreset, trainingPreset } from './presets';
export { recalibrateBatchNorm, type Recalibration, type RecalibrationOptions } from './recalibration';
export type { LossScaleRecord, Resume, RunFacts, TrainingRun } from './record';
export { listRuns, loadRun, type RunDocument, type RunListing } from './run-document';
export { learningRateAt, type Schedule, type ScheduleContext } from './schedule';
export { trainInStages, type TrainingStage } from './stages';
export { train } from './train';
