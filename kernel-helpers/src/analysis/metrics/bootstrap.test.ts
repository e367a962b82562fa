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

/** So many ones among so many values. */
const shares = (ones: number, values: number): number[] =>
  Array.from({ length: values }, (_, i) => (i < ones ? 1 : 0));

/** C(n, k)·pᵏ·(1 − p)ⁿ⁻ᵏ */
function binomial(k: number, n: number, p: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) {
    product *= ((n - k + i) / i) * p;
  }
  return product * (1 - p) ** (n - k);
}

/** How often a verdict on k of n holds if the true share is p: a sum over all outcomes, nothing is drawn. */
function sharesThat(holds: (k: number) => boolean, n: number, p: number): number {
  return Array.from({ length: n + 1 }, (_, k) => (holds(k) ? binomial(k, n, p) : 0)).reduce((a, b) => a + b);
}

describe('intervals of a proportion', () => {
  it.each([
    [20, 0.5],
    [20, 0.95],
    [50, 0.9],
    [50, 0.97],
    [50, 0.99],
    [200, 0.97],
    [200, 0.995]
  ])('hold the true one about as often as they say: %d values, p = %d', (n, p) => {
    const covers = (k: number): boolean => {
      const { from, to } = bootstrapInterval(shares(k, n));
      return from <= p && p <= to;
    };
    expect(sharesThat(covers, n, p)).toBeGreaterThan(0.9);
    expect(sharesThat((k) => covers(n - k), n, 1 - p)).toBeGreaterThan(0.9);
  });

  it("are Wilson's, also of true and false and of equal ones, and say so", () => {
    const { from, to } = wilsonInterval(50, 50, 0.9);
    const all = bootstrapInterval(new Array<boolean>(50).fill(true), undefined, { confidence: 0.9, seed: 4 });
    const standing = { method: 'wilson', resamples: 0, seed: 4, warnings: [], confidence: 0.9 };
    expect(all).toEqual({ estimate: 1, from, to, standardError: 0, ...standing });
    expect(from).toBeCloseTo(50 / (50 + 1.6448536269514722 ** 2), 9);
    const some = bootstrapInterval(shares(30, 40));
    expect(some).toMatchObject({ ...wilsonInterval(30, 40), method: 'wilson' });
    expect(some.standardError).toBeCloseTo(Math.sqrt((0.75 * 0.25) / 40), 12);
  });

  it.each(['percentile', 'bca'] as const)(
    'by %s warn where they miss, looked up by their places',
    (method) => {
      const [n, p] = [50, 0.97];
      const places = Array.from({ length: n }, (_, i) => i);
      const at = (k: number): ReturnType<typeof bootstrapInterval> =>
        bootstrapInterval(places, (sample) => sample.filter((place) => place < k).length / n, {
          ...{ method, resamples: 300 }
        });
      const covers = (k: number): boolean => at(k).from <= p && p <= at(k).to;
      // As often as the closed forms of both say without an end of resamples.
      expect(sharesThat(covers, n, p)).toBeLessThan(0.8);
      expect(sharesThat((k) => covers(k) || at(k).warnings.length > 0, n, p)).toBeGreaterThan(0.99);
      expect(at(47).warnings[0]).toContain('3 of 50 values of the rarer kind');
      expect(at(25).warnings).toEqual([]);
    }
  );
});

describe('warnings', () => {
  const differences = Array.from({ length: 60 }, (_, i) => (i < 4 ? 1 : i < 6 ? -1 : 0));
  const rare = Array.from({ length: 80 }, (_, i) => (i < 5 ? 3.5 + i : 0));
  it.each([
    ['few values', () => bootstrapInterval(skewed.slice(1)), /^9 values/],
    [
      'differences of classifiers that agree',
      () => bootstrapInterval(differences),
      /^Only 6 of 60 .* from 0/
    ],
    [
      'accuracy in per cent by the places of images',
      () => {
        const right = shares(48, 50);
        const accuracy = (places: Float64Array): number =>
          places.reduce((sum, place) => sum + 100 * right[place], 0) / places.length;
        return bootstrapInterval([...right.keys()], accuracy);
      },
      /looks like a proportion with 2 of 50 values of the rarer kind/
    ],
    [
      'numbers that happen to hold 0 and 100',
      () => bootstrapInterval([...shares(46, 50).map((one) => 100 * one), 50]),
      /^Only 5 of 51 .* from 100: .* wilsonInterval/
    ],
    ['rare large values', () => bootstrapInterval(rare), /^Only 5 of 80 .* from 0/],
    [
      'a statistic whose greatest outcome is common',
      () => bootstrapInterval(skewed, (sample) => Math.max(...sample), { method: 'percentile' }),
      /resamples give the greatest outcome, 11.7/
    ],
    [
      'one whose least outcome is',
      () => bootstrapInterval(skewed, (sample) => Math.min(...sample), { method: 'percentile' }),
      /resamples give the least outcome, 0.2/
    ],
    ['equal values', () => bootstrapInterval(new Array<number>(20).fill(3)), /^All resamples give 3:/],
    ['a perfect score', () => bootstrapInterval(skewed, () => 1), /^All resamples give 1/]
  ])('of %s', (_, interval, text) => {
    expect(interval().warnings.join('\n')).toMatch(text);
  });

  it('are none for ordinary values', () => {
    expect(bootstrapInterval(skewed).warnings).toEqual([]);
    expect(bootstrapInterval(skewed, median).warnings).toEqual([]);
    const grades = Array.from({ length: 60 }, (_, i) => i % 5);
    expect(bootstrapInterval(grades).warnings).toEqual([]);
  });
});

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
      expect(found).toMatchObject({ estimate: 0.8, method, warnings: [] });
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

  it.each<[string, 'percentile' | 'bca', ((sample: Float64Array) => number) | undefined, number, number]>([
    // SciPy's bootstrap with 200,000 resamples, 90 %.
    ['the mean', 'percentile', undefined, 1.4, 4.88],
    ['the mean', 'bca', undefined, 1.65, 5.55],
    ['the median', 'percentile', median, 0.8, 3.8],
    ['the median', 'bca', median, 0.7, 3.8]
  ])('of %s by %s are those of SciPy', (_, method, statistic, from, to) => {
    const options = { method, confidence: 0.9, resamples: 20_000, seed: 8 };
    const found = bootstrapInterval(skewed, statistic, options);
    // An end is uncertain by √(0.05·0.95/20,000) of the resamples, some hundredths; medians lie on few values.
    expect(Math.abs(found.from - from)).toBeLessThan(statistic ? 1e-9 : 0.04);
    expect(Math.abs(found.to - to)).toBeLessThan(statistic ? 1e-9 : 0.12);
    expect(found.standardError / (statistic ? 0.92922 : 1.06538)).toBeCloseTo(1, 1);
  });

  /** What it gives for the values, then for each resample, then without each of the values. */
  const scripted = (estimate: number, outcomes: number[], without: number[]): (() => number) => {
    const script = [estimate, ...outcomes, ...without];
    return () => script.shift()!;
  };
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

  it('take their ends from the outcomes 1 to 100 as published', () => {
    // NumPy's quantile and std, and SciPy's norm in Efron's formula: z₀ of 39.5 %, a = −0.0846.
    const options = { confidence: 0.9, resamples: 100 };
    const without = [1, 2, 3, 4, 5, 6, 7, 8, 9, 20];
    const shuffled = hundred.map((_, i) => hundred[(37 * i) % 100]);
    const corrected = bootstrapInterval(skewed, scripted(40, shuffled, without), options);
    expect(corrected).toMatchObject({ estimate: 40, method: 'bca', resamples: 100 });
    expect(corrected.from).toBeCloseTo(1.5388848242743531, 9);
    expect(corrected.to).toBeCloseTo(83.51878140894523, 9);
    expect(corrected.standardError).toBeCloseTo(29.011491975882016, 9);
    const plain = bootstrapInterval(skewed, scripted(40, shuffled, []), { ...options, method: 'percentile' });
    expect([plain.from, plain.to]).toEqual([expect.closeTo(5.95, 9), expect.closeTo(95.05, 9)]);
  });

  it.each<[string, number, number[], number[], number]>([
    ['an estimate below all resamples', 0, hundred, [1, 2], 0.9],
    ['an estimate above all', 101, hundred, [1, 2], 0.9],
    ['an estimate beside outcomes that agree', 5, new Array<number>(100).fill(4), [1, 2], 0.9],
    // z₀ + z = 2.81 + 3.89, and a near 1/6 of a single value.
    ['a correction without end', 100, hundred, [-1e6, ...new Array<number>(99).fill(0)], 0.9999]
  ])('by BCa refuse %s', (_, estimate, outcomes, without, confidence) => {
    const values = without.map((_value, i) => i + 0.5);
    const options = { method: 'bca', confidence, resamples: 100 } as const;
    expect(() => bootstrapInterval(values, scripted(estimate, outcomes, without), options)).toThrow(
      /^method: got "'bca', with \d+ of 100/
    );
  });

  it('count what is read: without each value, only BCa of other statistics than the mean', () => {
    const values = Float64Array.from({ length: 32_000 }, (_, i) => i % 7);
    const first = (sample: Float64Array): number => sample[0];
    const options = { resamples: 100, confidence: 0.9 };
    expect(bootstrapInterval(values, undefined, options).method).toBe('bca');
    expect(bootstrapInterval(values, first, { ...options, method: 'percentile' }).estimate).toBe(0);
    expect(() => bootstrapInterval(values, first, options)).toThrow(/^resamples: got "100 for 32000 values"/);
  });

  it('take options up to their bounds', () => {
    const pair = [0.5, 2];
    expect(bootstrapInterval(pair, undefined, { resamples: 100 }).resamples).toBe(100);
    expect(bootstrapInterval(pair, undefined, { resamples: 100_000 }).resamples).toBe(100_000);
    expect(bootstrapInterval(pair, undefined, { confidence: 0.9999 }).confidence).toBe(0.9999);
  });

  it('resample proportions with ten of either kind, and warn of fewer that are looked up', () => {
    const options = { method: 'percentile', resamples: 100 } as const;
    expect(bootstrapInterval(shares(10, 20), undefined, options).estimate).toBe(0.5);
    const places = Array.from({ length: 50 }, (_, i) => i);
    const looked = bootstrapInterval(places, (s) => s.filter((place) => place < 44).length / 50, options);
    expect(looked.warnings[0]).toContain('with 6 of 50 values of the rarer kind');
    for (const outcome of [NaN, Infinity]) {
      expect(() => bootstrapInterval([1, 2], () => outcome, options)).toThrow(/^statistic: /);
    }
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

  it('of equal values are the value, which is not all there is to say', () => {
    for (const method of ['percentile', 'bca'] as const) {
      const found = bootstrapInterval(new Array<number>(50).fill(0.25), median, { method });
      expect(found).toMatchObject({ estimate: 0.25, from: 0.25, to: 0.25, standardError: 0 });
      expect(found.warnings).toEqual([expect.stringMatching(/^All resamples give 0.25:/)]);
    }
  });

  it.each([
    ['one value', () => bootstrapInterval([1])],
    ['values that are no numbers', () => bootstrapInterval([1, NaN])],
    ['a first value that is none', () => bootstrapInterval([Infinity, 1], () => 1)],
    ['more than enough resamples', () => bootstrapInterval([1, 2], undefined, { resamples: 100_001 })],
    ['half a resample', () => bootstrapInterval([1, 2], undefined, { resamples: 100.5 })],
    ['no confidence', () => bootstrapInterval([1, 2], undefined, { confidence: 0 })],
    ['almost full confidence', () => bootstrapInterval([1, 2], undefined, { confidence: 0.99991 })],
    ['nine failures of 40', () => bootstrapInterval(shares(31, 40), undefined, { method: 'bca' })],
    ['few resamples', () => bootstrapInterval([1, 2], undefined, { resamples: 99 })],
    ['hours of work', () => bootstrapInterval(new Float64Array(200_000), median)],
    ['full confidence', () => bootstrapInterval([1, 2], undefined, { confidence: 1 })],
    ['an odd seed', () => bootstrapInterval([1, 2], undefined, { seed: -1 })],
    ['another method', () => bootstrapInterval([1, 2], undefined, { method: 'basic' as 'bca' })],
    ["Wilson's of other values", () => bootstrapInterval(skewed, undefined, { method: 'wilson' })],
    ["Wilson's of another statistic", () => bootstrapInterval(shares(20, 40), median, { method: 'wilson' })],
    ['resamples of few failures', () => bootstrapInterval(shares(41, 50), undefined, { method: 'bca' })],
    ['resamples of no failure', () => bootstrapInterval(shares(50, 50), undefined, { method: 'percentile' })],
    [
      'an odd confidence of a proportion',
      () => bootstrapInterval(shares(5, 9), undefined, { confidence: 1 })
    ],
    ['an odd seed for a proportion', () => bootstrapInterval(shares(5, 9), undefined, { seed: 0.5 })],
    ['a statistic without a value', () => bootstrapInterval([1, 2], () => NaN)],
    ['an estimate beyond all resamples', () => bootstrapInterval(skewed, (s) => new Set(s).size)]
  ])('refuse %s', (_, attempt) => {
    expect(attempt).toThrow(SpecError);
  });
});

it.each([
  [48, 50],
  [0, 20],
  [20, 20]
])('%d of %d recognised images are a proportion in per cent too', (ones, count) => {
  const values = shares(ones, count);
  const share = bootstrapInterval(values);
  const { estimate, from, to, standardError, ...rest } = bootstrapInterval(values.map((one) => 100 * one));
  // Without a single 100 nothing tells the unit.
  const unit = ones === 0 ? 1 : 100;
  const { estimate: p, from: low, to: high, standardError: error, ...same } = share;
  expect(rest).toEqual(same);
  expect(rest).toMatchObject({ method: 'wilson', warnings: [] });
  [estimate, from, to, standardError].forEach((value, i) =>
    expect(value).toBeCloseTo(unit * [p, low, high, error][i], 10)
  );
  expect(() =>
    bootstrapInterval(
      values.map((one) => 100 * one),
      undefined,
      { method: 'bca' }
    )
  ).toThrow(/'bca' of a proportion/);
});
