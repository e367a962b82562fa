import { type Table, type TableCell, type TableColumn, tableOf } from '../analysis';
import { named } from '../wording/format';
import { show, ShowError } from './show';

/** A heading for each value. */
export type Row = Readonly<Record<string, TableCell>>;

/**
 * Shows rows under the running cell as a table, headed by their fields: the short way for what a cell computes.
 * @throws ShowError for no rows at all, or a row whose fields are not those of the first.
 *
 * @example
 * ```ts
 * enet.showRows(
 *   'MACs of published networks',
 *   ['b0', 'b1'].map((name) => ({ network: name, MACs: enet.summarize(enet.variant(name)).macs.total }))
 * );
 * ```
 */
export function showRows(title: string, rows: readonly Row[]): void {
  show(tableOfRows(title, rows));
}

/** A column's kind follows from its values: all whole numbers, all numbers, all yes or no, or else text. */
export function tableOfRows(title: string, rows: readonly Row[]): Table {
  if (!Array.isArray(rows) || rows.length === 0) {
    const got = Array.isArray(rows) ? 'no rows' : named(rows);
    throw new ShowError('showRows', got, 'a title and at least one row', 'Their fields head the columns.');
  }
  const names = Object.keys(rows[0]);
  const odd = rows.findIndex((row) => Object.keys(row).join('\n') !== names.join('\n'));
  if (odd >= 0) {
    throw new ShowError(
      'showRows',
      `${fieldsOf(rows[odd])} in row ${odd + 1}`,
      `${fieldsOf(rows[0])} as in the first row`,
      'Give every row the same fields in the same order, null where there is no value.'
    );
  }
  const columns = names.map((name) => ({
    key: name,
    name,
    kind: kindOf(rows.map((row) => row[name])),
    value: (row: Row): TableCell => row[name]
  }));
  return tableOf(title, columns, rows);
}

function fieldsOf(row: Row): string {
  return Object.keys(row).join(', ') || 'no fields';
}

function kindOf(cells: readonly TableCell[]): TableColumn['kind'] {
  const given = cells.filter((cell) => cell !== null);
  if (given.every((cell) => typeof cell === 'number')) {
    return given.every(Number.isInteger) ? 'integer' : 'number';
  }
  return given.every((cell) => typeof cell === 'boolean') ? 'boolean' : 'text';
}
