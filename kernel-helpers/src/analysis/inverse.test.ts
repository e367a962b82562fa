import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  B0,
  type BaseNetwork,
  compoundScale,
  type ConstraintName,
  type CostReport,
  largestPhi,
  type LargestPhiRequest,
  LIMITS,
  NoSolutionError,
  phiInterval,
  SpecError,
  summarize,
  trainingMemory
} from './index';
import { BASES, randomBase } from './random-bases.fixtures';

const at = (phi: number, options: Omit<LargestPhiRequest, ConstraintName> = {}): CostReport =>
  summarize(compoundScale({ ...options, phi }));

describe('costs along φ', () => {
  test('MACs and parameters never fall, at 2,000 φ', () => {
    const steps = 2000 / BASES.length;
    for (const base of BASES) {
      const falls: number[] = [];
      let [macs, params] = [0, 0];
      for (let i = 0; i < steps; i++) {
        const phi = -5 + (9 * i) / steps;
        const report = at(phi, { base });
        if (report.macs.total < macs || report.params.trainable < params) {
          falls.push(phi);
        }
        [macs, params] = [report.macs.total, report.params.trainable];
      }
      expect(falls).toEqual([]);
    }
  });

  test('nor on random tables, between any two φ', () => {
    const phi = fc.double({ min: -1, max: 4, noNaN: true });
    fc.assert(
      fc.property(randomBase, phi, phi, (base, one, other) => {
        const lower = at(Math.min(one, other), { base });
        const upper = at(Math.max(one, other), { base });
        expect(upper.macs.total).toBeGreaterThanOrEqual(lower.macs.total);
        expect(upper.params.trainable).toBeGreaterThanOrEqual(lower.params.trainable);
      }),
      { numRuns: 100, seed: 1 }
    );
  });
});

/** Doubles on both sides of the answer, as bits; nothing of the search is used. */
function next(value: number): number {
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  bits[0] += value > 0 ? 1n : -1n;
  return new Float64Array(bits.buffer)[0];
}

describe('largestPhi', () => {
  test.each<[LargestPhiRequest, (report: CostReport) => number, number]>([
    [{ macs: 1e9 }, ({ macs }) => macs.total, 1e9],
    [{ params: 5e6 }, ({ params }) => params.trainable, 5e6],
    [
      { training: { bytes: 300e6, batchSize: 1, optimizer: 'sgd' } },
      (report) => trainingMemory(report, { batchSize: 1, optimizer: 'sgd' }).total,
      300e6
    ],
    [{ inferenceBytes: 50e6 }, ({ memory }) => memory.weights + memory.inferencePeak, 50e6],
    [{ macs: 5e8, beta: 1, gamma: 1 }, ({ macs }) => macs.total, 5e8],
    [{ macs: 5e8, alpha: 1, gamma: 1 }, ({ macs }) => macs.total, 5e8]
  ])('%j: its network fits, that of the next double does not', (request, cost, limit) => {
    const { alpha, beta, gamma } = request;
    const found = largestPhi(request);
    const options = { alpha, beta, gamma };
    expect(cost(at(found.phi, options))).toBeLessThanOrEqual(limit);
    expect(cost(at(next(found.phi), options))).toBeGreaterThan(limit);
    expect(found.report).toEqual(at(found.phi, options));
    expect(found.spec).toEqual(found.report.spec);
    expect(found.next?.phi).toBe(next(found.phi));
    expect(found.next?.report.macs.total).toBe(at(next(found.phi), options).macs.total);
    expect(found.from).toBeLessThan(found.phi);
    expect(at(found.from, options).macs).toEqual(found.report.macs);
    expect(found.binding in request || found.binding === 'inference').toBe(true);
    expect(found.reason).toContain(String(limit));
  });

  test('a limit met exactly is kept, one less is not', () => {
    const { phi } = largestPhi({ macs: 992629472 });
    expect(at(phi).macs.total).toBe(992629472);
    expect(phi).toBeGreaterThan(1);
    expect(at(largestPhi({ macs: 992629471 }).phi).macs.total).toBeLessThan(992629472);
  });

  test('no φ of a dense grid fits above the answer: random tables, all limits', () => {
    fc.assert(
      fc.property(
        randomBase,
        fc.double({ min: -1, max: 3, noNaN: true }),
        fc.constantFrom<ConstraintName>('macs', 'params', 'training', 'inference'),
        fc.double({ min: 0.9, max: 1.1, noNaN: true }),
        (base, around, name, factor) => {
          const limit = factor * COSTS[name](at(around, { base }));
          const found = outcome(() => largestPhi({ ...REQUESTS[name](limit), base }));
          expect(found instanceof Error && !(found instanceof NoSolutionError)).toBe(false);
          const phi = found instanceof Error ? -Infinity : found.phi;
          expect(phi === -Infinity || COSTS[name](at(phi, { base })) <= limit).toBe(true);
          const above = Array.from({ length: 50 }, (_, i) => around - 1 + 0.06 * i).filter(
            (other) => other > phi
          );
          expect(above.filter((other) => COSTS[name](at(other, { base })) <= limit)).toEqual([]);
        }
      ),
      { numRuns: 20, seed: 2 }
    );
  });

  test.each<[string, BaseNetwork, before: number, after: number, falls: boolean]>([
    // Stem and stage are both 8 wide up to w = 10/9; above, 8 and 16 wide.
    ['the first stage', PASSING, 1, 1.2, true],
    // Stages are 8 and 8 wide up to w = 4/3, then 8 and 16; the stem is as wide as the second.
    ['the second stage', PASSING_SECOND, 3, 3.1, true],
    // 16 and 16 wide from w = 1 to 5/4, with 16 and 8 below and 24 and 16 above.
    ['a stage that has none below either', PASSING_BETWEEN, 1, 3, false]
  ])(
    'memory that steps down where the shortcut of %s goes is followed down',
    (_, base, before, after, falls) => {
      const options = { ...PASSING_OPTIONS, base };
      const grid = Array.from({ length: 100 }, (_, i) => -6 + i / 7);
      const adds = [before, after].map((phi) => at(phi, options).layers.filter(({ kind }) => kind === 'add'));
      expect(adds[0].length).toBeGreaterThan(adds[1].length);
      const peaks = [before, after].map((phi) => at(phi, options).memory.inferencePeak);
      expect(peaks[1] < peaks[0]).toBe(falls);
      for (const name of ['inference', 'training'] as const) {
        const cost = COSTS[name];
        const costs = grid.map((other) => cost(at(other, options)));
        for (const phi of [-4, -1, 1, 1.2, 3, 3.1, 6]) {
          const limit = cost(at(phi, options));
          const found = largestPhi({ ...options, ...REQUESTS[name](limit) });
          const fitting = grid.filter((_, i) => costs[i] <= limit);
          expect(found.phi).toBeGreaterThanOrEqual(Math.max(...fitting));
          expect(cost(at(found.phi, options))).toBeLessThanOrEqual(limit);
          expect(cost(at(next(found.phi), options))).toBeGreaterThan(limit);
        }
      }
    }
  );

  test('where only a smaller network is without the shortcut, the search goes down to it', () => {
    const options = { ...PASSING_OPTIONS, base: PASSING_BETWEEN };
    const [below, within] = [-0.3, 1].map((phi) => COSTS.inference(at(phi, options)));
    expect(below).toBeLessThan(within);
    const found = largestPhi({ ...options, inferenceBytes: within - 1 });
    // w = 1, from which on 12 are rounded to 16.
    expect(found.phi).toBeCloseTo(0, 9);
    expect(found.spec.stages[0].blocks[0].outputFilters).toBe(8);
    expect(COSTS.inference(found.report)).toBe(below);
  });

  test('the nearest feasible limit may be that of a larger network', () => {
    const least = COSTS.inference(at(1.2, PASSING_OPTIONS));
    const error = outcome(() => largestPhi({ ...PASSING_OPTIONS, inferenceBytes: least - 1 }));
    expect(error).toBeInstanceOf(NoSolutionError);
    expect(error).toMatchObject({ constraint: 'inference', nearest: least });
    const smallest = COSTS.inference(at(-1, PASSING_OPTIONS));
    expect(smallest).toBeGreaterThan(least);
    const nearestWithin = (macs: number): unknown =>
      outcome(() => largestPhi({ ...PASSING_OPTIONS, inferenceBytes: least - 1, macs }));
    const [fewest, those] = [-1, 1.2].map((phi) => at(phi, PASSING_OPTIONS).macs.total);
    // Its MACs are allowed just so, or not; where not even the smallest network keeps them, they decide nothing.
    expect(nearestWithin(those)).toMatchObject({ constraint: 'inference', nearest: least });
    expect(nearestWithin(those - 1)).toMatchObject({ constraint: 'inference', nearest: smallest });
    expect(nearestWithin(fewest - 1)).toMatchObject({ constraint: 'inference', nearest: least });
  });

  test('of several limits that no network keeps together, what is named is what the others leave', () => {
    // The smallest network keeps the MACs and not the memory, a larger one the memory and not the MACs.
    const smallest = at(-20, PASSING_OPTIONS);
    const least = COSTS.inference(at(1.2, PASSING_OPTIONS));
    const limits = { macs: smallest.macs.total, inferenceBytes: least };
    expect(COSTS.inference(smallest)).toBeGreaterThan(least);
    const error = outcome(() => largestPhi({ ...PASSING_OPTIONS, ...limits }));
    expect(error).toBeInstanceOf(NoSolutionError);
    expect(error).toMatchObject({ constraint: 'inference', limit: least });
    expect((error as NoSolutionError).nearest).toBeGreaterThan(least);
  });

  test('a batch too large for exact sums further up is still searched', () => {
    const training = { bytes: 1e13, batchSize: 100_000 };
    const { phi, next: above } = largestPhi({ training });
    expect(trainingMemory(at(phi), training).total).toBeLessThanOrEqual(training.bytes);
    expect(trainingMemory(at(above?.phi ?? NaN), training).total).toBeGreaterThan(training.bytes);
  });

  test('few classes leave room for a larger network', () => {
    const options = { classes: 10, inputChannels: 1 };
    const few = largestPhi({ params: 5e6, ...options });
    expect(few.spec).toMatchObject(options);
    expect(few.phi).toBeGreaterThan(largestPhi({ params: 5e6 }).phi);
    expect(few.report.params.trainable).toBeLessThanOrEqual(5e6);
    expect(at(next(few.phi), options).params.trainable).toBeGreaterThan(5e6);
  });

  test('of several limits the tighter one binds', () => {
    const macs = largestPhi({ macs: 1e9 });
    const params = largestPhi({ params: 5e6 });
    const both = largestPhi({ macs: 1e9, params: 5e6 });
    expect([macs.binding, params.binding, both.binding]).toEqual(['macs', 'params', 'params']);
    expect(both.phi).toBe(Math.min(macs.phi, params.phi));
    expect(largestPhi({ macs: 1e9, params: 1e9 })).toMatchObject({ binding: 'macs', phi: macs.phi });
  });

  test('without a solution it names the limit and what the smallest network takes', () => {
    const error = outcome(() => largestPhi({ macs: 1e9, params: 1000 }));
    expect(error).toBeInstanceOf(NoSolutionError);
    const { constraint, limit, nearest, phi, message } = error as NoSolutionError;
    expect([constraint, limit]).toEqual(['params', 1000]);
    expect(nearest).toBe(at(phi).params.trainable);
    expect(message).toContain(String(nearest));
    // The nearest value is feasible, and one less is not.
    expect(largestPhi({ params: nearest }).report.params.trainable).toBe(nearest);
    expect(() => largestPhi({ params: nearest - 1 })).toThrow(NoSolutionError);
  });

  test('without a bound it says what ends the search', () => {
    expect(largestPhi({ macs: Number.MAX_VALUE })).toMatchObject({
      phi: LIMITS.phi.max,
      binding: 'range',
      next: null,
      reason: expect.stringContaining('phi')
    });
    const images = largestPhi({ params: 5.29e6, alpha: 1, beta: 1, gamma: 1.5 });
    expect(images).toMatchObject({ binding: 'range', reason: expect.stringContaining('8192') });
    expect(images.spec.resolution).toBe(LIMITS.resolution.max);
  });

  test.each<[string, LargestPhiRequest]>([
    ['alpha', { macs: 1e9, alpha: 0.9 }],
    ['gamma', { macs: 1e9, gamma: NaN }],
    ['alpha', { macs: 1e9, alpha: 1, beta: 1, gamma: 1 }],
    ['macs', { macs: 0 }],
    ['macs', { macs: '1e9' as unknown as number }],
    ['params', { params: NaN }],
    ['training.bytes', { training: { bytes: -1, batchSize: 1 } }],
    ['batchSize', { training: { bytes: 1e9, batchSize: 0 } }],
    ['inferenceBytes', { inferenceBytes: Infinity }],
    ['constraints', {}]
  ])('refuses %s: %j', (field, request) => {
    const error = outcome(() => largestPhi(request));
    expect(error).toBeInstanceOf(SpecError);
    expect((error as SpecError).field).toBe(field);
  });
});

describe('phiInterval', () => {
  test('both ends build the network, their neighbours another', () => {
    const { from, to } = phiInterval({ phi: 1 });
    const built = (phi: number) => {
      const { stages, resolution } = at(phi).spec;
      return { stages, resolution };
    };
    expect(from <= 1 && to >= 1).toBe(true);
    expect(built(from)).toEqual(built(1));
    expect(built(to)).toEqual(built(1));
    expect(built(next(to))).not.toEqual(built(1));
    expect(built(-next(-from))).not.toBeNull();
  });

  test('B0 ends where d leaves 1', () => {
    const { to } = phiInterval({ phi: 0 });
    expect(1.2 ** to).toBe(1);
    expect(1.2 ** next(to)).toBeGreaterThan(1);
  });
});

const COSTS: Record<ConstraintName, (report: CostReport) => number> = {
  macs: ({ macs }) => macs.total,
  params: ({ params }) => params.trainable,
  training: (report) => trainingMemory(report, { batchSize: 4, optimizer: 'momentum' }).total,
  inference: ({ memory }) => memory.weights + memory.inferencePeak
};
const REQUESTS: Record<ConstraintName, (limit: number) => LargestPhiRequest> = {
  macs: (macs) => ({ macs }),
  params: (params) => ({ params }),
  training: (bytes) => ({ training: { bytes, batchSize: 4, optimizer: 'momentum' } }),
  inference: (inferenceBytes) => ({ inferenceBytes })
};

const PASSING: BaseNetwork = {
  ...B0,
  name: 'passing',
  stem: { ...B0.stem, filters: 8, scaled: false },
  stages: [{ ...B0.stages[1], repeats: 1, stride: 1, outputFilters: 8 }],
  head: { filters: 8, scaled: false }
};
const PASSING_SECOND: BaseNetwork = {
  ...PASSING,
  stem: { ...B0.stem, filters: 9 },
  stages: [
    { ...B0.stages[0], outputFilters: 8 },
    { ...PASSING.stages[0], outputFilters: 9 }
  ],
  keepNinetyPercent: false
};
const PASSING_BETWEEN: BaseNetwork = {
  ...PASSING,
  stem: { ...B0.stem, filters: 16 },
  stages: [{ ...PASSING.stages[0], outputFilters: 12 }],
  keepNinetyPercent: false
};
const PASSING_OPTIONS = { base: PASSING, alpha: 1, beta: 1.1, gamma: 1 };

function outcome<T>(make: () => T): T | Error {
  try {
    return make();
  } catch (error) {
    return error as Error;
  }
}
