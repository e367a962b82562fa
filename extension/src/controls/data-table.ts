import type { Table, TableCell } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { exact, significant } from '@efficientnet-lab/kernel-helpers/wording';
import { rowOf, table } from './table';

/** More rows than this would hold the page up, and nobody reads them. */
const MOST_ROWS = 1000;
/** What a frame has time for. */
const ROWS_A_FRAME = 100;

/**
 * A table of the analysis as an HTML table, numbers with all their digits; of a very long one the beginning. Its rows
 * come some a frame, as long as it is in the page.
 */
export function dataTable(
  { title, columns, rows, rowMeanings }: Table,
  trans: TranslationBundle
): HTMLTableElement {
  const heads = columns.map(({ name, unit, align, meaning }) => ({
    label: unit === undefined ? name : `${name} (${unit})`,
    numeric: align === 'right',
    // The helpers say it in English.
    title: meaning && trans.__(meaning)
  }));
  const rowsFrom = (from: number): HTMLTableRowElement[] =>
    rows.slice(from, Math.min(MOST_ROWS, from + ROWS_A_FRAME)).map(([first, ...others], i) => {
      const meaning = rowMeanings?.[from + i];
      const head = { text: cellText(first, trans), title: meaning && trans.__(meaning) };
      return rowOf(heads, [head, ...others.map((cell) => cellText(cell, trans))]);
    });
  const content = table(title, heads, []);
  const [body] = content.tBodies;
  const fill = (from: number): void => {
    body.append(...rowsFrom(from));
    if (from + ROWS_A_FRAME < Math.min(MOST_ROWS, rows.length)) {
      requestAnimationFrame(() => content.isConnected && fill(from + ROWS_A_FRAME));
    }
  };
  fill(0);
  if (rows.length > MOST_ROWS) {
    content.createCaption().textContent = trans.__(
      'The first %1 of %2 rows; the CSV has the others.',
      exact(MOST_ROWS),
      exact(rows.length)
    );
  }
  return content;
}

function cellText(cell: TableCell, trans: TranslationBundle): string {
  switch (typeof cell) {
    case 'number':
      return Number.isInteger(cell) ? exact(cell).replace('-', '−') : significant(cell);
    case 'boolean':
      return cell ? trans.__('yes') : trans.__('no');
    default:
      return cell ?? '–';
  }
}
