import type { ExponentialCost, SaturatingCurve, StoppingRule } from '../../analysis';
import type { ViewDocument } from '../document';
import { type RecordSource, recordSourceSchema } from '../record-source';
import { list, record } from '../schema-parts';

/** What the curve comes from: records that it is fitted to, or numbers that are given. */
export type StoppingSource =
  | {
      kind: 'records';
      source: RecordSource;
      /** Key of the cost measure. */
      cost: string;
      /** Families that are left out. */
      hidden: readonly string[];
      /** g, by which cost grows from one φ to the next. */
      growth: number;
      /** Of the bootstrap. */
      seed: number;
      resamples: number;
    }
  | {
      kind: 'model';
      curve: SaturatingCurve;
      /** In 10⁹ MACs. */
      cost: ExponentialCost;
    };

/** Positions of the stopping-point view's controls; everything else is computed from them. */
export interface StoppingPointState {
  source: StoppingSource;
  /** An absolute threshold is in percentage points for one {@link CostUnit}: for 10⁹ MACs, 10⁶ parameters or one ms. */
  rule: StoppingRule;
  axis: 'phi' | 'cost';
}

/** The paper's networks, stopping where one more MAC gains a tenth of what the first one did. */
export const STOPPING_POINT_START: Readonly<StoppingPointState> = {
  source: {
    kind: 'records',
    source: { published: 'paper-v5' },
    cost: 'macs',
    hidden: [],
    growth: 2,
    seed: 1,
    resamples: 1000
  },
  rule: { kind: 'relative', share: 0.1 },
  axis: 'phi'
};

const positive = { type: 'number', exclusiveMinimum: 0 } as const;
const name = { type: 'string', maxLength: 200 } as const;

export type StoppingPointDocument = ViewDocument<'stopping-point', StoppingPointState>;

export const stoppingPointSchema = record({
  source: {
    anyOf: [
      record({
        kind: { const: 'records' },
        source: recordSourceSchema,
        cost: name,
        hidden: list(name, 1000),
        growth: { type: 'number', exclusiveMinimum: 1, maximum: 100 },
        seed: { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1 },
        resamples: { type: 'integer', minimum: 100, maximum: 100_000 }
      }),
      record({
        kind: { const: 'model' },
        curve: record({ asymptote: { type: 'number' }, amplitude: positive, rate: positive }),
        cost: record({ base: positive, growth: { type: 'number', exclusiveMinimum: 1, maximum: 100 } })
      })
    ]
  },
  rule: {
    anyOf: [
      record({ kind: { const: 'absolute' }, threshold: positive }),
      record({ kind: { const: 'relative' }, share: positive })
    ]
  },
  axis: { enum: ['phi', 'cost'] }
});
