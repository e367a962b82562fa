import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpecError } from '../index';
import {
  leastCorrelation,
  noiseCurve,
  noiseInWords,
  noiseReport,
  noiseTable,
  normalizationCounts,
  type NormalizationPlace,
  outputNoise,
  publishedBatchSizeErrors,
  RECTIFIED_KURTOSIS,
  runningStatistics,
  statisticNoise
} from './index';

const place: NormalizationPlace = { batchSize: 2, height: 7, width: 7, channels: 320, groups: 32 };

describe('counts', () => {
  test('320 channels in 32 groups cross at N* = 10 whatever the map', () => {
    for (const side of [1, 7, 56]) {
      const { batch, group, crossing } = normalizationCounts({
        ...place,
        batchSize: 10,
        height: side,
        width: 2 * side
      });
      expect([crossing, batch]).toEqual([10, group]);
    }
  });

  test('groups that do not divide name a number that does', () => {
    expect(() => normalizationCounts({ ...place, channels: 24, groups: 32 })).toThrow('Use 24');
    expect(() => normalizationCounts({ ...place, channels: 40, groups: 7 })).toThrow('Use 8');
    // Of two as near the smaller.
    expect(() => normalizationCounts({ ...place, channels: 24, groups: 5 })).toThrow('Use 4');
  });
});

describe('statisticNoise', () => {
  test('correlated pixels make the mean 158 times as uncertain as their number says', () => {
    const found = statisticNoise({ ...place, height: 56, width: 56, correlation: 0.05 });
    expect(found.meanErrorIndependent ** 2).toBeCloseTo(1.59e-4, 6);
    expect(found.meanError ** 2).toBeCloseTo(2.515e-2, 5);
    expect(Math.round(found.meanError ** 2 / found.meanErrorIndependent ** 2)).toBe(158);
    // More pixels stop helping: N/ρ is all they are ever worth.
    expect(found.effectiveValues).toBeLessThan(2 / 0.05);
    expect(found.effectiveValues).toBeGreaterThan(39);
  });

  test('data as after a ReLU have a noisier variance', () => {
    expect(RECTIFIED_KURTOSIS).toBeCloseTo(5.408, 3);
    const at = (kurtosis: number): number => statisticNoise({ ...place, kurtosis }).sampleVarianceError;
    expect(at(5.42)).toBeCloseTo(0.213, 3);
    expect(at(RECTIFIED_KURTOSIS)).toBeCloseTo(0.213, 3);
    expect(at(3)).toBeCloseTo(0.144, 3);
  });

  test('the kurtosis is the integral of the distribution', () => {
    const integral = (power: number, centre: number): number => {
      let sum = 0;
      for (let z = -10; z < 10; z += 1e-3) {
        const middle = z + 5e-4;
        sum += (Math.max(0, middle) - centre) ** power * Math.exp(-(middle ** 2) / 2) * 1e-3;
      }
      return sum / Math.sqrt(2 * Math.PI);
    };
    const mean = integral(1, 0);
    expect(integral(4, mean) / integral(2, mean) ** 2).toBeCloseTo(RECTIFIED_KURTOSIS, 5);
  });

  test('variances are those of the whole covariance matrix', () => {
    // E[σ̂²] = tr(AΣ)/m and Var = 2·tr((AΣ)²)/m² with A = I − 11ᵀ/m, entry by entry: no eigenvalues.
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (batchSize, width, share) => {
          const m = batchSize * width;
          fc.pre(m > 1);
          const least = width === 1 ? 0 : leastCorrelation(width);
          const correlation = least + share * (1 - least);
          const rho = width === 1 ? 0 : correlation;
          const covariance = Array.from({ length: m }, (_, i) =>
            Array.from({ length: m }, (_x, j) =>
              i === j ? 1 : Math.floor(i / width) === Math.floor(j / width) ? rho : 0
            )
          );
          const columnMeans = covariance.map((row) => row.reduce((a, b) => a + b, 0) / m);
          const centred = covariance.map((row) => row.map((value, j) => value - columnMeans[j]));
          const trace = centred.reduce((sum, row, i) => sum + row[i], 0);
          const square = centred.reduce(
            (sum, row, i) => sum + row.reduce((s, value, j) => s + value * centred[j][i], 0),
            0
          );
          const total = covariance.flat().reduce((a, b) => a + b, 0);
          const found = statisticNoise({ batchSize, height: 1, width, channels: 8, groups: 2, correlation });
          expect(found.varianceMean).toBeCloseTo(trace / m, 12);
          expect(found.varianceError ** 2).toBeCloseTo((2 * square) / m ** 2, 12);
          expect(found.meanError ** 2).toBeCloseTo(total / m ** 2, 12);
        }
      ),
      { numRuns: 200, seed: 4 }
    );
  });

  test('at the least correlation the mean of an image is certain', () => {
    const least = leastCorrelation(49);
    const found = statisticNoise({ ...place, correlation: least });
    expect(found.meanError).toBeCloseTo(0, 7);
    expect(() => statisticNoise({ ...place, correlation: least * 1.001 })).toThrow('−1/(n−1)');
  });

  test('shared values are as good as one each, and independent ones have the variance of textbooks', () => {
    // Var(S²) = [μ₄ − σ⁴(k−3)/(k−1)]/k for k independent values, and σ̂² = S²·(k−1)/k.
    const textbook = (k: number, kurtosis: number): number =>
      ((kurtosis - (k - 3) / (k - 1)) / k) * ((k - 1) / k) ** 2;
    const small = { height: 2, width: 2, channels: 6, groups: 2, kurtosis: 5 };
    const alike = statisticNoise({ ...small, batchSize: 3, correlation: 1 });
    expect(alike.varianceError ** 2).toBeCloseTo(textbook(3, 5), 12);
    expect(alike.varianceErrorIndependent ** 2).toBeCloseTo(textbook(12, 5), 12);
    expect(alike.groupMeanSpread).toBeCloseTo(Math.sqrt(1 / 3), 12);
    const apart = statisticNoise({ ...small, batchSize: 3 });
    expect(apart.varianceError ** 2).toBeCloseTo(textbook(12, 5), 12);
    expect(apart.sampleVarianceError ** 2).toBeCloseTo(textbook(12, 5) * (12 / 11) ** 2, 12);
    expect(apart.groupMeanSpread).toBeCloseTo(Math.sqrt(1 / 12), 12);
    // D = 1 + 3·0.2 = 1.6; a third of it is the image's own.
    const some = statisticNoise({ ...small, kurtosis: 3, batchSize: 3, correlation: 0.2 });
    expect(some.groupMeanSpread).toBeCloseTo(Math.sqrt(1.6 / 12), 12);
    expect(some.meanErrorFromOthers).toBeCloseTo(Math.sqrt((1.6 / 12) * (2 / 3)), 12);
    expect([1, 2, 5].map(leastCorrelation)).toEqual([-1, -1, -0.25]);
  });

  test('parts of two values each are counted case by case', () => {
    // Two images of two pixels: ±√½ that an image shares, and ±√½ of each pixel's own; 2⁶ cases as likely.
    const variances = Array.from({ length: 64 }, (_, bits) => {
      const sign = (bit: number): number => ((bits >> bit) & 1 ? 1 : -1) * Math.SQRT1_2;
      const values = [sign(0) + sign(2), sign(0) + sign(3), sign(1) + sign(4), sign(1) + sign(5)];
      const mean = values.reduce((sum, value) => sum + value, 0) / 4;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4;
    });
    const mean = variances.reduce((sum, value) => sum + value, 0) / 64;
    const square = variances.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 64;
    // Each part has kurtosis 1, and both together 3 − 2·(¼ + ¼).
    const pairs = { batchSize: 2, height: 1, width: 2, channels: 4, groups: 2, correlation: 0.5 };
    const found = statisticNoise({ ...pairs, kurtosis: 2 });
    expect(found.varianceMean).toBeCloseTo(mean, 12);
    expect(found.varianceError ** 2).toBeCloseTo(square, 12);
    expect(() => statisticNoise({ ...pairs, kurtosis: 1.999 })).toThrow(/^kurtosis: .* at least 2 /);
    // One pixel has nothing to share.
    const single = { ...pairs, width: 1, kurtosis: 5 };
    expect(statisticNoise(single)).toEqual(statisticNoise({ ...single, correlation: 0 }));
  });

  test('a batch of one image has no noise from others', () => {
    expect(statisticNoise({ ...place, batchSize: 1 }).meanErrorFromOthers).toBe(0);
  });

  test.each<[string, Partial<NormalizationPlace>]>([
    ['batchSize', { batchSize: 1, height: 1, width: 1 }],
    ['batchSize', { batchSize: 0 }],
    ['batchSize', { batchSize: 1.5 }],
    ['height', { height: NaN }],
    ['width', { width: 8193 }],
    ['groups', { groups: 0 }],
    ['groups', { groups: 33 }],
    ['correlation', { correlation: 1.1 }],
    ['correlation', { correlation: NaN }],
    ['correlation', { correlation: -0.5 }],
    ['kurtosis', { kurtosis: 0.9 }],
    ['kurtosis', { kurtosis: 5, correlation: -0.01 }],
    ['kurtosis', { kurtosis: 1.5, correlation: 0.5 }]
  ])('refuses %s: %j', (field, change) => {
    expect(() => statisticNoise({ ...place, ...change })).toThrow(SpecError);
    expect(() => statisticNoise({ ...place, ...change })).toThrow(field);
  });
});

describe('outputNoise', () => {
  /** E[1/s] and E[s^(−½)] of χ²/m in closed form: products of ratios instead of an integral. */
  const independentExact = (m: number): number => {
    // Γ((k−1)/2)/Γ(k/2), two degrees at a time from k = 2 or 3.
    let ratio = m % 2 === 0 ? 2 / Math.sqrt(Math.PI) : Math.sqrt(Math.PI);
    for (let k = m % 2 === 0 ? 3 : 2; k < m - 1; k += 2) {
      ratio *= (k - 1) / k;
    }
    const inverse = m / (m - 3);
    return inverse * (1 + 1 / m) - 2 * Math.sqrt(m / 2) * ratio + 1;
  };

  test.each([4, 5, 8, 49, 98, 1568, 25088])('is the closed form for %d independent values', (batchSize) => {
    const { exact } = outputNoise({ ...place, batchSize, height: 1, width: 1 });
    expect(exact! / independentExact(batchSize)).toBeCloseTo(1, 8);
  });

  test.each([
    [98, 0.01531, 0.01605],
    [49, 0.0306, 0.0342],
    [1568, 0.00096, 0.001]
  ])('of %d values lies above 1.5/m, where a simulation had found it', (values, rule, simulated) => {
    const found = outputNoise({ ...place, batchSize: values / 49 });
    expect(found.independent).toBeCloseTo(rule, 4);
    expect(found.exact!).toBeGreaterThan(found.independent);
    expect(Math.abs(found.exact! / simulated - 1)).toBeLessThan(0.05);
  });

  test('of five values has the variance that χ² with four degrees of freedom gives', () => {
    // E[1/s] = 5/2, E[s^(−½)] = √(5/2)·Γ(3/2)/Γ(2), and a mean with a variance of 1/5.
    const { exactVariance, exact, firstOrder } = outputNoise({ ...place, batchSize: 5, height: 1, width: 1 });
    expect(exactVariance).toBeCloseTo(3 - (5 * Math.PI) / 8, 9);
    expect(exact).toBeCloseTo(4 - 2 * Math.sqrt((5 * Math.PI) / 8), 9);
    // 1/5 + 2·4/25/4
    expect(firstOrder).toBeCloseTo(0.28, 12);
    // A correlation of one pixel with itself is none.
    const same = outputNoise({ ...place, batchSize: 5, height: 1, width: 1, correlation: 1 });
    expect(same).toEqual({ independent: 0.3, exactVariance, exact, firstOrder });
  });

  test('is infinite for two degrees of freedom, unknown for another kurtosis', () => {
    expect(outputNoise({ ...place, batchSize: 3, height: 1, width: 1 }).exact).toBe(Infinity);
    expect(outputNoise({ ...place, batchSize: 3, correlation: 1 }).exact).toBe(Infinity);
    expect(outputNoise({ ...place, kurtosis: 5 }).exact).toBeNull();
  });

  test('independent images of one value each are one image of independent values', () => {
    const full = outputNoise({ ...place, batchSize: 40, correlation: 1 });
    const { exact } = outputNoise({ ...place, batchSize: 40, height: 1, width: 1 });
    expect(full.exact).toBeCloseTo(exact!, 12);
  });
});

describe('runningStatistics', () => {
  test('0.99 leaves 36.6 % after 100 steps and averages 199 batches', () => {
    const found = runningStatistics({ momentum: 0.99, steps: 100 });
    expect(found.leftover).toBeCloseTo(0.366, 3);
    expect(found.averagedBatches).toBeCloseTo(199, 10);
    expect(found.stale).toBe(true);
  });

  test.each([
    [0.99, 458],
    [0.9, 44],
    [0.9997, 15348]
  ])('momentum %d needs %d steps to 1 %%', (momentum, steps) => {
    const { stepsToSettle, firstSettledStep } = runningStatistics({ momentum, steps: 0 });
    expect(Math.round(stepsToSettle)).toBe(steps);
    expect(runningStatistics({ momentum, steps: firstSettledStep! }).stale).toBe(false);
    expect(runningStatistics({ momentum, steps: firstSettledStep! - 1 }).stale).toBe(true);
  });

  test('the variance is that of the weighted sum', () => {
    for (const [momentum, steps] of [
      [0.9, 5],
      [0.5, 1],
      [0.99, 300],
      [0, 3]
    ]) {
      let squares = 0;
      for (let i = 0; i < steps; i++) {
        squares += ((1 - momentum) * momentum ** i) ** 2;
      }
      expect(runningStatistics({ momentum, steps }).varianceFactor).toBeCloseTo(squares, 12);
    }
  });

  test('never settles at 1, at once at 0', () => {
    expect(runningStatistics({ momentum: 1, steps: 10 })).toMatchObject({
      leftover: 1,
      firstSettledStep: null,
      stepsToSettle: Infinity,
      stale: true
    });
    expect(runningStatistics({ momentum: 0, steps: 1 })).toMatchObject({
      ...{ leftover: 0, firstSettledStep: 1, stepsToSettle: 0, averagedBatches: 1, stale: false }
    });
  });

  test('the settled share itself counts as settled', () => {
    expect(runningStatistics({ momentum: 0.5, steps: 2, settled: 0.25 })).toMatchObject({
      ...{ leftover: 0.25, firstSettledStep: 2, stepsToSettle: 2, stale: false }
    });
  });

  test.each([
    [{ momentum: 1.01, steps: 1 }],
    [{ momentum: NaN, steps: 1 }],
    [{ momentum: 0.9, steps: -1 }],
    [{ momentum: 0.9, steps: 1, settled: 0 }],
    [{ momentum: 0.9, steps: 1, settled: 1 }]
  ])('refuses %j', (request) => {
    expect(() => runningStatistics(request)).toThrow(SpecError);
  });
});

describe('report', () => {
  test('says why 1/√m alone misleads and by how much', () => {
    const words = noiseInWords(
      noiseReport({ ...place, height: 14, width: 14, channels: 112, groups: 14, correlation: 0.05 })
    );
    expect(words[0]).toBe(
      'With 2 images, a batch-norm mean is off by 16.6 % of σ; the pixel count alone says 5.05 %.'
    );
    expect(words[1]).toContain('392 values are worth 36.5, and the variance of the mean is 10.8 times');
    expect(words[2]).toContain('N = 8');
  });

  test('says nothing of resemblance where there is none, and ∞ where nothing is lost', () => {
    const [first, second, third] = noiseInWords(noiseReport({ ...place, batchSize: 1 }));
    expect(first).toBe('With 1 image, a batch-norm mean is off by 14.3 % of σ, if pixels are independent.');
    expect(second).toMatch(/^Pixels of real images resemble each other/);
    expect(third).toContain('averages 490 numbers of one image');
    const least = noiseInWords(noiseReport({ ...place, height: 1, width: 2, correlation: -1 }));
    expect(least[1]).toContain('(ρ = -1): 4 values are worth ∞, and the variance of the mean is 0 times');
  });

  test('a table has each number under its key', () => {
    const report = noiseReport({ ...place, height: 6, width: 8, correlation: 0.1 });
    const { columns, rows } = noiseTable([report]);
    // n = 48, m = 96, D = 1 + 47·0.1; Var(σ̂²) = 2·[94·0.81 + 5.7²]/96².
    const variance = (2 * (94 * 0.81 + 5.7 ** 2)) / 96 ** 2;
    const close = (value: number): unknown => expect.closeTo(value, 12);
    expect(Object.fromEntries(columns.map(({ key }, i) => [key, rows[0][i]]))).toEqual({
      ...{ batch_size: 2, height: 6, width: 8, channels: 320, groups: 32, correlation: 0.1, kurtosis: 3 },
      ...{ batch_values: 96, group_values: 480, crossing: 10, design_effect: close(5.7) },
      ...{ effective_values: close(96 / 5.7), mean_error: close(Math.sqrt(5.7 / 96)) },
      mean_error_independent: close(Math.sqrt(1 / 96)),
      variance_mean: close((94 * 0.9 + 5.7) / 96),
      variance_error: close(Math.sqrt(variance)),
      output_noise_first_order: close(5.7 / 96 + variance / 4),
      output_noise: report.output.exact
    });
  });

  test('a curve runs along any axis and becomes a table', () => {
    const sizes = [1, 2, 4, 8];
    const curve = noiseCurve(place, 'batchSize', sizes);
    expect(curve.map(({ counts }) => counts.batch)).toEqual(sizes.map((size) => 49 * size));
    expect(noiseCurve(place, 'side', [7, 14])[1].place).toMatchObject({ height: 14, width: 14 });
    const { columns, rows } = noiseTable(curve);
    expect(rows.map((row) => row[columns.findIndex(({ key }) => key === 'mean_error')])).toEqual(
      curve.map(({ statistics }) => statistics.meanError)
    );
    expect(() => noiseCurve(place, 'groups', [32, 33])).toThrow(SpecError);
    expect(() => noiseCurve(place, 'groups', [])).toThrow(SpecError);
  });
});

describe('publishedBatchSizeErrors', () => {
  test('are those of the Group Normalization paper', () => {
    expect(
      publishedBatchSizeErrors().map(({ batchSize, batch, group }) => [batchSize, batch, group])
    ).toEqual([
      [2, 34.7, 24.1],
      [4, 27.3, 24.2],
      [8, 24.8, 24],
      [16, 23.7, 24.2],
      [32, 23.6, 24.1]
    ]);
  });
});
