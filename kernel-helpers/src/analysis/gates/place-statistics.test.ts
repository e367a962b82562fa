import { describe, expect, test } from 'vitest';
import { RandomBits } from '../random-bits';
import { GateAnalysis, gateMatrix, PlaceAccumulator, QUANTILE_ERROR } from './index';

const [IMAGES, CHANNELS, CLASSES] = [400, 6, 3];
const bits = new RandomBits(7);
const random = (): number => bits.next() / 2 ** 32;
/** Gates of several shapes: even, low, high, two-sided, told by class, constant. */
const labels = Array.from({ length: IMAGES }, () => Math.floor(random() * CLASSES));
const gates = labels.map((label) => {
  const u = random();
  return [u, 0.08 * u, 0.9 + 0.1 * u, u < 0.5 ? 0.02 : 0.97, 0.2 + 0.3 * label, 0.5].map(Math.fround);
});
const rows = (values: number[][]): Float32Array => Float32Array.from(values.flat());
const means = gates.map((row) => row.map((_, c) => Math.fround(random() - 0.3 + c)));
const magnitudes = means.map((row) => row.map((value) => Math.fround(Math.abs(value) + 0.1)));
const taylor = means.map((row) => row.map((value) => Math.fround(value - 1)));
const norms = [1, 2, 3, 4, 5, 6];

function accumulated(step: number, request = { threshold: 0.1, quantile: 1 }) {
  const sums = new PlaceAccumulator(CHANNELS, { gated: true, classes: CLASSES + 1, ...request });
  for (let from = 0; from < IMAGES; from += step) {
    const part = <T>(all: T[]): T[] => all.slice(from, from + step);
    sums.add(
      {
        gates: rows(part(gates)),
        means: rows(part(means)),
        magnitudes: rows(part(magnitudes)),
        taylor: rows(part(taylor))
      },
      part(labels)
    );
  }
  return sums.finish(norms);
}

const average = (value: (image: number) => number): number =>
  gates.reduce((sum, _, i) => sum + value(i), 0) / IMAGES;
const channels = Array.from({ length: CHANNELS }, (_, c) => c);

function expectEach(found: number[], expected: (channel: number) => number, digits = 10): void {
  expect(found).toHaveLength(CHANNELS);
  channels.forEach((c) => expect(found[c], `channel ${c}`).toBeCloseTo(expected(c), digits));
}

describe('PlaceAccumulator', () => {
  test('means, contributions and Taylor’s are those of plain sums', () => {
    const found = accumulated(37);
    expectEach(found.squeezed, (c) => average((i) => means[i][c]));
    expectEach(found.passed, (c) => average((i) => gates[i][c] * means[i][c]));
    expectEach(found.contribution, (c) => norms[c] * average((i) => gates[i][c] * magnitudes[i][c]));
    expectEach(found.taylor as number[], (c) => average((i) => Math.abs(taylor[i][c])));
    expectEach(
      found.squeezedDeviation,
      (c) => {
        const mean = average((i) => means[i][c]);
        return Math.sqrt(average((i) => (means[i][c] - mean) ** 2));
      },
      7
    );
    expect(found.projectionNorms).toEqual(norms);
  });

  test('gates are those of all gates kept and sorted; quantiles within a bin', () => {
    const kept = new GateAnalysis(gateMatrix(gates));
    const found = accumulated(64).gates!;
    const share = kept.at({ threshold: 0.1 });
    channels.forEach((c) => {
      const exact = kept.channels[c];
      expect(found.mean[c]).toBeCloseTo(exact.mean, 10);
      expect(found.deviation[c]).toBeCloseTo(exact.deviation, 7);
      expect([found.min[c], found.max[c]]).toEqual([exact.min, exact.max]);
      const sorted = gates.map((row) => row[c]).sort((a, b) => a - b);
      Object.entries({ q05: 0.05, q25: 0.25, median: 0.5, q75: 0.75, q95: 0.95 } as const).forEach(
        ([name, q]) => {
          const value = found.quantiles[name as 'median'][c];
          expect(Math.abs(value - sorted[Math.floor(q * (IMAGES - 1))])).toBeLessThanOrEqual(QUANTILE_ERROR);
        }
      );
      expect(found.below[c]).toBe(share[c].below);
      expect(found.verdict[c]).toBe(share[c].verdict);
    });
    expect(found.verdict).toEqual([
      ...['sometimesLow', 'alwaysLow', 'neverLow', 'sometimesLow', 'neverLow', 'neverLow']
    ]);
    // The sixth channel's gates are the threshold itself: none lies below it.
    expect(accumulated(64, { threshold: 0.5, quantile: 1 }).gates).toMatchObject({
      below: { 5: 0 },
      verdict: { 5: 'neverLow' }
    });
    // Half of the fourth channel's gates are low.
    expect(accumulated(64, { threshold: 0.1, quantile: 0.3 }).gates!.verdict[3]).toBe('alwaysLow');
    expect(accumulated(64, { threshold: 0.1, quantile: 0.7 }).gates!.verdict[3]).toBe('sometimesLow');
  });

  test('what depends on the class is told from what does not', () => {
    const { classMeans, classShare } = accumulated(IMAGES).gates!;
    expect(classMeans[CLASSES]).toBeNull();
    for (let k = 0; k < CLASSES; k++) {
      const own = gates.filter((_, i) => labels[i] === k);
      expectEach(classMeans[k] as number[], (c) => own.reduce((sum, row) => sum + row[c], 0) / own.length);
    }
    // Gates of the fifth channel are a function of the class; of the others they are drawn without it.
    expect(classShare[4]).toBeGreaterThan(0.999);
    [0, 1, 2, 3].forEach((c) => expect(classShare[c]).toBeLessThan(0.05));
    expect(classShare[5]).toBe(0);
  });

  test('steps of any size give the same, and places without gates have none', () => {
    expect(accumulated(1).gates!.quantiles).toEqual(accumulated(IMAGES).gates!.quantiles);
    const sums = new PlaceAccumulator(CHANNELS, { gated: false, classes: 1, threshold: 0.1, quantile: 1 });
    sums.add({ gates: null, means: rows(means), magnitudes: rows(magnitudes), taylor: null }, labels.fill(0));
    const found = sums.finish(norms);
    expect([found.gates, found.taylor]).toEqual([null, null]);
    expect(found.passed).toEqual(found.squeezed);
  });
});
