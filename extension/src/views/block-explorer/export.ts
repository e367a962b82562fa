import { closedFormTable, csvOf, rowMeaning, type Table } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  BLOCK_EXPLORER_START,
  type BlockExplorerState,
  type BlockResult,
  candidateName
} from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { cellCode } from '../../frame/cell-code';

/** All terms of the three candidates in one table. */
function termsTable(result: BlockResult, trans: TranslationBundle): Table {
  const tables = result.candidates.map(({ name, form }) => ({
    meaning: rowMeaning(`block.${name}`, trans),
    name: candidateName(name, result.state, trans),
    table: closedFormTable('', form)
  }));
  const [{ table }] = tables;
  return {
    title: trans.__('Terms of the costs'),
    columns: [{ key: 'candidate', name: trans.__('block'), align: 'left', kind: 'text' }, ...table.columns],
    rows: tables.flatMap(({ name, table: { rows } }) => rows.map((row) => [name, ...row])),
    rowMeanings: tables.flatMap(({ meaning, table: { rows } }) => rows.map(() => meaning))
  };
}

export function toCsv(result: BlockResult, trans: TranslationBundle): string {
  return csvOf(termsTable(result, trans));
}

/** TypeScript that shows this explorer in a cell. */
export function toTypeScript(state: BlockExplorerState): string {
  return cellCode('showBlockExplorer', state, BLOCK_EXPLORER_START);
}
