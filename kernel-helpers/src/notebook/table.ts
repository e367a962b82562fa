import { markdownOf, type Table, type TableCell, type TableColumn } from '../analysis';
import { allDigits } from '../wording/format';
import type { MimeBundle } from './bridge';
import { tableHtml } from './html';

const SIGNIFICANT = 6;

/** A cell as people read it: whole numbers in full, real ones with six significant digits. */
function cellText(cell: TableCell, kind: TableColumn['kind']): string {
  if (cell === null) {
    return '–';
  }
  if (typeof cell === 'boolean') {
    return cell ? 'yes' : 'no';
  }
  if (typeof cell === 'string') {
    return cell;
  }
  return allDigits(
    kind === 'integer' || Number.isInteger(cell) ? cell : Number(cell.toPrecision(SIGNIFICANT))
  );
}

function headingOf({ name, unit }: TableColumn): string {
  return unit === undefined ? name : `${name} (${unit})`;
}

/** One table for every reader: HTML in notebooks, Markdown for files, padded text for terminals. */
export function tableBundle(table: Table): MimeBundle {
  const headings = table.columns.map(headingOf);
  const rows = table.rows.map((row) => table.columns.map(({ kind }, i) => cellText(row[i], kind)));
  return {
    'text/html': tableHtml({ ...table, headings, rows }),
    'text/markdown': markdownOf(table),
    'text/plain': [table.title, ...paddedLines(table.columns, [headings, ...rows])].join('\n')
  };
}

function paddedLines(columns: readonly TableColumn[], rows: readonly string[][]): string[] {
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (columns[i].align === 'right' ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join('  ')
      .trimEnd()
  );
}
