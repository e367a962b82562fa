/** Sweeps: many runs, by successive halving, on one machine or many. */
export { type SweepCandidate, sweepCandidates, type SweepTrial } from './candidates';
export { checkSweep } from './check';
export { SWEEP_LOADERS, type SweepData, type SweepLoader } from './data';
export type {
  AddedCandidate,
  ListedCandidates,
  SweepDefinition,
  SweepGrid,
  SweepRequest,
  SweepTraining,
  TrialLimits,
  TripletCandidates
} from './definition';
export { SweepError } from './errors';
export type {
  Executor,
  TrialExecution,
  TrialFailure,
  TrialFailureKind,
  TrialJob,
  TrialOutcome,
  TrialProgress,
  TrialState
} from './executor';
export { sweepLatencies } from './latency';
export {
  extendByProposal,
  type ProposalOptions,
  type ProposedCandidate,
  type SweepProposal
} from './proposal';
export { connectRay, type RayOptions } from './ray';
export {
  type SweepRecordOptions,
  sweepRecords,
  type SweepTrialOptions,
  sweepTrials,
  type TestScore
} from './records';
export { type SweepRunOptions, sweepRuns } from './run-records';
export { knownHalving, type Standing, standings } from './standing';
export { type CandidateState, readSweep, SweepState } from './state';
export { sweepTestScores, type TestScoreOptions } from './test-scores';
export {
  startSweep,
  Sweep,
  type SweepCounts,
  type SweepEvent,
  type SweepOptions,
  type SweepStatus
} from './sweep';
export { TimeLeft } from './time-left';
