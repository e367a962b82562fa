/** The native backend: loading it, and direct operations with gradients. */
export { relu6, swish } from './activation';
export { TensorFlowError, type TensorFlowErrorKind } from './errors';
export {
  applyNative,
  compile,
  exportSavedModel,
  type CompiledFunction,
  type CompiledResult,
  type CompileOptions,
  type GraphInspection,
  GraphSession,
  GraphState,
  holdSignals,
  inspectGraph,
  isRecording,
  onlyIf,
  optimizerVariables,
  type Precision,
  type Program,
  type ProgramFunction,
  rewriteForInference,
  scaledGradients,
  type TensorSpec,
  toMixedPrecision,
  type Values,
  withControl
} from './graph';
export {
  type Device,
  loadTensorFlow,
  nativeBackend,
  onTensorFlowLoad,
  type TensorFlow,
  tensorFlowInfo,
  type TensorFlowInfo,
  tf
} from './load';
export { softmaxCrossEntropy, sparseSoftmaxCrossEntropy } from './loss';
export { groupNorm, inferenceBatchNorm, trainingBatchNorm, type TrainingBatchNorm } from './normalization';
export {
  type Attribute,
  type Attributes,
  runOperation,
  runOperationWithOutputs,
  withGradient
} from './operations';
export { globalMean, scaleChannels } from './pooling';
export { workerFile } from './worker-file';
export type { RandomState } from './graph/drawn-stream';
export {
  randomNormal,
  RandomStream,
  randomTruncatedNormal,
  randomUniform,
  type SeedPair,
  seedFor
} from './random';
