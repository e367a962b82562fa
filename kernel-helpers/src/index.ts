/**
 * EfficientNet Lab as a notebook author uses it. Loading this module is quick: TensorFlow and the
 * library that draws pictures load when they are first needed.
 */
import { listenForViews } from './notebook';

export * from './analysis';
export {
  type ArrayImages,
  type Augmentation,
  type Cifar100Options,
  type ClassWeightOptions,
  classWeights,
  DataError,
  type Dataset,
  type DatasetSplits,
  type FileDataset,
  firstImages,
  type ImageDataset,
  imageDataset,
  type ImageFolderOptions,
  imagesFromArrays,
  loadCifar10,
  loadCifar100,
  loadFashionMnist,
  loadImageFolder,
  loadMedMnist,
  loadMnist,
  loadNpz,
  type MedMnistName,
  type MedMnistOptions,
  type MnistOptions,
  type NpzOptions,
  publicSet,
  type PublicSetName,
  type PublicSetOptions,
  type RandAugment,
  type RandomResizedCrop,
  splitDataset,
  type SplitOptions,
  type StoredSetOptions
} from './data';
export {
  cacheFolder,
  DownloadError,
  downloadFile,
  type DownloadOptions,
  type DownloadProgress
} from './download';
export {
  type BatchLatency,
  type Detection,
  type DetectionOptions,
  detectObjects,
  type Evaluation,
  EvaluationError,
  type EvaluationOptions,
  type Execution,
  gateValues,
  type GateValues,
  type GateValuesOptions,
  type LatencyOptions,
  type LatencyReport,
  type Machine,
  type Predictions,
  predictor,
  type Predictor,
  type PredictorOptions,
  type PredictOptions
} from './evaluation';
export {
  buildDetector,
  buildEfficientNet,
  type BuildOptions,
  customLayers,
  type DownloadedWeights,
  downloadWeights,
  type HubConfig,
  HubError,
  type HubOptions,
  type NetworkOutput
} from './model';
export {
  benchmarkLatency,
  blockExplorer,
  type BlockStart,
  checkAnswer,
  evaluate,
  ExerciseError,
  exercises,
  type ExerciseText,
  type ExplorerStart,
  front,
  type FrontStart,
  gates,
  type GatesStart,
  modelTable,
  type ModelTableOptions,
  normalizationNoise,
  type NormalizationNoiseStart,
  type Row,
  scalingExplorer,
  searchExplorer,
  type SearchExplorerStart,
  show,
  ShowError,
  type Showable,
  showRows,
  stoppingPointView,
  type StoppingPointStart,
  toolComparison,
  train
} from './notebook';
export {
  compile,
  type CompiledFunction,
  type CompileOptions,
  type CompiledResult,
  exportSavedModel,
  type GraphInspection,
  GraphState,
  inspectGraph,
  optimizerVariables,
  type Precision,
  RandomStream,
  scaledGradients,
  TensorFlowError,
  type TensorSpec,
  tensorFlowInfo,
  tf
} from './tensorflow';
export {
  CheckpointError,
  type DetectionExample,
  detectionLosses,
  type DetectionLossOptions,
  detectionStep,
  type DetectionStep,
  type DetectionStepOptions,
  type DetectionStepResult,
  type EarlyStopping,
  listRuns,
  loadCheckpoint,
  type LoadedCheckpoint,
  loadRun,
  type LogOptions,
  type NonFiniteReport,
  type OptimizerOptions,
  type RunDocument,
  type RunListing,
  TrainingError,
  type TrainingEvent,
  type TrainingOptions,
  type TrainingRun
} from './training';

// A view in a saved notebook asks whether its run is still going on, also before this kernel trains anything.
listenForViews();
