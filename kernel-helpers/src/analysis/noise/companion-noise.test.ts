import { describe, expect, test } from 'vitest';
import { companionNoise, probeValues } from './companion-noise';
import { RandomNormal } from './random-normal';

describe('probeValues', () => {
  const request = {
    batchSize: 3,
    height: 3,
    width: 2,
    channels: 8,
    groups: 2,
    correlation: 0.2,
    batches: 4,
    seed: 9
  };
  const momentsOf = (values: Float64Array): { mean: number; square: number } => ({
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    square: values.reduce((sum, value) => sum + value * value, 0) / values.length
  });

  test('group normalisation leaves a group with mean 0 and variance s²/(s² + ε), whoever comes along', () => {
    const at = (epsilon: number): Float64Array[] =>
      [...probeValues({ ...request, epsilon })].map(({ group }) => group);
    for (const values of at(0)) {
      expect(values).toHaveLength(4 * 6);
      expect(momentsOf(values).mean).toBeCloseTo(0, 12);
      expect(momentsOf(values).square).toBeCloseTo(1, 12);
      expect(values).toEqual(at(0)[0]);
    }
    // The same s² from two ε.
    const variances = [0.25, 1].map((epsilon) => {
      const { square } = momentsOf(at(epsilon)[0]);
      return (epsilon * square) / (1 - square);
    });
    expect(variances[0]).toBeCloseTo(variances[1], 9);
    expect(variances[0]).toBeGreaterThan(0.1);
  });

  test('the noise is the standard deviation of each value over batches, root mean square', () => {
    const seen = [...probeValues({ ...request, batches: 5 })].map(({ batch }) => batch);
    expect(seen).toHaveLength(5);
    const variances = Array.from(seen[0], (_, i) => {
      const mean = seen.reduce((sum, batch) => sum + batch[i], 0) / 5;
      return seen.reduce((sum, batch) => sum + (batch[i] - mean) ** 2, 0) / 4;
    });
    const expected = Math.sqrt(variances.reduce((sum, variance) => sum + variance, 0) / variances.length);
    expect(expected).toBeGreaterThan(0.05);
    expect(companionNoise({ ...request, batches: 5 })).toEqual({
      batch: expect.closeTo(expected, 12),
      group: 0
    });
    // Keras's ε.
    expect(companionNoise({ ...request, epsilon: 0.001 })).toEqual(companionNoise(request));
    for (const change of [{ batches: 1 }, { batches: 2.5 }, { epsilon: -1 }, { epsilon: NaN }]) {
      expect(() => companionNoise({ ...request, ...change })).toThrow(
        new RegExp(`^${Object.keys(change)[0]}: `)
      );
    }
  });

  test('group normalisation is of maps whose mean has the variance of correlated pixels', () => {
    const [{ group }] = probeValues({ ...request, epsilon: 0 });
    // Six deviates for each of four channels; with D = 1 + 5·0.2 = 2 their mean has the variance 2/6.
    const random = new RandomNormal(request.seed);
    const maps = Array.from({ length: 4 }, () => {
      const drawn = Float64Array.from({ length: 6 }, () => random.next());
      const { mean } = momentsOf(drawn);
      return [...drawn].map((value) => Math.sqrt(0.8) * (value - mean) + Math.SQRT2 * mean);
    });
    const values = Float64Array.from(maps.flat());
    const { mean, square } = momentsOf(values);
    const deviation = Math.sqrt(square - mean ** 2);
    group.forEach((value, i) => expect(value).toBeCloseTo((values[i] - mean) / deviation, 10));
  });

  test('batch normalisation of one image alone is instance normalisation', () => {
    for (const { batch } of probeValues({ ...request, batchSize: 1, epsilon: 0 })) {
      for (let c = 0; c < 4; c++) {
        const { mean, square } = momentsOf(batch.subarray(6 * c, 6 * c + 6));
        expect(mean).toBeCloseTo(0, 12);
        expect(square).toBeCloseTo(1, 12);
      }
    }
  });

  test('batch normalisation of many images leaves the probe as it was drawn', () => {
    // Population moments are 0 and 1: with 3,000 images of 6 pixels they are met within some standard errors of 1/√3000.
    const alone = { ...request, correlation: 1, batches: 2, epsilon: 0 };
    const [{ batch }] = probeValues({ ...alone, batchSize: 3000 });
    // At ρ = 1 a map is one number: the first normal deviates of the seed, averaged and stretched by the design.
    const random = new RandomNormal(request.seed);
    for (let c = 0; c < 4; c++) {
      const drawn =
        Array.from({ length: 6 }, () => random.next()).reduce((sum, value) => sum + value, 0) / Math.sqrt(6);
      expect(Math.abs(batch[6 * c] - drawn)).toBeLessThan((4 * (1 + Math.abs(drawn))) / Math.sqrt(3000));
    }
  });
});
