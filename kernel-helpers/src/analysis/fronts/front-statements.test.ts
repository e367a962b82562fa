import { describe, expect, test } from 'vitest';
import { SpecError } from '../errors';
import type { Estimate } from '../estimate';
import { publishedRecords, type RecordSet, type ResultRecord } from '../records';
import { publishedSurrogate } from '../search';
import type { Statement } from '../statement';
import type { Member, StatementStatus } from '../statement-rule';
import { accuracyAtCost, frontStatements, initialSlope } from './index';

describe('frontStatements', () => {
  const published = publishedRecords('paper-dimensions');
  /** The table with other numbers in some rows. */
  const table = (
    change: (record: ResultRecord) => Partial<{ accuracy: number; macs: number }>
  ): RecordSet => ({
    ...published,
    records: published.records.map((record) => {
      const { accuracy = record.accuracy, macs = record.costs.macs } = change(record);
      return { ...record, accuracy, costs: { macs } };
    })
  });
  const byId = (id: string, set?: RecordSet): Statement =>
    frontStatements(set).find((row) => row.id === id) as Statement;
  const memberOf = (id: string, name: string): Estimate =>
    membersOf(byId(id)).find((member) => member.name === name)!.computed;
  const membersOf = ({ rule }: Statement): readonly Member[] => (rule.kind === 'each' ? rule.members : []);

  test.each([
    // NumPy on all corners of ± 0.05 billion and ± 0.05 %: line in log MACs from baseline to compound network.
    ['MobileNetV1 w=2', 1.2346, 0.954, 1.5],
    ['MobileNetV2 d=4', 72 + (5.4 * Math.log(4)) / Math.log(13 / 3) - 76.8, -0.1414, 0.7],
    ['MobileNetV2 w=2', 0.3848, -0.1053, 0.8202],
    ['ResNet-50 d=4', 0.6394, 0.5268, 0.7518],
    // Costs more than the compound network: that one's accuracy is to be had.
    ['EfficientNet-B0 r=2', 81.1 - 79.1, 1.9, 2.1]
  ])('compound scaling leads %s by %d at equal cost, %d to %d', (name, value, low, high) => {
    const found = memberOf('compound-envelope', name);
    expect(found.value).toBeCloseTo(value, 3);
    expect(found.low).toBeCloseTo(low, 3);
    expect(found.high).toBeCloseTo(high, 3);
  });

  test('the envelope is open for the two rows whose cost has one digit or two', () => {
    const found = byId('compound-envelope');
    expect(found).toMatchObject({
      status: 'undecided',
      claimed: 11,
      computed: 11,
      uncertainty: { low: 9, high: 11 }
    });
    expect(found.why).toContain('open: MobileNetV2 d=4, MobileNetV2 w=2.');
  });

  test.each([
    // Least ratios sampled with NumPy over rounding, with one q of 0.001 to 100 for all costs: 0.931, 1.084, 0.890.
    // Most for one p for all multipliers: twice the gains' ratio, rounded in depth's favour.
    ['MobileNetV2', 4.8 / Math.log(4) / (4.4 / Math.log(11 / 3)), 0.931, (2 * 4.8) / 4.3],
    ['ResNet-50', 2.1 / Math.log(162 / 41) / (1.7 / Math.log(147 / 41)), 1.084, (2 * 2.1) / 1.6],
    ['EfficientNet-B0', 1.7 / Math.log(4.5) / (1.8 / Math.log(4.75)), 0.89, 2]
  ])('depth of %s has %d times the slope of the next at the start', (name, value, low, high) => {
    const found = memberOf('depth-steepest', name);
    expect(found.value).toBeCloseTo(value, 9);
    expect(found.low).toBeLessThanOrEqual(low);
    expect(found.low).toBeGreaterThan(low - 0.02);
    expect(found.high).toBeCloseTo(high, 9);
  });

  test('the surrogate’s slopes, with one exponent for all multipliers, are among those that are open', () => {
    const { depth, resolution } = publishedSurrogate().surrogate;
    const ratio = (depth.amplitude * depth.exponent) / ((resolution.amplitude * resolution.exponent) / 2);
    const { low, high } = memberOf('depth-steepest', 'EfficientNet-B0');
    expect(ratio).toBeGreaterThan(1.5);
    expect(ratio).toBeGreaterThan(low);
    expect(ratio).toBeLessThan(high);
  });

  /** With costs a thousand times as large the same rounding is nothing. */
  const certain = table(({ costs }) => ({ macs: 1000 * costs.macs }));
  const gaining = (scaling: string, points: number): RecordSet =>
    table((record) => (record.scaling === scaling ? { accuracy: record.accuracy! + points } : {}));

  test.each<[string, StatementStatus, string, RecordSet]>([
    ['compound-most-accurate', 'holds', 'as published', published],
    [
      'compound-most-accurate',
      'false',
      'compound networks that gain two points less',
      gaining('compound', -2)
    ],
    // 76.8 against 76.8 of MobileNetV2.
    ['compound-most-accurate', 'undecided', 'a tie in the digits printed', gaining('compound', -0.6)],
    ['compound-envelope', 'holds', 'costs with more digits', certain],
    ['compound-envelope', 'holds', 'compound networks that gain more', gaining('compound', 1)],
    ['compound-envelope', 'false', 'compound networks that gain two points less', gaining('compound', -2)],
    ['single-dimension-on-front', 'false', 'as published', published],
    // No row but the baseline is then as cheap.
    [
      'single-dimension-on-front',
      'holds',
      'compound networks that cost less',
      table(({ scaling, costs }) => (scaling === 'compound' ? { macs: costs.macs / 2 } : {}))
    ],
    [
      'single-dimension-on-front',
      'undecided',
      'compound networks that cost the same but for a digit not printed',
      table(({ scaling, family }) =>
        scaling === 'baseline' ? {} : { macs: family === 'ResNet-50' ? 16.2e9 : 2e9 }
      )
    ],
    ['depth-steepest', 'holds', 'depth that gains two points more', gaining('depth', 2)],
    ['depth-steepest', 'false', 'depth that gains a point less', gaining('depth', -1)]
  ])('%s: %s for %s', (id, status, _, set) => {
    expect(byId(id, set).status).toBe(status);
  });

  test('with costs that have more digits nothing is open', () => {
    expect(byId('compound-envelope', certain).why).toContain('Certain of 11 of 11; open: none.');
    expect(byId('depth-steepest').why).toMatch(/Certain of \d of 3; open: .*EfficientNet-B0/);
  });

  test('what surely fails is not open', () => {
    const found = byId(
      'compound-envelope',
      table(({ scaling, accuracy, costs }) => ({
        macs: 1000 * costs.macs,
        accuracy: accuracy! - (scaling === 'compound' ? 20 : 0)
      }))
    );
    expect(found.why).toContain('Certain of 0 of 11; open: none.');
  });

  test('the least lead is MobileNetV2’s 77.4 − 76.8', () => {
    expect(byId('compound-most-accurate').why).toContain('The least lead is 0.6 points');
  });

  test('the order of the rows says nothing', () => {
    const reversed = { ...published, records: [...published.records].reverse() };
    for (const id of ['compound-most-accurate', 'compound-envelope', 'depth-steepest']) {
      const sorted = (set?: RecordSet): Member[] =>
        [...membersOf(byId(id, set))].sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(sorted(reversed)).toEqual(sorted());
    }
  });

  test('rows that lack accuracy, cost or scaling say nothing', () => {
    const [record] = published.records;
    const none = { ...record, accuracy: 99.9 };
    const { scaling: _, ...unscaled } = none;
    const more = [{ ...none, accuracy: null }, { ...none, costs: {} }, unscaled];
    expect(frontStatements({ ...published, records: [...more, ...published.records] })).toEqual(
      frontStatements()
    );
  });

  test.each(['baseline', 'compound'])('a family without its %s row is left out', (missing) => {
    const records = published.records.filter(
      ({ family, scaling }) => family !== 'ResNet-50' || scaling !== missing
    );
    const names = membersOf(byId('compound-most-accurate', { ...published, records })).map(
      ({ name }) => name
    );
    expect(names).toEqual(['MobileNetV1', 'MobileNetV2', 'EfficientNet-B0']);
  });

  test('so is one with no single dimension', () => {
    const records = published.records.filter(
      ({ family, scaling }) => family !== 'ResNet-50' || scaling === 'baseline' || scaling === 'compound'
    );
    const set = { ...published, records };
    expect(membersOf(byId('compound-most-accurate', set))).toHaveLength(3);
    expect(membersOf(byId('depth-steepest', set)).map(({ name }) => name)).toEqual([
      'MobileNetV2',
      'EfficientNet-B0'
    ]);
  });

  test('the front counts what surely is on it and what may be', () => {
    expect(byId('single-dimension-on-front')).toMatchObject({
      computed: 5,
      uncertainty: { low: 2, high: 8 }
    });
  });
});

describe('slopes', () => {
  const baseline = { cost: 2, accuracy: 70 };
  const scaled = { cost: 8, accuracy: 76 };

  test('a curve’s slope at the start is its derivative there', () => {
    for (const rate of [0.1, 1, 5]) {
      const amplitude = 6 / (1 - 4 ** -rate);
      const at = (growth: number): number => 70 + amplitude * (1 - growth ** -rate);
      expect(at(4)).toBeCloseTo(76, 12);
      expect(initialSlope(baseline, scaled, rate)).toBeCloseTo((at(1 + 1e-6) - at(1 - 1e-6)) / 2e-6, 4);
    }
    expect(initialSlope(baseline, scaled, 0)).toBeCloseTo(6 / Math.log(4), 12);
    expect(initialSlope(baseline, scaled, 1e-9)).toBeCloseTo(6 / Math.log(4), 6);
    expect(() => initialSlope(baseline, { ...scaled, cost: 2 }, 1)).toThrow(SpecError);
    expect(() => initialSlope(baseline, scaled, -1)).toThrow('rate');
  });

  test('accuracy between two networks lies on the line in the logarithm of the cost', () => {
    expect(accuracyAtCost(baseline, scaled, 2)).toBe(70);
    expect(accuracyAtCost(baseline, scaled, 4)).toBeCloseTo(73, 12);
    expect(accuracyAtCost(baseline, scaled, 8)).toBeCloseTo(76, 12);
    expect(accuracyAtCost(baseline, scaled, 80)).toBe(76);
    expect(() => accuracyAtCost(baseline, scaled, 1)).toThrow('at least the first');
    expect(() => accuracyAtCost(scaled, baseline, 8)).toThrow(SpecError);
    expect(() => accuracyAtCost(baseline, scaled, NaN)).toThrow(SpecError);
    expect(() => accuracyAtCost(baseline, baseline, 2)).toThrow('at least the first');
    for (const cost of [0, -1, Infinity]) {
      expect(() => accuracyAtCost({ ...baseline, cost }, scaled, 8)).toThrow('positive finite');
      expect(() => accuracyAtCost(baseline, { ...scaled, cost }, 8)).toThrow('positive finite');
      expect(() => accuracyAtCost(baseline, scaled, cost)).toThrow('positive finite');
    }
  });
});
