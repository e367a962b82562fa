import { describe, expect, test } from 'vitest';
import { SpecError } from '../errors';
import { statisticNoise, widthTotals } from './index';
import { RandomNormal } from './random-normal';

const place = { batchSize: 2, height: 7, width: 7, channels: 320, groups: 32 };

describe('widthTotals', () => {
  test('twice the width doubles one total of three', () => {
    const { meanError } = statisticNoise(place);
    const [narrow, wide] = [100, 200].map((width) =>
      widthTotals(new Float64Array(width).fill(meanError ** 2))
    );
    expect(wide.sum / narrow.sum).toBeCloseTo(2, 12);
    expect(wide.rootSum / narrow.rootSum).toBeCloseTo(Math.SQRT2, 12);
    expect(wide.perChannel).toBeCloseTo(meanError, 14);
    expect(wide.projected).toBeCloseTo(narrow.projected, 14);
    expect(narrow.projected).toBeCloseTo(meanError, 14);
    expect(() => widthTotals([])).toThrow(SpecError);
    for (const bad of [NaN, -0.1, Infinity]) {
      expect(() => widthTotals([1, bad])).toThrow('variances[1]');
    }
    expect(widthTotals([0, 0.5]).sum).toBe(0.5);
  });
});

describe('what arrives behind a convolution', () => {
  test('has the spread of weighted sums as drawn', () => {
    const deviations = [0.1, 0.4, 0.2, 0.3, 0.6];
    const { projected, sum, rootSum, perChannel } = widthTotals(
      deviations.map((deviation) => deviation ** 2)
    );
    const random = new RandomNormal(3);
    const draws = 40_000;
    let squares = 0;
    for (let i = 0; i < draws; i++) {
      const output = deviations.reduce(
        (all, deviation) => all + (random.next() / Math.sqrt(deviations.length)) * deviation * random.next(),
        0
      );
      squares += output * output;
    }
    // A product of two Gaussians has kurtosis 9: the mean square of the sum is uncertain by at most √8/√draws.
    expect(Math.abs(squares / draws / projected ** 2 - 1)).toBeLessThan(3 * Math.sqrt(8 / draws));
    // 0.01 + 0.16 + 0.04 + 0.09 + 0.36
    expect(sum).toBeCloseTo(0.66, 14);
    expect(rootSum).toBeCloseTo(Math.sqrt(0.66), 14);
    expect(perChannel).toBeCloseTo(Math.sqrt(0.132), 14);
    expect(projected).toBeCloseTo(Math.sqrt(0.132), 14);
  });
});
