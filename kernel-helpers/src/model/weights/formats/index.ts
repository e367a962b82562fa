/** Files of weights. */
export { encodeKerasWeights, type KerasLayer } from './keras';
export { readWanted, loadWeightFile, type ReadOptions } from './read';
export { decodeSafetensors, encodeSafetensors } from './safetensors';
export { type StoredTensor, type WeightFile, WeightFileError } from './weight-file';
export { writeWhole } from './write';
