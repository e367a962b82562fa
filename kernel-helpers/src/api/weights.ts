/** Files of weights, and weights by name. */
export {
  customLayers,
  downloadWeights,
  getWeightsByName,
  loadedWeights,
  loadWeightFile,
  setWeightsByName
} from '../model';
