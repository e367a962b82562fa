import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactly, overCorners, type Printed, toFirstOrder, withDigits } from './estimate';

describe('printed numbers', () => {
  test.each([
    [0.39, 2, 0.005],
    [1, 2, 0.05],
    [19, 2, 0.5],
    [390_000_000, 2, 5_000_000],
    [19_000_000_000, 2, 500_000_000],
    [3.1, 2, 0.05],
    [99.5, 3, 0.05]
  ])('%d with %i digits is known to ± %d', (value, digits, half) => {
    const printed = withDigits(value, digits);
    expect(printed.value).toBe(value);
    expect(printed.half / half).toBeCloseTo(1, 12);
  });

  test('an exact number is known to the last bit', () => {
    expect(exactly(0.1)).toEqual({ value: 0.1, low: 0.1, high: 0.1, from: null });
  });
});

describe('overCorners', () => {
  test('is interval arithmetic for a quotient', () => {
    const [a, b]: Printed[] = [
      { value: 6, half: 0.5 },
      { value: 3, half: 0.25 }
    ];
    const found = overCorners([a, b], ([x, y]) => x / y);
    expect(found).toMatchObject({ value: 2, low: 5.5 / 3.25, high: 6.5 / 2.75 });
    expect(found.from).toContain('rounding');
  });

  test('no rounding of the inputs leaves it', () => {
    const inside = fc.double({ min: -1, max: 1, noNaN: true });
    const inputs = [0.3, 1.3, 1.2].map((value) => ({ value, half: 0.05 }));
    // The share of the way from the first to the second in logarithms: rises or falls with each alone.
    const share = ([from, to, at]: readonly number[]): number => Math.log(at / from) / Math.log(to / from);
    const { low, high } = overCorners(inputs, share);
    fc.assert(
      fc.property(inside, inside, inside, (...moves) => {
        const at = share(inputs.map(({ value, half }, i) => value + moves[i] * half));
        expect(at).toBeGreaterThanOrEqual(low - 1e-12);
        expect(at).toBeLessThanOrEqual(high + 1e-12);
      }),
      { numRuns: 300, seed: 2 }
    );
  });
});

describe('toFirstOrder', () => {
  test('is exact for a linear result, each input once', () => {
    const inputs = [
      { value: 1, half: 0.5 },
      { value: 2, half: 0.25 },
      { value: 5, half: 0 }
    ];
    const found = toFirstOrder(inputs, ([x, y, z]) => 3 * x - 2 * y + z);
    expect([found.low, found.value, found.high]).toEqual([4 - 2, 4, 4 + 2]);
  });

  test('takes the larger of both ways for a curved one', () => {
    const { low, high } = toFirstOrder([{ value: 1, half: 0.5 }], ([x]) => x ** 2);
    expect([low, high]).toEqual([1 - 1.25, 1 + 1.25]);
    // 1/x moves more the other way: from 1 to 2 and to 2/3.
    const falling = toFirstOrder([{ value: 1, half: 0.5 }], ([x]) => 1 / x);
    expect([falling.low, falling.high]).toEqual([0, 2]);
  });
});
