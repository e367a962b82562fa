import { describe, expect, test } from 'vitest';
import { SpecError } from '../index';
import { RandomBits } from '../random-bits';
import { Moments, type SimulatedEstimate } from './moments';
import { RandomNormal } from './random-normal';
import { draw } from './value-shape';
import {
  companionNoise,
  kurtosisOf,
  leastCorrelation,
  type MonteCarloRequest,
  type MonteCarloResult,
  NormalizationMonteCarlo,
  outputNoise,
  simulateNormalization,
  statisticNoise,
  type ValueShape
} from './index';

/** Distance of a simulation from the theory in standard errors; rounding doesn't count. */
function distance({ value, standardError }: SimulatedEstimate, theory: number): number {
  const gap = Math.abs(value - theory);
  return gap < 1e-12 ? 0 : gap / standardError;
}

/** All distances of one simulation, with the names of what was compared. */
function distances(request: MonteCarloRequest, result: MonteCarloResult): [string, number][] {
  const { shape = 'gaussian', correlation = 0, height, width } = request;
  const kurtosis = kurtosisOf(shape, correlation);
  return result.points.flatMap((point): [string, number][] => {
    const place = { ...request, kurtosis, batchSize: point.batchSize };
    const theory = statisticNoise(place);
    const { exact } = outputNoise(place);
    const where = `N=${point.batchSize} ${height}×${width} ρ=${correlation} ${shape}`;
    // With few values 1/σ̂² has no fourth moment, and its simulation no honest standard error.
    const steady = exact !== null && point.batchSize * height * width > 12 && correlation <= 0.5;
    return [
      [`mean, ${where}`, distance(point.meanError, theory.meanError)],
      [`E[variance], ${where}`, distance(point.varianceMean, theory.varianceMean)],
      [`variance, ${where}`, distance(point.varianceError, theory.varianceError)],
      ...(steady ? [[`output, ${where}`, distance(point.outputNoise, exact)] as [string, number]] : [])
    ];
  });
}

describe('moments', () => {
  const momentsOf = (values: readonly number[]): Moments => {
    const moments = new Moments();
    values.forEach((value) => moments.add(value));
    return moments;
  };

  test.each([0, 1e5])('of 1, 2, 4 and 9 beside %d', (origin) => {
    const moments = momentsOf([1, 2, 4, 9].map((value) => origin + value));
    // Σd² = 9 + 4 + 0 + 25, Σd⁴ = 81 + 16 + 0 + 625.
    expect(moments.average()).toEqual({
      value: origin + 4,
      standardError: expect.closeTo(Math.sqrt(38 / 3 / 4), 9)
    });
    const deviation = Math.sqrt(38 / 3);
    expect(moments.deviation()).toEqual({
      value: expect.closeTo(deviation, 9),
      standardError: expect.closeTo(Math.sqrt((722 / 4 - 9.5 ** 2) / 4) / (2 * deviation), 6)
    });
  });

  test('of many values are those of two passes', () => {
    const random = new RandomNormal(2);
    const values = Array.from({ length: 200 }, () => Math.exp(random.next()));
    const mean = values.reduce((sum, value) => sum + value, 0) / 200;
    const central = (power: number): number =>
      values.reduce((sum, value) => sum + (value - mean) ** power, 0) / 200;
    const { value, standardError } = momentsOf(values).deviation();
    expect(value).toBeCloseTo(Math.sqrt((central(2) * 200) / 199), 10);
    expect(standardError).toBeCloseTo(Math.sqrt((central(4) - central(2) ** 2) / 200) / (2 * value), 10);
  });

  test('of none, of one, and of equal values', () => {
    expect(momentsOf([]).average().value).toBeNaN();
    expect(momentsOf([3]).average()).toEqual({ value: 3, standardError: NaN });
    expect(momentsOf([3, 3, 3]).deviation()).toEqual({ value: 0, standardError: 0 });
  });
});

test('normal deviates are Marsaglia’s pairs, from uniform bits', () => {
  const bits = new RandomBits(5);
  const uniform = (): number => (2 * (bits.next() + 0.5)) / 2 ** 32 - 1;
  const pairs: number[] = [];
  while (pairs.length < 40) {
    const [x, y] = [uniform(), uniform()];
    const radius = Math.hypot(x, y);
    if (radius < 1) {
      const length = Math.sqrt(-4 * Math.log(radius)) / radius;
      pairs.push(x * length, y * length);
    }
  }
  const random = new RandomNormal(5);
  pairs.forEach((value) => expect(random.next()).toBeCloseTo(value, 10));
});

test('rectified values have mean 0, variance 1, and the kurtosis that their parts leave', () => {
  const [z, value] = [new RandomNormal(6).next(), draw(new RandomNormal(6), 'rectified')];
  // E[max(0, z)] = 1/√(2π), E[max(0, z)²] = ½.
  const [mean, deviation] = [1 / Math.sqrt(2 * Math.PI), Math.sqrt(1 / 2 - 1 / (2 * Math.PI))];
  expect(value).toBeCloseTo((Math.max(0, z) - mean) / deviation, 12);
  expect(draw(new RandomNormal(6), 'gaussian')).toBe(z);
  const alone = kurtosisOf('rectified');
  expect(alone).toBeCloseTo(5.408, 3);
  expect(kurtosisOf('rectified', 1)).toBe(alone);
  expect(kurtosisOf('rectified', 0.5)).toBeCloseTo(3 + (alone - 3) / 2, 12);
  expect([kurtosisOf('gaussian', -0.2), kurtosisOf('gaussian', 0.5)]).toEqual([3, 3]);
  expect(() => kurtosisOf('rectified', -1e-9)).toThrow(/^correlation: /);
});

describe('NormalizationMonteCarlo', () => {
  test.each<[number, ValueShape]>([
    [0.3, 'rectified'],
    [0.3, 'gaussian'],
    [0, 'gaussian'],
    [-0.1, 'gaussian'],
    [leastCorrelation(6), 'gaussian']
  ])('summarises maps that are made pixel by pixel: ρ = %d, %s', (rho, shape) => {
    const random = new RandomNormal(4);
    const maps = Array.from({ length: 12 }, () => {
      const own = Array.from({ length: 6 }, () => draw(random, shape));
      if (rho > 0) {
        const shared = draw(random, shape);
        return own.map((value) => Math.sqrt(rho) * shared + Math.sqrt(1 - rho) * value);
      }
      // The mean keeps the root of D/(1 − ρ) of its size, D = 1 + 5ρ.
      const mean = own.reduce((sum, value) => sum + value, 0) / 6;
      const kept = Math.sqrt(Math.max(0, 1 + 5 * rho) / (1 - rho));
      return own.map((value) => Math.sqrt(1 - rho) * (value - mean + kept * mean));
    });
    const average = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = (values: readonly number[]): number =>
      Math.sqrt(values.reduce((sum, value) => sum + (value - average(values)) ** 2, 0) / (values.length - 1));
    const batchesOf = (size: number): number[][] =>
      Array.from({ length: 12 / size }, (_, i) => maps.slice(size * i, size * (i + 1)).flat());
    const place = { height: 2, width: 3, channels: 6, groups: 3, correlation: rho, shape, seed: 4 };
    const { points, groupMeanSpread, progress } = simulateNormalization({
      ...place,
      ...{ batchSizes: [3, 1], batches: 4 }
    });
    expect(progress).toBe(1);
    expect(points.map(({ batchSize, batches }) => [batchSize, batches])).toEqual([
      [1, 12],
      [3, 4]
    ]);
    for (const { batchSize, meanError, varianceMean, varianceError, outputNoise: output } of points) {
      const batches = batchesOf(batchSize);
      const means = batches.map(average);
      const variances = batches.map((batch, i) => average(batch.map((value) => (value - means[i]) ** 2)));
      expect(meanError.value).toBeCloseTo(deviation(means), 10);
      expect(varianceMean.value).toBeCloseTo(average(variances), 10);
      expect(varianceError.value).toBeCloseTo(deviation(variances), 10);
      // E[((z − mean)/deviation − z)²] over a standard normal z.
      const outputs = variances.map(
        (variance, i) => (1 / Math.sqrt(variance) - 1) ** 2 + means[i] ** 2 / variance
      );
      expect(output.value / average(outputs)).toBeCloseTo(1, 9);
    }
    // Two channels in a group: consecutive maps.
    expect(groupMeanSpread.value).toBeCloseTo(deviation(batchesOf(2).map(average)), 10);
  });

  test('one pixel has no pair to correlate, and any portion draws an image', () => {
    const single = { height: 1, width: 1, channels: 4, groups: 2, batchSizes: [2], batches: 5, seed: 3 };
    expect(simulateNormalization({ ...single, correlation: 0.5 })).toEqual(simulateNormalization(single));
    const simulation = new NormalizationMonteCarlo(single);
    expect([simulation.advance(0), simulation.result().progress]).toEqual([false, 0.1]);
  });

  test('finds the theory within 3 standard errors over batches, maps, groups, correlations and shapes', () => {
    const all: [string, number][] = [];
    let seed = 0;
    for (const [height, width, channels, groups] of [
      [1, 1, 8, 8],
      [1, 3, 24, 3],
      [4, 4, 8, 2],
      [5, 7, 16, 4]
    ]) {
      const pixels = height * width;
      const least = leastCorrelation(pixels);
      for (const correlation of pixels === 1 ? [0] : [least, least / 2, 0, 0.05, 0.5, 0.9]) {
        const shapes: ValueShape[] = correlation < 0 ? ['gaussian'] : ['gaussian', 'rectified'];
        for (const shape of shapes) {
          // Every size in turn, so that no two comparisons share their draws.
          const batchSize = [2, 5, 16, 1][seed % (pixels === 1 ? 3 : 4)];
          const place = { height, width, channels, groups, correlation, shape };
          const request = { ...place, batchSizes: [batchSize], batches: 2000, seed: seed++ };
          const result = simulateNormalization(request);
          const { groupMeanSpread } = statisticNoise({ ...place, batchSize });
          all.push(...distances(request, result));
          all.push([`group ${JSON.stringify(place)}`, distance(result.groupMeanSpread, groupMeanSpread)]);
        }
      }
    }
    expect(all.filter(([, away]) => away > 3)).toEqual([]);
    // Standard errors that are too wide would hide a wrong theory: squares of these distances have mean 1.
    const square = all.reduce((sum, [, away]) => sum + away ** 2, 0) / all.length;
    expect(square).toBeGreaterThan(0.7);
    expect(square).toBeLessThan(1.3);
  });

  const request: MonteCarloRequest = {
    height: 7,
    width: 7,
    channels: 16,
    groups: 2,
    correlation: 0.1,
    batchSizes: [4, 1, 2, 2],
    batches: 50,
    seed: 7
  };

  test('draws the same in portions as at once, and differently from another seed', () => {
    const simulation = new NormalizationMonteCarlo(request);
    let portions = 0;
    while (!simulation.advance(1000)) {
      portions++;
      expect(simulation.result().progress).toBeLessThan(1);
    }
    expect(portions).toBe(9);
    expect(simulation.result()).toEqual(simulateNormalization(request));
    const [first, other] = [request, { ...request, seed: 8 }].map(
      (each) => simulateNormalization(each).points[0]
    );
    expect(first.meanError.value).not.toBe(other.meanError.value);
    expect(simulation.result().points.map(({ batchSize, batches }) => [batchSize, batches])).toEqual([
      [1, 200],
      [2, 100],
      [4, 50]
    ]);
  });

  test('crosses to a worker and back as plain data', () => {
    const there = structuredClone(request);
    expect(structuredClone(simulateNormalization(there))).toEqual(simulateNormalization(request));
  });

  test('a portion ends with the image in which its pixels are spent', () => {
    const simulation = new NormalizationMonteCarlo({ ...request, height: 56, width: 56, batches: 400 });
    const done = [1, 1e5, 56 * 56, 1e5].map((pixels) => {
      simulation.advance(pixels);
      return Math.round(simulation.result().progress * 1600);
    });
    expect(done).toEqual([1, 33, 34, 66]);
  });

  test.each<[string, Partial<MonteCarloRequest>]>([
    ['batchSizes', { height: 1, width: 1 }],
    ['batchSizes', { batchSizes: [2, 0] }],
    ['batchSize', { batchSizes: [] }],
    ['batches', { batches: 1 }],
    ['seed', { seed: -1 }],
    ['seed', { seed: 0.5 }],
    ['groups', { groups: 5 }],
    ['correlation', { correlation: -0.1, shape: 'rectified' }],
    ['correlation', { correlation: -0.1 }]
  ])('refuses %s: %j', (field, change) => {
    expect(() => new NormalizationMonteCarlo({ ...request, ...change })).toThrow(SpecError);
    expect(() => new NormalizationMonteCarlo({ ...request, ...change })).toThrow(field);
  });
});

describe('companionNoise', () => {
  const place = { height: 4, width: 4, channels: 8, groups: 2, correlation: 0.3, batches: 400, seed: 5 };

  test('group normalisation reads exactly 0, batch normalisation falls with N', () => {
    const found = [2, 4, 16].map((batchSize) => companionNoise({ ...place, batchSize }));
    expect(found.map(({ group }) => group)).toEqual([0, 0, 0]);
    expect(found[0].batch).toBeGreaterThan(found[1].batch);
    expect(found[1].batch).toBeGreaterThan(found[2].batch);
  });

  test('a batch of one image has no companions', () => {
    expect(companionNoise({ ...place, batchSize: 1 })).toEqual({ batch: 0, group: 0 });
  });

  test('is near its first order in a large batch', () => {
    const batchSize = 32;
    const { meanErrorFromOthers, varianceError } = statisticNoise({ ...place, batchSize });
    const firstOrder = Math.sqrt(meanErrorFromOthers ** 2 + (varianceError ** 2 * (1 - 1 / batchSize)) / 4);
    const { batch } = companionNoise({ ...place, batchSize, epsilon: 0 });
    expect(batch / firstOrder).toBeGreaterThan(0.8);
    expect(batch / firstOrder).toBeLessThan(1.2);
  });
});
