import { SpecError } from '../errors';
import { type Column, isNumeric, plain } from './csv-columns';
import { csvField, type CsvRow } from './csv-rows';
import type {
  AccuracyInterval,
  IntervalCause,
  Provenance,
  RecordKind,
  RecordScaling,
  ResultRecord
} from './record';

/** Rows of a piece of a column: columns grow by pieces, because a copy would take their memory twice. */
const ROWS = 2 ** 16;
/** Bytes of a record beside its columns. */
const RECORD_BYTES = 60;
/** As many sources as are kept for the records that share them; those of more records are read from the text again. */
export const KEPT_SOURCES = 1000;
/** Memory that is taken whatever the text: with what reading takes for itself, 100 MB. */
const ALWAYS = 50e6;
/** In the place of a field that is empty. */
const ABSENT = 2 ** 32 - 1;

/** Numbers of a column, or the places of its fields in the text. */
class Cells {
  private readonly pieces: Array<Float64Array | Uint32Array> = [];

  constructor(private readonly Values: Float64ArrayConstructor | Uint32ArrayConstructor) {}

  set(row: number, value: number): void {
    if (row % ROWS === 0) {
      this.pieces.push(new this.Values(ROWS));
    }
    this.pieces[Math.floor(row / ROWS)][row % ROWS] = value;
  }

  at(row: number): number {
    return this.pieces[Math.floor(row / ROWS)][row % ROWS];
  }
}

/**
 * A large file's records by columns: its numbers, and where its texts stand. Objects of their own for a million rows
 * would take five times the file.
 */
export class CsvTable {
  private readonly cells: readonly Cells[];
  private readonly provenances: Provenance[] = [];
  private readonly codes = new Map<Provenance, number>();
  private readonly ofProvenance = new Cells(Uint32Array);
  private readonly rowBytes: number;
  private left: number;

  /**
   * @param text Of the file.
   * @param shared Provenance of records that state none.
   */
  constructor(
    private readonly text: string,
    private readonly columns: readonly Column[],
    shared: Provenance | null
  ) {
    this.cells = columns.map((column) => new Cells(isNumber(column) ? Float64Array : Uint32Array));
    this.rowBytes = columns.reduce((sum, column) => sum + (isNumber(column) ? 8 : 4), RECORD_BYTES);
    this.left = 2 * text.length + ALWAYS;
    if (shared !== null) {
      this.codeOf(shared);
    }
  }

  /**
   * @param record What the fields say, checked.
   * @throws SpecError for more rows than stay within twice the text and 100 MB.
   */
  add(row: number, { fields, places }: CsvRow, record: ResultRecord): ResultRecord {
    this.columns.forEach(({ target, key }, i) => {
      if (target === 'cost') {
        this.cells[i].set(row, record.costs[key] ?? NaN);
      } else if (target === 'interval' && key !== 'over') {
        this.cells[i].set(row, record.accuracyInterval?.[key] ?? NaN);
      } else if (target === 'number') {
        this.cells[i].set(row, fields[i] === '' ? NaN : Number(fields[i]));
      } else {
        this.cells[i].set(row, fields[i] === '' ? ABSENT : places[i]);
      }
    });
    this.ofProvenance.set(row, this.codeOf(record.provenance));
    this.left -= this.rowBytes;
    if (this.left < 0) {
      const got = `more than ${row} records in ${this.text.length} characters`;
      const expected = 'what takes no more than twice the text and 100 MB';
      throw new SpecError('file', got, expected, 'Divide the file.');
    }
    return new TableRecord(this, row);
  }

  number(key: string, row: number, target: Column['target'] = 'number'): number | undefined {
    const column = this.columnOf(target, key);
    const value = column < 0 ? NaN : this.cells[column].at(row);
    return Number.isNaN(value) ? undefined : value;
  }

  word(key: string, row: number, target: Column['target'] = 'text'): string | undefined {
    const column = this.columnOf(target, key);
    const place = column < 0 ? ABSENT : this.cells[column].at(row);
    return place === ABSENT ? undefined : plain(csvField(this.text, place));
  }

  costs(row: number): Record<string, number> {
    const costs: Record<string, number> = {};
    this.columns.forEach(({ target, key }, i) => {
      const cost = target === 'cost' ? this.cells[i].at(row) : NaN;
      if (!Number.isNaN(cost)) {
        costs[key] = cost;
      }
    });
    return costs;
  }

  interval(row: number): AccuracyInterval | undefined {
    const number = (key: keyof AccuracyInterval): number => this.number(key, row, 'interval') ?? NaN;
    const over = this.word('over', row, 'interval') as IntervalCause | undefined;
    return over && { from: number('from'), to: number('to'), confidence: number('confidence'), over };
  }

  settings(row: number): Record<string, string | number> | undefined {
    let settings: Record<string, string | number> | undefined;
    this.columns.forEach(({ target, key }, i) => {
      const place = target === 'setting' ? this.cells[i].at(row) : ABSENT;
      if (place !== ABSENT) {
        const field = csvField(this.text, place);
        settings ??= {};
        settings[key] = isNumeric(field) ? Number(field) : plain(field);
      }
    });
    return settings;
  }

  provenance(row: number): Provenance {
    const code = this.ofProvenance.at(row);
    if (code !== ABSENT) {
      return this.provenances[code];
    }
    const word = (key: keyof Provenance): string | null => this.word(key, row, 'provenance') ?? null;
    const [kind, source, date] = [word('kind') as RecordKind, word('source') ?? '', word('date') ?? ''];
    return { kind, source, date, version: word('version') };
  }

  private codeOf(provenance: Provenance): number {
    const known = this.codes.get(provenance);
    if (known !== undefined) {
      return known;
    }
    if (this.codes.size === KEPT_SOURCES) {
      return ABSENT;
    }
    this.codes.set(provenance, this.provenances.length);
    return this.provenances.push(provenance) - 1;
  }

  private columnOf(target: Column['target'], key: string): number {
    return this.columns.findIndex((column) => column.target === target && column.key === key);
  }
}

const isNumber = ({ target, key }: Column): boolean =>
  target === 'number' || target === 'cost' || (target === 'interval' && key !== 'over');

/** A record whose fields are looked up in a table; as JSON it is written like any other. */
class TableRecord implements ResultRecord {
  readonly #table: CsvTable;
  readonly #row: number;

  constructor(table: CsvTable, row: number) {
    this.#table = table;
    this.#row = row;
  }

  get name(): string {
    return this.#table.word('name', this.#row) ?? '';
  }

  get accuracy(): number | null {
    return this.#table.number('accuracy', this.#row) ?? null;
  }

  get costs(): Record<string, number> {
    return this.#table.costs(this.#row);
  }

  get provenance(): Provenance {
    return this.#table.provenance(this.#row);
  }

  get accuracyInterval(): AccuracyInterval | undefined {
    return this.#table.interval(this.#row);
  }

  get top5(): number | undefined {
    return this.#table.number('top5', this.#row);
  }

  get family(): string | undefined {
    return this.#table.word('family', this.#row);
  }

  get scaling(): RecordScaling | undefined {
    return this.#table.word('scaling', this.#row) as RecordScaling | undefined;
  }

  get phi(): number | undefined {
    return this.#table.number('phi', this.#row);
  }

  get variant(): string | undefined {
    return this.#table.word('variant', this.#row);
  }

  get resolution(): number | undefined {
    return this.#table.number('resolution', this.#row);
  }

  get settings(): Record<string, string | number> | undefined {
    return this.#table.settings(this.#row);
  }

  toJSON(): ResultRecord {
    const { name, accuracy, costs, provenance } = this;
    const { accuracyInterval, top5, family, scaling, phi, variant, resolution, settings } = this;
    const optional = Object.entries({
      ...{ accuracyInterval, top5, family, scaling, phi, variant, resolution, settings }
    });
    const known = Object.fromEntries(optional.filter(([, value]) => value !== undefined));
    return { name, accuracy, costs, provenance, ...known };
  }
}

/** A record with fields of its own, which can be copied one by one. */
export function plainRecord(record: ResultRecord): ResultRecord {
  return record instanceof TableRecord ? record.toJSON() : record;
}
