import { expect, test } from 'vitest';
import { pairedRatio, quantile, summary } from './statistics.mjs';

test('quantiles are linear between neighbours, whatever the order', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([10, 20], 0.25)).toBe(12.5);
  expect(quantile([7], 0.9)).toBe(7);
  expect(summary([1, 2, 3, 4, 5])).toEqual({ median: 3, lower: 2, upper: 4 });
});

test('ratios are taken round by round: a round that is slow for both does not count', () => {
  const ours = [100, 1000, 110];
  const theirs = [200, 2000, 220];
  expect(pairedRatio(theirs, ours)).toEqual({ median: 2, lower: 2, upper: 2 });
});
