import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pointsOf, publishedRecords, type RecordSet } from '../records';
import { paretoFront } from './pareto';
import { thinnedSet } from './thin';

const provenance = { kind: 'measured', source: 'test', date: '2026-11-22', version: null } as const;
const measures = ['a', 'b'].map((key) => ({ key, name: key, quantity: 'other' as const, unit: key }));
const setOf = (
  rows: readonly { a: number; b: number; accuracy: number | null; family?: string }[]
): RecordSet => ({
  title: 'test',
  measures,
  records: rows.map(({ a, b, accuracy, family }, i) => ({
    name: `r${i}`,
    accuracy,
    costs: { a, b },
    family,
    provenance
  }))
});

const row = fc.record({
  a: fc.integer({ min: 1, max: 30 }),
  b: fc.integer({ min: 1, max: 30 }),
  accuracy: fc.integer({ min: 0, max: 30 }),
  family: fc.constantFrom('x', 'y', 'z')
});

function frontNames(set: RecordSet, key: string, hidden: readonly string[] = []): string[] {
  const points = pointsOf(set, key, ({ family = '' }) => !hidden.includes(family));
  return paretoFront(points).members.map((member) => points.records[member].name);
}

describe('a thinned set', () => {
  test('has the fronts of the whole set', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 60, maxLength: 120 }), (rows) => {
        const set = setOf(rows);
        const { set: thin, omitted, omittedMembers } = thinnedSet(set, 59);
        expect(thin.records.length + omitted).toBe(set.records.length);
        expect(thin.records.length).toBeLessThanOrEqual(59);
        fc.pre(omittedMembers === 0);
        for (const { key } of measures) {
          expect(frontNames(thin, key)).toEqual(frontNames(set, key));
        }
      }),
      { numRuns: 200, seed: 1 }
    );
  });

  test('has the fronts of what is left when families are hidden', () => {
    const rows = Array.from({ length: 5000 }, (_, i) => ({
      a: 1 + ((i * 7919) % 997),
      b: 1 + ((i * 104_729) % 1009),
      accuracy: (i * 31) % 100,
      family: `f${i % 5}`
    }));
    const set = setOf(rows);
    const { set: thin } = thinnedSet(set, 1500);
    expect(thin.records).toHaveLength(1500);
    for (const { key } of measures) {
      for (const hidden of [['f0'], ['f1', 'f4'], ['f0', 'f1', 'f2', 'f3']]) {
        expect(frontNames(thin, key, hidden)).toEqual(frontNames(set, key, hidden));
      }
    }
  });

  test('fronts longer than allowed are thinned, their ends kept', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => ({
      a: 1 + i,
      b: 1 + i,
      accuracy: i / 10,
      family: 'x'
    }));
    const { set: thin, omitted, omittedMembers } = thinnedSet(setOf(rows), 100);
    expect([thin.records.length, omitted, omittedMembers]).toEqual([100, 900, 900]);
    expect([thin.records[0].name, thin.records[99].name]).toEqual(['r0', 'r999']);
  });

  const names = ({ records }: RecordSet): string[] => records.map(({ name }) => name);
  /** The cheapest and most accurate, r0, and a staircase of `front` records of another family among `others`. */
  const hidden = (front: number, others: number, family?: string): RecordSet =>
    setOf([
      { a: 1, b: 1, accuracy: 99, family: 'best' },
      ...Array.from({ length: front }, (_, i) => ({ a: 10 + i, b: 10 + i, accuracy: 20 + i, family })),
      ...Array.from({ length: others }, () => ({ a: 90, b: 90, accuracy: 1, family }))
    ]);

  test.each([['other'], [undefined]])('the front of what has family %s comes before the cloud', (family) => {
    const { set: thin, omitted, omittedMembers } = thinnedSet(hidden(3, 6, family), 4);
    expect(names(thin)).toEqual(['r0', 'r1', 'r2', 'r3']);
    expect([omitted, omittedMembers]).toEqual([6, 0]);
  });

  test('the front of a family is kept whole or as any other records: at equal steps', () => {
    // Nine beside r0, three of them: the first, the middle and the last.
    expect(names(thinnedSet(hidden(4, 5), 4).set)).toEqual(['r0', 'r1', 'r5', 'r9']);
    // A single one is the first.
    expect(names(thinnedSet(hidden(4, 5), 2).set)).toEqual(['r0', 'r1']);
    // With the front there are two places left.
    expect(names(thinnedSet(hidden(4, 5), 7).set)).toEqual(['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r9']);
  });

  test('what is kept of a family already takes no second place', () => {
    const rows = [
      [1, 50, 'x'],
      [2, 90, 'y'],
      [3, 60, 'x'],
      [4, 70, 'x'],
      [9, 10, 'x'],
      [9, 10, 'x'],
      [9, 10, 'x']
    ] as const;
    const set = setOf(rows.map(([cost, accuracy, family]) => ({ a: cost, b: cost, accuracy, family })));
    expect(names(thinnedSet(set, 4).set)).toEqual(['r0', 'r1', 'r2', 'r3']);
  });

  test.each([1, -1])('records without accuracy are in no cloud, accuracy times %d', (sign) => {
    const rows = Array.from({ length: 10 }, (_, i) => ({
      a: 1 + i,
      b: 1 + i,
      accuracy: i < 3 ? 50 + sign * i : null,
      family: 'x'
    }));
    const { set: thin, omitted } = thinnedSet(setOf(rows), 5);
    expect(names(thin)).toEqual(['r0', 'r1', 'r2']);
    expect(omitted).toBe(7);
  });

  test.each([
    [200, true],
    [201, false]
  ])('of %d families the own fronts are looked for: %s', (families, looked) => {
    // Of each family a bad record and a better one, all behind the first.
    const rows = Array.from({ length: 2 * families }, (_, i) => ({
      a: i === 1 ? 1 : 5 - (i % 2),
      b: i === 1 ? 1 : 5 - (i % 2),
      accuracy: i === 1 ? 90 : 50 + (i % 2),
      family: `f${Math.floor(i / 2)}`
    }));
    const better = rows.flatMap((_, i) => (i % 2 === 1 ? [`r${i}`] : []));
    const kept = names(thinnedSet(setOf(rows), families).set);
    expect(kept).toHaveLength(families);
    expect(kept.join() === better.join()).toBe(looked);
  });

  test('small sets stay as they are', () => {
    const set = publishedRecords('timm');
    expect(thinnedSet(set)).toEqual({ set, omitted: 0, omittedMembers: 0 });
    expect(thinnedSet(set, set.records.length).set).toBe(set);
    expect(() => thinnedSet(set, 1)).toThrow(/^most: got 1/);
    expect(() => thinnedSet(set, 2.5)).toThrow(/^most: got 2.5/);
    expect(thinnedSet(set, 2).set.records).toHaveLength(2);
  });
});
