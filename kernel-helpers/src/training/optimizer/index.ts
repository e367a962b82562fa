/** Optimisers with their published definitions, for eager and for compiled steps. */
export { clipByGlobalNorm } from './clip';
export { FlatOptimizer } from './flat-optimizer';
export { GraphOptimizer } from './graph-optimizer';
export { ModelOptimizer, type UpdateSettings } from './optimizer';
export {
  OPTIMIZER_NAMES,
  type OptimizerName,
  type OptimizerOptions,
  optimizerSettings,
  type OptimizerSettings
} from './options';
export type { OptimizerState } from './state';
