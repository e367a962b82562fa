import { describe, expect, test } from 'vitest';
import {
  type BestFitPhi,
  bestFitPhi,
  compoundMultipliers,
  compoundScale,
  impliedPhi,
  PAPER_COEFFICIENTS,
  PUBLISHED_VARIANTS,
  SpecError,
  summarize
} from './index';

const FITS: Readonly<Record<string, BestFitPhi>> = Object.fromEntries(
  PUBLISHED_VARIANTS.map(({ name }) => [name, bestFitPhi(name)])
);
const macsAt = (phi: number): number => summarize(compoundScale({ phi })).macs.total;

describe('impliedPhi', () => {
  // ln(multiplier)/ln(coefficient), computed apart with two decimals.
  test.each([
    ['b1', 0.52, 0, 0.49],
    ['b2', 1, 1, 1.07],
    ['b3', 1.85, 1.91, 2.09],
    ['b4', 3.22, 3.53, 3.78],
    ['b5', 4.32, 4.93, 5.09],
    ['b6', 5.24, 6.17, 6.14],
    ['b7', 6.21, 7.27, 7.05]
  ])('%s implies %d, %d and %d', (name, depth, width, resolution) => {
    const found = impliedPhi(name);
    expect(found.depth).toBeCloseTo(depth, 2);
    expect(found.width).toBeCloseTo(width, 2);
    expect(found.resolution).toBeCloseTo(resolution, 2);
  });

  test('a dimension that is not scaled implies nothing', () => {
    expect(impliedPhi('b3', { alpha: 1 }).depth).toBeNull();
    expect(() => impliedPhi('b9')).toThrow(SpecError);
  });
});

describe('bestFitPhi', () => {
  test('“which φ is B7?”', () => {
    const { implied, byCost, byMultipliers } = FITS.b7;
    expect(byCost.published).toBe(37745884192);
    expect(byCost.phi).toBeCloseTo(6.88, 2);
    expect(Math.abs(byCost.error)).toBeLessThan(0.01);
    expect(byCost.identical).toBe(false);
    expect(byMultipliers.phi).toBeCloseTo(6.63, 2);
    expect(byMultipliers.phi).toBeGreaterThan(implied.depth ?? NaN);
    expect(byMultipliers.phi).toBeLessThan(implied.width ?? NaN);
  });

  test.each(['b1', 'b2', 'b3', 'b4', 'b5', 'b6'])('%s: no φ of a dense grid costs nearer', (name) => {
    const { byCost, byMultipliers } = FITS[name];
    const { interval, published, macs, phi } = byCost;
    for (const inside of [interval.from, phi, interval.to]) {
      expect(macsAt(inside)).toBe(macs);
    }
    const grid = Array.from({ length: 100 }, (_, i) => byMultipliers.phi - 1 + i / 50);
    const near = grid.filter((other) => Math.abs(macsAt(other) - published) <= Math.abs(macs - published));
    expect(near.filter((other) => other < interval.from || other > interval.to)).toEqual([]);
  });

  test('least squares: no φ nearby misses the logarithms less', () => {
    const { byMultipliers } = FITS.b5;
    const published = [2.2, 1.6, 456 / 224];
    const miss = (phi: number): number => {
      const { depth, width, resolution } = compoundMultipliers({ phi });
      const gaps = [depth, width, resolution].map((value, i) => Math.log(value / published[i]));
      return Math.sqrt(gaps.reduce((sum, gap) => sum + gap ** 2, 0) / 3);
    };
    expect(byMultipliers.rms).toBeCloseTo(miss(byMultipliers.phi), 12);
    expect(miss(byMultipliers.phi + 1e-3)).toBeGreaterThan(byMultipliers.rms);
    expect(miss(byMultipliers.phi - 1e-3)).toBeGreaterThan(byMultipliers.rms);
    expect(byMultipliers.errors.depth).toBeCloseTo(1.2 ** byMultipliers.phi / 2.2 - 1, 12);
  });

  test('bases are built by φ = 0, and no other published network by any φ', () => {
    for (const { name, base } of PUBLISHED_VARIANTS) {
      const { byCost } = FITS[name];
      expect([name, byCost.identical]).toEqual([name, name === base.name]);
    }
    expect(FITS.b0.byCost.interval.from).toBeLessThan(0);
  });

  test('B2 has a twin of equal cost, one pixel smaller', () => {
    const { byCost } = FITS.b2;
    expect(byCost.error).toBe(0);
    expect(compoundScale({ phi: byCost.phi }).resolution).toBe(259);
  });

  test('coefficients below 1 are refused: the cost would not rise along φ', () => {
    expect(() => bestFitPhi('b1', { ...PAPER_COEFFICIENTS, beta: 0.9 })).toThrow(SpecError);
  });
});
