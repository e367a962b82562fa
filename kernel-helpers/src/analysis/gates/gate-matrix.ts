import { SpecError } from '../errors';

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

const REMEDY = 'Give one row for each input, with one gate for each channel.';

/**
 * Checks and transposes rows of gates.
 * @param rows One row for each input, one gate for each channel.
 * @throws SpecError for no rows or channels, ragged rows, and gates that are not numbers from 0 to 1.
 */
export function gateMatrix(rows: readonly ArrayLike<number>[]): GateMatrix {
  const builder = new GateMatrixBuilder();
  rows.forEach((row) => builder.add(row));
  return builder.finish();
}

/** A matrix under way, row by row. */
export class GateMatrixBuilder {
  private columns: Float64Array[] = [];
  private inputs = 0;

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
    if ((inputs + 1) * channels > LARGEST_GATE_MATRIX) {
      throw new SpecError(
        field,
        `more than ${LARGEST_GATE_MATRIX} gates`,
        'fewer',
        'Give fewer inputs; a few thousand show the distribution.'
      );
    }
    if (inputs === 0) {
      this.columns = Array.from({ length: channels }, () => new Float64Array(64));
    } else if (inputs === this.columns[0].length) {
      this.resize(2 * inputs);
    }
    for (let c = 0; c < channels; c++) {
      const gate = row[c];
      if (!(typeof gate === 'number' && gate >= 0 && gate <= 1)) {
        throw new SpecError(
          `${field}[${c}]`,
          gate,
          'a number from 0 to 1',
          'Gates are what the sigmoid gives, not what it takes.'
        );
      }
      this.columns[c][inputs] = gate;
    }
    this.inputs++;
  }

  /** @throws SpecError for no rows. */
  finish(): GateMatrix {
    if (this.inputs === 0) {
      throw new SpecError('gates', 'no rows', 'at least one row', REMEDY);
    }
    this.resize(this.inputs);
    return { inputs: this.inputs, channels: this.columns.length, columns: this.columns };
  }

  private resize(length: number): void {
    this.columns = this.columns.map((column) => {
      const resized = new Float64Array(length);
      resized.set(column.subarray(0, this.inputs));
      return resized;
    });
  }
}

function isRow(row: unknown): row is ArrayLike<number> {
  return Array.isArray(row) || ArrayBuffer.isView(row);
}
