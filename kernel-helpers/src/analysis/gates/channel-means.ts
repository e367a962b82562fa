/**
 * What the channels of a place are on average over images and pixels: what removed ones are replaced by. Plain JSON.
 */
export interface ChannelMeans {
  /** E[s_c]: what enters the squeeze, before the gate; of the head, the pooled channel. */
  squeezed: number[];
  /** E[g_c·v_c]: what the projection, or the classifier, reads; without gates the same as `squeezed`. */
  passed: number[];
}
