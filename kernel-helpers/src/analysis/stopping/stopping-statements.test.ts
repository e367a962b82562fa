import { describe, expect, test } from 'vitest';
import { publishedRecords, type RecordSet } from '../records';
import type { Statement } from '../statement';
import type { StatementStatus } from '../statement-rule';
import { stoppingStatements } from './index';

const published = publishedRecords('paper-v5');
const byId = (id: string, set?: RecordSet): Statement =>
  stoppingStatements(set).find((row) => row.id === id) as Statement;

/** The family with other accuracies. */
const accuracies = (change: (accuracy: number, i: number) => number): RecordSet => ({
  ...published,
  records: published.records.map((record, i) => ({ ...record, accuracy: change(record.accuracy!, i) }))
});
/** The family with other costs, in both measures. */
const costs = (change: (cost: number, i: number) => number): RecordSet => ({
  ...published,
  records: published.records.map((record, i) => ({
    ...record,
    costs: { macs: change(record.costs.macs, i), params: change(record.costs.params, i) }
  }))
});

describe('stoppingStatements', () => {
  test.each<[string, StatementStatus, string, RecordSet]>([
    ['efficiency-peak-macs', 'false', 'as published', published],
    // 0.1 % at B0's cost, 79.1 % at less than twice as much.
    ['efficiency-peak-macs', 'holds', 'a first network at chance', accuracies((a, i) => (i === 0 ? 0.1 : a))],
    [
      'efficiency-peak-params',
      'holds',
      'a first network at chance',
      accuracies((a, i) => (i === 0 ? 0.1 : a))
    ],
    // 77.1/0.39 and 79.1/0.40: rounding of the costs decides.
    [
      'efficiency-peak-macs',
      'undecided',
      'a second one of the first’s cost',
      costs((c, i) => (i === 1 ? 0.4e9 : c))
    ],
    // Far from what it reaches, at costs that grow slowly: B is most of A∞.
    [
      'interior-peak',
      'holds',
      'a family that starts at chance',
      accuracies((_, i) => 80 - 79 * Math.exp(-0.9 * Math.log2(published.records[i].costs.macs / 0.39e9)))
    ],
    ['marginal-gain-falls', 'holds', 'as published', published],
    [
      'marginal-gain-falls',
      'false',
      'a last network that gains much',
      accuracies((a, i) => (i === 7 ? a + 1 : a))
    ],
    // 79.1 − 77.1 over 0.31, 82.x − 79.1 over 0.30 the same but for digits.
    [
      'marginal-gain-falls',
      'undecided',
      'equal gains',
      accuracies((_, i) => [70, 73.1, 76.1, 80, 82, 83, 83.5, 83.6][i])
    ],
    ['stopping-point', 'holds', 'as published', published]
  ])('%s: %s for %s', (id, status, _, set) => {
    expect(byId(id, set).status).toBe(status);
  });

  test('the threshold is named in per cent', () => {
    expect(byId('stopping-point').quantity).toContain('is 10 % of B0’s');
  });

  test('rounding moves the fitted numbers by as much as refits say', () => {
    // SciPy's curve_fit through each of 2,000 sets that print the same: ratio 0.1424 to 0.1464, φ* 2.106 to 2.213.
    const ratio = byId('interior-peak').uncertainty!;
    expect(ratio.low).toBeLessThan(0.1424);
    expect(ratio.high).toBeGreaterThan(0.1464);
    expect(ratio.high - ratio.low).toBeLessThan(0.01);
    const phi = byId('stopping-point').uncertainty!;
    expect(phi.low).toBeLessThan(2.106);
    expect(phi.high).toBeGreaterThan(2.213);
    expect(phi.high - phi.low).toBeLessThan(0.25);
  });
});
