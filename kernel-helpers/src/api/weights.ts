/** Files of weights, and weights by name. */
export {
  customLayers,
  downloadWeights,
  getWeightsByName,
  loadedWeights,
  readWeightFile,
  setWeightsByName
} from '../model';
