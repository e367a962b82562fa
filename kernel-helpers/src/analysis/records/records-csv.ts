import { SpecError } from '../errors';
import { type OptionNames, requireOptions } from '../option-names';
import { type ColumnOf, csvOf, type TableCell, tableOf } from '../table';
import { keyOf, measuresOf, provenanceOf, recordOf } from './check';
import { csvRows } from './csv-rows';
import {
  type CostMeasure,
  MACS_MEASURE,
  PARAMS_MEASURE,
  type Provenance,
  RECORD_LIMITS,
  type RecordSet,
  type ResultRecord
} from './record';
import { drained } from './records-json';

export interface CsvOptions {
  title: string;
  /** For rows that don't state their own in `kind`, `source`, `date` and `version`. */
  provenance?: Provenance;
  /** What the columns `cost:…` measure. `macs` and `params` are known; another may give its unit: `cost:latency [ms]`. */
  measures?: readonly CostMeasure[];
}

const CSV_OPTIONS: OptionNames<CsvOptions> = { title: true, provenance: true, measures: true };

const TEXT_COLUMNS = ['name', 'family', 'scaling', 'variant'] as const;
const NUMBER_COLUMNS = ['accuracy', 'top5', 'phi', 'resolution'] as const;
const PROVENANCE_COLUMNS = ['kind', 'source', 'date', 'version'] as const;
const KNOWN: readonly string[] = [...TEXT_COLUMNS, ...NUMBER_COLUMNS, ...PROVENANCE_COLUMNS];

const MAX_COLUMNS = KNOWN.length + RECORD_LIMITS.measures + RECORD_LIMITS.settings;

/** Rows read between two pauses: some milliseconds of work. */
const STEP = 5000;

type Column =
  | { target: 'text' | 'number' | 'provenance'; key: string }
  | { target: 'cost'; key: string; measure: CostMeasure }
  | { target: 'setting'; key: string };

/**
 * Reads a record set from CSV: a header, then one record in a row. Columns: name, accuracy, top5, family, scaling,
 * variant, resolution, phi; kind, source, date, version; `cost:KEY` or `cost:KEY [unit]`; `setting:KEY`. An empty
 * field is unknown.
 * @throws SpecError naming line and column, what it holds, what it may hold and what to do.
 */
export function recordsFromCsv(text: string, options: CsvOptions): RecordSet {
  return drained(recordsFromCsvSteps(text, options));
}

/**
 * {@link recordsFromCsv} in steps of some milliseconds, for a page that stays alive over a million rows. Yields the
 * number of records read so far.
 * @throws SpecError as above.
 */
export function* recordsFromCsvSteps(text: string, options: CsvOptions): Generator<number, RecordSet> {
  // A record set may stand for its title and measures: text that it was written to is read so.
  requireOptions<object>(options, { ...CSV_OPTIONS, records: true });
  if (text.length > RECORD_LIMITS.characters) {
    throw new SpecError(
      'file',
      `${text.length} characters`,
      `at most ${RECORD_LIMITS.characters}`,
      'Divide the file.'
    );
  }
  const rows = csvRows(text, MAX_COLUMNS);
  const header = rows.next();
  if (header.done) {
    throw new SpecError(
      'file',
      text,
      'a header and rows',
      `Head the columns, for example: ${KNOWN.join(',')}.`
    );
  }
  const columns = columnsOf(header.value.fields, options.measures ?? []);
  const measures = measuresOf(
    columns.flatMap((column) => (column.target === 'cost' ? [column.measure] : []))
  );
  const keys = new Set(measures.map(({ key }) => key));
  const shared = options.provenance === undefined ? null : provenanceOf('provenance', options.provenance);
  const sources = new Map<string, Provenance>();
  const records: ResultRecord[] = [];
  for (const { line, fields } of rows) {
    if (fields.length !== columns.length) {
      throw new SpecError(
        `line ${line}`,
        `${fields.length} fields`,
        `${columns.length}, as in the header`,
        'Quote fields that hold commas.'
      );
    }
    if (records.length === RECORD_LIMITS.records) {
      throw new SpecError(
        'file',
        `line ${line}`,
        `at most ${RECORD_LIMITS.records} records`,
        'Divide the file.'
      );
    }
    const raw = rawRecord(columns, fields, line);
    raw.provenance = ownProvenance(columns, fields, line, sources);
    records.push(recordOf(() => `line ${line}`, raw, keys, shared));
    if (records.length % STEP === 0) {
      yield records.length;
    }
  }
  return { title: options.title, measures, records };
}

function columnsOf(names: readonly string[], measures: readonly CostMeasure[]): Column[] {
  const known = [...measures, MACS_MEASURE, PARAMS_MEASURE];
  const columns = names.map((name) => columnOf(name.trim(), known));
  columns.forEach(({ target, key }, i) => {
    if (columns.findIndex((other) => other.target === target && other.key === key) < i) {
      throw new SpecError(`column ${i + 1}`, names[i], 'a column of its own', 'Remove one of the two.');
    }
  });
  for (const required of ['name', 'accuracy']) {
    if (!columns.some(({ key }) => key === required)) {
      throw new SpecError('line 1', names.join(), `a column ${required}`, 'Add it; commas separate columns.');
    }
  }
  return columns;
}

function columnOf(name: string, measures: readonly CostMeasure[]): Column {
  if (name.length > RECORD_LIMITS.name) {
    throw new SpecError('line 1', name, `names of at most ${RECORD_LIMITS.name} characters`, 'Shorten it.');
  }
  const [, prefix, key, unit] = /^(cost|setting):([^\s[]+)(?:\s*\[(.+)\])?$/.exec(name) ?? [];
  if (prefix === 'setting' && unit === undefined) {
    return { target: 'setting', key: keyOf(name, key) };
  }
  if (prefix === 'cost') {
    const found = measures.find((measure) => measure.key === key);
    if (found === undefined && unit === undefined) {
      throw new SpecError(name, name, 'a known measure or a unit', `Head the column "cost:${key} [ms]".`);
    }
    const measure = found ?? { key, name: key, quantity: 'other' as const, unit: unit ?? '' };
    if (unit !== undefined && unit !== measure.unit) {
      throw new SpecError(name, unit, measure.unit, `Convert the column to ${measure.unit}.`);
    }
    return { target: 'cost', key, measure };
  }
  const is = (names: readonly string[]): boolean => names.includes(name);
  if (is(TEXT_COLUMNS) || is(NUMBER_COLUMNS) || is(PROVENANCE_COLUMNS)) {
    return { target: is(TEXT_COLUMNS) ? 'text' : is(NUMBER_COLUMNS) ? 'number' : 'provenance', key: name };
  }
  throw new SpecError(
    'line 1',
    name,
    `${KNOWN.join(', ')}, "cost:KEY [unit]" or "setting:KEY"`,
    'Rename the column, for example to "setting:…".'
  );
}

function rawRecord(
  columns: readonly Column[],
  fields: readonly string[],
  line: number
): Record<string, unknown> {
  const costs: Record<string, number> = {};
  const raw: Record<string, unknown> = { accuracy: null, costs };
  let settings: Record<string, string | number> | undefined;
  for (let i = 0; i < columns.length; i++) {
    const { target, key } = columns[i];
    const field = fields[i];
    if (field === '' || target === 'provenance') {
      continue;
    }
    if (target === 'text') {
      raw[key] = plain(field);
    } else if (target === 'number') {
      raw[key] = numberOf(field, key, line);
    } else if (target === 'cost') {
      costs[key] = numberOf(field, `cost:${key}`, line);
    } else {
      settings ??= {};
      settings[key] = isNumeric(field) ? Number(field) : plain(field);
    }
  }
  return { ...raw, settings };
}

function ownProvenance(
  columns: readonly Column[],
  fields: readonly string[],
  line: number,
  seen: Map<string, Provenance>
): Provenance | undefined {
  const raw: Record<string, string | null> = { version: null };
  let given = '';
  for (let i = 0; i < columns.length; i++) {
    if (columns[i].target === 'provenance' && fields[i] !== '') {
      raw[columns[i].key] = plain(fields[i]);
      given += `${columns[i].key}\n${fields[i]}\n`;
    }
  }
  if (given === '') {
    return undefined;
  }
  const known = seen.get(given) ?? provenanceOf(`line ${line}`, raw);
  seen.set(given, known);
  return known;
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
/** Characters of a number, blanks around it included. */
const LONGEST_NUMBER = 100;

const isNumeric = (field: string): boolean => field.length <= LONGEST_NUMBER && NUMBER.test(field.trim());

function numberOf(field: string, column: string, line: number): number {
  if (!isNumeric(field)) {
    throw new SpecError(
      `line ${line}, ${column}`,
      field,
      'a number with a decimal point',
      'Leave the field empty where it is unknown.'
    );
  }
  return Number(field);
}

/** Without the apostrophe that keeps spreadsheets from running text as a formula. */
const plain = (field: string): string => (/^'+[=+\-@\t\r\n]/.test(field) ? field.slice(1) : field);

/** Writes what {@link recordsFromCsv} reads. Networks themselves (`spec`) are left out: JSON keeps them. */
export function recordsCsv({ title, measures, records }: RecordSet): string {
  const settings = [...new Set(records.flatMap((record) => Object.keys(record.settings ?? {})))];
  const column = (
    key: string,
    value: (record: ResultRecord) => TableCell | undefined
  ): ColumnOf<ResultRecord> => ({
    key,
    name: key,
    // A matter of how a table is shown: CSV writes numbers as numbers.
    kind: 'text',
    value: (record) => value(record) ?? null
  });
  const columns = [
    ...[...TEXT_COLUMNS, ...NUMBER_COLUMNS].map((key) => column(key, (record) => record[key])),
    ...measures.map(({ key, unit }) => column(`cost:${key} [${unit}]`, ({ costs }) => costs[key])),
    ...settings.map((key) => column(`setting:${key}`, (record) => record.settings?.[key])),
    ...PROVENANCE_COLUMNS.map((key) => column(key, ({ provenance }) => provenance[key]))
  ];
  return csvOf(tableOf(title, columns, records));
}
