import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BaseNetwork,
  costExponents,
  type Multipliers,
  scale,
  SCALING_DIMENSIONS,
  SpecError,
  summarize,
  unroundedMacs
} from './index';
import { BASES, randomBase, SEQUENCE } from './random-bases.fixtures';

const built = (base: BaseNetwork, { depth, width, resolution }: Multipliers): number =>
  summarize(scale({ base, depth, width, resolution: base.resolution * resolution })).macs.total;

describe('the unrounded cost', () => {
  // Whole multipliers of tables in multiples of 8 at sides that the strides divide leave nothing to round.
  test.each(BASES.flatMap((base) => [1, 2, 3].map((times) => [base.name, times, base] as const)))(
    'is the built cost where nothing is rounded: %s × %d',
    (_, times, base) => {
      for (const dimension of SCALING_DIMENSIONS) {
        const multipliers = { depth: 1, width: 1, resolution: 1, [dimension]: times };
        expect(unroundedMacs(multipliers, base)).toBeCloseTo(built(base, multipliers), 2);
      }
    }
  );
});

describe('costExponents', () => {
  const multiplier = fc.double({ min: 0.4, max: 4, noNaN: true });

  test('are the derivatives of the logarithms, against finite differences', () => {
    fc.assert(
      fc.property(
        randomBase,
        fc.record({ depth: multiplier, width: multiplier, resolution: multiplier }),
        (base, multipliers) => {
          // At one block in a stage the cost has a corner, where no derivative exists.
          fc.pre(base.stages.every(({ repeats }) => Math.abs(repeats * multipliers.depth - 1) > 1e-3));
          const exponents = costExponents({ ...multipliers, base });
          const step = 1e-5;
          for (const dimension of SCALING_DIMENSIONS) {
            const at = (factor: number): number =>
              Math.log(
                unroundedMacs(
                  { ...multipliers, [dimension]: multipliers[dimension] * Math.exp(factor) },
                  base
                )
              );
            expect(exponents[dimension]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 6);
          }
        }
      ),
      { numRuns: 80, seed: 3 }
    );
  });

  test('of B0 are near 1, 2 and 2, which they only reach in a limit', () => {
    const { depth, width, resolution } = costExponents({ depth: 1, width: 1, resolution: 1 });
    expect([depth, width, resolution].map((value) => value.toFixed(4))).toEqual([
      '1.0275',
      '1.8791',
      '1.9901'
    ]);
    const far = (dimension: keyof Multipliers): number =>
      costExponents({ depth: 1, width: 1, resolution: 1, [dimension]: 100 })[dimension];
    expect(far('depth')).toBeCloseTo(1, 3);
    expect(far('width')).toBeCloseTo(2, 2);
    expect(far('resolution')).toBeCloseTo(2, 5);
    expect(Math.max(width, resolution, far('width'), far('resolution'))).toBeLessThan(2);
  });

  test('of a sequence grow with the first power of its length', () => {
    const { resolution } = costExponents({ base: SEQUENCE, depth: 1, width: 1, resolution: 100 });
    expect(resolution).toBeGreaterThan(0.98);
    expect(resolution).toBeLessThan(1);
  });

  test('refuse pixels where a multiplier is meant', () => {
    expect(() => costExponents({ depth: 1, width: 1, resolution: 224 })).toThrow(SpecError);
  });
});
