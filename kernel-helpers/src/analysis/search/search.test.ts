import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { B0 } from '../bases';
import { networkKey } from '../compound-axis';
import { summarize } from '../cost';
import { type SpecError } from '../errors';
import { compoundScale } from '../scaling';
import { validateSpec } from '../validate';
import { PAPER_COEFFICIENTS } from '../variants';
import {
  type CandidateSet,
  comesBefore,
  MOST_CANDIDATES,
  predictAccuracy,
  publishedSurrogate,
  type ScoredTriplet,
  scoreTriplet,
  type SearchRequest,
  searchSteps,
  searchTriplets,
  type Surrogate,
  type Triplet
} from './index';
import { OWN_RANGES, sizesOf, tripletsOf } from './search.fixtures';

const { surrogate } = publishedSurrogate();
const flat: Surrogate = {
  asymptote: 80,
  depth: { amplitude: 1, exponent: 0 },
  width: { amplitude: 0, exponent: 1 },
  resolution: { amplitude: 0, exponent: 0 }
};

describe('the grid of the paper’s kind', () => {
  const result = searchTriplets({ surrogate, constraint: 'both' });

  test('1,331 triplets, 484 networks, 85 within the ideal, 35 within the true constraint, 3 within both', () => {
    expect(result.tried).toBe(1331);
    expect(result.networks).toBe(484);
    expect(result.within).toEqual({ ideal: 85, built: 35, both: 3 });
    expect(result.feasible.count).toBe(3);
  });

  test('an independent count agrees', () => {
    const found = { ideal: 0, built: 0, both: 0 };
    const base = summarize(compoundScale({ phi: 0 })).macs.total;
    const networks = new Map<string, number>();
    for (let a = 20; a <= 30; a++) {
      for (let b = 20; b <= 30; b++) {
        for (let c = 20; c <= 30; c++) {
          const spec = compoundScale({ phi: 1, alpha: a / 20, beta: b / 20, gamma: c / 20 });
          const key = networkKey(spec);
          const macs = networks.get(key) ?? summarize(spec).macs.total;
          networks.set(key, macs);
          // In whole numbers: |a·b²·c²/20⁵ − 2| ≤ 0.1.
          const ideal = Math.abs(a * b * b * c * c - 2 * 20 ** 5) <= 20 ** 5 / 10;
          const built = Math.abs(macs - 2 * base) * 10 <= base;
          found.ideal += Number(ideal);
          found.built += Number(built);
          found.both += Number(ideal && built);
        }
      }
    }
    expect(networks.size).toBe(484);
    expect(found).toEqual({ ideal: 85, built: 35, both: 3 });
  });

  test('the published triplet: product 1.92027, true growth 2.573, feasible by the ideal constraint only', () => {
    expect(result.published.ideal).toBeCloseTo(1.92027, 10);
    expect(result.published.built).toBe(992629472 / 385814752);
    expect(result.published.feasible).toBe(false);
    expect(searchTriplets({ surrogate }).published.feasible).toBe(true);
    const alone = scoreTriplet(PAPER_COEFFICIENTS, { surrogate, constraint: 'both' });
    expect(alone).toEqual({ ...result.published, network: -1 });
    expect(result.published.network).toBeGreaterThanOrEqual(0);
  });

  test('the winner lies at the upper edge, and loses that at equal cost', () => {
    const ideal = searchTriplets({ surrogate });
    expect(ideal.best?.ideal).toBeGreaterThan(2.07);
    expect(ideal.best?.equalCostAccuracy).toBeLessThan(ideal.best?.accuracy ?? 0);
    const atEqualCost = ideal.bestAtEqualCost?.equalCostAccuracy ?? 0;
    expect(atEqualCost).toBe(Math.max(...ideal.feasible.column('equalCostAccuracy')));
    expect(ideal.best?.accuracy).toBe(Math.max(...ideal.feasible.column('accuracy')));
  });
});

describe('search', () => {
  test('a million triplets are tried in steps that leave a page alive', () => {
    const candidates: CandidateSet = { kind: 'grid', ranges: { from: 1, to: 1.495 }, step: 0.005 };
    const steps = searchSteps({ surrogate, candidates });
    let longest = 0;
    let before = 0;
    let step = steps.next();
    for (; !step.done; step = steps.next()) {
      longest = Math.max(longest, step.value - before);
      before = step.value;
    }
    expect(step.value.tried).toBe(1e6);
    // No step tries more than this share of them; the benchmark tells how long that takes.
    expect(longest).toBeLessThan(0.010001);
  });

  test.each(['ideal', 'built', 'both'] as const)(
    'of 27 triplets by the %s constraint what looking at each finds',
    (constraint) => {
      const candidates: CandidateSet = { kind: 'grid', ranges: { from: 1, to: 1.5 }, step: 0.25 };
      // Quarters: growths of 1.75 and 2.25 are ideal ones of the grid, exactly on the edge.
      const result = searchTriplets({ surrogate, candidates, constraint, tolerance: 0.25 });
      const macs = (triplet: Partial<Triplet>): number =>
        summarize(compoundScale({ alpha: 1, beta: 1, gamma: 1, ...triplet, phi: 1 })).macs.total;
      const baseline = macs({});
      const all = tripletsOf(candidates).map((triplet) => {
        const { alpha, beta, gamma } = triplet;
        const ideal = alpha * beta ** 2 * gamma ** 2;
        const built = macs(triplet) / baseline;
        const misses = { ideal: Math.abs(ideal - 2), built: Math.abs(built - 2) };
        const both = Math.max(misses.ideal, misses.built);
        const accuracy = predictAccuracy(surrogate, { depth: alpha, width: beta, resolution: gamma });
        return { alpha, beta, gamma, ideal, built, accuracy, misses: { ...misses, both } };
      });
      const within = (key: typeof constraint): number =>
        all.filter(({ misses }) => misses[key] <= 0.25).length;
      expect(within('ideal')).toBeGreaterThan(within('both'));
      expect(result.within).toEqual({ ideal: within('ideal'), built: within('built'), both: within('both') });
      expect([result.tried, result.feasible.count]).toEqual([27, within(constraint)]);
      expect(result.baselineCost).toBe(baseline);
      const sorted = <T>(list: T[], rank: (one: T) => number): T[] =>
        [...list].sort((a, b) => rank(a) - rank(b));
      const [best] = sorted(
        all.filter(({ misses }) => misses[constraint] <= 0.25),
        ({ accuracy }) => -accuracy
      );
      const { misses: _, ...winner } = best;
      expect(result.best).toMatchObject(winner);
      const least = Math.min(...all.map(({ misses }) => misses[constraint]));
      const [nearest] = sorted(
        all.filter(({ misses }) => misses[constraint] === least),
        ({ accuracy }) => -accuracy
      );
      const { alpha, beta, gamma } = nearest;
      expect(result.nearest).toMatchObject({ alpha, beta, gamma });
    }
  );

  test.each([
    ['beta', 'width'],
    ['gamma', 'resolution']
  ] as const)(
    'of two that are equally near, the one with more %s is named where %s gains',
    (name, dimension) => {
      const candidates: CandidateSet = { kind: 'grid', ranges: { from: 1, to: 1.5 }, step: 0.5 };
      const gaining = { ...flat, [dimension]: { amplitude: 5, exponent: 1 } };
      // β² = γ² = 2.25, and 1.5 or 3.375 are further from 2.
      const { nearest } = searchTriplets({ surrogate: gaining, candidates, tolerance: 0 });
      expect(nearest).toMatchObject({ alpha: 1, beta: 1, gamma: 1, [name]: 1.5, ideal: 2.25 });
    }
  );

  test('where nothing grows all are tied, none has an accuracy at equal cost, and ten thousand are a step', () => {
    const candidates: CandidateSet = { kind: 'halton', ranges: { from: 1, to: 1 }, count: 25_000 };
    const request = { surrogate, candidates, growth: 1, tolerance: 0 };
    const { tried, networks, feasible, tied, tiedNetworks, bestAtEqualCost } = searchTriplets(request);
    expect([tried, networks, feasible.count, tied, tiedNetworks]).toEqual([25_000, 1, 25_000, 25_000, 1]);
    expect(bestAtEqualCost).toBeNull();
    // The two reports that it takes are made for the baseline.
    expect([...searchSteps(request)]).toEqual([10_000 / 25_000, 20_000 / 25_000]);
  });

  test('steps yield the share that is done', () => {
    const candidates: CandidateSet = { kind: 'halton', ranges: { from: 1, to: 1.2 }, count: 50_000 };
    const shares = [...searchSteps({ surrogate, candidates })];
    expect(shares.length).toBeGreaterThan(1);
    expect(shares.every((share, i) => share > (shares[i - 1] ?? 0) && share <= 1)).toBe(true);
  });

  test('the best is first by the tie rule among all feasible', () => {
    const order = fc.constantFrom<SearchRequest['constraint']>('ideal', 'built', 'both');
    fc.assert(
      fc.property(
        order,
        fc.constantFrom(surrogate, flat),
        fc.constantFrom('asked', 'built'),
        (constraint, model, scored) => {
          const result = searchTriplets({ surrogate: model, constraint, scored });
          const all = Array.from({ length: result.feasible.count }, (_, i) => result.feasible.at(i));
          const first = all.reduce((a, b) => (comesBefore(b, a) ? b : a));
          expect(result.best).toEqual(first);
          expect(new Set(all.map(({ network }) => network)).size).toBe(result.feasibleNetworks);
        }
      ),
      { numRuns: 12, seed: 3 }
    );
  });

  test('where nothing gains, the cheapest feasible triplet wins, and all are tied', () => {
    const result = searchTriplets({ surrogate: flat, constraint: 'built' });
    expect(result.tied).toBe(35);
    expect(result.tiedNetworks).toBe(result.feasibleNetworks);
    expect(result.best?.cost).toBe(Math.min(...result.feasible.column('cost')));
  });

  test('scored as built, multipliers are blocks, channels and pixels over the baseline’s', () => {
    const triplet = { alpha: 1.3, beta: 1.1, gamma: 1.15 };
    const sizes = sizesOf(compoundScale({ ...triplet, phi: 1 }));
    const [depth, width, resolution] = sizesOf(compoundScale({ phi: 0 })).map((one, i) => sizes[i] / one);
    const found = scoreTriplet(triplet, { surrogate, scored: 'built' });
    expect(found.accuracy).toBeCloseTo(predictAccuracy(surrogate, { depth, width, resolution }), 12);
    const phi = Math.log(2) / Math.log(found.built);
    const [d, w, r] = [depth, width, resolution].map((multiplier) => multiplier ** phi);
    expect(found.equalCostAccuracy).toBeCloseTo(
      predictAccuracy(surrogate, { depth: d, width: w, resolution: r }),
      12
    );
  });

  test.each([
    ['macs', 2, 2],
    ['macs', 1, 1],
    ['params', 2, 0]
  ] as const)('ideal %s of networks in %d dimensions grow with γ^%d', (measure, spatialDimensions, power) => {
    const { ideal } = scoreTriplet(
      { alpha: 1.5, beta: 2, gamma: 3 },
      { surrogate, measure, base: { ...B0, spatialDimensions } }
    );
    expect(ideal).toBeCloseTo(1.5 * 4 * 3 ** power, 12);
  });

  test('a single triplet has both costs, and each constraint its own edge', () => {
    const feasible = (constraint: SearchRequest['constraint'], growth: number, tolerance: number): boolean =>
      scoreTriplet(PAPER_COEFFICIENTS, { surrogate, constraint, growth, tolerance }).feasible;
    // 1.92027 ideally, 2.5728 as built.
    expect([feasible('ideal', 2, 0.08), feasible('ideal', 2, 0.079)]).toEqual([true, false]);
    expect([feasible('built', 2.5, 0.073), feasible('built', 2.5, 0.072)]).toEqual([true, false]);
    expect([
      feasible('both', 2.25, 0.33),
      feasible('both', 2.25, 0.329),
      feasible('both', 2.24, 0.33)
    ]).toEqual([true, false, false]);
  });

  test('scored as built, one network has one accuracy', () => {
    const { feasible } = searchTriplets({ surrogate, scored: 'built' });
    const accuracies = new Map<number, number>();
    for (let i = 0; i < feasible.count; i++) {
      const { network, accuracy } = feasible.at(i);
      expect(accuracies.get(network) ?? accuracy).toBe(accuracy);
      accuracies.set(network, accuracy);
    }
    expect(accuracies.size).toBeLessThan(feasible.count);
  });

  test('tied triplets of one network are one candidate', () => {
    const { tied, tiedNetworks } = searchTriplets({ surrogate, scored: 'built', constraint: 'built' });
    // α from 1.05 to 1.25 rounds up to the same blocks.
    expect([tied, tiedNetworks]).toEqual([5, 1]);
  });

  test('no feasible triplet: says the nearest', () => {
    const result = searchTriplets({ surrogate, growth: 1.35, tolerance: 0.001, constraint: 'built' });
    expect(result.best).toBeNull();
    expect(result.bestAtEqualCost).toBeNull();
    expect([result.feasible.count, result.tied, result.feasibleNetworks]).toEqual([0, 0, 0]);
    const misses = tripletsOf(result.request.candidates).map((triplet) =>
      Math.abs(summarize(compoundScale({ ...triplet, phi: 1 })).macs.total / result.baselineCost - 1.35)
    );
    expect(Math.abs(result.nearest.built - 1.35)).toBeCloseTo(Math.min(...misses), 12);
  });

  test('at equal cost, the true constraint takes the growth of the built network', () => {
    const triplet = { alpha: 1, beta: 1, gamma: 1.25 };
    const { built, equalCostAccuracy } = scoreTriplet(triplet, { surrogate, constraint: 'built' });
    const resolution = 1.25 ** (Math.log(2) / Math.log(built));
    expect(equalCostAccuracy).toBe(predictAccuracy(surrogate, { depth: 1, width: 1, resolution }));
    const ideal = scoreTriplet(triplet, { surrogate });
    expect(ideal.equalCostAccuracy).toBeCloseTo(
      predictAccuracy(surrogate, { depth: 1, width: 1, resolution: Math.SQRT2 }),
      12
    );
  });

  test('a triplet without growth has no accuracy at equal cost', () => {
    const one: ScoredTriplet = scoreTriplet({ alpha: 1, beta: 1, gamma: 1 }, { surrogate });
    expect([one.equalCostAccuracy, one.built]).toEqual([null, 1]);
  });

  test.each<[string, Partial<SearchRequest>]>([
    ['growth', { growth: 0.5 }],
    ['growth', { growth: NaN }],
    ['tolerance', { tolerance: -1 }],
    ['alpha.from', { candidates: { kind: 'grid', ranges: { from: 0.5, to: 2 }, step: 0.1 } }],
    ['alpha.to', { candidates: { kind: 'grid', ranges: { from: 2, to: 1 }, step: 0.1 } }],
    ['step', { candidates: { kind: 'grid', ranges: { from: 1, to: 2 }, step: 0 } }],
    ['candidates', { candidates: { kind: 'grid', ranges: { from: 1, to: 2 }, step: 0.0001 } }],
    ['candidates', { candidates: { kind: 'random', ranges: { from: 1, to: 2 }, count: 0, seed: 1 } }],
    ...[-1, 1.5, 2 ** 32].map((seed): [string, Partial<SearchRequest>] => [
      'seed',
      { candidates: { kind: 'random', ranges: { from: 1, to: 2 }, count: 5, seed } }
    ]),
    ...[1.5, MOST_CANDIDATES + 1].map((count): [string, Partial<SearchRequest>] => [
      'candidates',
      { candidates: { kind: 'halton', ranges: { from: 1, to: 2 }, count } }
    ]),
    ['step', { candidates: { kind: 'grid', ranges: { from: 1, to: 2 }, step: 10.1 } }],
    [
      'gamma.to',
      { candidates: { kind: 'grid', ranges: { ...OWN_RANGES, gamma: { from: 1, to: 11 } }, step: 1 } }
    ],
    [
      'beta.from',
      { candidates: { kind: 'grid', ranges: { ...OWN_RANGES, beta: { from: NaN, to: 2 } }, step: 1 } }
    ],
    ['candidates.kind', { candidates: { kind: 'sobol', ranges: OWN_RANGES } as unknown as CandidateSet }],
    ['tolerance', { tolerance: 2.1 }],
    ['surrogate.coupling', { surrogate: { ...flat, coupling: 0.9 } }],
    ['surrogate.coupling', { surrogate: { ...flat, coupling: 65 } }],
    ['resolution', { base: { ...B0, resolution: 8000 } }],
    ['surrogate.asymptote', { surrogate: { ...flat, asymptote: 101 } }],
    ['surrogate.depth.exponent', { surrogate: { ...flat, depth: { amplitude: 1, exponent: -1 } } }],
    ['surrogate.width.amplitude', { surrogate: { ...flat, width: { amplitude: NaN, exponent: 1 } } }],
    ['surrogate', { surrogate: { ...flat, asymptote: 0.5 } }],
    ['resolution', { base: { ...B0, resolution: 16 } }]
  ])('refuses %s out of bounds', (field, wrong) => {
    expect(() => searchTriplets({ surrogate, ...wrong })).toThrow(
      expect.objectContaining({ name: 'SpecError', field }) as SpecError
    );
  });

  test('every scored triplet can be built', () => {
    const { best } = searchTriplets({ surrogate });
    expect(validateSpec(compoundScale({ ...best, phi: 1 })).resolution).toBeGreaterThanOrEqual(224);
  });
});
