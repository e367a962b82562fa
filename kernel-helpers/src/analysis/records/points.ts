import { SpecError } from '../errors';
import { requireSet } from './check';
import type { CostMeasure, RecordSet, ResultRecord } from './record';

/** Cost and accuracy of the records that have both; `costs[i]` and `accuracies[i]` belong to `records[i]`. */
export interface RecordPoints {
  measure: CostMeasure;
  records: readonly ResultRecord[];
  costs: Float64Array;
  accuracies: Float64Array;
  /** Records without this cost or without accuracy. */
  skipped: number;
}

/**
 * One cost of a set against accuracy.
 * @param keep - which records take part; all unless given
 * @throws SpecError for what is no set, and a measure that it hasn't.
 */
export function pointsOf(
  set: RecordSet,
  measureKey: string,
  keep: (record: ResultRecord) => boolean = () => true
): RecordPoints {
  requireSet(set);
  const { measures, records } = set;
  const measure = measures.find(({ key }) => key === measureKey);
  if (measure === undefined) {
    const keys = measures.map(({ key }) => key).join(', ');
    throw new SpecError(
      'measure',
      measureKey,
      keys ? `one of ${keys}` : 'none',
      'Choose a measure of the set.'
    );
  }
  const complete: ResultRecord[] = [];
  const costs = new Float64Array(records.length);
  const accuracies = new Float64Array(records.length);
  let skipped = 0;
  for (const record of records) {
    if (!keep(record)) {
      continue;
    }
    const cost = record.costs[measureKey];
    if (record.accuracy === null || cost === undefined) {
      skipped++;
      continue;
    }
    costs[complete.length] = cost;
    accuracies[complete.length] = record.accuracy;
    complete.push(record);
  }
  return {
    measure,
    records: complete,
    costs: costs.slice(0, complete.length),
    accuracies: accuracies.slice(0, complete.length),
    skipped
  };
}

/** Families in the order of their first records. */
export function familiesOf(set: RecordSet): string[] {
  requireSet(set);
  return [...new Set(set.records.flatMap(({ family }) => (family === undefined ? [] : [family])))];
}
