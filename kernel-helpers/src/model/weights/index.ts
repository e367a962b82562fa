/** Weights in and out. */
export {
  decodeSafetensors,
  encodeSafetensors,
  readWeightFile,
  type ReadOptions,
  type StoredTensor,
  type WeightFile,
  WeightFileError,
  type WeightFileErrorKind,
  type WeightFormat
} from './formats';
export {
  getWeightsByName,
  type NamedWeights,
  setWeightsByName,
  variablesByName,
  WeightError,
  type WeightValue
} from './weights';
