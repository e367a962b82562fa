import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordSet, ResultRecord } from '../records';
import { bestRecordWithin, cheapestRecordReaching } from './record-answers';

const provenance = { kind: 'measured', source: 'runs', date: '2026-11-22', version: null } as const;
const measures = [{ key: 'latency', name: 'Latency', quantity: 'latency', unit: 'ms' }] as const;
const setOf = (rows: ReadonlyArray<[cost: number | null, accuracy: number | null]>): RecordSet => ({
  ...{ title: 'Mine', measures },
  records: rows.map(([cost, accuracy], i): ResultRecord => {
    const costs: Record<string, number> = cost === null ? {} : { latency: cost };
    return { name: `n${i}`, accuracy, costs, provenance };
  })
});
const few = fc.integer({ min: 1, max: 6 });
const rows = fc.array(fc.tuple(fc.option(few), fc.option(few)), { maxLength: 12 });

/** By looking at all records. */
function firstBy(
  records: readonly ResultRecord[],
  keep: (cost: number, accuracy: number) => boolean,
  better: (one: [number, number], other: [number, number]) => number
): ResultRecord | null {
  const at = ({ costs, accuracy }: ResultRecord): [number, number] => [costs.latency, accuracy ?? NaN];
  const kept = records.filter(
    (each) => each.accuracy !== null && 'latency' in each.costs && keep(...at(each))
  );
  return [...kept].sort((a, b) => better(at(a), at(b)))[0] ?? null;
}
const byAccuracy = (a: [number, number], b: [number, number]): number => b[1] - a[1] || a[0] - b[0];
const byCost = (a: [number, number], b: [number, number]): number => a[0] - b[0] || b[1] - a[1];

describe('records of a set', () => {
  test('best within a budget, and the next, are those that a look at all finds', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 7 }), (given, budget) => {
        const set = setOf(given);
        const best = firstBy(set.records, (cost) => cost <= budget, byAccuracy);
        const next = firstBy(set.records, (_, accuracy) => accuracy > (best?.accuracy ?? -1), byCost);
        expect(bestRecordWithin(set, 'latency', budget)).toEqual({ best, next });
      }),
      { seed: 1 }
    );
  });

  test('cheapest of an accuracy, and the best for less, are those that a look at all finds', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 7 }), (given, accuracy) => {
        const set = setOf(given);
        const cheapest = firstBy(set.records, (_, reached) => reached >= accuracy, byCost);
        const before = firstBy(
          set.records,
          (cost) => cost < (cheapest?.costs.latency ?? Infinity),
          byAccuracy
        );
        expect(cheapestRecordReaching(set, 'latency', accuracy)).toEqual({ cheapest, before });
      }),
      { seed: 2 }
    );
  });

  test.each([NaN, -1, 101])('an accuracy of %j is refused', (accuracy) => {
    expect(() => cheapestRecordReaching(setOf([]), 'latency', accuracy)).toThrow(/^accuracy: got/);
  });

  test('a measure that there is not is refused', () => {
    expect(() => cheapestRecordReaching(setOf([]), 'macs', 1)).toThrow(/^measure: got "macs"/);
    expect(() => bestRecordWithin(setOf([]), 'macs', 1)).toThrow(/^measure: got "macs"/);
    expect(() => bestRecordWithin(setOf([]), 'latency', NaN)).toThrow(/^budget/);
  });
});
