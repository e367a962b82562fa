/** Gates of squeeze-and-excitation, and what pruning by them saves. */
export { BlockPruning, type PruningSavings } from './block-pruning';
export { gateContributions, type GateMagnitudes, rescaledTwin, type RescaledTwin } from './contribution';
export { type GateMatrix, gateMatrix, LARGEST_GATE_MATRIX } from './gate-matrix';
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
export { chooseChannels, type PruneChoice, pruneOrder } from './prune-order';
export { type GateDocument, readGates, readGatesInSteps, type ReadingProgress } from './read-gates';
