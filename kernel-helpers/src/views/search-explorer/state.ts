import {
  type CandidateSet,
  DEFAULT_CANDIDATES,
  FEASIBLE_COLUMNS,
  type FeasibleColumn,
  LIMITS,
  publishedSurrogate,
  publishedVariant,
  type SearchConstraint,
  type SearchMeasure,
  type SearchRequest,
  type ScoredMultipliers,
  type Surrogate
} from '../../analysis';
import type { ViewDocument } from '../document';
import { schemasOf } from '../quantities';
import { bounded, count, finite, list, positiveCount, record } from '../schema-parts';
import { SEARCH_QUANTITIES } from './quantities';

/** Rows whose column lies between the two ends, which belong to it, stand out. */
export interface SearchBrush {
  column: FeasibleColumn;
  from: number;
  to: number;
}

/** Positions of the search explorer's controls; everything else is computed from them. */
export interface SearchExplorerState {
  surrogate: Surrogate;
  /** g */
  growth: number;
  tolerance: number;
  constraint: SearchConstraint;
  measure: SearchMeasure;
  scored: ScoredMultipliers;
  candidates: CandidateSet;
  /** Baseline, a variant whose multipliers are 1: `b0`, `lite0`, `v2-b0`. */
  base: SearchBase;
  brushes: readonly SearchBrush[];
}

export type SearchBase = (typeof SEARCH_QUANTITIES.base.options)[number]['value'];

/** The paper's kind of search with the surrogate that goes through its five published networks. */
export const SEARCH_EXPLORER_START: Readonly<SearchExplorerState> = {
  surrogate: publishedSurrogate().surrogate,
  growth: SEARCH_QUANTITIES.growth.start,
  tolerance: SEARCH_QUANTITIES.tolerance.start,
  constraint: 'ideal',
  measure: 'macs',
  scored: 'asked',
  candidates: DEFAULT_CANDIDATES,
  base: 'b0',
  brushes: []
};

/** What the positions ask for. */
export function searchRequestOf(state: SearchExplorerState): SearchRequest {
  const { surrogate, growth, tolerance, constraint, measure, scored, candidates, base } = state;
  return {
    surrogate,
    growth,
    tolerance,
    constraint,
    measure,
    scored,
    candidates,
    base: publishedVariant(base).base
  };
}

const schema = schemasOf(SEARCH_QUANTITIES);
const range = record({ from: bounded(LIMITS.coefficient), to: bounded(LIMITS.coefficient) });
const ranges = { anyOf: [range, record({ alpha: range, beta: range, gamma: range })] } as const;

export type SearchExplorerDocument = ViewDocument<'search-explorer', SearchExplorerState>;

export const searchExplorerSchema = record({
  surrogate: record(
    {
      asymptote: schema.asymptote,
      depth: record({ amplitude: schema.depthAmplitude, exponent: schema.depthExponent }),
      width: record({ amplitude: schema.widthAmplitude, exponent: schema.widthExponent }),
      resolution: record({ amplitude: schema.resolutionAmplitude, exponent: schema.resolutionExponent })
    },
    { coupling: schema.coupling }
  ),
  growth: schema.growth,
  tolerance: schema.tolerance,
  constraint: schema.constraint,
  measure: schema.measure,
  scored: schema.scored,
  candidates: {
    anyOf: [
      record({ kind: { const: 'grid' }, ranges, step: { type: 'number', exclusiveMinimum: 0 } }),
      record({ kind: { const: 'random' }, ranges, count: positiveCount, seed: count }),
      record({ kind: { const: 'halton' }, ranges, count: positiveCount })
    ]
  },
  base: schema.base,
  brushes: list(
    record({ column: { enum: FEASIBLE_COLUMNS }, from: finite, to: finite }),
    FEASIBLE_COLUMNS.length
  )
});
