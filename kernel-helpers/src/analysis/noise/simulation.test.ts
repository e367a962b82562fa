import { describe, expect, test } from 'vitest';
import { SpecError } from '../index';
import type { SimulatedEstimate } from './moments';
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

describe('NormalizationMonteCarlo', () => {
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
