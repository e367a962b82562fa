import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pointsOf, publishedRecords, type RecordSet } from '../records';
import { paretoFront } from './pareto';
import { thinnedSet } from './thin';

const provenance = { kind: 'measured', source: 'test', date: '2026-11-22', version: null } as const;
const measures = ['a', 'b'].map((key) => ({ key, name: key, quantity: 'other' as const, unit: key }));
const setOf = (rows: readonly { a: number; b: number; accuracy: number; family: string }[]): RecordSet => ({
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
      { numRuns: 200 }
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

  test('small sets stay as they are', () => {
    const set = publishedRecords('timm');
    expect(thinnedSet(set)).toEqual({ set, omitted: 0, omittedMembers: 0 });
    expect(() => thinnedSet(set, 1)).toThrow(/^most: got 1/);
  });
});
