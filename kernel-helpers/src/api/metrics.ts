/** Measures of answers and their uncertainty. */
export {
  bootstrapInterval,
  calibration,
  CalibrationTally,
  classMetrics,
  cohenKappa,
  fitTemperature,
  mcNemar,
  quantileOf,
  rankOf,
  temperedProbabilities,
  topAccuracy,
  wilsonInterval
} from '../analysis';
