import { type SearchResult, publishedVariant } from '../../analysis';
import { significant } from '../../wording/format';
import { sentenceOf } from '../../wording/words';
import { type ViewCell, viewCell } from '../cell';
import { checkedStart } from '../start';
import { searchPicture } from './picture';
import { SEARCH_QUANTITIES } from './quantities';
import { searchExplorerResult, type SearchExplorerResult } from './result';
import { SEARCH_EXPLORER_START, type SearchExplorerDocument, type SearchExplorerState } from './state';
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
  const state = checkedStart<SearchExplorerState>(
    'searchExplorer',
    SEARCH_QUANTITIES,
    SEARCH_EXPLORER_START,
    start
  );
  return { state, result: searchExplorerResult(state) };
}

/** The positions that make this result; null for a baseline, or other inputs or classes, that the explorer doesn't know. */
export function startOf({ request: { network, ...request } }: SearchResult): SearchExplorerStart | null {
  const base = SEARCH_QUANTITIES.base.options.find(
    ({ value }) => publishedVariant(value).base === request.base
  );
  const isOther = Object.values(network).some((value) => value !== undefined);
  return base === undefined || isOther ? null : { ...request, base: base.value };
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
