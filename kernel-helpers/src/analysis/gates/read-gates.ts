import { SpecError } from '../errors';
import { listedJson } from '../json-items';
import { type GateMatrix, GateMatrixBuilder } from './gate-matrix';

/** A gate matrix from a file or a paste, with what its header says. */
export interface GateDocument {
  matrix: GateMatrix;
  /** Names of the channels; null where the text gives none. */
  channelNames: string[] | null;
  /** Name of the block, for example `block2b`, or null. */
  block: string | null;
}

/** How far reading has come. */
export interface ReadingProgress {
  rows: number;
  /** Share of the text, 0…1. */
  share: number;
}

/** Rows between two reports of progress: a few milliseconds of work for some tens of channels. */
const ROWS_AT_ONCE = 5000;
/** Longest line that is read, in characters: some thirty for each gate of the widest row. */
const LONGEST_LINE = 2 ** 21;
/** Longest text that is read, in characters: below the length of V8's strings. */
const LONGEST_TEXT = 2 ** 29 - 25;

/**
 * Gates from text: JSON, `[[0.1, 0.9], …]` or `{"block": "block2b", "channels": ["a", "b"], "gates": [[…], …]}`; or
 * lines of numbers between commas, semicolons, tabs or blanks, with or without a heading line.
 * @throws SpecError for text that is neither, is too long, or holds no possible gate matrix.
 */
export function readGates(text: string): GateDocument {
  const reading = readGatesInSteps(text);
  for (;;) {
    const step = reading.next();
    if (step.done) {
      return step.value;
    }
  }
}

/** The same in portions, so that a page can paint in between. JSON's own parser takes one portion. */
export function* readGatesInSteps(text: string): Generator<ReadingProgress, GateDocument, void> {
  if (typeof text !== 'string' || text.length > LONGEST_TEXT) {
    throw new SpecError(
      'text',
      typeof text === 'string' ? `${text.length} characters` : text,
      `a text of at most ${LONGEST_TEXT} characters`,
      'Give fewer inputs; a few thousand show the distribution.'
    );
  }
  const start = text.search(/\S/);
  if (start < 0) {
    throw new SpecError('text', 'nothing', 'JSON or CSV', 'Paste one row for each input.');
  }
  return text[start] === '[' || text[start] === '{'
    ? yield* readJson(text.slice(start))
    : yield* readLines(text);
}

function* readJson(text: string): Generator<ReadingProgress, GateDocument, void> {
  try {
    const { rest, items } = listedJson(text, 'gates');
    const { gates, channels = null, block = null } = (rest ?? {}) as Record<string, unknown>;
    if (items === null) {
      throw new SpecError('gates', gates, 'a list of rows', 'Put the rows under the key "gates".');
    }
    if (block !== null && (typeof block !== 'string' || block.length > 200)) {
      throw new SpecError('block', block, 'a short text', 'Name the block, for example block2b.');
    }
    const builder = new GateMatrixBuilder(text.length);
    let rows = 0;
    for (const row of items) {
      builder.add(row as ArrayLike<number>);
      rows++;
      if (rows % ROWS_AT_ONCE === 0) {
        yield { rows, share: items.share };
      }
    }
    const matrix = builder.finish();
    return { matrix, block, channelNames: channels === null ? null : namesOf(channels, matrix.channels) };
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new SpecError('text', error.message, 'JSON', 'Correct it there, or paste CSV.');
    }
    throw error;
  }
}

function namesOf(channels: unknown, count: number): string[] {
  if (!Array.isArray(channels) || channels.length !== count) {
    throw new SpecError(
      'channels',
      channels,
      `a list of ${count} names, one for each gate of a row`,
      'Name every channel, or leave the names out.'
    );
  }
  return channels.map(String);
}

function* readLines(text: string): Generator<ReadingProgress, GateDocument, void> {
  const builder = new GateMatrixBuilder(text.length);
  let channelNames: string[] | null = null;
  let rows = 0;
  let first = true;
  for (let from = 0; from < text.length;) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    if (end - from > LONGEST_LINE) {
      const got = `a line of ${end - from} characters`;
      throw new SpecError(`gates[${rows}]`, got, `at most ${LONGEST_LINE}`, 'Give one line for each input.');
    }
    const line = text.slice(from, end).trim();
    from = end + 1;
    if (line === '') {
      continue;
    }
    const fields = fieldsOf(line);
    if (first && fields.every(isHeading)) {
      channelNames = fields.map((field) => field.replace(/^"(.*)"$/, '$1').replace(/""/g, '"'));
    } else {
      builder.add(numbersOf(fields, rows));
      rows++;
      if (rows % ROWS_AT_ONCE === 0) {
        yield { rows, share: from / text.length };
      }
    }
    first = false;
  }
  const matrix = builder.finish();
  return { matrix, block: null, channelNames: channelNames && namesOf(channelNames, matrix.channels) };
}

/** Semicolons and tabs come first: German spreadsheets write them, and then the comma is a decimal one. */
function fieldsOf(line: string): string[] {
  const separator = line.includes(';') ? ';' : line.includes('\t') ? '\t' : line.includes(',') ? ',' : /\s+/;
  return line.split(separator).map((field) => field.trim());
}

function numbersOf(fields: readonly string[], row: number): number[] {
  return fields.map((field, c) => {
    const value = numberOf(field);
    if (Number.isNaN(value)) {
      throw new SpecError(
        `gates[${row}][${c}]`,
        field,
        'a number with a decimal point',
        'Give one gate for each channel, without empty fields.'
      );
    }
    return value;
  });
}

/** A first line with any number, gap, NaN or decimal comma is data, so that bad data is never skipped as a heading. */
const isHeading = (field: string): boolean =>
  Number.isNaN(Number(field)) && !/^[+-]?(nan|inf(inity)?|\d*,\d+)$/i.test(field);

/** NaN for text and for nothing, which `Number` would take for 0. */
const numberOf = (field: string): number => (field === '' ? NaN : Number(field));
