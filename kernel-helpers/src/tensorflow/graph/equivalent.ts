import type { NodeAttribute } from './node';

/**
 * A part of a recorded graph whose results one operation of ours gives as well, to float round-off. The part stays
 * recorded: graphs that other programs load, and that run on GPUs, keep it.
 */
export interface NativeEquivalent {
  op: string;
  attributes: Record<string, NodeAttribute>;
  /** What the operation reads, by references of the recorded graph. */
  inputs: string[];
  /** References that the operation's outputs stand for, in their order. */
  outputs: string[];
}
