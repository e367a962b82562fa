import type { Table, TableCell } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { exact, significant } from '@efficientnet-lab/kernel-helpers/wording';
import { table } from './table';

/** More rows than this would hold the page up, and nobody reads them. */
const MOST_ROWS = 1000;

/** A table of the analysis as an HTML table, numbers with all their digits; of a very long one the beginning. */
export function dataTable({ title, columns, rows }: Table, trans: TranslationBundle): HTMLTableElement {
  const content = table(
    title,
    columns.map(({ name, unit, align, meaning }) => ({
      label: unit === undefined ? name : `${name} (${unit})`,
      numeric: align === 'right',
      // The helpers say it in English.
      title: meaning && trans.__(meaning)
    })),
    rows.slice(0, MOST_ROWS).map((cells) => cells.map((cell) => cellText(cell, trans)))
  );
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
