import { type SearchResult, publishedVariant } from '../../analysis';
import { significant } from '../../wording/format';
import { sentenceOf } from '../../wording/words';
import { type ViewCell, viewCell } from '../cell';
import { completed, requireChoice } from '../start';
import { searchPicture } from './picture';
import { searchExplorerResult, type SearchExplorerResult } from './result';
import {
  SEARCH_BASES,
  SEARCH_EXPLORER_START,
  type SearchExplorerDocument,
  type SearchExplorerState
} from './state';
import {
  constraintText,
  growthText,
  namedTriplets,
  optimumText,
  predictedText,
  searchExplorerWords,
  tripletText,
  withinText
} from './words';

/** What a cell may say of the search explorer's start; the rest is the paper's kind of search. */
export type SearchExplorerStart = Partial<SearchExplorerState>;

/** The explorer's positions with what they stand for. */
interface Search {
  state: SearchExplorerState;
  result: SearchExplorerResult;
}

/**
 * Completes a start and searches.
 * @throws SpecError for an unknown field, or a search that can't be.
 */
export function searchOf(start: SearchExplorerStart = {}): Search {
  const state = completed<SearchExplorerState>('searchExplorer', SEARCH_EXPLORER_START, start);
  requireChoice('searchExplorer.base', state.base, SEARCH_BASES);
  return { state, result: searchExplorerResult(state) };
}

/** The positions that make this result; null for a baseline that the explorer doesn't know. */
export function startOf({ request }: SearchResult): SearchExplorerStart | null {
  const base = SEARCH_BASES.find((name) => publishedVariant(name).base === request.base);
  return base === undefined ? null : { ...request, base };
}

function searchText({ state, result }: Search): string {
  const { search, optimum, withoutOptimum } = result;
  const ideal = growthText(search.request.measure, search.request.base);
  const { detail } = searchExplorerWords(state, result);
  return [
    detail,
    `Constraint: ${constraintText(state)}. ${withinText(state, result)}`,
    ...namedTriplets(result).map(
      ({ name, triplet }) =>
        `${name}: ${tripletText(triplet)}, ${ideal} ${significant(triplet.ideal)}, true growth ${significant(triplet.built)}, ` +
        `predicted ${predictedText(triplet.accuracy)}` +
        (triplet.equalCostAccuracy === null
          ? ''
          : `, at equal cost ${predictedText(triplet.equalCostAccuracy)}`)
    ),
    optimum === null
      ? `no continuous optimum: ${withoutOptimum ?? ''}`
      : `continuous optimum: ${optimumText(optimum.multipliers)}, predicted ${predictedText(optimum.accuracy)}`
  ].join('\n');
}

/**
 * The view at a start: document, picture and text.
 * @throws SpecError as {@link searchOf} does.
 */
export function searchCell(start: SearchExplorerStart, today: Date): ViewCell<SearchExplorerDocument> {
  const { state, result } = searchOf(start);
  return viewCell('search-explorer', {
    sentence: sentenceOf(searchExplorerWords(state, result)),
    data: state,
    details: searchText({ state, result }),
    svg: searchPicture(state, result, today)
  });
}
