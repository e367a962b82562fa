/** TensorFlow’s graphs: compiled functions, random numbers in them, export. */
export {
  compile,
  exportSavedModel,
  GraphState,
  inspectGraph,
  optimizerVariables,
  RandomStream,
  scaledGradients,
  tensorFlowInfo
} from '../tensorflow';
