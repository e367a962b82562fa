/** Layers, the builder, and weights in and out. */
export { buildEfficientNet, type BuildOptions } from './builder';
export { buildDetector } from './detection';
export { type DownloadedWeights, downloadWeights, type HubConfig, HubError, type HubOptions } from './hub';
export { customLayers } from './layers';
export { enteringPreprocessing } from './contained-network';
export {
  containedDescriptions,
  describeClasses,
  describeTraining,
  type ImagesInTraining,
  type ModelDescription,
  modelDescription,
  type NetworkOutput,
  trainingOf
} from './metadata';
export { otherThanModel } from './given-model';
export { layersWithin } from './nested-layers';
export { NetworkGraph } from './network-graph';
export { countNonFinite, type NonFiniteValues, nonFiniteWeights } from './non-finite';
export { channelTransform } from './preprocessing';
export { type Compensation, pruneChannels, type PrunedNetwork, type PruneOptions } from './pruning';
export { type ModelRandomState, randomState, reseed, restoreRandomState } from './random-state';
export {
  type Conventions,
  decodeSafetensors,
  encodeSafetensors,
  getWeightsByName,
  type LoadedWeights,
  loadedWeights,
  loadEfficientNet,
  type LoadOptions,
  loadWeights,
  type LoadWeightsOptions,
  type NamedWeights,
  newClassifier,
  type ReadOptions,
  loadWeightFile,
  saveWeights,
  type SaveWeightsOptions,
  setWeightsByName,
  type StoredTensor,
  variablesByName,
  WeightError,
  type WeightFamily,
  type WeightFile,
  WeightFileError,
  type WeightValue
} from './weights';
