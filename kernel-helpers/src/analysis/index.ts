/** Arithmetic on architectures: no TensorFlow, no DOM, no files; the same code in kernel and browser. */
export { B0, type BaseNetwork, LITE0, type StageRow, V2_B0, V2_L, V2_M, V2_S } from './bases';
export { blocksOf, type PlacedBlock } from './blocks';
export { summarize } from './cost';
export { SpecError } from './errors';
export { type Optimizer, trainingMemory, type TrainingMemory, type TrainingMemoryOptions } from './memory';
export type {
  BlockCost,
  CostGroup,
  CostReport,
  ElementCounts,
  LayerCost,
  LayerKind,
  MacCounts,
  MemoryReport,
  ParameterCounts,
  StageCost
} from './report';
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
export type {
  Activation,
  ArchitectureSpec,
  BlockOperator,
  BlockSpec,
  Family,
  Normalization,
  Padding,
  Preprocessing,
  SpatialDimensions,
  StageSpec
} from './spec';
export { LIMITS, totalStride, validateSpec } from './validate';
export {
  BASE_RESOLUTION,
  PAPER_COEFFICIENTS,
  PAPER_VARIANTS,
  PUBLISHED_VARIANTS,
  publishedVariant,
  type PublishedVariant
} from './variants';
