import { describe, expect, it } from 'vitest';
import { type ResampledEnds, resamplingWarnings } from './resampling-warnings';

const list = (...parts: [count: number, value: number][]): Float64Array =>
  Float64Array.from(parts.flatMap(([count, value]) => new Array<number>(count).fill(value)));
/** Ends inside of the outcomes, so that nothing is said of them. */
const ends = (change: Partial<ResampledEnds>): ResampledEnds => ({
  ...{ estimate: 0.5, from: -1, to: 2, confidence: 0.9, ofMean: false },
  ...change
});

describe('warnings of rare values', () => {
  const outcomes = Float64Array.of(0.13, 0.21, 0.32);
  it.each<[string, Float64Array, string[]]>([
    ['nine among forty', list([31, 0], [9, 4]), ['Only 9 of 40 values differ from 0:']],
    ['ten among forty', list([30, 0], [10, 4]), []],
    ['nine of several kinds', list([5, -2], [31, 7], [4, 3]), ['Only 9 of 40 values differ from 7:']],
    ['as many as the others', list([5, 0], [5, 1]), []],
    ['one more than the others', list([6, 0], [5, 1]), ['Only 5 of 11 values differ from 0:']],
    ['none', list([12, 3]), []],
    ['too few in all', list([5, 0], [4, 1]), ['9 values say little', 'Only 4 of 9 values differ from 0:']]
  ])('%s', (_, sample, texts) => {
    const found = resamplingWarnings(sample, outcomes, ends({ ofMean: true }));
    expect(found).toEqual(texts.map((text) => expect.stringContaining(text) as unknown));
    // Of another statistic than the mean, the values' own frequencies say nothing.
    const other = resamplingWarnings(sample, outcomes, ends({}));
    expect(other.filter((text) => text.startsWith('Only'))).toEqual([]);
  });
});

describe('warnings of what looks like a proportion', () => {
  const fifty = Float64Array.from({ length: 50 }, (_, i) => i);
  it.each<[string, number, number[], number | null]>([
    ['three failures', 0.94, [0.88, 0.94, 1], 3],
    ['two successes', 0.04, [0, 0.04, 0.1], 2],
    ['nine failures', 0.82, [0.7, 0.82, 0.9], 9],
    ['ten failures', 0.8, [0.7, 0.8, 0.9], null],
    ['an outcome above 1', 0.94, [0.88, 0.94, 1.02], null],
    ['an outcome below 0', 0.04, [-0.02, 0.04, 0.1], null],
    ['an outcome between counts', 0.94, [0.88, 0.935, 1], null],
    ['an outcome between counts that is not the middle one', 0.94, [0.88, 0.94, 0.99], null],
    ['rounding errors', 0.94, [0.88 - 1e-10, 0.94, 1], 3],
    ['more than rounding errors', 0.94, [0.88 - 1e-6, 0.94, 1], null]
  ])('%s', (_, estimate, outcomes, rarer) => {
    const found = resamplingWarnings(fifty, Float64Array.from(outcomes), ends({ estimate }));
    const text = `a proportion with ${rarer} of 50 values of the rarer kind`;
    expect(found).toEqual(rarer === null ? [] : [expect.stringContaining(text)]);
  });

  it('not where all outcomes are one, of which another warning tells', () => {
    const found = resamplingWarnings(fifty, list([30, 0.94]), ends({ estimate: 0.94 }));
    expect(found).toEqual([expect.stringContaining('All resamples give 0.94:')]);
  });
});

describe('warnings of ends that many resamples share', () => {
  const sample = Float64Array.from({ length: 20 }, (_, i) => i ** 2);
  /** 100 outcomes, so many of them the least and the greatest. */
  const outcomes = (least: number, greatest: number, all = 100): Float64Array =>
    Float64Array.from([
      ...list([least, 2.5]),
      ...Array.from({ length: all - least - greatest }, (_, i) => 3 + i / 1000),
      ...list([greatest, 7.25])
    ]);
  it.each<[string, Float64Array, Partial<ResampledEnds>, string[]]>([
    // At 90 % each tail holds five of 100.
    ['five of the least', outcomes(5, 1), { from: 2.5 }, ['5 of 100 resamples give the least outcome, 2.5:']],
    ['four of the least', outcomes(4, 1), { from: 2.5 }, []],
    ['an end above the least', outcomes(9, 1), { from: 2.6 }, []],
    ['five of the greatest', outcomes(1, 5), { to: 7.25 }, ['5 of 100 resamples give the greatest outcome']],
    ['four of the greatest', outcomes(1, 4), { to: 7.25 }, []],
    ['an end below the greatest', outcomes(1, 9), { to: 7.2 }, []],
    ['both', outcomes(6, 7), { from: 2.5, to: 7.25 }, ['6 of 100 resamples', '7 of 100 resamples']],
    // A single outcome is shared by none, however small the tail.
    ['one of 100 at 99 %', outcomes(1, 1), { from: 2.5, to: 7.25, confidence: 0.99 }, []],
    ['two of 100 at 99 %', outcomes(2, 1), { from: 2.5, confidence: 0.99 }, ['2 of 100 resamples']],
    ['two of the greatest at 99 %', outcomes(1, 2), { to: 7.25, confidence: 0.99 }, ['2 of 100 resamples']],
    ['30 of 1,000 at 95 %', outcomes(30, 1, 1000), { from: 2.5, confidence: 0.95 }, ['30 of 1000 resamples']],
    ['24 of 1,000 at 95 %', outcomes(24, 1, 1000), { from: 2.5, confidence: 0.95 }, []]
  ])('%s', (_, given, change, texts) => {
    const found = resamplingWarnings(sample, given, ends(change));
    expect(found).toEqual(texts.map((text) => expect.stringContaining(text) as unknown));
  });
});
