import { separatedThousands } from './thousands';
import { requireArray } from './validate';

/** Tables as data, and as the three texts that leave the product: CSV, Markdown, JSON. */

export type TableCell = string | number | boolean | null;

export interface TableColumn {
  /** Stable field name: heads the column in CSV and names the value in JSON. */
  key: string;
  /** Heading for people. */
  name: string;
  unit?: string;
  align: 'left' | 'right';
  /** `integer`: a whole number. `number`: real; Markdown shortens it unless it is whole. */
  kind: 'text' | 'integer' | 'number' | 'boolean';
  /** How it is computed, and where that comes from; one of `COLUMN_MEANINGS`, in English. */
  meaning?: string;
}

export interface Table {
  title: string;
  columns: TableColumn[];
  /** One cell for each column. */
  rows: TableCell[][];
  /** Of rows that name quantities: how each is computed; of `ROW_MEANINGS`, in English. */
  rowMeanings?: string[];
}

/** A column with the way to its value. */
export interface ColumnOf<Row> extends Omit<TableColumn, 'align'> {
  value: (row: Row, index: number) => TableCell;
}

/**
 * One row for each item. Numbers are set right, everything else left.
 * @param meaningOf - what a row means whose first cell names a quantity
 * @throws SpecError for columns or items that are not lists.
 */
export function tableOf<Row>(
  title: string,
  columns: readonly ColumnOf<Row>[],
  items: readonly Row[],
  meaningOf?: (item: Row) => string
): Table {
  requireArray('columns', columns, 'Give key, name, kind and value of each.');
  requireArray('items', items, 'Give what each row is made of.');
  return {
    title,
    columns: columns.map(({ key, name, unit, kind, meaning }) => ({
      key,
      name,
      ...(unit === undefined ? {} : { unit }),
      align: kind === 'integer' || kind === 'number' ? 'right' : 'left',
      kind,
      ...(meaning === undefined ? {} : { meaning })
    })),
    rows: items.map((item, i) => columns.map(({ value }) => value(item, i))),
    ...(meaningOf === undefined ? {} : { rowMeanings: items.map(meaningOf) })
  };
}

/**
 * Comma-separated values (RFC 4180, lines end with CR LF): keys as header, numbers with all their digits, an empty
 * field for null. Text that a spreadsheet would run as a formula gets an apostrophe in front.
 */
export function csvOf({ columns, rows }: Table): string {
  return [columns.map(({ key }) => key), ...rows].map(csvLine).join('');
}

/** One line of a table as `csvOf` writes it, its end included. */
export function csvLine(cells: readonly TableCell[]): string {
  return `${cells.map((cell) => quoted(csvField(cell))).join(',')}\r\n`;
}

function csvField(cell: TableCell): string {
  return cell === null ? '' : typeof cell === 'string' ? harmless(cell) : String(cell);
}

/**
 * The first characters that make Excel, LibreOffice and Sheets read a field as a formula; behind apostrophes too, so
 * that who takes one away again has what was there.
 */
const harmless = (text: string): string => (/^'*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);

const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replace(/"/g, '""')}"` : field);

/**
 * A table of GitHub's Markdown under its title in bold, columns padded so that the source reads well too. Whole
 * numbers are exact with thousands separated, others have six significant digits.
 */
export function markdownOf({ title, columns, rows }: Table): string {
  const head = columns.map(({ name, unit }) => markdownText(unit === undefined ? name : `${name} (${unit})`));
  const body = rows.map((row) => row.map(markdownCell));
  const widths = columns.map((_, i) => Math.max(3, ...[head, ...body].map((cells) => width(cells[i]))));
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, i) => padded(cell, widths[i], columns[i].align)).join(' | ')} |`;
  const rule = columns.map(({ align }, i) =>
    align === 'right' ? `${'-'.repeat(widths[i] - 1)}:` : '-'.repeat(widths[i])
  );
  return [
    `**${markdownText(title)}**`,
    '',
    line(head),
    `| ${rule.join(' | ')} |`,
    ...body.map(line),
    ''
  ].join('\n');
}

function markdownCell(cell: TableCell): string {
  if (cell === null) {
    return '–';
  }
  if (typeof cell === 'number') {
    return Number.isInteger(cell) ? separated(cell) : shortened(cell);
  }
  return typeof cell === 'boolean' ? (cell ? 'yes' : 'no') : markdownText(cell);
}

/** Text that stands as itself in a cell: nothing in it is markup, a formula or the end of the cell. */
function markdownText(text: string): string {
  return text
    .replace(/[\\|`*<>[\]$~]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/\s+/g, ' ');
}

/** `5,288,548`, with a true minus. */
function separated(value: number): string {
  return signed(value, (size) => separatedThousands(String(size)));
}

function shortened(value: number): string {
  return signed(value, (size) => String(Number(size.toPrecision(6))));
}

function signed(value: number, text: (size: number) => string): string {
  const size = Math.abs(value);
  return (value < 0 ? '−' : '') + (size === Infinity ? '∞' : text(size));
}

/** Characters, not UTF-16 units. */
const width = (text: string): number => [...text].length;

function padded(text: string, columns: number, align: TableColumn['align']): string {
  const space = ' '.repeat(Math.max(0, columns - width(text)));
  return align === 'right' ? space + text : text + space;
}

/** Title, columns and rows as objects with the columns' keys. Infinities and NaN, which JSON lacks, become text. */
export function jsonOf(table: Table): string {
  return JSON.stringify(tableObject(table), null, 2);
}

/** What {@link jsonOf} writes. */
export interface TableObject {
  title: string;
  columns: TableColumn[];
  rows: Record<string, TableCell>[];
}

export function tableObject({ title, columns, rows }: Table): TableObject {
  return {
    title,
    columns,
    rows: rows.map((row) => Object.fromEntries(columns.map(({ key }, i) => [key, jsonCell(row[i])])))
  };
}

const jsonCell = (cell: TableCell): TableCell =>
  typeof cell === 'number' && !Number.isFinite(cell) ? String(cell) : cell;
