/** Gates of squeeze-and-excitation, and what pruning by them saves. */
export { BlockPruning, type ChannelCost, lostChannels, type PruningSavings } from './block-pruning';
export type { ChannelLatency, PlaceLatency } from './channel-latency';
export type { ChannelMeans } from './channel-means';
export { gateContributions, type GateMagnitudes, rescaledTwin, type RescaledTwin } from './contribution';
export { type GateMatrix, gateMatrix, LARGEST_GATE_MATRIX } from './gate-matrix';
export {
  channelScores,
  type ChannelScores,
  chooseUnderTarget,
  type Importance,
  type PruningChoice,
  type PruningTarget
} from './choose-under-target';
export { compareImportances, type ImportanceQuestion, type ImportanceResult } from './compare-importances';
export { gateStatements } from './gate-statements';
export {
  GateAnalysis,
  type GateShare,
  type GateStatistics,
  type GateThreshold,
  type GateVerdict
} from './gate-statistics';
export type { GateValues } from './gate-values';
export { gateTable, type GateTableRequest } from './gate-table';
export {
  type ChannelCounts,
  type ChannelSelection,
  HEAD_PLACE,
  NetworkPruning,
  type NetworkSavings,
  type PrunablePlace
} from './network-pruning';
export {
  type ChannelStatistics,
  PlaceAccumulator,
  type PlaceGates,
  type PlaceStatistics,
  QUANTILE_ERROR
} from './place-statistics';
export { chooseChannels, type PruneChoice, pruneOrder } from './prune-order';
export { type GateDocument, readGates, readGatesInSteps, type ReadingProgress } from './read-gates';
