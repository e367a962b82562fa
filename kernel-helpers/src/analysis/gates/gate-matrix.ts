import { SpecError } from '../errors';
import { requireArray, requireObject } from '../validate';

/** Gates of squeeze-and-excitation for many inputs: a sigmoid's values. */
export interface GateMatrix {
  /** Images, or rows of the table. */
  inputs: number;
  channels: number;
  /** One list of `inputs` gates for each channel. */
  columns: readonly Float64Array[];
}

/** Most numbers that a matrix may hold: 10⁶ inputs of 64 channels. */
export const LARGEST_GATE_MATRIX = 64_000_000;

/** Most gates of one input, far above any network's. */
const MOST_CHANNELS = 2 ** 16;
/** Memory that is taken whatever the text: with what reading takes beside the numbers, 100 MB. */
const ALWAYS = 40e6;
/** Rows for which a column has room at first, and most by which it grows. */
const [FIRST_ROWS, MOST_ROWS] = [8, 2 ** 16];

const REMEDY = 'Give one row for each input, with one gate for each channel.';

/**
 * Checks and transposes rows of gates.
 * @param rows One row for each input, one gate for each channel.
 * @throws SpecError for no rows or channels, ragged rows, and gates that are not numbers from 0 to 1.
 */
export function gateMatrix(rows: readonly ArrayLike<number>[]): GateMatrix {
  const builder = new GateMatrixBuilder();
  (requireArray('gates', rows, REMEDY) as typeof rows).forEach((row) => builder.add(row));
  return builder.finish();
}

/** @throws SpecError for anything but what {@link gateMatrix} makes. */
export function requireMatrix(value: unknown): GateMatrix {
  const remedy = 'Make one with gateMatrix(rows).';
  const matrix = requireObject('matrix', value, remedy);
  requireArray('matrix.columns', matrix.columns, remedy);
  return value as GateMatrix;
}

/** A matrix under way, row by row. Columns grow by an eighth, because a copy of all would take their memory twice. */
export class GateMatrixBuilder {
  private columns: Float64Array[][] = [];
  private inputs = 0;
  /** Rows for which there is room, and those before the last pieces of the columns. */
  private room = 0;
  private whole = 0;

  /** @param characters Of the text that the rows come from: numbers may take twice of it, and 40 MB. */
  constructor(private readonly characters = Infinity) {}

  /** @throws SpecError for a row of another length, a gate outside 0…1, or too many numbers. */
  add(row: ArrayLike<number>): void {
    const { inputs } = this;
    const field = `gates[${inputs}]`;
    if (!isRow(row)) {
      throw new SpecError(field, row, 'a row of numbers', REMEDY);
    }
    const channels = inputs === 0 ? row.length : this.columns.length;
    if (channels === 0 || row.length !== channels) {
      const expected = channels === 0 ? 'at least one gate' : `${channels} gates, as in the first row`;
      throw new SpecError(field, `${row.length} gates`, expected, REMEDY);
    }
    if (channels > MOST_CHANNELS) {
      throw new SpecError(field, `${channels} gates`, `at most ${MOST_CHANNELS}`, REMEDY);
    }
    if (inputs === 0) {
      this.columns = Array.from({ length: channels }, () => []);
    }
    if (inputs === this.room) {
      this.extend(channels);
    }
    const place = inputs - this.whole;
    for (let c = 0; c < channels; c++) {
      const gate = row[c];
      if (!(typeof gate === 'number' && gate >= 0 && gate <= 1)) {
        throw new SpecError(
          `${field}[${c}]`,
          gate,
          'a number from 0 to 1',
          'Gates are the outputs of the sigmoid, not its inputs.'
        );
      }
      const pieces = this.columns[c];
      pieces[pieces.length - 1][place] = gate;
    }
    this.inputs++;
  }

  /** @throws SpecError for no rows. */
  finish(): GateMatrix {
    const { inputs } = this;
    if (inputs === 0) {
      throw new SpecError('gates', 'no rows', 'at least one row', REMEDY);
    }
    const columns: Float64Array[] = [];
    for (const pieces of this.columns) {
      const column = new Float64Array(inputs);
      let at = 0;
      for (const piece of pieces.splice(0)) {
        column.set(piece.subarray(0, inputs - at), at);
        at += piece.length;
      }
      columns.push(column);
    }
    return { inputs, channels: columns.length, columns };
  }

  /** @throws SpecError for too many numbers. */
  private extend(channels: number): void {
    const { inputs } = this;
    const rows = Math.min(MOST_ROWS, Math.max(FIRST_ROWS, inputs >> 3));
    const most = Math.min(
      LARGEST_GATE_MATRIX,
      (2 * this.characters + ALWAYS) / Float64Array.BYTES_PER_ELEMENT
    );
    if (inputs * channels >= most) {
      throw new SpecError(
        `gates[${inputs}]`,
        `more than ${inputs * channels} gates`,
        'fewer',
        'Give fewer inputs; a few thousand show the distribution.'
      );
    }
    this.columns.forEach((pieces) => pieces.push(new Float64Array(rows)));
    [this.whole, this.room] = [inputs, inputs + rows];
  }
}

function isRow(row: unknown): row is ArrayLike<number> {
  return Array.isArray(row) || ArrayBuffer.isView(row);
}
