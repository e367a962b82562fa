/** Weights in and out. */
export {
  type Conventions,
  loadEfficientNet,
  type LoadedWeights,
  loadedWeights,
  type LoadOptions,
  loadWeights,
  type LoadWeightsOptions,
  saveWeights,
  type SaveWeightsOptions,
  type WeightFamily
} from './families';
export {
  decodeSafetensors,
  encodeSafetensors,
  loadWeightFile,
  type ReadOptions,
  type StoredTensor,
  type WeightFile,
  WeightFileError
} from './formats';
export {
  getWeightsByName,
  type NamedWeights,
  newClassifier,
  setWeightsByName,
  variablesByName,
  WeightError,
  type WeightValue
} from './weights';
