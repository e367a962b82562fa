import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SpecError } from '../errors';
import { unroundedMacs } from '../exponents';
import { IDEAL_EXPONENTS } from '../fronts';
import { SCALING_DIMENSIONS } from '../growth';
import { publishedRecords } from '../records';
import type { Multipliers } from '../scaling';
import {
  continuousOptimum,
  type CostPowers,
  predictAccuracy,
  publishedSurrogate,
  type Surrogate,
  unroundedOptimum
} from './index';

const real = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const shortfall = fc.record({ amplitude: real(0.1, 20), exponent: real(0.05, 6) });
const surrogates: fc.Arbitrary<Surrogate> = fc.record({
  asymptote: real(70, 100),
  depth: shortfall,
  width: shortfall,
  resolution: shortfall,
  coupling: fc.constantFrom(1, 1, 2, 5)
});

/** Greatest value of a function with one peak, by golden section: knows values only. */
function peak(value: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [atA, atB] = [value(a), value(b)];
  for (let i = 0; i < 45; i++) {
    if (atA > atB) {
      [high, b, atB] = [b, a, atA];
      a = high - ratio * (high - low);
      atA = value(a);
    } else {
      [low, a, atA] = [a, b, atB];
      b = low + ratio * (high - low);
      atB = value(b);
    }
  }
  return Math.max(atA, atB, value(from), value(to));
}

/** Highest accuracy that costs g, by two nested searches over ln w and ln r. */
function nestedOptimum(surrogate: Surrogate, growth: number, powers: CostPowers): number {
  const budget = Math.log(growth);
  return peak(
    (u) => {
      const left = Math.max(0, budget - powers.width * u);
      return peak(
        (v) =>
          predictAccuracy(surrogate, {
            depth: Math.exp(Math.max(0, left - powers.resolution * v) / powers.depth),
            width: Math.exp(u),
            resolution: Math.exp(v)
          }),
        0,
        left / powers.resolution
      );
    },
    0,
    budget / powers.width
  );
}

/** dA/dln x over the cost's power, by differences. */
function gain(surrogate: Surrogate, at: Multipliers, dimension: keyof Multipliers): number {
  const h = 1e-5;
  const moved = (factor: number): number =>
    predictAccuracy(surrogate, { ...at, [dimension]: at[dimension] * factor });
  return (moved(Math.exp(h)) - moved(Math.exp(-h))) / (2 * h * IDEAL_EXPONENTS[dimension]);
}

const power: Surrogate = {
  asymptote: 90,
  depth: { amplitude: 4, exponent: 1 },
  width: { amplitude: 6, exponent: 2 },
  resolution: { amplitude: 5, exponent: 1.5 }
};

describe('continuous optimum', () => {
  test('equals a nested numeric search to 1e-6 on 200 random surrogates, and spends g', () => {
    fc.assert(
      fc.property(surrogates, real(1, 8), (surrogate, growth) => {
        fc.pre(predictAccuracy(surrogate, { depth: 1, width: 1, resolution: 1 }) >= 0);
        const found = continuousOptimum({ surrogate, growth });
        expect(Math.abs(found.accuracy - nestedOptimum(surrogate, growth, IDEAL_EXPONENTS))).toBeLessThan(
          1e-6
        );
        expect(found.growth).toBeCloseTo(growth, 9);
      }),
      { numRuns: 200, seed: 11 }
    );
  });

  test('dimensions above 1 gain alike for cost, those at 1 less', () => {
    fc.assert(
      fc.property(surrogates, real(1.2, 8), (surrogate, growth) => {
        fc.pre(predictAccuracy(surrogate, { depth: 1, width: 1, resolution: 1 }) >= 0);
        const { multipliers, clipped } = continuousOptimum({ surrogate, growth });
        const gains = SCALING_DIMENSIONS.map((dimension) => gain(surrogate, multipliers, dimension));
        const inside = gains.filter((_, i) => clipped[SCALING_DIMENSIONS[i]] === null);
        const price = Math.max(...inside);
        expect(price - Math.min(...inside)).toBeLessThan(1e-6 * Math.max(1, price));
        expect(Math.max(...gains)).toBeLessThan(price + 1e-6 * Math.max(1, price));
      }),
      { numRuns: 200, seed: 12 }
    );
  });

  test('by hand: p·a·x^(−p) over the power is the same, and d·w²·r² = 2', () => {
    const { multipliers } = continuousOptimum({ surrogate: power, growth: 2 });
    const { depth, width, resolution } = multipliers;
    expect((2 * 6 * width ** -2) / 2).toBeCloseTo(4 / depth, 10);
    expect((1.5 * 5 * resolution ** -1.5) / 2).toBeCloseTo(4 / depth, 10);
    expect(depth * width ** 2 * resolution ** 2).toBeCloseTo(2, 12);
  });

  test('nothing to spend: the baseline', () => {
    const found = continuousOptimum({ surrogate: power, growth: 1 });
    expect(found.multipliers).toEqual({ depth: 1, width: 1, resolution: 1 });
    expect(found.accuracy).toBeCloseTo(75, 12);
  });

  test('zero exponents and amplitudes: only what gains is scaled', () => {
    const only: Surrogate = {
      ...power,
      depth: { amplitude: 4, exponent: 0 },
      width: { amplitude: 0, exponent: 2 }
    };
    const found = continuousOptimum({ surrogate: only, growth: 2 });
    expect(found.multipliers.resolution).toBeCloseTo(Math.SQRT2, 12);
    expect(found.clipped).toEqual({ depth: 'baseline', width: 'baseline', resolution: null });
    const none = { ...only, resolution: { amplitude: 0, exponent: 0 } };
    const flat = continuousOptimum({ surrogate: none, growth: 2 });
    expect([flat.unique, flat.growth, flat.accuracy]).toEqual([false, 1, 86]);
  });

  test('tiny exponents don’t cost precision', () => {
    const tiny = (amplitude: number): Surrogate['depth'] => ({ amplitude, exponent: 1e-9 });
    const surrogate = { asymptote: 100, depth: tiny(1), width: tiny(2), resolution: tiny(3) };
    const found = continuousOptimum({ surrogate, growth: 2 });
    expect(found.multipliers.resolution).toBeCloseTo(Math.SQRT2, 12);
  });

  test('bounds: what they leave goes to the others, and is kept when all are met', () => {
    const bounded = continuousOptimum({
      surrogate: power,
      growth: 4,
      largest: { depth: 1.1, resolution: 1.2 }
    });
    expect(bounded.clipped).toEqual({ depth: 'largest', width: null, resolution: 'largest' });
    expect(bounded.multipliers.width).toBeCloseTo(Math.sqrt(4 / 1.1 / 1.44), 10);
    const all = continuousOptimum({
      surrogate: power,
      growth: 100,
      largest: { depth: 2, width: 2, resolution: 2 }
    });
    expect(all.growth).toBeCloseTo(32, 10);
  });

  test('a bound of 1 keeps a dimension at the baseline', () => {
    const found = continuousOptimum({ surrogate: power, growth: 4, largest: { depth: 1, width: 1 } });
    expect(found.multipliers).toEqual({ depth: 1, width: 1, resolution: expect.closeTo(2, 12) as number });
    expect(found.clipped).toEqual({ depth: 'baseline', width: 'baseline', resolution: null });
    expect(found.unique).toBe(true);
  });

  test('a dimension that costs nothing needs a bound', () => {
    const powers = { depth: 1, width: 2, resolution: 0 };
    expect(() => continuousOptimum({ surrogate: power, growth: 2, powers })).toThrow(
      expect.objectContaining({ field: 'largest.resolution' }) as SpecError
    );
    const found = continuousOptimum({ surrogate: power, growth: 2, powers, largest: { resolution: 3 } });
    expect(found.multipliers.resolution).toBe(3);
    expect(found.clipped.resolution).toBe('largest');
  });

  test.each([
    ['growth', { growth: 0 }],
    ['largest.depth', { largest: { depth: 0.5 } }],
    ['powers.width', { powers: { depth: 1, width: NaN, resolution: 2 } }]
  ])('refuses %s out of bounds', (field, wrong) => {
    expect(() => continuousOptimum({ surrogate: power, growth: 2, ...wrong })).toThrow(
      expect.objectContaining({ name: 'SpecError', field }) as SpecError
    );
  });
});

describe('optimum under the unrounded cost', () => {
  const none = { amplitude: 0, exponent: 1 };
  const only = { ...power, depth: none, width: none };
  const grown = (multipliers: Multipliers): number =>
    unroundedMacs(multipliers) / unroundedMacs({ depth: 1, width: 1, resolution: 1 });

  test('spends all on what gains', () => {
    const { multipliers, growth, unique } = unroundedOptimum({ surrogate: only, growth: 2 });
    expect([multipliers.depth, multipliers.width, unique]).toEqual([1, 1, true]);
    expect(grown(multipliers)).toBeCloseTo(2, 9);
    expect(growth).toBeCloseTo(2, 9);
    // Squeeze-and-excite and the classifier don't grow with the image.
    expect(multipliers.resolution).toBeGreaterThan(Math.SQRT2);
    expect(multipliers.resolution).toBeLessThan(1.43);
  });

  test('keeps bounds, those of the limits too', () => {
    const bounded = unroundedOptimum({ surrogate: only, growth: 2, largest: { resolution: 1.2 } });
    expect(bounded.multipliers).toEqual({ depth: 1, width: 1, resolution: 1.2 });
    expect(bounded.growth).toBeCloseTo(grown(bounded.multipliers), 12);
    const endless = unroundedOptimum({ surrogate: only, growth: 1e6 });
    expect(endless.multipliers.resolution).toBe(100);
    expect(endless.clipped).toEqual({ depth: 'baseline', width: 'baseline', resolution: 'largest' });
  });

  test('spends g exactly, and no neighbour of the same cost is better', () => {
    const baseline = unroundedMacs({ depth: 1, width: 1, resolution: 1 });
    fc.assert(
      fc.property(surrogates, real(1.3, 6), (surrogate, growth) => {
        fc.pre(predictAccuracy(surrogate, { depth: 1, width: 1, resolution: 1 }) >= 0);
        const found = unroundedOptimum({ surrogate, growth });
        expect(unroundedMacs(found.multipliers) / baseline).toBeCloseTo(growth, 9);
        for (const [up, down] of [
          ['depth', 'width'],
          ['width', 'resolution'],
          ['resolution', 'depth']
        ] as const) {
          for (const [more, less] of [
            [up, down],
            [down, up]
          ]) {
            const neighbour = exchange(found.multipliers, more, less, growth * baseline);
            expect(neighbour === null ? 0 : predictAccuracy(surrogate, neighbour)).toBeLessThan(
              found.accuracy + 1e-9
            );
          }
        }
      }),
      { numRuns: 40, seed: 13 }
    );
  });
});

/** One multiplier 0.1 % larger, another as much smaller as keeps the cost, by halving; null where that is below 1. */
function exchange(
  from: Multipliers,
  more: keyof Multipliers,
  less: keyof Multipliers,
  macs: number
): Multipliers | null {
  const at = (value: number): Multipliers => ({ ...from, [more]: from[more] * 1.001, [less]: value });
  if (unroundedMacs(at(1)) > macs) {
    return null;
  }
  let [low, high] = [1, from[less]];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    [low, high] = unroundedMacs(at(middle)) > macs ? [low, middle] : [middle, high];
  }
  return at(low);
}

describe('the published surrogate', () => {
  test('passes through the five rows of B0', () => {
    const { surrogate, source } = publishedSurrogate();
    expect(source).toContain('table 7');
    const rows = publishedRecords('paper-dimensions').records.filter(
      ({ family }) => family === 'EfficientNet-B0'
    );
    expect(rows).toHaveLength(5);
    for (const { settings = {}, accuracy } of rows) {
      const { depth = 1, width = 1, resolution = 1 } = settings;
      const predicted = predictAccuracy(surrogate, {
        depth: Number(depth),
        width: Number(width),
        resolution: Number(resolution)
      });
      expect(predicted).toBeCloseTo(accuracy ?? NaN, 9);
    }
  });

  test('shortfalls add up, or as a norm of the coupling', () => {
    const multipliers = { depth: 2, width: 2, resolution: 1 };
    // 4/2, 6/4 and 5.
    expect(predictAccuracy(power, multipliers)).toBeCloseTo(90 - 8.5, 12);
    expect(predictAccuracy({ ...power, coupling: 2 }, multipliers)).toBeCloseTo(
      90 - Math.hypot(2, 1.5, 5),
      12
    );
    const none = { amplitude: 0, exponent: 1 };
    expect(predictAccuracy({ ...power, depth: none, coupling: 2 }, multipliers)).toBeCloseTo(
      90 - Math.hypot(1.5, 5),
      12
    );
    const perfect = { asymptote: 90, depth: none, width: none, resolution: none, coupling: 2 };
    expect(predictAccuracy(perfect, multipliers)).toBe(90);
  });

  test('a surrogate that begins at 0 % is one, one below is none', () => {
    const zero: Surrogate = { ...power, asymptote: 15 };
    expect(continuousOptimum({ surrogate: zero, growth: 1 }).accuracy).toBe(0);
    expect(() => continuousOptimum({ surrogate: { ...zero, asymptote: 14.9 }, growth: 1 })).toThrow(
      /^surrogate: got "-0\.0?9/
    );
  });

  test.each(['baseline', 'depth', 'compound'])('without the row of %s there is none', (scaling) => {
    const set = publishedRecords('paper-dimensions');
    const isRow = (record: (typeof set.records)[number]): boolean =>
      record.family === 'EfficientNet-B0' && record.scaling === scaling;
    const without = { ...set, records: set.records.filter((record) => !isRow(record)) };
    expect(() => publishedSurrogate(without)).toThrow(`got "${scaling}", expected a row of B0`);
    const unknown = set.records.map((record) => (isRow(record) ? { ...record, accuracy: null } : record));
    expect(() => publishedSurrogate({ ...set, records: unknown })).toThrow('expected an accuracy');
  });

  test('a multiplier that is not positive is refused', () => {
    for (const depth of [0, -1, NaN]) {
      expect(() => predictAccuracy(power, { depth, width: 1, resolution: 1 })).toThrow(/^depth: got/);
    }
  });
});
