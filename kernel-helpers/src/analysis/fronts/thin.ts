import { SpecError } from '../errors';
import { familiesOf, pointsOf, type RecordSet, requireSet, type ResultRecord } from '../records';
import { paretoFront } from './pareto';

/** What a document can hold of a large set; a notebook with as many records stays below a megabyte. */
export const DOCUMENT_RECORDS = 2000;

/** Families beyond which their own fronts aren't looked for: hardly anybody hides some of so many. */
const MOST_FAMILIES = 200;

export interface ThinnedSet {
  set: RecordSet;
  /** How many records were left out. */
  omitted: number;
  /** How many of them are on the front of a measure: 0 unless the fronts alone are longer than allowed. */
  omittedMembers: number;
}

/**
 * A part of a large set that has the same fronts. Kept are the members of every measure's front; then those of each
 * family's own, so that the fronts stay right when families are hidden; then records at equal steps, so that the
 * cloud keeps its shape. The order stays.
 * @param most - records to keep; longer fronts are thinned at equal steps of rising cost, both ends kept
 * @throws SpecError for fewer than 2.
 */
export function thinnedSet(set: RecordSet, most: number = DOCUMENT_RECORDS): ThinnedSet {
  if (!(Number.isInteger(most) && most >= 2)) {
    throw new SpecError('most', most, 'a whole number of at least 2', 'Keep more records.');
  }
  requireSet(set);
  const { records } = set;
  if (records.length <= most) {
    return { set, omitted: 0, omittedMembers: 0 };
  }
  const numbers = new Map(records.map((record, i) => [record, i]));
  const fronts = set.measures.map(({ key }) => membersOf(set, key, numbers));
  const members = new Set(fronts.flat());
  const kept = members.size <= most ? members : new Set(stepped([...members], most));
  if (members.size < most) {
    addFamilyFronts(set, numbers, kept, most);
    addCloud(records, kept, most);
  }
  return {
    set: { ...set, records: records.filter((_, i) => kept.has(i)) },
    omitted: records.length - kept.size,
    omittedMembers: Math.max(0, members.size - most)
  };
}

function membersOf(set: RecordSet, key: string, numbers: ReadonlyMap<ResultRecord, number>): number[] {
  const points = pointsOf(set, key);
  return paretoFront(points).members.map((member) => numbers.get(points.records[member]) ?? 0);
}

function addFamilyFronts(
  set: RecordSet,
  numbers: ReadonlyMap<ResultRecord, number>,
  kept: Set<number>,
  most: number
): void {
  if (familiesOf(set).length > MOST_FAMILIES) {
    return;
  }
  const families = new Map<string, ResultRecord[]>();
  for (const record of set.records) {
    const family = families.get(record.family ?? '');
    if (family === undefined) {
      families.set(record.family ?? '', [record]);
    } else {
      family.push(record);
    }
  }
  for (const records of families.values()) {
    for (const { key } of set.measures) {
      const more = membersOf({ ...set, records }, key, numbers).filter((member) => !kept.has(member));
      if (kept.size + more.length <= most) {
        more.forEach((member) => kept.add(member));
      }
    }
  }
}

/** Fills up with records at equal steps; those without accuracy are in no picture. */
function addCloud(records: readonly ResultRecord[], kept: Set<number>, most: number): void {
  const rest: number[] = [];
  records.forEach(({ accuracy }, i) => {
    if (accuracy !== null && !kept.has(i)) {
      rest.push(i);
    }
  });
  stepped(rest, most - kept.size).forEach((i) => kept.add(i));
}

/** So many of the values at equal steps, the first and the last among them. */
function stepped(values: readonly number[], count: number): number[] {
  if (values.length <= count) {
    return [...values];
  }
  if (count < 2) {
    return values.slice(0, count);
  }
  const step = (values.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, i) => values[Math.round(i * step)]);
}
