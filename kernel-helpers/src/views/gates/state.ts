import type { ArchitectureSpec } from '../../analysis';
import type { ViewDocument } from '../document';
import { architectureSpec, list, maybe, nonNegative, record, share, text } from '../schema-parts';

/** Gates of a squeeze-and-excitation block, and positions of the controls that judge them. */
export interface GatesState {
  /** One row for each input, one column for each channel, 0…1; null while there are none. */
  gates: readonly (readonly number[])[] | null;
  /** Null for the channels' numbers. */
  channelNames: readonly string[] | null;
  /** Where the gates come from, one line. */
  origin: string;
  /** Where the block stands, which tells what a channel costs; null when unknown. */
  block: { spec: ArchitectureSpec; name: string } | null;
  /** Mean magnitude of each channel before its gate; null when unknown. */
  activations: readonly number[] | null;
  /** Norm of each channel's column in the projection; null when unknown. */
  projectionNorms: readonly number[] | null;
  /** τ: a channel is low where its gate lies below. */
  threshold: number;
  /** A channel is always low when this quantile of its gates is; 1 is the maximum. */
  quantile: number;
  /** What channels are pruned by. */
  score: 'mean' | 'maximum' | 'contribution';
  order: { column: 'channel' | 'mean' | 'below' | 'score'; descending: boolean };
}

/** Rows or columns of a matrix that a notebook keeps. */
const LONGEST_SIDE = 10_000;

/** Gates that a notebook keeps: some two megabytes of text. */
export const MOST_GATES = 250_000;

/** No gates yet. */
export const GATES_START: Readonly<GatesState> = {
  gates: null,
  channelNames: null,
  origin: '',
  block: null,
  activations: null,
  projectionNorms: null,
  threshold: 0.1,
  quantile: 1,
  score: 'mean',
  order: { column: 'score', descending: false }
};

export type GatesDocument = ViewDocument<'gates', GatesState>;

export const gatesSchema = record({
  // A quarter of a million numbers are checked faster as a matrix than by a schema.
  gates: maybe(list({ type: 'array', maxItems: LONGEST_SIDE }, MOST_GATES)),
  channelNames: maybe(list({ type: 'string', maxLength: 200 }, LONGEST_SIDE)),
  origin: text,
  block: maybe(record({ spec: architectureSpec, name: { type: 'string', maxLength: 200 } })),
  activations: maybe(list(nonNegative, LONGEST_SIDE)),
  projectionNorms: maybe(list(nonNegative, LONGEST_SIDE)),
  threshold: share,
  quantile: share,
  score: { enum: ['mean', 'maximum', 'contribution'] },
  order: record({
    column: { enum: ['channel', 'mean', 'below', 'score'] },
    descending: { type: 'boolean' }
  })
});
