export { type MeanOverSeeds, meanOverSeeds } from './mean-over-seeds';
export { recordTrials } from './record-trials';
export { type SeedInterval, seedIntervals, type Trial } from './trial';
export {
  type EqualCostLead,
  type WinnerOptions,
  winnerReport,
  type WinnerReport,
  winnerSteps
} from './winner';
export {
  type Prediction,
  predictResponse,
  proposedCandidates,
  responseModel,
  type ResponseModel,
  type ResponseOptions,
  type ResponsePoint
} from './response-model';
