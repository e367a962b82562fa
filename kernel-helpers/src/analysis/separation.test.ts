import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  depthwiseSeparable,
  separationPays,
  type SeparationQuestion,
  separationRatio,
  SpecError,
  standardConvolution
} from './index';

const kernelSize = fc.constantFrom(1, 3, 5, 7);
const dimensions = fc.constantFrom<1 | 2>(1, 2);
const criterion = fc.constantFrom<'perMac' | 'netUtility'>('perMac', 'netUtility');

describe('separationRatio', () => {
  test('is the ratio of both closed forms at any map, stride and C, for MACs and for weights', () => {
    fc.assert(
      fc.property(
        fc.record({
          spatialDimensions: dimensions,
          size: fc.integer({ min: 7, max: 200 }),
          inputFilters: fc.integer({ min: 1, max: 300 }),
          outputFilters: fc.integer({ min: 1, max: 300 }),
          kernelSize,
          stride: fc.integer({ min: 1, max: 3 }),
          padding: fc.constantFrom<'same' | 'valid'>('same', 'valid')
        }),
        (shape) => {
          const separable = depthwiseSeparable(shape);
          const standard = standardConvolution(shape);
          expect(separable.macs / standard.macs).toBeCloseTo(separationRatio(shape), 12);
          expect(separable.params / standard.params).toBeCloseTo(separationRatio(shape), 12);
        }
      ),
      { numRuns: 300, seed: 1 }
    );
  });

  test('saves 4.2-fold at C′ = 8 and less than 9-fold at any width', () => {
    expect(1 / separationRatio({ kernelSize: 3, outputFilters: 8 })).toBeCloseTo(4.235, 3);
    expect(1 / separationRatio({ kernelSize: 3, outputFilters: 65536 })).toBeLessThan(9);
  });
});

describe('separationPays', () => {
  /** Both criteria in their own words, from counted costs: no formula for the ratio. */
  const worth = ({ criterion, alpha, relativeCost = 1, ...shape }: SeparationQuestion): boolean => {
    const place = { ...shape, size: 10, inputFilters: 3 };
    const standard = standardConvolution(place).macs;
    const separable = depthwiseSeparable(place).macs;
    if (criterion === 'perMac') {
      return alpha * standard > separable;
    }
    return alpha * standard - relativeCost * separable > standard - relativeCost * standard;
  };

  test('the first paying width is the one that trying all finds', () => {
    fc.assert(
      fc.property(
        fc.record({
          criterion,
          kernelSize,
          spatialDimensions: dimensions,
          alpha: fc.integer({ min: 0, max: 997 }).map((thousandths) => thousandths / 997),
          relativeCost: fc.integer({ min: 0, max: 300 }).map((hundredths) => hundredths / 101)
        }),
        (question) => {
          const found = separationPays({ ...question, outputFilters: 64 });
          const widths = Array.from({ length: 150 }, (_, i) => i + 1);
          const first = widths.find((outputFilters) => worth({ ...question, outputFilters })) ?? null;
          const expected = (found.firstPayingFilters ?? Infinity) > 150 ? null : found.firstPayingFilters;
          expect(expected).toBe(first);
          expect(found.pays).toBe(worth({ ...question, outputFilters: 64 }));
        }
      ),
      { numRuns: 100, seed: 2 }
    );
  });

  test('at the break-even width nothing is won, just above it something is', () => {
    const question = { criterion: 'perMac', kernelSize: 3, alpha: 0.15 } as const;
    const { breakEvenFilters, firstPayingFilters } = separationPays({ ...question, outputFilters: 8 });
    expect(breakEvenFilters).toBeCloseTo(1 / (0.15 - 1 / 9), 10);
    expect(firstPayingFilters).toBe(26);
    expect(separationPays({ ...question, outputFilters: 25 }).pays).toBe(false);
    expect(separationPays({ ...question, outputFilters: 26 }).pays).toBe(true);
  });

  test('a whole break-even width does not pay itself', () => {
    // 1/4 + 1/9 = 13/36: equal at C′ = 4.
    const found = separationPays({ criterion: 'perMac', kernelSize: 3, outputFilters: 4, alpha: 13 / 36 });
    expect(found.breakEvenFilters).toBeCloseTo(4, 10);
    expect(found.firstPayingFilters).toBe(5);
  });

  test('at equality nothing is won, at any whole break-even width', () => {
    // 1/4 + 1/4, exact in binary.
    expect(
      separationPays({ criterion: 'perMac', kernelSize: 2, outputFilters: 4, alpha: 0.5 })
    ).toMatchObject({ alphaStar: 0.5, pays: false, breakEvenFilters: 4, firstPayingFilters: 5 });
    for (const kernelSize of [3, 5, 7]) {
      for (let filters = 2; filters <= 200; filters++) {
        const alpha = 1 / filters + 1 / kernelSize ** 2;
        const question = { criterion: 'perMac', kernelSize, outputFilters: filters, alpha } as const;
        expect(separationPays(question).firstPayingFilters).toBe(filters + 1);
      }
    }
    expect(
      separationPays({ criterion: 'perMac', kernelSize: 2, outputFilters: 4, alpha: 1 / 4 }).breakEvenFilters
    ).toBeNull();
  });

  test('no layer that can be described is wide enough just above 1/k²', () => {
    const question = { criterion: 'perMac', kernelSize: 3, outputFilters: 8 } as const;
    // Even at 65,536 and at a million channels.
    expect(separationPays({ ...question, alpha: 1 / 9 + 1 / 65_535.5 }).firstPayingFilters).toBe(65_536);
    expect(separationPays({ ...question, alpha: 1 / 9 + 1 / 65_536.5 })).toMatchObject({
      breakEvenFilters: expect.closeTo(65_536.5, 3) as number,
      firstPayingFilters: null
    });
    expect(separationPays({ ...question, alpha: 1 / 9 + 1e-6 }).firstPayingFilters).toBeNull();
  });

  test('below 1/k² no width is enough per MAC, though it may be in net utility', () => {
    const question = { kernelSize: 3, outputFilters: 320, alpha: 0.1, relativeCost: 1.2 };
    expect(separationPays({ ...question, criterion: 'perMac' })).toMatchObject({
      pays: false,
      breakEvenFilters: null,
      firstPayingFilters: null
    });
    expect(separationPays({ ...question, criterion: 'netUtility' })).toMatchObject({ pays: true });
  });

  test.each<[string, Partial<SeparationQuestion>]>([
    ['alpha', { alpha: 1.1 }],
    ['alpha', { alpha: NaN }],
    ['outputFilters', { outputFilters: 0 }],
    ['kernelSize', { kernelSize: 0 }],
    ['relativeCost', { relativeCost: -1 }],
    ['spatialDimensions', { spatialDimensions: 3 as 2 }],
    ['criterion', { criterion: 'perWeight' as 'perMac' }]
  ])('refuses %s: %j', (field, change) => {
    const question: SeparationQuestion = { criterion: 'perMac', kernelSize: 3, outputFilters: 8, alpha: 0.5 };
    expect(() => separationPays({ ...question, ...change })).toThrow(SpecError);
    expect(() => separationPays({ ...question, ...change })).toThrow(field);
  });
});
