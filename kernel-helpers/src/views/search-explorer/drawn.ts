import type { FeasibleColumn, SearchResult } from '../../analysis';
import type { SearchBrush } from './state';

/** More points than this say no more. */
const MOST_DRAWN = 2000;

/** The feasible triplets that are drawn: all of them, or every so many. */
export interface DrawnTriplets {
  /** Places among the feasible triplets. */
  places: readonly number[];
  /** Whether each keeps all brushes. */
  chosen: readonly boolean[];
  /** Feasible triplets that keep all brushes, drawn or not. */
  chosenCount: number;
}

/** Thins a feasible set evenly, and tells which triplets the brushes leave. */
export function drawnTriplets({ feasible }: SearchResult, brushes: readonly SearchBrush[]): DrawnTriplets {
  const columns = brushes.map(({ column, from, to }) => ({ values: feasible.column(column), from, to }));
  const keeps = (place: number): boolean =>
    columns.every(({ values, from, to }) => values[place] >= from && values[place] <= to);
  const stride = Math.max(1, Math.ceil(feasible.count / MOST_DRAWN));
  const places: number[] = [];
  let chosenCount = 0;
  for (let place = 0; place < feasible.count; place++) {
    if (place % stride === 0) {
      places.push(place);
    }
    chosenCount += keeps(place) ? 1 : 0;
  }
  return { places, chosen: places.map(keeps), chosenCount };
}

/** From the least to the largest of a column; a little more where they are one. */
export function spanOf(
  { feasible }: SearchResult,
  column: FeasibleColumn
): { from: number; to: number } | null {
  let from = Infinity;
  let to = -Infinity;
  for (const value of feasible.column(column)) {
    from = value < from ? value : from;
    to = value > to ? value : to;
  }
  if (!(from <= to)) {
    return null;
  }
  const margin = from === to ? Math.max(1e-3, Math.abs(from) * 1e-3) : 0;
  return { from: from - margin, to: to + margin };
}
