import { csvOf, searchTable } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  SEARCH_EXPLORER_START,
  searchExplorerWords,
  type SearchExplorerResult,
  type SearchExplorerState,
  sentenceOf
} from '@efficientnet-lab/kernel-helpers/contract';
import type { TranslationBundle } from '@jupyterlab/translation';
import { readLightColours } from '../plot/colours';
import { paperFigure, type StaticFigure } from '../plot/paper';
import { drawnTriplets } from './drawn';
import { searchFigure } from './picture';

/** Every feasible triplet, best first. */
export function toCsv({ search }: SearchExplorerResult): string {
  return csvOf(searchTable(search, Math.max(1, search.feasible.count)));
}

/** TypeScript that shows this explorer in a cell; only what differs from where it starts is written. */
export function toTypeScript(state: SearchExplorerState): string {
  const start: Record<string, unknown> = { ...SEARCH_EXPLORER_START };
  const fields = Object.entries(state)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(start[name]))
    .map(([name, value]) => `${name}: ${literal(value)}`);
  const argument = fields.length === 0 ? '' : `{ ${fields.join(', ')} }`;
  return `import * as enet from '@efficientnet-lab/kernel-helpers';\n\nenet.searchExplorer(${argument});\n`;
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

/** JSON with names as TypeScript writes them. */
function literal(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(literal).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([name, part]) => `${name}: ${literal(part)}`)
      .join(', ')} }`;
  }
  return typeof value === 'string' ? `'${value}'` : String(value);
}
