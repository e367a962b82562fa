/** How good a trained network is. */
export { type Answer, classify, type ClassifyOptions } from './classify';
export { beforeAndAfter, type BeforeAndAfterOptions } from './before-and-after';
export { channelLatency, type ChannelLatencyOptions } from './channel-latency';
export { channelStatistics, type ChannelStatisticsOptions } from './channel-statistics';
export { compareModels, type CompareOptions, type DifferingImage, type ModelComparison } from './compare';
export { compareLatency, type CompareLatencyOptions, type LatencyComparison } from './compare-latency';
export { type Detection, type DetectionOptions, detectObjects } from './detections';
export { EvaluationError } from './errors';
export { evaluate, type Evaluation, type EvaluationOptions } from './evaluate';
export { gateValues, type GateValuesOptions } from './gate-values';
export { gradCam, type GradCam, type GradCamOptions, heatMap } from './grad-cam';
export { heatLevels, type HeatMap, overlay, type OverlayOptions } from './grad-cam-overlay';
export { benchmarkLatency, type BatchLatency, type LatencyOptions, type LatencyReport } from './latency';
export { type Machine, thisMachine } from './machine';
export { type Classifier, classifierOf, logitsOf, soundClassifierOf } from './network';
export type { NoiseStage } from './noise-run';
export { measureNormalizationNoise, type NormalizationNoiseOptions } from './normalization-noise';
export { type OutputKind, type OutputOptions, requireClassLogits } from './output-kind';
export {
  type Predictions,
  predictor,
  type Predictor,
  type PredictorOptions,
  type PredictOptions
} from './predictor';
export type { Execution } from './scorer';
