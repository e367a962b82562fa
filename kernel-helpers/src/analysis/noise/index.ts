/** Noise of normalisation statistics, in theory and by simulation. */
export { type BatchSizeErrors, publishedBatchSizeErrors } from './batch-size-errors';
export { companionNoise, type CompanionNoise, type CompanionNoiseRequest } from './companion-noise';
export {
  averageCorrelation,
  type CorrelationEstimate,
  estimateCorrelation,
  type SpatialCorrelation
} from './correlation';
export { ImageMoments, type ImageBatchMoments } from './image-moments';
export { measuredLayer, type NoiseDraws } from './measured-layer';
export type {
  MeasuredAnswers,
  MeasuredErrors,
  MeasuredLayer,
  MeasuredNoise,
  MeasuredPlace,
  MeasuredPoint,
  MeasuredValue,
  StatisticsGap
} from './measured-noise';
export { measuredNoiseTable } from './measured-noise-table';
export {
  theoryHolds,
  measuredPoint,
  theoryShares,
  type TheoryShare,
  type TheoryShares
} from './measured-verdicts';
export type { SimulatedEstimate } from './moments';
export {
  type MonteCarloPoint,
  type MonteCarloRequest,
  type MonteCarloResult,
  NormalizationMonteCarlo,
  simulateNormalization
} from './monte-carlo';
export {
  type NoiseAxis,
  noiseCurve,
  noiseInWords,
  noiseReport,
  type NoiseReport,
  noiseTable
} from './noise-report';
export {
  compareNormalizations,
  type ComparedBatchSize,
  type NormalizationComparison,
  normalizationComparisonInWords,
  type NormalizationComparisonOptions,
  type NormalizationVerdict
} from './normalization-comparison';
export { normalizationStatements } from './normalization-statements';
export { outputNoise, type OutputNoise } from './output-noise';
export {
  leastCorrelation,
  NOISE_LIMITS,
  normalizationCounts,
  type NormalizationCounts,
  type NormalizationPlace
} from './place';
export {
  runningStatistics,
  type RunningStatistics,
  type RunningStatisticsRequest
} from './running-statistics';
export { statisticNoise, type StatisticNoise } from './statistic-noise';
export { kurtosisOf, RECTIFIED_KURTOSIS, type ValueShape } from './value-shape';
export { widthTotals, type WidthTotals } from './width-totals';
export { ValueSpread } from './value-spread';
