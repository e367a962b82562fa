/** Optimisers with their published definitions, for eager and for compiled steps. */
export { FlatOptimizer } from './flat-optimizer';
export { GraphOptimizer } from './graph-optimizer';
export { type DynamicLossScale, type LossScale, lossScaleOf, SMALLEST_LOSS_SCALE } from './loss-scale';
export { assignParts, ModelOptimizer, type UpdateSettings } from './optimizer';
export {
  OPTIMIZER_NAMES,
  type OptimizerName,
  type OptimizerOptions,
  optimizerSettings,
  type OptimizerSettings
} from './options';
export type { OptimizerState } from './state';
export { heldStatistics } from './statistics';
