import { describe, expect, test } from 'vitest';
import { candidatesOf } from './candidates';
import { MOST_CANDIDATES, type Triplet } from './index';
import { tripletsOf } from './search.fixtures';

describe('candidates', () => {
  test('a grid has the doubles that a person writes, and every combination once', () => {
    const grid = tripletsOf({ kind: 'grid', ranges: { from: 1, to: 1.5 }, step: 0.05 });
    expect(new Set(grid.map(({ alpha, beta, gamma }) => `${alpha} ${beta} ${gamma}`)).size).toBe(1331);
    expect([...new Set(grid.map(({ gamma }) => gamma))]).toEqual([
      1, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.35, 1.4, 1.45, 1.5
    ]);
  });

  test('each coefficient may have its own range', () => {
    const ranges = { alpha: { from: 1, to: 1 }, beta: { from: 1, to: 2 }, gamma: { from: 1.5, to: 2 } };
    expect(tripletsOf({ kind: 'grid', ranges, step: 0.5 })).toHaveLength(1 * 3 * 2);
    for (const { alpha, beta, gamma } of tripletsOf({ kind: 'random', ranges, count: 100, seed: 1 })) {
      expect([alpha === 1, beta >= 1 && beta < 2, gamma >= 1.5 && gamma < 2]).toEqual([true, true, true]);
    }
  });

  test('Halton points are the known ones', () => {
    const points = tripletsOf({ kind: 'halton', ranges: { from: 1, to: 2 }, count: 3 });
    expect(points.map(({ alpha }) => alpha)).toEqual([1.5, 1.25, 1.75]);
    expect(points[1].beta).toBeCloseTo(1 + 2 / 3, 12);
    expect(points[2].gamma).toBeCloseTo(1.6, 12);
  });

  test('Halton points mirror the digits of 1, 2, 3 … in bases 2, 3 and 5', () => {
    const points = tripletsOf({ kind: 'halton', ranges: { from: 1, to: 2 }, count: 6 });
    const shares = (axis: keyof Triplet): number[] => points.map((point) => point[axis] - 1);
    const near = (values: number[]): unknown[] => values.map((value) => expect.closeTo(value, 12) as unknown);
    expect(shares('alpha')).toEqual(near([1 / 2, 1 / 4, 3 / 4, 1 / 8, 5 / 8, 3 / 8]));
    expect(shares('beta')).toEqual(near([1 / 3, 2 / 3, 1 / 9, 4 / 9, 7 / 9, 2 / 9]));
    expect(shares('gamma')).toEqual(near([1 / 5, 2 / 5, 3 / 5, 4 / 5, 1 / 25, 6 / 25]));
  });

  // Python's whole numbers through MurmurHash3's finaliser.
  test.each([
    [0, 0, [0.016433029106694863, 0.20787497408410138, 0.8564799841461498]],
    [1, 1, [0.9592056115820157, 0.4118443469549714, 0.48586456913071574]],
    [2 ** 32 - 1, 1000, [0.8997078277473832, 0.12466110105029182, 0.2969284817675969]]
  ])('random ones of seed %d are MurmurHash3’s at place %d', (seed, place, shares) => {
    const ranges = { alpha: { from: 1, to: 2 }, beta: { from: 2, to: 4 }, gamma: { from: 3, to: 4 } };
    const { alpha, beta, gamma } = tripletsOf({ kind: 'random', ranges, count: 1001, seed })[place];
    expect([alpha - 1, (beta - 2) / 2, gamma - 3]).toEqual(
      shares.map((share) => expect.closeTo(share, 14) as unknown)
    );
  });

  test('the largest of each coefficient is the last of its grid, or the end of its range', () => {
    const ranges = { alpha: { from: 1, to: 1.5 }, beta: { from: 1, to: 2 }, gamma: { from: 1.5, to: 3 } };
    expect(candidatesOf({ kind: 'grid', ranges, step: 0.2 }).largest).toEqual({
      alpha: 1.4,
      beta: 2,
      gamma: 2.9
    });
    const ends = { alpha: 1.5, beta: 2, gamma: 3 };
    expect(candidatesOf({ kind: 'halton', ranges, count: 1 }).largest).toEqual(ends);
    expect(candidatesOf({ kind: 'random', ranges, count: 1, seed: 1 }).largest).toEqual(ends);
  });

  test('the ends of what is allowed are allowed', () => {
    const one = { from: 1, to: 1 };
    expect(tripletsOf({ kind: 'grid', ranges: one, step: 1e-6 })).toEqual([{ alpha: 1, beta: 1, gamma: 1 }]);
    expect(tripletsOf({ kind: 'grid', ranges: { from: 10, to: 10 }, step: 10 })).toHaveLength(1);
    expect(candidatesOf({ kind: 'halton', ranges: one, count: MOST_CANDIDATES }).count).toBe(MOST_CANDIDATES);
  });

  test('random ones repeat with the seed, and fill the range evenly', () => {
    const set = { kind: 'random', ranges: { from: 1, to: 2 }, count: 20_000, seed: 7 } as const;
    const drawn = tripletsOf(set);
    expect(tripletsOf(set)).toEqual(drawn);
    expect(tripletsOf({ ...set, seed: 8 })[0]).not.toEqual(drawn[0]);
    const error = Math.sqrt(1 / 12 / set.count);
    for (const axis of ['alpha', 'beta', 'gamma'] as const) {
      const mean = drawn.reduce((sum, triplet) => sum + triplet[axis] - 1.5, 0) / set.count;
      expect(Math.abs(mean)).toBeLessThan(4 * error);
    }
    const product = drawn.reduce((sum, { alpha, beta }) => sum + (alpha - 1.5) * (beta - 1.5), 0);
    expect(Math.abs(product / set.count)).toBeLessThan(4 * Math.sqrt(1 / 144 / set.count));
  });
});
