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
export { type GraphInspection, inspectGraph, type InspectedTensor } from './inspect';
export { type GraphDtype, type GraphNode } from './node';
export { optimizerVariables } from './optimizer-variables';
export { holdSignals } from './private-folder';
export { type Precision, scaledGradients, toMixedPrecision } from './precision';
export type { Program, ProgramFunction, ProgramTensor, ProgramVariable, Values } from './program';
export { applyNative, isRecording, onlyIf, withControl } from './recording';
export { GraphSession } from './session';
