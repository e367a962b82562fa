import { SpecError } from '../errors';
import { requireArray, requireObject, validateSpec } from '../validate';
import {
  type AccuracyInterval,
  COST_QUANTITIES,
  type CostMeasure,
  INTERVAL_CAUSES,
  type Provenance,
  RECORD_KINDS,
  RECORD_LIMITS,
  RECORD_SCALINGS,
  type ResultRecord
} from './record';

/** Says where a value stands, only when an error needs it: a million records are checked. */
export type Place = (field: string) => string;

type Fields = Record<string, unknown>;

/** @throws SpecError unless it is an object with no other fields than these. */
export function fieldsOf(field: string, value: unknown, known: readonly string[]): Fields {
  const fields = objectOf(field, value);
  for (const key in fields) {
    if (!known.includes(key)) {
      throw new SpecError(
        `${field}.${key}`,
        fields[key],
        `no other fields than ${known.join(', ')}`,
        'Remove it, or put it under "settings" of a record.'
      );
    }
  }
  return fields;
}

const plainObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function objectOf(field: string, value: unknown): Fields {
  if (!plainObject(value)) {
    throw new SpecError(field, value, 'an object', 'See the format of record sets.');
  }
  return value;
}

/** @throws SpecError for what is no text, and for one that is too long. */
export function requireFileText(text: unknown): void {
  if (typeof text !== 'string') {
    throw new SpecError('file', text, 'a text', "Read it by fs.readFileSync(path, 'utf8').");
  }
  if (text.length > RECORD_LIMITS.characters) {
    const expected = `at most ${RECORD_LIMITS.characters}`;
    throw new SpecError('file', `${text.length} characters`, expected, 'Divide the file.');
  }
}

/**
 * What lists of records are read from; the records themselves were checked when the set was made.
 * @throws SpecError for what is no set.
 */
export function requireSet(set: unknown): void {
  const remedy = 'Take publishedRecords, or read a set with readRecordsCsv or readRecordsJson.';
  const { measures, records } = requireObject('set', set, remedy);
  requireArray('set.measures', measures, remedy);
  requireArray('set.records', records, remedy);
}

export function listOf(field: string, value: unknown, most: number): unknown[] {
  if (!Array.isArray(value)) {
    throw new SpecError(field, value, 'a list', 'See the format of record sets.');
  }
  if (value.length > most) {
    throw new SpecError(`${field}.length`, value.length, `at most ${most}`, 'Divide the file.');
  }
  return value;
}

export function textOf(place: Place, key: string, value: unknown, most: number = RECORD_LIMITS.name): string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > most) {
    throw new SpecError(place(key), value, `a text of 1 to ${most} characters`, `Write ${key} in words.`);
  }
  return value;
}

function oneOf<T extends string>(place: Place, key: string, value: unknown, allowed: readonly T[]): T {
  if (!allowed.includes(value as T)) {
    throw new SpecError(place(key), value, `one of ${allowed.join(', ')}`, `Set ${key} to one of them.`);
  }
  return value as T;
}

function percent(place: Place, key: string, value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 100)) {
    throw new SpecError(
      place(key),
      value,
      'per cent from 0 to 100',
      'Give accuracy in per cent (76.3, not 0.763 or an error rate), or null where it is unknown.'
    );
  }
  return value;
}

/** @throws SpecError for two accuracies or more, fractions among them, that are all at most 1: shares of 1. */
export function requirePercent(records: readonly ResultRecord[]): void {
  let [known, fractions, most] = [0, 0, 0];
  for (const { accuracy } of records) {
    known += accuracy === null ? 0 : 1;
    fractions += Number.isInteger(accuracy ?? 0) ? 0 : 1;
    most = Math.max(most, accuracy ?? 0);
  }
  if (known > 1 && fractions > 0 && most <= 1) {
    const remedy = 'Give accuracy in per cent (76.3, not 0.763).';
    throw new SpecError('accuracy', `at most ${most} in all records`, 'per cent from 0 to 100', remedy);
  }
}

function positive(place: Place, key: string, value: unknown): number {
  const { smallest, largest } = RECORD_LIMITS;
  if (typeof value !== 'number' || !(value >= smallest && value <= largest)) {
    const isPositive = typeof value === 'number' && value > 0 && value < Infinity;
    const expected = isPositive ? `a number from ${smallest} to ${largest}` : 'a positive finite number';
    throw new SpecError(place(key), value, expected, 'Leave out what is unknown.');
  }
  return value;
}

function finite(place: Place, key: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new SpecError(place(key), value, 'a finite number', 'Leave out what is unknown.');
  }
  return value;
}

const PROVENANCE_FIELDS = ['kind', 'source', 'date', 'version'];

/** @throws SpecError for the first field that isn't as described. */
export function provenanceOf(field: string, value: unknown): Provenance {
  if (value === undefined) {
    throw new SpecError(
      field,
      value,
      PROVENANCE_FIELDS.join(', '),
      'Say where the number comes from: once for the whole set, or in each record.'
    );
  }
  const raw = fieldsOf(field, value, PROVENANCE_FIELDS);
  const place: Place = (key) => `${field}.${key}`;
  return {
    kind: oneOf(place, 'kind', raw.kind, RECORD_KINDS),
    source: textOf(place, 'source', raw.source, RECORD_LIMITS.text),
    date: day(place('date'), raw.date),
    version: raw.version === null ? null : textOf(place, 'version', raw.version)
  };
}

function day(field: string, value: unknown): string {
  const isDay = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  // `Date` moves 30 February to March: the day has to come back.
  const time = isDay ? Date.parse(`${value}T00:00:00Z`) : NaN;
  if (!isDay || Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value) {
    throw new SpecError(field, value, 'a day as year-month-day', 'Write it as "2026-11-22".');
  }
  return value;
}

const MEASURE_FIELDS = ['key', 'name', 'quantity', 'unit', 'device', 'batchSize', 'note', 'source'];

/** @throws SpecError for the first field that isn't as described, or a key that comes twice. */
export function measuresOf(value: unknown): CostMeasure[] {
  const measures = listOf('measures', value, RECORD_LIMITS.measures).map((item, i) =>
    measureOf(`measures[${i}]`, item)
  );
  measures.forEach(({ key }, i) => {
    if (measures.findIndex((other) => other.key === key) < i) {
      throw new SpecError(`measures[${i}].key`, key, 'a key of its own', 'Give each measure another key.');
    }
  });
  return measures;
}

function measureOf(field: string, value: unknown): CostMeasure {
  const raw = fieldsOf(field, value, MEASURE_FIELDS);
  const place: Place = (key) => `${field}.${key}`;
  if (raw.batchSize !== undefined && !(Number.isInteger(raw.batchSize) && Number(raw.batchSize) > 0)) {
    throw new SpecError(
      place('batchSize'),
      raw.batchSize,
      'a whole number of images',
      'Leave it out if it varies.'
    );
  }
  return {
    key: keyOf(place('key'), raw.key),
    name: textOf(place, 'name', raw.name),
    quantity: oneOf(place, 'quantity', raw.quantity, COST_QUANTITIES),
    unit: textOf(place, 'unit', raw.unit),
    ...(raw.device === undefined ? {} : { device: textOf(place, 'device', raw.device) }),
    ...(raw.batchSize === undefined ? {} : { batchSize: raw.batchSize as number }),
    ...(raw.note === undefined ? {} : { note: textOf(place, 'note', raw.note, RECORD_LIMITS.text) }),
    ...(raw.source === undefined ? {} : { source: textOf(place, 'source', raw.source, RECORD_LIMITS.text) })
  };
}

/** Plain enough for a column's heading, and none of the names an object has by itself. */
export function keyOf(field: string, value: unknown): string {
  if (typeof value !== 'string' || !/^[A-Za-z][\w-]{0,63}$/.test(value) || value in Object.prototype) {
    throw new SpecError(
      field,
      value,
      'a letter, then at most 63 letters, digits, "_" or "-"',
      'Write it like "latency-i7".'
    );
  }
  return value;
}

const RECORD_FIELDS = [
  'name',
  'accuracy',
  'costs',
  'provenance',
  'accuracyInterval',
  'top5',
  'family',
  'scaling',
  'phi',
  'variant',
  'resolution',
  'settings',
  'spec'
];

/**
 * Checks one record from a file or from code.
 * @param shared - provenance where the record has none of its own
 * @param costs - whether its costs become the record's: of a value that nobody else holds a copy would take more memory
 * @throws SpecError for the first field that isn't as described.
 */
export function recordOf(
  field: () => string,
  value: unknown,
  measures: ReadonlySet<string>,
  shared: Provenance | null,
  costs: 'copied' | 'kept' = 'copied'
): ResultRecord {
  const place: Place = (key) => `${field()}.${key}`;
  const raw = plainObject(value) && !hasUnknown(value) ? value : fieldsOf(field(), value, RECORD_FIELDS);
  const record: ResultRecord = {
    name: textOf(place, 'name', raw.name),
    accuracy: raw.accuracy === null ? null : percent(place, 'accuracy', raw.accuracy),
    costs: costsOf(place, raw.costs, measures, costs),
    provenance:
      raw.provenance === undefined && shared !== null
        ? shared
        : provenanceOf(place('provenance'), raw.provenance)
  };
  if (raw.accuracyInterval !== undefined) {
    record.accuracyInterval = intervalOf(place, raw.accuracyInterval, record.accuracy);
  }
  if (raw.top5 !== undefined) {
    record.top5 = percent(place, 'top5', raw.top5);
  }
  if (raw.family !== undefined) {
    record.family = textOf(place, 'family', raw.family);
  }
  if (raw.scaling !== undefined) {
    record.scaling = oneOf(place, 'scaling', raw.scaling, RECORD_SCALINGS);
  }
  if (raw.phi !== undefined) {
    record.phi = finite(place, 'phi', raw.phi);
  }
  if (raw.variant !== undefined) {
    record.variant = textOf(place, 'variant', raw.variant);
  }
  if (raw.resolution !== undefined) {
    record.resolution = positive(place, 'resolution', raw.resolution);
  }
  if (raw.settings !== undefined) {
    record.settings = settingsOf(place, raw.settings);
  }
  if (raw.spec !== undefined) {
    record.spec = validateSpec(raw.spec);
  }
  return record;
}

const INTERVAL_FIELDS = ['from', 'to', 'confidence', 'over'];

function intervalOf(place: Place, value: unknown, accuracy: number | null): AccuracyInterval {
  const field = 'accuracyInterval';
  const raw = fieldsOf(place(field), value, INTERVAL_FIELDS);
  const interval = {
    from: finite(place, `${field}.from`, raw.from),
    to: finite(place, `${field}.to`, raw.to),
    confidence: finite(place, `${field}.confidence`, raw.confidence),
    over: oneOf(place, `${field}.over`, raw.over, INTERVAL_CAUSES)
  };
  const { from, to, confidence } = interval;
  // Without an accuracy nothing lies between the ends.
  if (accuracy === null || !(from <= accuracy && accuracy <= to)) {
    const expected = 'the accuracy from its lower to its upper end';
    const remedy = 'Give both in per cent, and an interval only with an accuracy.';
    throw new SpecError(place(field), `${from} to ${to} with accuracy ${accuracy}`, expected, remedy);
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new SpecError(
      place(`${field}.confidence`),
      confidence,
      'a share above 0 and below 1',
      'Give 0.95 for 95 %.'
    );
  }
  return interval;
}

function hasUnknown(value: Fields): boolean {
  for (const key in value) {
    if (!RECORD_FIELDS.includes(key)) {
      return true;
    }
  }
  return false;
}

const NO_COSTS: Readonly<Record<string, number>> = Object.freeze({});

function costsOf(
  place: Place,
  value: unknown,
  measures: ReadonlySet<string>,
  use: 'copied' | 'kept'
): Readonly<Record<string, number>> {
  const costs = plainObject(value) ? value : objectOf(place('costs'), value);
  const checked: Record<string, number> = {};
  let isEmpty = true;
  for (const key in costs) {
    if (!measures.has(key)) {
      throw new SpecError(
        place(`costs.${key}`),
        costs[key],
        measures.size === 0 ? 'no costs: the set has no measures' : `one of ${[...measures].join(', ')}`,
        'Describe the cost under "measures".'
      );
    }
    const cost = positive(place, `costs.${key}`, costs[key]);
    isEmpty = false;
    if (use === 'copied') {
      checked[key] = cost;
    }
  }
  return use === 'copied' ? checked : isEmpty ? NO_COSTS : (costs as Record<string, number>);
}

function settingsOf(place: Place, value: unknown): Record<string, string | number> {
  const settings = objectOf(place('settings'), value);
  const keys = Object.keys(settings);
  if (keys.length > RECORD_LIMITS.settings) {
    throw new SpecError(
      place('settings'),
      keys.length,
      `at most ${RECORD_LIMITS.settings}`,
      'Keep the ones that matter.'
    );
  }
  return Object.fromEntries(
    keys.map((key) => {
      const setting = settings[key];
      keyOf(place(`settings.${key}`), key);
      return [
        key,
        typeof setting === 'number'
          ? finite(place, `settings.${key}`, setting)
          : textOf(place, `settings.${key}`, setting)
      ];
    })
  );
}
