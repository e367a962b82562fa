import { SpecError } from '../errors';

/** A line, or several with a quoted field. */
export interface CsvRow {
  line: number;
  fields: readonly string[];
  /** Where each field begins, for {@link csvField}. */
  places: readonly number[];
}

/**
 * Rows of comma-separated values (RFC 4180), one at a time: quoted fields may hold commas, line ends and doubled
 * quotes; lines end with LF or CR LF; empty lines are left out. The row is the same one each time.
 * @throws SpecError naming the line of a quote that never closes, or that stands inside a field, and of more fields than
 *   may be.
 */
export function* csvRows(text: string, maxFields: number): Generator<CsvRow> {
  const row = { line: 1, fields: [] as string[], places: [] as number[] };
  // A byte-order mark, as spreadsheets write it, is no part of the first name.
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    row.fields.length = 0;
    row.places.length = 0;
    row.line = line;
    for (let ended = false; !ended;) {
      if (row.fields.length === maxFields) {
        throw new SpecError(`line ${line}`, 'more fields', `at most ${maxFields}`, 'Remove columns.');
      }
      const { field, end } = fieldAt(text, at, line);
      row.fields.push(field);
      row.places.push(at);
      if (text[at] === '"') {
        line += lineEnds(field);
      }
      ended = text[end] !== ',';
      if (ended && end < text.length && text[end] !== '\n' && text[end] !== '\r') {
        throw new SpecError(
          `line ${line}`,
          text.slice(end, end + 20),
          'a comma or the end of the line after a closing quote',
          'Double quotes inside a quoted field.'
        );
      }
      at = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1);
    }
    line++;
    if (row.fields.length > 1 || row.fields[0] !== '') {
      yield row;
    }
  }
}

/** The field that begins at a place, once more. */
export function csvField(text: string, place: number): string {
  return fieldAt(text, place, 0).field;
}

function fieldAt(text: string, at: number, line: number): { field: string; end: number } {
  if (text[at] !== '"') {
    const end = fieldEnd(text, at);
    return { field: text.slice(at, end), end };
  }
  const close = closingQuote(text, at, line);
  const quoted = text.slice(at + 1, close);
  return { field: quoted.includes('""') ? quoted.replaceAll('""', '"') : quoted, end: close + 1 };
}

function fieldEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 44 || code === 10 || code === 13) {
      return at;
    }
  }
  return text.length;
}

function closingQuote(text: string, open: number, line: number): number {
  for (let at = open + 1; ; at += 2) {
    at = text.indexOf('"', at);
    if (at < 0) {
      throw new SpecError(
        `line ${line}`,
        text.slice(open, open + 20),
        'a closing quote',
        'Close the quoted field.'
      );
    }
    if (text[at + 1] !== '"') {
      return at;
    }
  }
}

const lineEnds = (field: string): number => (field.includes('\n') ? field.split('\n').length - 1 : 0);
