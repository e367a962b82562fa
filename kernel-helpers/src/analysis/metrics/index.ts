export { calibration, type Calibration, type CalibrationBin, type CalibrationOptions } from './calibration';
export { type ClassMetrics, classMetrics, type ClassTable, cohenKappa } from './confusion';
export { mcNemar, type McNemar, type ProportionInterval, wilsonInterval } from './proportions';
