/** Networks without some of their channels. */
export type { Compensation } from './compensation';
export { pruneChannels, type PrunedNetwork, type PruneOptions } from './prune-channels';
