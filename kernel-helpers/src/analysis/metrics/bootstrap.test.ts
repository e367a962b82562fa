import { describe, expect, it } from 'vitest';
import { SpecError } from '../errors';
import { RandomNormal } from '../noise/random-normal';
import { bootstrapInterval } from './bootstrap';
import { wilsonInterval } from './proportions';

const skewed = [0.2, 0.5, 0.7, 1.1, 1.3, 1.9, 2.4, 3.8, 6.1, 11.7];
const median = (sample: Float64Array): number => {
  sample.sort();
  return (sample[(sample.length - 1) >> 1] + sample[sample.length >> 1]) / 2;
};

describe('bootstrap intervals', () => {
  it('are equal for equal seeds, and others for others', () => {
    const first = bootstrapInterval(skewed, undefined, { seed: 3 });
    expect(bootstrapInterval(skewed, undefined, { seed: 3 })).toEqual(first);
    expect(bootstrapInterval(skewed, undefined, { seed: 4 }).from).not.toBe(first.from);
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
  });

  it('of accuracy lie close to the exact ones, with the standard error √(p·(1 − p)/n)', () => {
    const right = Array.from({ length: 400 }, (_, i) => i % 5 !== 0);
    const { from, to } = wilsonInterval(320, 400);
    for (const method of ['percentile', 'bca'] as const) {
      const found = bootstrapInterval(right, undefined, { method, resamples: 4000, seed: 1 });
      expect(found.estimate).toBe(0.8);
      expect(Math.abs(found.from - from)).toBeLessThan(0.005);
      expect(Math.abs(found.to - to)).toBeLessThan(0.005);
      expect(found.standardError).toBeCloseTo(Math.sqrt((0.8 * 0.2) / 400), 3);
    }
  });

  it('hold the true value about as often as they say, corrected ones of skewed values more often', () => {
    const random = new RandomNormal(11);
    const trials = 300;
    const held = { percentile: 0, bca: 0 };
    for (let trial = 0; trial < trials; trial++) {
      // The mean of χ² with one degree of freedom is 1.
      const values = Array.from({ length: 25 }, () => random.next() ** 2);
      for (const method of ['percentile', 'bca'] as const) {
        const options = { method, confidence: 0.9, resamples: 400, seed: trial };
        const { from, to } = bootstrapInterval(values, undefined, options);
        held[method] += from <= 1 && 1 <= to ? 1 : 0;
      }
    }
    expect(held.bca / trials).toBeGreaterThan(0.8);
    expect(held.bca / trials).toBeLessThan(0.95);
    expect(held.bca).toBeGreaterThan(held.percentile);
  });

  it('of normal values hold the true mean as often as they say', () => {
    const random = new RandomNormal(5);
    const trials = 400;
    let held = 0;
    for (let seed = 0; seed < trials; seed++) {
      const values = Array.from({ length: 60 }, () => random.next());
      const { from, to } = bootstrapInterval(values, undefined, { confidence: 0.9, resamples: 300, seed });
      held += from <= 0 && 0 <= to ? 1 : 0;
    }
    // Three standard errors of the share.
    expect(Math.abs(held / trials - 0.9)).toBeLessThan(3 * Math.sqrt((0.9 * 0.1) / trials));
  });

  it('take any statistic, also one that sorts its sample', () => {
    const found = bootstrapInterval(skewed, median);
    expect(found.estimate).toBeCloseTo((1.3 + 1.9) / 2, 12);
    expect(found.from).toBeGreaterThanOrEqual(skewed[0]);
    expect(found.to).toBeLessThanOrEqual(skewed[9]);
    const mean = (sample: Float64Array): number => sample.reduce((sum, value) => sum + value, 0) / 10;
    const ownMean = (sample: Float64Array): number => (mean(sample) * 10) / sample.length;
    const [own, builtIn] = [bootstrapInterval(skewed, ownMean), bootstrapInterval(skewed)];
    expect(own.from).toBeCloseTo(builtIn.from, 9);
    expect(own.to).toBeCloseTo(builtIn.to, 9);
  });

  it('of equal values are the value', () => {
    for (const method of ['percentile', 'bca'] as const) {
      const found = bootstrapInterval(new Array<boolean>(50).fill(true), undefined, { method });
      expect(found).toMatchObject({ estimate: 1, from: 1, to: 1, standardError: 0 });
      expect(bootstrapInterval([0.1, 0.1, 0.1], median, { method })).toMatchObject({ from: 0.1, to: 0.1 });
    }
  });

  it.each([
    ['one value', () => bootstrapInterval([1])],
    ['values that are no numbers', () => bootstrapInterval([1, NaN])],
    ['few resamples', () => bootstrapInterval([1, 2], undefined, { resamples: 99 })],
    ['hours of work', () => bootstrapInterval(new Float64Array(200_000), median)],
    ['full confidence', () => bootstrapInterval([1, 2], undefined, { confidence: 1 })],
    ['an odd seed', () => bootstrapInterval([1, 2], undefined, { seed: -1 })],
    ['another method', () => bootstrapInterval([1, 2], undefined, { method: 'basic' as 'bca' })],
    ['a statistic without a value', () => bootstrapInterval([1, 2], () => NaN)],
    ['an estimate beyond all resamples', () => bootstrapInterval(skewed, (s) => new Set(s).size)]
  ])('refuse %s', (_, attempt) => {
    expect(attempt).toThrow(SpecError);
  });
});
