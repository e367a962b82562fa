/** Noise of the statistics of normalisation. */
export {
  averageCorrelation,
  companionNoise,
  estimateCorrelation,
  kurtosisOf,
  leastCorrelation,
  NOISE_LIMITS,
  noiseCurve,
  noiseInWords,
  noiseReport,
  noiseTable,
  normalizationCounts,
  NormalizationMonteCarlo,
  normalizationStatements,
  outputNoise,
  publishedBatchSizeErrors,
  RECTIFIED_KURTOSIS,
  runningStatistics,
  simulateNormalization,
  statisticNoise,
  widthTotals
} from '../analysis';
