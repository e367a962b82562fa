/** Functions over tensors, recorded once and run as one call of TensorFlow. */
export {
  compile,
  type CompiledFunction,
  type CompiledResult,
  type CompileOptions,
  GraphState
} from './compile';
export type { TensorSpec } from './inputs';
export { rewriteForInference } from './inference';
export { exportSavedModel } from './export';
export { type GraphInspection, inspectGraph } from './inspect';
export { optimizerVariables } from './optimizer-variables';
export { holdSignals } from './private-folder';
export { type Precision, scaledGradients } from './precision';
export type { Program, Values } from './program';
export { applyNative, onlyIf, withControl } from './recording';
export { GraphSession } from './session';
