import type { ViewDocument } from '../document';
import { type RecordSource, recordSourceSchema } from '../record-source';
import { count, list, maybe, record } from '../schema-parts';

/** Positions of the front view's controls; everything else is computed from them. */
export interface FrontState {
  source: RecordSource;
  /** Key of the measure on the cost axis. */
  cost: string;
  scale: 'log' | 'linear';
  /** Families that are hidden, by name. */
  hidden: readonly string[];
  /** "Best under": a cost in the measure's unit; null for none. */
  budget: number | null;
  /** Number of the record that is asked about in its set; null for none. */
  selected: number | null;
}

/** One recipe for each family, timed on one CPU. */
export const FRONT_START: Readonly<FrontState> = {
  source: { published: 'timm-cpu' },
  cost: 'latency',
  scale: 'log',
  hidden: [],
  budget: 20,
  selected: null
};

const name = { type: 'string', maxLength: 200 } as const;

export type FrontDocument = ViewDocument<'front', FrontState>;

export const frontSchema = record({
  source: recordSourceSchema,
  cost: name,
  scale: { enum: ['log', 'linear'] },
  hidden: list(name, 1000),
  budget: maybe({ type: 'number', exclusiveMinimum: 0 }),
  selected: maybe(count)
});
