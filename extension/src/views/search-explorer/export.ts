import { csvOf, searchTable } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  SEARCH_EXPLORER_START,
  searchExplorerWords,
  type SearchExplorerResult,
  type SearchExplorerState
} from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import { sentenceOf } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { cellCode } from '../../frame/cell-code';
import { readLightColours } from '../../plot/colours';
import { paperFigure, type StaticFigure } from '../../plot/paper';
import { drawnTriplets } from './drawn';
import { searchFigure } from './picture';

/** More rows than this would hold the page up. */
const MOST_ROWS = 20_000;

/** What a file of the feasible triplets says of itself by its name. */
export function csvName({ search }: SearchExplorerResult): string {
  return search.feasible.count > MOST_ROWS ? `efficientnet-search-best-${MOST_ROWS}` : 'efficientnet-search';
}

/** The feasible triplets, best first. */
export function toCsv({ search }: SearchExplorerResult): string {
  return csvOf(searchTable(search, Math.min(MOST_ROWS, Math.max(1, search.feasible.count))));
}

/** TypeScript that shows this explorer in a cell; only what differs from where it starts is written. */
export function toTypeScript(state: SearchExplorerState): string {
  return cellCode('searchExplorer', state, SEARCH_EXPLORER_START);
}

/** The plane of depth and width for paper. */
export function staticSearchFigure(
  state: SearchExplorerState,
  result: SearchExplorerResult,
  trans: TranslationBundle
): StaticFigure {
  const colours = readLightColours();
  const words = searchExplorerWords(state, result, trans);
  const drawn = drawnTriplets(result.search, state.brushes);
  return paperFigure(
    searchFigure(state, result, drawn, { colours, trans, fontSize: 12, narrow: false }),
    {
      sentence: sentenceOf(words),
      numbers: words.detail,
      source: trans.__('accuracies predicted from arXiv 1905.11946, table 7')
    },
    colours,
    trans
  );
}
