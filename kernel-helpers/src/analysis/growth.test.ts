import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compoundMultipliers, growth, PUBLISHED_VARIANTS, summarize, variant } from './index';
import { BASES, SEQUENCE } from './random-bases.fixtures';

describe('growth', () => {
  test('factors multiply to the whole, in each of the three readings', () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 7, noNaN: true }), fc.constantFrom(...BASES), (phi, base) => {
        const found = growth(compoundMultipliers({ phi }), base);
        for (const reading of ['ideal', 'unrounded', 'rounded'] as const) {
          const product = found.factors.reduce((all, factor) => all * factor[reading], 1);
          expect(product / found[reading]).toBeCloseTo(1, 12);
        }
      }),
      { numRuns: 25, seed: 4 }
    );
  });

  test('φ = 1 promises 1.92, unrounded gives 1.91, and costs 2.57', () => {
    const found = growth(compoundMultipliers({ phi: 1 }));
    expect(found.ideal).toBeCloseTo(1.92027, 10);
    expect(found.unrounded).toBeCloseTo(1.9066, 4);
    expect(found.rounded).toBe(992629472 / 385814752);
    expect(found.factors.map(({ dimension }) => dimension)).toEqual(['depth', 'width', 'resolution']);
    // Any depth above 1 up to 1.25 builds 23 blocks, 1.476 of B0's cost.
    expect(found.factors[0].rounded).toBeCloseTo(1.476, 3);
  });

  test.each(PUBLISHED_VARIANTS.map((row) => [row.name, row] as const))(
    '%s is built as published',
    (name, row) => {
      const { depthCoefficient: depth, widthCoefficient: width, resolution, base } = row;
      const found = growth({ depth, width, resolution: resolution / base.resolution }, base);
      const macs = (network: string): number => summarize(variant(network)).macs.total;
      expect(found.rounded).toBe(macs(name) / macs(base.name));
    }
  );

  test('a sequence’s cost follows r, not r²', () => {
    const found = growth({ depth: 1, width: 1, resolution: 2 }, SEQUENCE);
    expect(found.ideal).toBe(2);
    expect(found.rounded).toBeGreaterThan(1.9);
    expect(found.rounded).toBeLessThan(2);
  });
});
