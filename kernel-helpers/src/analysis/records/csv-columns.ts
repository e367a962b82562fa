import { SpecError } from '../errors';
import { keyOf } from './check';
import {
  type AccuracyInterval,
  type CostMeasure,
  MACS_MEASURE,
  PARAMS_MEASURE,
  RECORD_LIMITS
} from './record';

export const TEXT_COLUMNS = ['name', 'family', 'scaling', 'variant'] as const;
export const NUMBER_COLUMNS = ['accuracy', 'top5', 'phi', 'resolution'] as const;
export const PROVENANCE_COLUMNS = ['kind', 'source', 'date', 'version'] as const;
/** By the fields of an interval. */
export const INTERVAL_COLUMNS = {
  from: 'accuracyFrom',
  to: 'accuracyTo',
  confidence: 'accuracyConfidence',
  over: 'accuracyOver'
} as const satisfies Record<keyof AccuracyInterval, string>;
export const KNOWN_COLUMNS: readonly string[] = [
  ...TEXT_COLUMNS,
  ...NUMBER_COLUMNS,
  ...Object.values(INTERVAL_COLUMNS),
  ...PROVENANCE_COLUMNS
];

export const INTERVAL_PARTS = Object.keys(INTERVAL_COLUMNS) as ReadonlyArray<keyof AccuracyInterval>;

/** What a column of CSV holds. */
export type Column =
  | { target: 'text' | 'number' | 'provenance'; key: string }
  | { target: 'interval'; key: keyof AccuracyInterval }
  | { target: 'cost'; key: string; measure: CostMeasure }
  | { target: 'setting'; key: string };

/** @throws SpecError for a heading that stands for nothing, or for what another stands for. */
export function columnsOf(names: readonly string[], measures: readonly CostMeasure[]): Column[] {
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
  const [part] = INTERVAL_PARTS.filter((key) => INTERVAL_COLUMNS[key] === name);
  if (part !== undefined) {
    return { target: 'interval', key: part };
  }
  const is = (names: readonly string[]): boolean => names.includes(name);
  if (is(TEXT_COLUMNS) || is(NUMBER_COLUMNS) || is(PROVENANCE_COLUMNS)) {
    return { target: is(TEXT_COLUMNS) ? 'text' : is(NUMBER_COLUMNS) ? 'number' : 'provenance', key: name };
  }
  if (/[;\t]/.test(name)) {
    // As spreadsheets write it where the comma stands in numbers.
    const remedy = 'Save it with commas between columns and points in numbers.';
    throw new SpecError('line 1', name, 'columns with commas between them', remedy);
  }
  throw new SpecError(
    'line 1',
    name,
    `${KNOWN_COLUMNS.join(', ')}, "cost:KEY [unit]" or "setting:KEY"`,
    'Rename the column, for example to "setting:…".'
  );
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
/** Characters of a number, blanks around it included. */
const LONGEST_NUMBER = 100;

export const isNumeric = (field: string): boolean =>
  field.length <= LONGEST_NUMBER && NUMBER.test(field.trim());

export function numberOf(field: string, column: string, line: number): number {
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
export const plain = (field: string): string => (/^'+[=+\-@\t\r\n]/.test(field) ? field.slice(1) : field);
