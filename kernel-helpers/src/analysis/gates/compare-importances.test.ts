import { describe, expect, test } from 'vitest';
import { compareImportances, pruningRuns, type RecordSet, type ResultRecord } from '../index';

const record = (importance: string, seed: number, accuracy: number, change: object = {}): ResultRecord => ({
  name: `${importance} ${seed}`,
  accuracy,
  costs: {},
  provenance: { kind: 'measured', source: 'test', date: '2026-01-01', version: null },
  settings: { importance, seed, saving: 0.2, phase: 'pruned', ...change }
});
const setOf = (records: ResultRecord[]): RecordSet => ({ title: 't', measures: [], records });

const SET = setOf([
  ...[70, 80, 90].map((accuracy, i) => record('random', 3 - i, accuracy)),
  ...[76, 85, 94].map((accuracy, i) => record('taylor', 3 - i, accuracy)),
  ...[69, 80, 91].map((accuracy, i) => record('norm', 3 - i, accuracy)),
  record('taylor', 1, 10, { phase: 'tuned' }),
  record('taylor', 1, 11, { saving: 0.3 })
]);
const ASKED = { phase: 'pruned', saving: 0.2 } as const;

describe('compareImportances', () => {
  test('orders means, with intervals of seeds and of leads on the same networks', () => {
    const results = compareImportances(SET, ASKED);
    expect(results.map(({ importance, mean, accuracies }) => [importance, mean, accuracies])).toEqual([
      ['taylor', 85, [94, 85, 76]],
      ['random', 80, [90, 80, 70]],
      ['norm', 80, [91, 80, 69]]
    ]);
    // Deviations 9, 10 and 11 of three seeds; t of 95 % and two degrees of freedom is 4.3027.
    results.forEach(({ mean, from, to }, i) => {
      const half = (4.3027 * [9, 10, 11][i]) / Math.sqrt(3);
      expect(from).toBeCloseTo(mean - half, 2);
      expect(to).toBeCloseTo(mean + half, 2);
    });
    // Leads 4, 5, 6 and 1, 0, −1: a deviation of 1.
    const lead = 4.3027 / Math.sqrt(3);
    const [taylor, random, norm] = results;
    expect(random.lead).toBeNull();
    [taylor, norm].forEach(({ lead: found }, i) => {
      expect(found!.mean).toBe([5, 0][i]);
      expect(found!.from).toBeCloseTo([5, 0][i] - lead, 3);
      expect(found!.to).toBeCloseTo([5, 0][i] + lead, 3);
    });
    const over = compareImportances(SET, { ...ASKED, over: 'taylor', level: 0.5 });
    expect(over.map(({ lead: found }) => found?.mean)).toEqual([undefined, -5, -5]);
    expect(over[1].lead!.to - over[1].lead!.from).toBeLessThan(lead);
  });

  test('refuses what the records don’t hold', () => {
    const refusal = /^question: got ".*", expected two or more seeds, the same of each importance/;
    expect(() => compareImportances(SET, { ...ASKED, saving: 0.5 })).toThrow(refusal);
    expect(() => compareImportances(SET, { ...ASKED, phase: 'tuned', over: 'taylor' })).toThrow(refusal);
    const uneven = setOf(SET.records.filter(({ name }) => name !== 'norm 2'));
    expect(() => compareImportances(uneven, ASKED)).toThrow(refusal);
    expect(() => compareImportances(SET, { ...ASKED, savings: 1 } as never)).toThrow(/savings/);
  });
});

test('the measured record has all savings, phases and importances, and its own costs', () => {
  const { records } = pruningRuns();
  const whole = records.find(({ settings }) => settings?.importance === 'none')!;
  for (const saving of [0.1, 0.2, 0.3]) {
    for (const phase of ['pruned', 'tuned'] as const) {
      const results = compareImportances(pruningRuns(), { phase, saving });
      expect(results.map(({ importance }) => importance).sort()).toEqual([
        ...['contribution', 'gate', 'norm', 'random', 'taylor']
      ]);
    }
    const pruned = records.filter(
      ({ settings }) => settings?.saving === saving && settings.phase === 'pruned'
    );
    pruned.forEach(({ costs }) => {
      const left = costs.macs / whole.costs.macs;
      expect(left).toBeLessThanOrEqual(1 - saving);
      expect(left).toBeGreaterThan(0.96 - saving);
    });
  }
});
