/** How far scaling up is worth its cost. */
export {
  accuracyAt,
  bootstrapBand,
  bootstrapFit,
  bootstrapIntervals,
  bootstrapSteps,
  costAt,
  efficiencyAt,
  efficiencyPeak,
  efficiencySteps,
  efficiencyTable,
  fitSaturating,
  marginalGain,
  phiOfCost,
  stoppingPoint,
  stoppingStatements
} from '../analysis';
