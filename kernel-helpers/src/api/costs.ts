/** Costs in closed form, of layers, of training, and as other tools count them. */
export {
  closedFormTable,
  costExponents,
  depthwiseSeparable,
  featureMaps,
  featureMapsAt,
  fusedMbconv,
  largestBatch,
  mbconv,
  networkClosedForm,
  reconcile,
  separationPays,
  separationRatio,
  standardConvolution,
  summarizeOrNull,
  TOOL_FIGURES,
  toolCountTable,
  toolTermTable,
  trainingMemory,
  trainingPeak,
  unroundedMacs
} from '../analysis';
