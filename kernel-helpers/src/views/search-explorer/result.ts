import {
  candidatesOf,
  continuousOptimum,
  idealPowers,
  MOST_CANDIDATES,
  type Optimum,
  SearchMemory,
  type SearchResult,
  searchSteps,
  SpecError
} from '../../analysis';
import { type SearchExplorerState, searchRequestOf } from './state';

/** What the positions of the search explorer stand for. */
export interface SearchExplorerResult {
  search: SearchResult;
  /**
   * The best multipliers if depth, width and resolution could take any value: closed form, at the same g and ideal
   * cost. Null where accuracy has no best.
   */
  optimum: Optimum | null;
  /** Why there is no optimum; null where there is one. */
  withoutOptimum: string | null;
}

/** Triplets that a page searches in a few seconds and keeps; many more would hold it up to find room for them. */
const MOST_SHOWN_CANDIDATES = 1_100_000;

/**
 * Searches all candidates at once; a million take about a second.
 * @param memory - of the search before, whose networks may be the same
 * @throws SpecError for a state that stands for nothing.
 */
export function searchExplorerResult(
  state: SearchExplorerState,
  memory = new SearchMemory()
): SearchExplorerResult {
  const steps = searchExplorerSteps(state, memory);
  for (;;) {
    const step = steps.next();
    if (step.done) {
      return step.value;
    }
  }
}

/**
 * The same in steps of a few milliseconds; yields the share that is done.
 * @throws SpecError for a state that stands for nothing.
 */
export function* searchExplorerSteps(
  state: SearchExplorerState,
  memory = new SearchMemory()
): Generator<number, SearchExplorerResult, void> {
  const request = searchRequestOf(state);
  const { count } = candidatesOf(state.candidates);
  if (count > MOST_SHOWN_CANDIDATES) {
    throw new SpecError(
      'candidates',
      count,
      `at most ${MOST_SHOWN_CANDIDATES} triplets in the search explorer`,
      `Take a wider step, narrower ranges or fewer triplets; enet.search.searchTriplets() in a cell tries up to ${MOST_CANDIDATES}.`
    );
  }
  const search = yield* searchSteps(request, memory);
  return { search, ...optimumOf(search) };
}

/** An accuracy without a best is the surrogate's own trait: the search goes on without it. */
function optimumOf({ request }: SearchResult): Pick<SearchExplorerResult, 'optimum' | 'withoutOptimum'> {
  const { surrogate, growth, measure, base } = request;
  try {
    const optimum = continuousOptimum({ surrogate, growth, powers: idealPowers(measure, base) });
    return { optimum, withoutOptimum: null };
  } catch (error) {
    if (error instanceof SpecError) {
      return { optimum: null, withoutOptimum: error.message };
    }
    throw error;
  }
}
