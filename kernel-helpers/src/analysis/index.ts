/** Arithmetic on architectures: no TensorFlow, no DOM, no files; the same code in kernel and browser. */
export { blocksOf, type PlacedBlock } from './blocks';
export {
  type BlockCost,
  type CostReport,
  type LayerCost,
  type LayerKind,
  type MacCounts,
  type ParameterCounts,
  type StageCost,
  summarize
} from './cost';
export { SpecError } from './errors';
export { roundFilters, roundRepeats } from './rounding';
export {
  compoundMultipliers,
  compoundScale,
  type CompoundScaleRequest,
  idealGrowth,
  type Multipliers,
  scale,
  type ScaleRequest,
  type SpecOptions,
  variant
} from './scaling';
export type { ArchitectureSpec, BlockSpec, Normalization, Padding, Preprocessing, StageSpec } from './spec';
export { LIMITS, totalStride, validateSpec } from './validate';
export {
  BASE_RESOLUTION,
  PAPER_COEFFICIENTS,
  PUBLISHED_VARIANTS,
  publishedVariant,
  type PublishedVariant
} from './variants';
