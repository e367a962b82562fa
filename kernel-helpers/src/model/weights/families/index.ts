/** Weights under the names of those who publish them. */
export type { Conventions } from './publishers';
export {
  loadedWeights,
  loadEfficientNet,
  type LoadedWeights,
  type LoadOptions,
  loadWeights,
  type LoadWeightsOptions
} from './load';
export { saveWeights, type SaveWeightsOptions } from './save';
export type { WeightFamily } from './publishers';
