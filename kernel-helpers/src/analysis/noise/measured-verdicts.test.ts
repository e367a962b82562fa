import { describe, expect, it } from 'vitest';
import { correlatedMaps, momentsOf, placeOf } from './measured.fixtures';
import { measuredLayer, type NoiseDraws } from './measured-layer';
import type { MeasuredLayer, MeasuredNoise } from './measured-noise';
import { measuredPoint, theoryHolds, theoryShares } from './measured-verdicts';

const DRAWS: NoiseDraws = { batchSizes: [2, 5], batches: 400, resamples: 100, confidence: 0.95, seed: 7 };

/** Layers of 60 images each, with these correlations of their pixels. */
function measurementOf(correlations: readonly number[], seed: number): MeasuredNoise {
  const layers = correlations.map((correlation, i): MeasuredLayer => {
    const maps = correlatedMaps({ images: 60, channels: 3, pixels: 8, correlation, seed: seed + i });
    const layer = measuredLayer(placeOf(maps), momentsOf(maps), DRAWS) as MeasuredLayer;
    return { ...layer, name: `layer ${i}` };
  });
  const { batchSizes, batches, resamples, confidence } = DRAWS;
  const facts = { seed, batches, resamples, confidence, probes: 0, companionDraws: 0 };
  const gap = {} as MeasuredNoise['gap'];
  return {
    ...facts,
    network: 'made up',
    dataset: 'made up',
    images: 60,
    batchSizes: [...batchSizes],
    layers,
    constantLayers: [],
    logitNoise: null,
    gap
  };
}

const CORRELATIONS = [0.3, 0.3, 0.6, 0.05];
const NOISE = measurementOf(CORRELATIONS, 1);

describe('shares of layers that theory holds for', () => {
  it.each([2, 5])('count those whose interval it lies in, at N = %d', (batchSize) => {
    const shares = theoryShares(NOISE, batchSize);
    let [independent, correlated, kurtosis] = [0, 0, 0];
    for (const { points } of NOISE.layers) {
      const { replaced, theory } = points[batchSize === 2 ? 0 : 1];
      const within = (value: number, { from, to }: { from: number; to: number }): number =>
        value >= from && value <= to ? 1 : 0;
      independent += within(theory.meanError.independent, replaced.meanError);
      correlated += within(theory.meanError.correlated, replaced.meanError);
      kurtosis += within(theory.varianceError.kurtosis, replaced.varianceError);
    }
    expect(shares.batchSize).toBe(batchSize);
    expect(shares.meanError.independent).toEqual({ inside: independent, layers: 4 });
    expect(shares.meanError.correlated).toEqual({ inside: correlated, layers: 4 });
    expect(shares.varianceError.kurtosis).toEqual({ inside: kurtosis, layers: 4 });
    // Pixels that resemble each other are worth fewer than independent ones, all but those of the last layer.
    expect(correlated).toBe(4);
    expect(independent).toBeLessThanOrEqual(1);
  });

  it('begin with the first batch size, and refuse one that was not measured', () => {
    expect(theoryShares(NOISE).batchSize).toBe(2);
    expect(() => theoryShares(NOISE, 3)).toThrow(/batchSize: got 3, expected one of 2, 5/);
  });

  it('ask the theory of other images where these are held out', () => {
    const other = measurementOf(CORRELATIONS, 100);
    const held = theoryShares(NOISE, 2, other);
    const theories = other.layers.map(({ points: [{ theory }] }) => theory.meanError.correlated);
    const inside = NOISE.layers.filter(({ points: [point] }, i) =>
      theoryHolds(point, 'meanError', theories[i])
    );
    expect(held.meanError.correlated).toEqual({ inside: inside.length, layers: 4 });
    // Of the same kind of images it holds, of others not.
    expect(inside.length).toBeGreaterThanOrEqual(3);
    const strangers = measurementOf([0.9, 0.9, 0.05, 0.9], 100);
    expect(theoryShares(NOISE, 2, strangers).meanError.correlated.inside).toBe(0);
    // In another order, found by name.
    const turned = { ...other, layers: [...other.layers].reverse() };
    expect(theoryShares(NOISE, 2, turned)).toEqual(held);
  });

  it('refuse theories without a layer or a batch size of what was measured', () => {
    const [first] = NOISE.layers;
    const without = { ...NOISE, layers: [first] };
    expect(() => theoryShares(NOISE, 2, without)).toThrow(/foretold: got "no layer layer 1"/);
    expect(theoryShares(without, 2, NOISE).meanError.correlated.layers).toBe(1);
    const sizes = { ...NOISE, batchSizes: [2, 8] };
    expect(() => theoryShares(NOISE, 5, sizes)).toThrow(/batchSize: got 5, expected one of 2, 8/);
  });

  it('take ends of an interval as inside', () => {
    const point = measuredPoint(NOISE.layers[0], NOISE, 2);
    const { from, to } = point.replaced.varianceError;
    expect(
      [from, to, from - 1e-9, to + 1e-9].map((value) => theoryHolds(point, 'varianceError', value))
    ).toEqual([true, true, false, false]);
  });
});

describe('theory of held-out images', () => {
  const SIZES = [2, 8, 32];
  const SETS = 120;
  const draws: NoiseDraws = { batchSizes: SIZES, batches: 300, resamples: 100, confidence: 0.95, seed: 1 };
  const points = Array.from({ length: SETS }, (_, seed) => {
    const maps = correlatedMaps({ images: 150, channels: 1, pixels: 4, correlation: 0.4, seed });
    return (measuredLayer(placeOf(maps), momentsOf(maps), { ...draws, seed }) as MeasuredLayer).points;
  });

  it.each(SIZES)(
    'lies inside fewer intervals than that of the same images, though it is right, at N = %d',
    (batchSize) => {
      const at = SIZES.indexOf(batchSize);
      const share = (distance: number): number =>
        points.filter((own, i) =>
          theoryHolds(own[at], 'meanError', points[(i + distance) % SETS][at].theory.meanError.correlated)
        ).length / SETS;
      expect(share(0)).toBeGreaterThan(0.97);
      // Errors of images, 1/√300, in both, and of batches, 1/√600, in one: Φ(±1.96·√(3/5)) = 87 %.
      expect(share(1)).toBeGreaterThan(0.87 - 0.1);
      expect(share(1)).toBeLessThan(0.87 + 0.1);
    }
  );
});
