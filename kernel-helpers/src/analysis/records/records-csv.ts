import { SpecError } from '../errors';
import { type OptionNames, requireOptions } from '../option-names';
import { type ColumnOf, csvOf, type TableCell, tableOf } from '../table';
import {
  measuresOf,
  provenanceOf,
  recordOf,
  requireFileText,
  requirePercent,
  requireSet,
  textOf
} from './check';
import {
  type Column,
  columnsOf,
  INTERVAL_COLUMNS,
  INTERVAL_PARTS,
  isNumeric,
  KNOWN_COLUMNS,
  NUMBER_COLUMNS,
  numberOf,
  plain,
  PROVENANCE_COLUMNS,
  TEXT_COLUMNS
} from './csv-columns';
import { csvRows } from './csv-rows';
import { CsvTable, KEPT_SOURCES } from './csv-table';
import {
  type CostMeasure,
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

const MAX_COLUMNS = KNOWN_COLUMNS.length + RECORD_LIMITS.measures + RECORD_LIMITS.settings;

/** Longest text, in characters, whose records are objects of their own: few, or of few fields. */
const PLAIN = 1e6;
/** Rows read between two pauses: some milliseconds of work. */
const STEP = 5000;

/**
 * Reads a record set from CSV: a header, then one record in a row. Columns: name, accuracy, top5, family, scaling,
 * variant, resolution, phi; accuracyFrom, accuracyTo, accuracyConfidence, accuracyOver; kind, source, date, version; `cost:KEY` or `cost:KEY [unit]`; `setting:KEY`. An empty
 * field is unknown. Records of a file above a million characters look up their fields when they are asked for: they are
 * written as JSON like others, but `{ ...record }` copies nothing of them.
 * @throws SpecError naming line and column, what it holds, what it may hold and what to do.
 */
export function readRecordsCsv(text: string, options: CsvOptions): RecordSet {
  return drained(readRecordsCsvSteps(text, options));
}

/**
 * {@link readRecordsCsv} in steps of some milliseconds, for a page that stays alive over a million rows. Yields the
 * number of records read so far.
 * @throws SpecError as above.
 */
export function* readRecordsCsvSteps(text: string, options: CsvOptions): Generator<number, RecordSet> {
  // A record set may stand for its title and measures: text that it was written to is read so.
  requireOptions<object>(options, { ...CSV_OPTIONS, records: true });
  requireFileText(text);
  textOf((key) => key, 'title', options.title, RECORD_LIMITS.text);
  const rows = csvRows(text, MAX_COLUMNS);
  const header = rows.next();
  if (header.done) {
    throw new SpecError(
      'file',
      text,
      'a header and rows',
      `Name the columns in the first line, for example: ${KNOWN_COLUMNS.join(',')}.`
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
  const table = text.length > PLAIN ? new CsvTable(text, columns, shared) : null;
  for (const row of rows) {
    const { line, fields } = row;
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
    const provenance = ownProvenance(columns, fields, line, sources) ?? shared;
    const record = recordOf(() => `line ${line}`, rawRecord(columns, fields, line), keys, provenance);
    records.push(table === null ? record : table.add(records.length, row, record));
    if (records.length % STEP === 0) {
      yield records.length;
    }
  }
  requirePercent(records);
  return { title: options.title, measures, records };
}

function rawRecord(
  columns: readonly Column[],
  fields: readonly string[],
  line: number
): Record<string, unknown> {
  const costs: Record<string, number> = {};
  // All fields at once: objects that grow differently outlive their row by far.
  const raw: Record<string, unknown> = {
    name: undefined,
    accuracy: null,
    costs,
    accuracyInterval: undefined,
    top5: undefined,
    family: undefined,
    scaling: undefined,
    phi: undefined,
    variant: undefined,
    resolution: undefined,
    settings: undefined
  };
  let settings: Record<string, string | number> | undefined;
  let interval: Record<string, string | number> | undefined;
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
    } else if (target === 'interval') {
      interval ??= {};
      interval[key] = key === 'over' ? plain(field) : numberOf(field, INTERVAL_COLUMNS[key], line);
    } else {
      settings ??= {};
      settings[key] = isNumeric(field) ? Number(field) : plain(field);
    }
  }
  raw.accuracyInterval = interval;
  raw.settings = settings;
  return raw;
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
  if (seen.size < KEPT_SOURCES) {
    seen.set(given, known);
  }
  return known;
}

/** Writes what {@link readRecordsCsv} reads. Networks themselves (`spec`) are left out: JSON keeps them. */
export function recordsCsv(set: RecordSet): string {
  requireSet(set);
  const { title, measures, records } = set;
  const settings = [...new Set(records.flatMap((record) => Object.keys(record.settings ?? {})))];
  const parts = records.some(({ accuracyInterval }) => accuracyInterval) ? INTERVAL_PARTS : [];
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
    ...parts.map((key) => column(INTERVAL_COLUMNS[key], ({ accuracyInterval }) => accuracyInterval?.[key])),
    ...measures.map(({ key, unit }) => column(`cost:${key} [${unit}]`, ({ costs }) => costs[key])),
    ...settings.map((key) => column(`setting:${key}`, (record) => record.settings?.[key])),
    ...PROVENANCE_COLUMNS.map((key) => column(key, ({ provenance }) => provenance[key]))
  ];
  return csvOf(tableOf(title, columns, records));
}
