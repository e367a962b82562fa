/** What gates of squeeze-and-excitation say of channels, and what pruning by them saves. */
export {
  BlockPruning,
  channelScores,
  chooseChannels,
  chooseUnderTarget,
  compareImportances,
  GateAnalysis,
  gateContributions,
  gateMatrix,
  gateStatements,
  gateTable,
  LARGEST_GATE_MATRIX,
  NetworkPruning,
  pruneOrder,
  pruningRuns,
  readGates,
  readGatesInSteps,
  rescaledTwin
} from '../analysis';
export { beforeAndAfter, channelLatency, channelStatistics, compareLatency } from '../evaluation';
export { pruneChannels } from '../model';
