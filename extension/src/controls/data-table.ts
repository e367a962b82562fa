import type { Table, TableCell } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { formatDigits, formatExact } from '../wording/numbers';
import { table } from './table';

/** A table of the analysis as an HTML table, numbers with all their digits. */
export function dataTable({ title, columns, rows }: Table, trans: TranslationBundle): HTMLTableElement {
  return table(
    title,
    columns.map(({ name, unit, align }) => ({
      label: unit === undefined ? name : `${name} (${unit})`,
      numeric: align === 'right'
    })),
    rows.map((cells) => cells.map((cell) => cellText(cell, trans)))
  );
}

function cellText(cell: TableCell, trans: TranslationBundle): string {
  switch (typeof cell) {
    case 'number':
      return Number.isInteger(cell) ? formatExact(cell).replace('-', '−') : formatDigits(cell);
    case 'boolean':
      return cell ? trans.__('yes') : trans.__('no');
    default:
      return cell ?? '–';
  }
}
