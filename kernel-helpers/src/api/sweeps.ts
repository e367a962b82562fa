/** Searches that train: many runs, by successive halving. */
export {
  checkSweep,
  connectRay,
  extendByProposal,
  readSweep,
  startSweep,
  SWEEP_LOADERS,
  sweepCandidates,
  sweepLatencies,
  sweepRecords,
  sweepRuns,
  sweepTestScores,
  sweepTrials
} from '../search';
/** What a cell shows of one. */
export { showSweep } from '../notebook';
