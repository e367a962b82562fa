/** The training loop, its options, events and checkpoints. */
export { adoptAverage } from './averaged';
export { loadCheckpoint, type LoadedCheckpoint } from './checkpoint';
export { checkpointsIn, tidyRun } from './checkpoint-folders';
export {
  type DetectionExample,
  detectionLosses,
  type DetectionLossOptions,
  detectionStep,
  type DetectionStep,
  type DetectionStepOptions,
  type DetectionStepResult
} from './detection';
export { replaceClassifier } from './classifier';
export type { EarlyStopping } from './early-stopping';
export { CheckpointError, TrainingError } from './errors';
export type { TrainingEvent } from './events';
export { DISK, explainFileError, leftoverName, readRunFile, replaceFile, RUN_LIMITS } from './files';
export { freeze, type FrozenParts } from './freezing';
export { lossAndGradients } from './gradients';
export type { LayerRates } from './layer-rates';
export type { LogOptions } from './logs';
export { readManifest } from './manifest';
export type { NonFiniteCause, NonFiniteReport } from './non-finite';
export { type DynamicLossScale, GraphOptimizer, type OptimizerOptions } from './optimizer';
export { deviceBytes, fittingBatchSize, memoryError } from './out-of-memory';
export { type PresetName, type ResumeSchedule, TRAINING_OPTIONS, type TrainingOptions } from './options';
export { type TrainingPreset, trainingPreset } from './presets';
export { trainingProgram } from './program';
export { recalibrateBatchNorm, type Recalibration, type RecalibrationOptions } from './recalibration';
export type { LossScaleRecord, TrainingRun } from './record';
export { listRuns, loadRun, type RunDocument, type RunListing } from './run-document';
export { lockRun, type RunLock } from './run-lock';
export { settingsOf } from './settings';
export { trainInStages, type TrainingStage } from './stages';
export { train } from './train';
