/** Trials over seeds: intervals, how far a winner can be trusted, and models of accuracy over what was varied. */
export {
  predictResponse,
  proposedCandidates,
  recordTrials,
  responseModel,
  seedIntervals,
  winnerReport
} from '../analysis';
