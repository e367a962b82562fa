/** Files of weights. */
export { encodeKerasWeights, KERAS_FORMATS, type KerasLayer } from './keras';
export { readWanted, readWeightFile, type ReadOptions } from './read';
export { decodeSafetensors, encodeSafetensors } from './safetensors';
export {
  type StoredTensor,
  type WeightFile,
  WeightFileError,
  type WeightFileErrorKind,
  type WeightFormat
} from './weight-file';
export { writeWhole } from './write';
