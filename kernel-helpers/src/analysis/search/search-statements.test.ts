import { describe, expect, test } from 'vitest';
import { publishedRecords, type RecordSet } from '../records';
import type { Statement } from '../statement';
import type { StatementStatus } from '../statement-rule';
import { predictAccuracy, publishedSurrogate, searchStatements } from './index';

const published = publishedRecords('paper-dimensions');
const byId = (id: string, set?: RecordSet): Statement =>
  searchStatements(set).find((row) => row.id === id) as Statement;

/** The table with B0's rows of some scalings at another accuracy. */
const gaining = (points: number, ...scalings: string[]): RecordSet => ({
  ...published,
  records: published.records.map((record) =>
    record.family === 'EfficientNet-B0' && scalings.includes(record.scaling ?? '')
      ? { ...record, accuracy: record.accuracy! + points }
      : record
  )
});

describe('searchStatements', () => {
  test('rounding of the rows moves the distance from the optimum as SciPy says', () => {
    // brentq and Nelder-Mead at all 32 corners of ± 0.05 %.
    const { low, high } = byId('search-published-score').uncertainty!;
    expect(low).toBeCloseTo(0.0129382, 5);
    expect(high).toBeCloseTo(0.0366541, 5);
  });

  test('what the winner is predicted, and what the optimum, is said with two decimals', () => {
    const { surrogate } = publishedSurrogate();
    // The winner of the 85 is 1.3, 1.1, 1.15.
    const [depth, width, resolution] = [1.3, 1.1, 1.15];
    const ideal = depth * width ** 2 * resolution ** 2;
    const phi = Math.log(2) / Math.log(ideal);
    const winner = predictAccuracy(surrogate, { depth, width, resolution }).toFixed(2);
    const atEqualCost = predictAccuracy(surrogate, {
      depth: depth ** phi,
      width: width ** phi,
      resolution: resolution ** phi
    }).toFixed(2);
    expect(byId('search-edge').why).toContain(`α·β²·γ² is ${ideal.toFixed(3)}:`);
    expect(byId('search-edge').why).toContain(
      `${winner} % are predicted for the winner, ${atEqualCost} % at equal cost.`
    );
    expect(byId('search-published-score').why).toMatch(/^1\.\d\d, 1\.\d\d, 1\.\d\d would reach \d\d\.\d\d %/);
  });

  test('the winner stays at the upper edge however the rows were rounded', () => {
    // 1.3, 1.1, 1.15 or 1.2, 1.15, 1.15 of the 85.
    const { low, high } = byId('search-edge').uncertainty!;
    expect(low).toBeCloseTo((1.3 * 1.1 ** 2 * 1.15 ** 2 - 2) / 0.1, 9);
    expect(high).toBeCloseTo((1.2 * 1.15 ** 2 * 1.15 ** 2 - 2) / 0.1, 9);
  });

  test.each<[string, StatementStatus, string, RecordSet]>([
    ['search-published-score', 'holds', 'as published', published],
    ['search-published-score', 'false', 'width that gains more', gaining(2, 'width')],
    [
      'search-published-score',
      'undecided',
      'resolution and compound that gain more',
      gaining(2, 'resolution', 'compound')
    ]
  ])('%s: %s for %s', (id, status, _, set) => {
    expect(byId(id, set).status).toBe(status);
  });
});
