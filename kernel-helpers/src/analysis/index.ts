/** Arithmetic on architectures: no TensorFlow, no DOM, no files; the same code in kernel and browser. */
export { B0, type BaseNetwork, LITE0, type StageRow, V2_B0, V2_L, V2_M, V2_S } from './bases';
export { blocksOf, type PlacedBlock } from './blocks';
export {
  type BlockShape,
  type ClosedForm,
  type ConvolutionShape,
  type CostTerm,
  type CostTermName,
  depthwiseSeparable,
  fusedMbconv,
  mbconv,
  networkClosedForm,
  standardConvolution
} from './closed-form';
export { phiInterval, type PhiInterval, type ScalingCoefficients } from './compound-axis';
export { summarize } from './cost';
export { costByDepth, type DepthCost, summarizeOrNull } from './depth-cost';
export { SpecError } from './errors';
export { costExponents, type CostExponents, unroundedMacs } from './exponents';
export { bestFitPhi, type BestFitPhi, impliedPhi, type ImpliedPhi } from './fit';
export { growth, type Growth, type GrowthFactor, SCALING_DIMENSIONS, type ScalingDimension } from './growth';
export {
  type ConstraintName,
  largestPhi,
  type LargestPhi,
  type LargestPhiRequest,
  NoSolutionError
} from './inverse';
export { type Optimizer, trainingMemory, type TrainingMemory, type TrainingMemoryOptions } from './memory';
export { reconcile, type ToolCount, type ToolTerm } from './reconcile';
export type {
  BlockCost,
  CostGroup,
  CostNote,
  CostReport,
  ElementCounts,
  LayerCost,
  LayerKind,
  MacCounts,
  MemoryReport,
  ParameterCounts,
  StageCost
} from './report';
export {
  closedFormTable,
  REPORT_FORMAT,
  reportCsv,
  type ReportDocument,
  reportJson,
  reportMarkdown,
  type ReportPart,
  reportTables,
  type ReportTables,
  statementTable,
  toolCountTable,
  toolTermTable
} from './report-tables';
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
export {
  separationPays,
  separationRatio,
  type SeparationAnswer,
  type SeparationCriterion,
  type SeparationQuestion,
  type SeparationShape
} from './separation';
export {
  type DimensionCurve,
  dimensionCurves,
  PROMISED_GROWTH,
  spend,
  type Spent
} from './single-dimensions';
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
export type { Statement, StatementStatus } from './statement';
export { chapterStatements } from './statements';
export {
  type ColumnOf,
  csvOf,
  jsonOf,
  markdownOf,
  type Table,
  type TableCell,
  type TableColumn,
  tableObject,
  type TableObject,
  tableOf
} from './table';
export { TOOL_FIGURES, type ToolFigure, type ToolId } from './tool-figures';
export type { TermId } from './tool-rules';
export { LIMITS, totalStride, validateSpec } from './validate';
export {
  BASE_RESOLUTION,
  PAPER_COEFFICIENTS,
  PAPER_VARIANTS,
  PUBLISHED_VARIANTS,
  publishedVariant,
  type PublishedVariant
} from './variants';
