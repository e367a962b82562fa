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
export {
  anchorBoxes,
  type AnchorShapes,
  anchorsPerPixel,
  type AnchorTargets,
  assignAnchors,
  type Box,
  decodeBox,
  type DetectorCost,
  type DetectorOptions,
  type DetectorPartCost,
  type DetectorSpec,
  efficientDet,
  encodeBox,
  neckPlan,
  type NeckPlan,
  overlap,
  summarizeDetector,
  validateDetector
} from './detection';
export { EnetError, SpecError } from './errors';
export type { Estimate } from './estimate';
export { type FeatureMap, featureMaps, featureMapsAt } from './feature-maps';
export {
  AVERAGING_FILTERS,
  type AveragingFilter,
  cropImage,
  evaluationCrop,
  evaluationCropWords,
  type EvaluationView,
  type ImagePart,
  type Interpolation,
  type PixelRange,
  type Pixels,
  resizeImage,
  type Size
} from './images';
export { costExponents, type CostExponents, unroundedMacs } from './exponents';
export { bestFitPhi, type BestFitPhi, impliedPhi, type ImpliedPhi } from './fit';
export {
  accuracyAtCost,
  bestWithin,
  type BudgetAnswer,
  type CostAndAccuracy,
  type CostScale,
  DOCUMENT_RECORDS,
  dominates,
  dominatorsOf,
  type FrontPoints,
  frontStatements,
  frontTable,
  hypervolume,
  IDEAL_EXPONENTS,
  initialSlope,
  type Knee,
  kneeOf,
  type MeasuredSlope,
  paretoFront,
  type ParetoFront,
  type ReferencePoint,
  slopeBetween,
  slopesAtBaseline,
  thinnedSet,
  type ThinnedSet
} from './fronts';
export {
  BlockPruning,
  type ChannelCost,
  type ChannelCounts,
  type ChannelMeans,
  type ChannelSelection,
  chooseChannels,
  GateAnalysis,
  gateContributions,
  type GateDocument,
  type GateMagnitudes,
  type GateMatrix,
  gateMatrix,
  type GateShare,
  gateStatements,
  type GateStatistics,
  gateTable,
  type GateTableRequest,
  type GateThreshold,
  type GateValues,
  type GateVerdict,
  HEAD_PLACE,
  LARGEST_GATE_MATRIX,
  NetworkPruning,
  type NetworkSavings,
  type PrunablePlace,
  type PruneChoice,
  pruneOrder,
  type PruningSavings,
  readGates,
  readGatesInSteps,
  type ReadingProgress,
  rescaledTwin,
  type RescaledTwin
} from './gates';
export { growth, type Growth, type GrowthFactor, SCALING_DIMENSIONS, type ScalingDimension } from './growth';
export {
  type ConstraintName,
  largestPhi,
  type LargestPhi,
  type LargestPhiRequest,
  NoSolutionError
} from './inverse';
export { type Optimizer, trainingMemory, type TrainingMemory, type TrainingMemoryOptions } from './memory';
export {
  bootstrapInterval,
  type BootstrapIntervalOptions,
  calibration,
  type Calibration,
  type CalibrationBin,
  type CalibrationOptions,
  CalibrationTally,
  type ClassMetrics,
  classMetrics,
  type ClassTable,
  cohenKappa,
  fitTemperature,
  type IntervalMethod,
  mcNemar,
  pairedTest,
  type McNemar,
  type ProportionInterval,
  rankOf,
  type ResampledInterval,
  temperedProbabilities,
  type TemperatureFit,
  type TemperatureOptions,
  type TemperedScore,
  topAccuracy,
  wilsonInterval
} from './metrics';
export {
  averageCorrelation,
  type BatchSizeErrors,
  companionNoise,
  type CompanionNoise,
  type CompanionNoiseRequest,
  type CorrelationEstimate,
  estimateCorrelation,
  kurtosisOf,
  leastCorrelation,
  type MonteCarloPoint,
  type MonteCarloRequest,
  type MonteCarloResult,
  NOISE_LIMITS,
  type NoiseAxis,
  noiseCurve,
  noiseInWords,
  noiseReport,
  type NoiseReport,
  noiseTable,
  normalizationCounts,
  type NormalizationCounts,
  NormalizationMonteCarlo,
  type NormalizationPlace,
  normalizationStatements,
  outputNoise,
  type OutputNoise,
  publishedBatchSizeErrors,
  RECTIFIED_KURTOSIS,
  runningStatistics,
  type RunningStatistics,
  type RunningStatisticsRequest,
  type SimulatedEstimate,
  simulateNormalization,
  type SpatialCorrelation,
  statisticNoise,
  type StatisticNoise,
  type ValueShape,
  widthTotals,
  type WidthTotals
} from './noise';
export { quantileOf } from './quantile';
export { reconcile, type ToolCount, type ToolTerm } from './reconcile';
export {
  COST_QUANTITIES,
  type CostMeasure,
  type CostQuantity,
  type CsvOptions,
  type AccuracyInterval,
  familiesOf,
  INTERVAL_CAUSES,
  intervalColumns,
  type IntervalCause,
  MACS_MEASURE,
  PARAMS_MEASURE,
  pointsOf,
  type Provenance,
  PUBLISHED_SETS,
  publishedRecords,
  type PublishedSetName,
  RECORD_FORMAT,
  RECORD_FORMAT_VERSION,
  RECORD_KINDS,
  RECORD_LIMITS,
  RECORD_SCALINGS,
  type RecordKind,
  type RecordPoints,
  type RecordScaling,
  recordsCsv,
  type RecordSet,
  readRecordsCsv,
  readRecordsCsvSteps,
  recordsFromDocument,
  readRecordsJson,
  readRecordsJsonSteps,
  recordsJson,
  type ResultRecord
} from './records';
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
  type CandidateSet,
  type CoefficientRange,
  type CoefficientRanges,
  comesBefore,
  continuousOptimum,
  type CostPowers,
  candidatesOf,
  DEFAULT_CANDIDATES,
  FEASIBLE_COLUMNS,
  type FeasibleColumn,
  type FeasibleNetwork,
  FeasibleTriplets,
  idealPowers,
  MOST_CANDIDATES,
  type Optimum,
  type OptimumQuestion,
  predictAccuracy,
  publishedSurrogate,
  type PublishedSurrogate,
  type ScoredMultipliers,
  type ScoredTriplet,
  scoreTriplet,
  SEARCH_MEASURES,
  type SearchConstraint,
  type SearchMeasure,
  searchNetworks,
  searchRecords,
  type SearchRequest,
  type SearchResult,
  searchStatements,
  searchSteps,
  searchTable,
  searchTriplets,
  type Shortfall,
  type Surrogate,
  SURROGATE_LIMITS,
  type Triplet,
  unroundedOptimum
} from './search';
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
export {
  type Activation,
  type ArchitectureSpec,
  type BlockOperator,
  type BlockSpec,
  type ChannelTransform,
  DEFAULT_VIEW,
  type Family,
  groupSizeOf,
  type Normalization,
  type Padding,
  type Preprocessing,
  PREPROCESSINGS,
  type SpatialDimensions,
  type StageSpec
} from './spec';
export type { Statement } from './statement';
export { type StatementRule, type StatementStatus, verdictOf } from './statement-rule';
export { chapterStatements } from './statements';
export {
  accuracyAt,
  bootstrapBand,
  type BootstrapCurves,
  bootstrapFit,
  type BootstrapInterval,
  bootstrapIntervals,
  type BootstrapIntervals,
  type BootstrapOptions,
  bootstrapSteps,
  costAt,
  efficiencyAt,
  efficiencyPeak,
  type EfficiencyPeak,
  efficiencySteps,
  type EfficiencyStep,
  efficiencyTable,
  type ExponentialCost,
  fitSaturating,
  marginalGain,
  phiOfCost,
  type SaturatingCurve,
  type SaturatingFit,
  type StoppingPoint,
  stoppingPoint,
  type StoppingRule,
  stoppingStatements
} from './stopping';
export { columnMeaning, type ColumnMeaning, COLUMN_MEANINGS } from './column-meanings';
export {
  type ColumnOf,
  csvLine,
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
export {
  type EqualCostLead,
  type Prediction,
  predictResponse,
  proposedCandidates,
  responseModel,
  type ResponseModel,
  type ResponseOptions,
  type ResponsePoint,
  type SeedInterval,
  seedIntervals,
  type Trial,
  type WinnerOptions,
  winnerReport,
  type WinnerReport
} from './trials';
export { LIMITS, totalStride, validateSpec } from './validate';
export {
  BASE_RESOLUTION,
  PAPER_COEFFICIENTS,
  PAPER_VARIANTS,
  PUBLISHED_VARIANTS,
  publishedVariant,
  type PublishedVariant
} from './variants';
