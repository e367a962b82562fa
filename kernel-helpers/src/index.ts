/**
 * EfficientNet Lab as a notebook author uses it. Loading this module is quick: TensorFlow and the
 * library that draws pictures load when they are first needed.
 */
import { listenForSweepViews, listenForViews } from './notebook';

export * as costs from './api/costs';
export * as data from './api/data';
export * as detection from './api/detection';
export * as errors from './api/errors';
export * as fronts from './api/fronts';
export * as graph from './api/graph';
export * as images from './api/images';
export * as metrics from './api/metrics';
export * as noise from './api/noise';
export * as pruning from './api/pruning';
export * as records from './api/records';
export * as scaling from './api/scaling';
export * as search from './api/search';
export * as specs from './api/specs';
export * as statements from './api/statements';
export * as stopping from './api/stopping';
export * as sweeps from './api/sweeps';
export * as tables from './api/tables';
export * as trials from './api/trials';
export * as weights from './api/weights';
export type * from './analysis';
export { B0, compoundScale, scale, summarize, variant } from './analysis';
export {
  type ArrayImages,
  type Augmentation,
  type ChannelOrder,
  type Cifar100Options,
  type ClassWeightOptions,
  type Dataset,
  type DatasetSplits,
  type DecodeOptions,
  type FileDataset,
  firstImages,
  type ImageDataset,
  type ImageFolderOptions,
  imagesFromArrays,
  type ImageSource,
  loadCifar10,
  loadCifar100,
  loadFashionMnist,
  loadImage,
  loadImageFolder,
  loadMedMnist,
  loadMnist,
  loadNpz,
  type MedMnistName,
  type MedMnistOptions,
  type MnistOptions,
  type NpzOptions,
  type PublicSetName,
  type PublicSetOptions,
  type RandAugment,
  type RandomResizedCrop,
  splitDataset,
  type SplitOptions,
  type StoredSetOptions,
  type ValueRange
} from './data';
export type { CheckedDevice, DeviceCheck, DeviceOptions, DeviceProgress, DeviceReport } from './device';
export type { DownloadOptions, DownloadProgress } from './download';
export {
  type Answer,
  type BatchLatency,
  type BeforeAndAfterOptions,
  type ChannelLatencyOptions,
  type ChannelStatisticsOptions,
  classify,
  type ClassifyOptions,
  compareModels,
  type CompareLatencyOptions,
  type CompareOptions,
  type Detection,
  type DetectionOptions,
  type DifferingImage,
  type Evaluation,
  type EvaluationOptions,
  type Execution,
  gateValues,
  type GateValuesOptions,
  gradCam,
  type GradCam,
  type GradCamOptions,
  type HeatMap,
  type LatencyComparison,
  type LatencyOptions,
  type LatencyReport,
  type Machine,
  type ModelComparison,
  type NoiseStage,
  type NormalizationNoiseOptions,
  type OutputKind,
  type OutputOptions,
  type OverlayOptions,
  type Predictions,
  predictor,
  type Predictor,
  type PredictorOptions,
  type PredictOptions
} from './evaluation';
export {
  buildEfficientNet,
  type BuildOptions,
  type Compensation,
  type Conventions,
  type DownloadedWeights,
  type HubConfig,
  type HubOptions,
  type LoadedWeights,
  loadEfficientNet,
  type LoadOptions,
  loadWeights,
  type LoadWeightsOptions,
  type ModelDescription,
  modelDescription,
  type NamedWeights,
  type NetworkOutput,
  type PrunedNetwork,
  type PruneOptions,
  type ReadOptions,
  saveWeights,
  type SaveWeightsOptions,
  type StoredTensor,
  type WeightFamily,
  type WeightFile
} from './model';
export {
  type BatchView,
  benchmarkLatency,
  showBlockExplorer,
  type BlockStart,
  type CaptionedImage,
  checkAnswer,
  checkDevice,
  evaluate,
  exercises,
  type ExerciseText,
  type ExplorerStart,
  showFront,
  type FrontStart,
  showGates,
  type GatesStart,
  showModelTable,
  type ModelTableOptions,
  showNormalizationComparison,
  showNormalizationNoise,
  type NormalizationNoiseStart,
  type Row,
  showScalingExplorer,
  showSearchExplorer,
  type SearchExplorerStart,
  show,
  type Showable,
  showBatch,
  showImages,
  showRows,
  showStoppingPoint,
  type StoppingPointStart,
  type SweepDashboardStart,
  showToolComparison,
  train
} from './notebook';
export type {
  AddedCandidate,
  CandidateState,
  Executor,
  ListedCandidates,
  ProposalOptions,
  ProposedCandidate,
  Sweep,
  SweepCandidate,
  RayOptions,
  SweepCounts,
  SweepData,
  SweepDefinition,
  SweepEvent,
  SweepGrid,
  SweepLoader,
  SweepOptions,
  SweepProposal,
  SweepRecordOptions,
  SweepRunOptions,
  SweepRequest,
  SweepState,
  SweepStatus,
  SweepTraining,
  SweepTrial,
  SweepTrialOptions,
  TestScore,
  TestScoreOptions,
  TrialExecution,
  TrialFailure,
  TrialFailureKind,
  TrialJob,
  TrialLimits,
  TrialOutcome,
  TrialProgress,
  TrialState,
  TripletCandidates
} from './search';
export {
  type CompiledFunction,
  type CompileOptions,
  type CompiledResult,
  type GraphInspection,
  type Precision,
  type TensorSpec,
  tf
} from './tensorflow';
export {
  type DetectionExample,
  type DetectionLossOptions,
  type DetectionStep,
  type DetectionStepOptions,
  type DetectionStepResult,
  type DynamicLossScale,
  type EarlyStopping,
  freeze,
  type FrozenParts,
  type LayerRates,
  listRuns,
  loadCheckpoint,
  type LoadedCheckpoint,
  loadRun,
  type LogOptions,
  type LossScaleRecord,
  type NonFiniteCause,
  type NonFiniteReport,
  type OptimizerOptions,
  type PresetName,
  recalibrateBatchNorm,
  type Recalibration,
  type RecalibrationOptions,
  replaceClassifier,
  type ResumeSchedule,
  type RunDocument,
  type RunListing,
  type TrainingEvent,
  trainInStages,
  type TrainingOptions,
  type TrainingPreset,
  trainingPreset,
  type TrainingRun,
  type TrainingStage
} from './training';

// A view in a saved notebook asks whether its run is still going on, also before this kernel trains anything.
listenForViews();
listenForSweepViews();
