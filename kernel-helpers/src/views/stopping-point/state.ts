import { type ExponentialCost, LIMITS, type SaturatingCurve, type StoppingRule } from '../../analysis';
import type { ViewDocument } from '../document';
import { schemasOf } from '../quantities';
import { type RecordSource, recordSourceSchema } from '../record-source';
import { bounded, list, record } from '../schema-parts';
import { STOPPING_QUANTITIES as QUANTITIES } from './quantities';

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
    growth: QUANTITIES.growth.start,
    seed: 1,
    resamples: 1000
  },
  rule: { kind: 'relative', share: QUANTITIES.share.start },
  axis: 'phi'
};

const name = { type: 'string', maxLength: 200 } as const;

export type StoppingPointDocument = ViewDocument<'stopping-point', StoppingPointState>;

const schema = schemasOf(QUANTITIES);

export const stoppingPointSchema = record({
  source: {
    anyOf: [
      record({
        kind: { const: 'records' },
        source: recordSourceSchema,
        cost: name,
        hidden: list(name, 1000),
        growth: schema.growth,
        seed: bounded(LIMITS.seed),
        resamples: { type: 'integer', minimum: 100, maximum: 100_000 }
      }),
      record({
        kind: { const: 'model' },
        curve: record({ asymptote: schema.asymptote, amplitude: schema.amplitude, rate: schema.rate }),
        cost: record({ base: schema.base, growth: schema.modelGrowth })
      })
    ]
  },
  rule: {
    anyOf: [
      record({ kind: { const: 'absolute' }, threshold: schema.threshold }),
      record({ kind: { const: 'relative' }, share: schema.share })
    ]
  },
  axis: schema.axis
});
