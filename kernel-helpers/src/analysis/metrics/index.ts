export {
  bootstrapInterval,
  type BootstrapIntervalOptions,
  type IntervalMethod,
  type ResampledInterval
} from './bootstrap';
export {
  calibration,
  type Calibration,
  type CalibrationBin,
  type CalibrationOptions,
  CalibrationTally
} from './calibration';
export { type ClassMetrics, classMetrics, type ClassTable, cohenKappa } from './confusion';
export { mcNemar, pairedTest, type McNemar, type ProportionInterval, wilsonInterval } from './proportions';
export { rankOf, topAccuracy } from './ranking';
export { studentDeviate } from './student';
export {
  fitTemperature,
  temperedProbabilities,
  type TemperatureFit,
  type TemperatureOptions,
  type TemperedScore
} from './temperature';
