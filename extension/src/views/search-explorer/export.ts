import { csvOf, searchTable } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  SEARCH_EXPLORER_START,
  type SearchExplorerResult,
  type SearchExplorerState
} from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import { cellCode } from '../../frame/cell-code';

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
  return cellCode('showSearchExplorer', state, SEARCH_EXPLORER_START);
}
