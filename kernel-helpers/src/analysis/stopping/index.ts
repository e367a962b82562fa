export {
  bootstrapBand,
  type BootstrapCurves,
  bootstrapFit,
  bootstrapIntervals,
  bootstrapSteps,
  type BootstrapIntervals,
  type BootstrapOptions,
  type BootstrapInterval
} from './bootstrap';
export { efficiencySteps, type EfficiencyStep, efficiencyTable } from './efficiency';
export {
  accuracyAt,
  costAt,
  efficiencyAt,
  type ExponentialCost,
  marginalGain,
  phiOfCost,
  type SaturatingCurve
} from './saturating-curve';
export { fitSaturating, type SaturatingFit } from './saturating-fit';
export {
  efficiencyPeak,
  type EfficiencyPeak,
  type StoppingPoint,
  stoppingPoint,
  type StoppingRule
} from './stopping-point';
export { stoppingStatements } from './stopping-statements';
