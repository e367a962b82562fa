import { SpecError } from '../errors';

/**
 * Rows of comma-separated values (RFC 4180), one at a time: quoted fields may hold commas, line ends and doubled
 * quotes; lines end with LF or CR LF; empty lines are left out. The array is the same one for every row.
 * @throws SpecError naming the line of a quote that never closes, or that stands inside a field, and of more fields than
 *   may be.
 */
export function* csvRows(
  text: string,
  maxFields: number
): Generator<{ line: number; fields: readonly string[] }> {
  const row = { line: 1, fields: [] as string[] };
  // A byte-order mark, as spreadsheets write it, is no part of the first name.
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    row.fields.length = 0;
    row.line = line;
    for (let ended = false; !ended;) {
      if (row.fields.length === maxFields) {
        throw new SpecError(`line ${line}`, 'more fields', `at most ${maxFields}`, 'Remove columns.');
      }
      let end: number;
      if (text[at] === '"') {
        end = closingQuote(text, at, line);
        const field = text.slice(at + 1, end);
        line += lineEnds(field);
        row.fields.push(field.includes('""') ? field.replaceAll('""', '"') : field);
        end++;
      } else {
        end = fieldEnd(text, at);
        row.fields.push(text.slice(at, end));
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
