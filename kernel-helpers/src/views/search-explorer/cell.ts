import { type ScoredTriplet, type SearchResult, publishedVariant } from '../../analysis';
import { exact, plain, significant } from '../../wording/format';
import { sentenceOf } from '../../wording/words';
import { viewDocument } from '../document';
import { completed, requireChoice } from '../start';
import { searchExplorerResult, type SearchExplorerResult } from './result';
import {
  SEARCH_BASES,
  SEARCH_EXPLORER_START,
  type SearchExplorerDocument,
  type SearchExplorerState
} from './state';
import { constraintText, predictedText, searchExplorerWords, tripletText } from './words';

/** What a cell may say of the search explorer's start; the rest is the paper's kind of search. */
export type SearchExplorerStart = Partial<SearchExplorerState>;

/** The explorer's positions with what they stand for. */
export interface Search {
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

export function searchSentence({ state, result }: Search): string {
  return sentenceOf(searchExplorerWords(state, result));
}

/** How many triplets keep which constraint. */
export function withinText({ state, result: { search } }: Search): string {
  const { ideal, built, both } = search.within;
  return (
    `Within ${plain(state.growth)} ± ${plain(state.tolerance)}: ${exact(ideal)} triplets by α·β²·γ², ` +
    `${exact(built)} by the built network’s ${state.measure === 'macs' ? 'MACs' : 'parameters'}, ${exact(both)} by both.`
  );
}

/** A triplet with the part that it plays. */
export interface NamedTriplet {
  name: string;
  triplet: ScoredTriplet;
}

/** Triplets that a reader looks for, each once under each part. */
export function namedTriplets({ result: { search } }: Search): NamedTriplet[] {
  const { best, bestAtEqualCost, nearest, published } = search;
  return [
    ...(best === null ? [{ name: 'nearest', triplet: nearest }] : [{ name: 'best', triplet: best }]),
    ...(bestAtEqualCost === null ? [] : [{ name: 'best at equal cost', triplet: bestAtEqualCost }]),
    { name: 'published', triplet: published }
  ];
}

export function searchText(search: Search): string {
  const { state, result } = search;
  const { optimum, withoutOptimum } = result;
  const { detail } = searchExplorerWords(state, result);
  return [
    detail,
    `Constraint: ${constraintText(state)}. ${withinText(search)}`,
    ...namedTriplets(search).map(
      ({ name, triplet }) =>
        `${name}: ${tripletText(triplet)}, α·β²·γ² ${significant(triplet.ideal)}, true growth ${significant(triplet.built)}, ` +
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

/** `1.272 / 1.107 / 1.132`. */
export function optimumText({
  depth,
  width,
  resolution
}: {
  depth: number;
  width: number;
  resolution: number;
}): string {
  return [depth, width, resolution].map((multiplier) => multiplier.toFixed(3)).join(' / ');
}

export function searchDocument(search: Search): SearchExplorerDocument {
  return viewDocument('search-explorer', searchSentence(search), search.state);
}
