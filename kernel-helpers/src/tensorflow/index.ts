/** The native backend: loading it, and direct operations with gradients. */
export { relu6, swish } from './activation';
export { askDriver, type DriverReport, judgeDriver } from './driver';
export { TensorFlowError } from './errors';
export { allFinite } from './finite';
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
  onlyIf,
  optimizerVariables,
  type Precision,
  type Program,
  rewriteForInference,
  scaledGradients,
  type TensorSpec,
  type Values,
  withControl
} from './graph';
export {
  loadBinding,
  loadTensorFlow,
  nativeBackend,
  onTensorFlowLoad,
  type TensorFlow,
  tensorFlowInfo,
  tf
} from './load';
export { softmaxCrossEntropy, sparseSoftmaxCrossEntropy } from './loss';
export { groupNorm, inferenceBatchNorm, trainingBatchNorm } from './normalization';
export { type Attribute } from './operations';
export { isOutOfMemory } from './out-of-memory';
export { globalMean, scaleChannels } from './pooling';
export { workerFile } from './worker-file';
export type { RandomState } from './graph/drawn-stream';
export { randomNormal, RandomStream, randomTruncatedNormal, randomUniform, seedFor } from './random';
