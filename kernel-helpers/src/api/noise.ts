/** Noise of the statistics of normalisation. */
export {
  averageCorrelation,
  compareNormalizations,
  companionNoise,
  estimateCorrelation,
  kurtosisOf,
  leastCorrelation,
  measuredNoiseTable,
  NOISE_LIMITS,
  noiseCurve,
  noiseInWords,
  noiseReport,
  noiseTable,
  normalizationCounts,
  normalizationComparisonInWords,
  NormalizationMonteCarlo,
  normalizationStatements,
  outputNoise,
  publishedBatchSizeErrors,
  RECTIFIED_KURTOSIS,
  runningStatistics,
  simulateNormalization,
  statisticNoise,
  theoryShares,
  widthTotals
} from '../analysis';
export { measureNormalizationNoise } from '../evaluation';
