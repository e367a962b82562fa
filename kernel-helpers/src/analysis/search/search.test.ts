import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { B0, type BaseNetwork } from '../bases';
import { networkKey } from '../compound-axis';
import { summarize } from '../cost';
import { SpecError } from '../errors';
import {
  publishedRecords,
  type RecordSet,
  recordsFromJson,
  recordsJson,
  type ResultRecord
} from '../records';
import { BASES, randomBase } from '../random-bases.fixtures';
import { compoundScale } from '../scaling';
import { validateSpec } from '../validate';
import { PAPER_COEFFICIENTS } from '../variants';
import { candidatesOf } from './candidates';
import {
  type CandidateSet,
  comesBefore,
  FEASIBLE_COLUMNS,
  FeasibleTriplets,
  MOST_CANDIDATES,
  predictAccuracy,
  publishedSurrogate,
  type ScoredTriplet,
  scoreTriplet,
  SEARCH_MEASURES,
  type SearchMeasure,
  type SearchRequest,
  searchNetworks,
  searchRecords,
  searchSteps,
  searchTable,
  searchTriplets,
  type Surrogate,
  type Triplet
} from './index';
import { NetworkCosts } from './network-costs';

const { surrogate } = publishedSurrogate();
const flat: Surrogate = {
  asymptote: 80,
  depth: { amplitude: 1, exponent: 0 },
  width: { amplitude: 0, exponent: 1 },
  resolution: { amplitude: 0, exponent: 0 }
};
const own = { alpha: { from: 1, to: 2 }, beta: { from: 1, to: 2 }, gamma: { from: 1, to: 2 } };
const tripletsOf = (set: CandidateSet): Triplet[] => {
  const candidates = candidatesOf(set);
  return Array.from({ length: candidates.count }, (_, i) => {
    const triplet = { alpha: 0, beta: 0, gamma: 0 };
    candidates.read(i, triplet);
    return triplet;
  });
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

/** Blocks, channels out of stem, stages and head together, and the side of the image. */
const sizesOf = ({ stem, stages, head, resolution }: ReturnType<typeof compoundScale>): number[] => [
  stages.reduce((sum, { blocks }) => sum + blocks.length, 0),
  stages.reduce((sum, { blocks }) => sum + blocks[0].outputFilters, stem.filters + head.filters),
  resolution
];

describe('network costs', () => {
  const triplets = fc.record({
    alpha: fc.double({ min: 1, max: 3, noNaN: true }),
    beta: fc.double({ min: 1, max: 3, noNaN: true }),
    gamma: fc.double({ min: 1, max: 3, noNaN: true })
  });
  const costOf = (base: BaseNetwork, triplet: Triplet, measure: SearchMeasure): number => {
    const { macs, params, bytesMoved } = summarize(compoundScale({ ...triplet, base, phi: 1 }));
    return { macs: macs.total, params: params.trainable, bytesMoved }[measure];
  };

  test('are those of the report, of any base and measure', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...BASES), randomBase),
        triplets,
        fc.constantFrom(...SEARCH_MEASURES),
        (base, triplet, measure) => {
          expect(new NetworkCosts(base, measure).at(triplet).cost).toBe(costOf(base, triplet, measure));
        }
      ),
      { numRuns: 100, seed: 5 }
    );
  });

  test('also where stem, head and some repeats stay as they are', () => {
    const base: BaseNetwork = {
      ...B0,
      stem: { ...B0.stem, scaled: false },
      head: { ...B0.head, scaled: false },
      stages: B0.stages.map((stage, i) => ({ ...stage, scaleRepeats: i % 2 === 0 }))
    };
    for (const measure of SEARCH_MEASURES) {
      const costs = new NetworkCosts(base, measure);
      for (const triplet of [
        { alpha: 1, beta: 1, gamma: 1 },
        { alpha: 2, beta: 1, gamma: 1.1 },
        { alpha: 1.3, beta: 1.4, gamma: 1.1 },
        { alpha: 1.3, beta: 1.5, gamma: 1 }
      ]) {
        const { cost, blocks, filters, resolution } = costs.at(triplet);
        const spec = compoundScale({ ...triplet, base, phi: 1 });
        expect(cost).toBe(costOf(base, triplet, measure));
        expect([blocks, filters, resolution]).toEqual(sizesOf(spec));
      }
    }
  });

  test('are counted, numbered as they are met, and made from one report for each width and resolution', () => {
    const costs = new NetworkCosts(B0, 'macs');
    const at = (alpha: number, beta: number, gamma: number): number => costs.at({ alpha, beta, gamma }).id;
    const find = (alpha: number, beta: number, gamma: number): number => costs.find({ alpha, beta, gamma });
    expect([find(1, 1, 1), costs.reports, costs.distinct]).toEqual([-1, 0, 0]);
    expect([at(1, 1, 1), at(2, 1, 1), at(1, 1, 1.5), at(1, 2, 1)]).toEqual([0, 1, 2, 3]);
    expect([at(1, 1.001, 1), at(2, 1, 1), costs.distinct]).toEqual([0, 1, 4]);
    // Two widths and two resolutions.
    expect(costs.reports).toBe(4);
    expect([find(1, 1, 1), find(2, 1, 1), find(1, 1, 1.5), find(1, 2, 1)]).toEqual([0, 1, 2, 3]);
    // Another width, resolution or depth than any that was met, or than those met with it.
    expect([find(1, 3, 1), find(1, 1, 2), find(3, 1, 1), find(1, 2, 1.5), find(2, 2, 1)]).toEqual(
      new Array(5).fill(-1)
    );
    expect([costs.reports, costs.distinct]).toEqual([4, 4]);
  });

  test('networks are the same exactly when their specifications are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...BASES), randomBase), triplets, triplets, (base, a, b) => {
        const costs = new NetworkCosts(base, 'params');
        for (const other of [b, { ...a, alpha: a.alpha * 1.01 }, { ...a, beta: a.beta * 1.01 }]) {
          const same = costs.at(a).id === costs.at(other).id;
          const [x, y] = [a, other].map((each) => networkKey(compoundScale({ ...each, base, phi: 1 })));
          expect(same).toBe(x === y);
        }
      }),
      { numRuns: 100, seed: 6 }
    );
  });
});

describe('candidates', () => {
  test('a grid has the doubles that a person writes, and every combination once', () => {
    const grid = tripletsOf({ kind: 'grid', ranges: { from: 1, to: 1.5 }, step: 0.05 });
    expect(new Set(grid.map(({ alpha, beta, gamma }) => `${alpha} ${beta} ${gamma}`)).size).toBe(1331);
    expect([...new Set(grid.map(({ gamma }) => gamma))]).toEqual([
      1, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.35, 1.4, 1.45, 1.5
    ]);
  });

  test('each coefficient may have its own range', () => {
    const ranges = { alpha: { from: 1, to: 1 }, beta: { from: 1, to: 2 }, gamma: { from: 1.5, to: 2 } };
    expect(tripletsOf({ kind: 'grid', ranges, step: 0.5 })).toHaveLength(1 * 3 * 2);
    for (const { alpha, beta, gamma } of tripletsOf({ kind: 'random', ranges, count: 100, seed: 1 })) {
      expect([alpha === 1, beta >= 1 && beta < 2, gamma >= 1.5 && gamma < 2]).toEqual([true, true, true]);
    }
  });

  test('Halton points are the known ones', () => {
    const points = tripletsOf({ kind: 'halton', ranges: { from: 1, to: 2 }, count: 3 });
    expect(points.map(({ alpha }) => alpha)).toEqual([1.5, 1.25, 1.75]);
    expect(points[1].beta).toBeCloseTo(1 + 2 / 3, 12);
    expect(points[2].gamma).toBeCloseTo(1.6, 12);
  });

  test('Halton points mirror the digits of 1, 2, 3 … in bases 2, 3 and 5', () => {
    const points = tripletsOf({ kind: 'halton', ranges: { from: 1, to: 2 }, count: 6 });
    const shares = (axis: keyof Triplet): number[] => points.map((point) => point[axis] - 1);
    const near = (values: number[]): unknown[] => values.map((value) => expect.closeTo(value, 12) as unknown);
    expect(shares('alpha')).toEqual(near([1 / 2, 1 / 4, 3 / 4, 1 / 8, 5 / 8, 3 / 8]));
    expect(shares('beta')).toEqual(near([1 / 3, 2 / 3, 1 / 9, 4 / 9, 7 / 9, 2 / 9]));
    expect(shares('gamma')).toEqual(near([1 / 5, 2 / 5, 3 / 5, 4 / 5, 1 / 25, 6 / 25]));
  });

  // Python's whole numbers through MurmurHash3's finaliser.
  test.each([
    [0, 0, [0.016433029106694863, 0.20787497408410138, 0.8564799841461498]],
    [1, 1, [0.9592056115820157, 0.4118443469549714, 0.48586456913071574]],
    [2 ** 32 - 1, 1000, [0.8997078277473832, 0.12466110105029182, 0.2969284817675969]]
  ])('random ones of seed %d are MurmurHash3’s at place %d', (seed, place, shares) => {
    const ranges = { alpha: { from: 1, to: 2 }, beta: { from: 2, to: 4 }, gamma: { from: 3, to: 4 } };
    const { alpha, beta, gamma } = tripletsOf({ kind: 'random', ranges, count: 1001, seed })[place];
    expect([alpha - 1, (beta - 2) / 2, gamma - 3]).toEqual(
      shares.map((share) => expect.closeTo(share, 14) as unknown)
    );
  });

  test('the largest of each coefficient is the last of its grid, or the end of its range', () => {
    const ranges = { alpha: { from: 1, to: 1.5 }, beta: { from: 1, to: 2 }, gamma: { from: 1.5, to: 3 } };
    expect(candidatesOf({ kind: 'grid', ranges, step: 0.2 }).largest).toEqual({
      alpha: 1.4,
      beta: 2,
      gamma: 2.9
    });
    const ends = { alpha: 1.5, beta: 2, gamma: 3 };
    expect(candidatesOf({ kind: 'halton', ranges, count: 1 }).largest).toEqual(ends);
    expect(candidatesOf({ kind: 'random', ranges, count: 1, seed: 1 }).largest).toEqual(ends);
  });

  test('the ends of what is allowed are allowed', () => {
    const one = { from: 1, to: 1 };
    expect(tripletsOf({ kind: 'grid', ranges: one, step: 1e-6 })).toEqual([{ alpha: 1, beta: 1, gamma: 1 }]);
    expect(tripletsOf({ kind: 'grid', ranges: { from: 10, to: 10 }, step: 10 })).toHaveLength(1);
    expect(candidatesOf({ kind: 'halton', ranges: one, count: MOST_CANDIDATES }).count).toBe(MOST_CANDIDATES);
  });

  test('random ones repeat with the seed, and fill the range evenly', () => {
    const set = { kind: 'random', ranges: { from: 1, to: 2 }, count: 20_000, seed: 7 } as const;
    const drawn = tripletsOf(set);
    expect(tripletsOf(set)).toEqual(drawn);
    expect(tripletsOf({ ...set, seed: 8 })[0]).not.toEqual(drawn[0]);
    const error = Math.sqrt(1 / 12 / set.count);
    for (const axis of ['alpha', 'beta', 'gamma'] as const) {
      const mean = drawn.reduce((sum, triplet) => sum + triplet[axis] - 1.5, 0) / set.count;
      expect(Math.abs(mean)).toBeLessThan(4 * error);
    }
    const product = drawn.reduce((sum, { alpha, beta }) => sum + (alpha - 1.5) * (beta - 1.5), 0);
    expect(Math.abs(product / set.count)).toBeLessThan(4 * Math.sqrt(1 / 144 / set.count));
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
    // The two reports of the first one count as 400.
    expect([...searchSteps(request)]).toEqual([9600 / 25_000, 19_600 / 25_000]);
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
    ['gamma.to', { candidates: { kind: 'grid', ranges: { ...own, gamma: { from: 1, to: 11 } }, step: 1 } }],
    ['beta.from', { candidates: { kind: 'grid', ranges: { ...own, beta: { from: NaN, to: 2 } }, step: 1 } }],
    ['candidates.kind', { candidates: { kind: 'sobol', ranges: own } as unknown as CandidateSet }],
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

describe('what competes', () => {
  const scored: ScoredTriplet = {
    alpha: 1.2,
    beta: 1.1,
    gamma: 1.15,
    ideal: 1.92,
    built: 2.5,
    cost: 9e8,
    accuracy: 80,
    equalCostAccuracy: null,
    network: 3
  };

  test.each(['cost', 'ideal', 'alpha', 'beta', 'gamma'] as const)(
    'of equal accuracies less %s is first',
    (key) => {
      // Whatever comes later in the rule says the opposite.
      const keys = ['cost', 'ideal', 'alpha', 'beta', 'gamma'] as const;
      const later = Object.fromEntries(
        keys.slice(keys.indexOf(key) + 1).map((each) => [each, 2 * scored[each]])
      );
      const less = { ...scored, ...later, [key]: scored[key] - 0.01 };
      expect([comesBefore(less, scored), comesBefore(scored, less)]).toEqual([true, false]);
    }
  );

  test('the more accurate is first, but for rounding errors; nothing comes before itself', () => {
    const cheaper = { ...scored, cost: 1, accuracy: 80 - 1e-8 };
    expect([comesBefore(scored, cheaper), comesBefore(cheaper, scored)]).toEqual([true, false]);
    const equal = { ...scored, cost: 1, accuracy: 80 - 1e-10 };
    expect([comesBefore(scored, equal), comesBefore(equal, scored)]).toEqual([false, true]);
    expect(comesBefore(scored, scored)).toBe(false);
  });

  test('thousands are kept by column, as they came', () => {
    const triplets = new FeasibleTriplets();
    const at = (i: number): ScoredTriplet => ({
      ...scored,
      alpha: 1 + i,
      accuracy: i % 10,
      equalCostAccuracy: i % 2 === 0 ? null : i,
      network: i % 20
    });
    for (let i = 0; i < 2500; i++) {
      triplets.add(at(i));
    }
    expect(triplets.count).toBe(2500);
    expect([0, 1, 1023, 1024, 2048, 2499].map((i) => triplets.at(i))).toEqual(
      [0, 1, 1023, 1024, 2048, 2499].map(at)
    );
    FEASIBLE_COLUMNS.forEach((name) => expect(triplets.column(name)).toHaveLength(2500));
    expect([...triplets.column('equalCostAccuracy').subarray(2498)]).toEqual([NaN, 2499]);
    expect(triplets.countNear(3.1, 0.5)).toEqual({ triplets: 250, networks: 2 });
  });
});

describe('report', () => {
  const result = searchTriplets({ surrogate });

  test.each([
    ['macs', 'ideal', 'Multiply-adds', 'MACs', 'ideal cost'],
    ['params', 'both', 'Parameters', 'parameters', 'ideal and the true cost']
  ] as const)('the table of %s by %s says so, and holds the triplets', (measure, constraint, ...named) => {
    const found = searchTriplets({ surrogate, measure, constraint, growth: 1.5, tolerance: 0.2 });
    const { title, columns, rows } = searchTable(found);
    expect(rows).toHaveLength(Math.min(100, found.feasible.count));
    const cost = columns.find(({ key }) => key === 'cost');
    expect([cost?.name, cost?.unit]).toEqual(named.slice(0, 2));
    expect(title).toBe(`Triplets with growth 1.5 by the ${named[2]}, best first`);
    const [first] = rows.map((row) => Object.fromEntries(row.map((cell, i) => [columns[i].key, cell])));
    expect(first).toEqual(found.best);
    const [record] = searchRecords(found, { source: 'model', date: '2026-11-22' }).records;
    const { alpha, beta, gamma } = found.best!;
    expect(record.costs).toEqual({ [measure]: found.best!.cost });
    expect(record.settings).toEqual({ alpha, beta, gamma });
    expect(record.resolution).toBe(Math.round(224 * gamma));
    expect(record.name).toBe(`α ${alpha}, β ${beta}, γ ${gamma}`);
  });

  test('a number of rows is whole', () => {
    expect(() => searchTable(result, 1.5)).toThrow(/^rows: got 1.5/);
    expect(searchTable(result, 1).rows).toHaveLength(1);
  });

  test('the table has the best first', () => {
    const { columns, rows } = searchTable(result, 1000);
    expect(rows).toHaveLength(85);
    const accuracy = columns.findIndex(({ key }) => key === 'accuracy');
    expect(rows[0][accuracy]).toBe(result.best?.accuracy);
    expect(searchTable(result, 3).rows).toEqual(rows.slice(0, 3));
    expect(() => searchTable(result, 0)).toThrow(SpecError);
  });

  test.each(['asked', 'built'] as const)('networks are listed once, scored as %s', (scored) => {
    const search = searchTriplets({ surrogate, scored });
    const networks = searchNetworks(search, 1000);
    // Told apart by what is built, not by numbers that the search gives.
    const descriptionOf = ({ alpha, beta, gamma }: (typeof networks)[number]): string => {
      const { stem, stages, head, resolution } = compoundScale({ alpha, beta, gamma, phi: 1 });
      return JSON.stringify([stem, stages, head, resolution]);
    };
    const all = Array.from({ length: search.feasible.count }, (_, i) => search.feasible.at(i));
    const built = new Map<string, number>();
    for (const triplet of all) {
      const description = descriptionOf({ ...triplet, triplets: 1 });
      built.set(description, (built.get(description) ?? 0) + 1);
    }
    expect(new Map(networks.map((network) => [descriptionOf(network), network.triplets]))).toEqual(built);
    expect(networks).toHaveLength(built.size);
    expect(networks[0]).toMatchObject({ ...search.best });
    networks.slice(1).forEach((network, i) => expect(comesBefore(networks[i], network)).toBe(true));
    expect(searchNetworks(search, 2)).toEqual(networks.slice(0, 2));
    expect(() => searchNetworks(search, 0)).toThrow(SpecError);
  });

  test('records are predictions, one for each network, and survive a file', () => {
    const set = searchRecords(result, { source: 'surrogate', date: '2026-11-22', rows: 1000 });
    expect(set.records).toHaveLength(result.feasibleNetworks);
    expect(set.records.every(({ provenance }) => provenance.kind === 'predicted')).toBe(true);
    expect(recordsFromJson(recordsJson(set))).toEqual(set);
    const [{ spec, costs }] = set.records;
    expect(costs.macs).toBe(spec && summarize(spec).macs.total);
  });
});

describe('a surrogate through rows', () => {
  const published = publishedRecords('paper-dimensions');
  const changed = (scaling: string, own: Partial<ResultRecord>): RecordSet => ({
    ...published,
    records: published.records.map((record) =>
      record.family === 'EfficientNet-B0' && record.scaling === scaling ? { ...record, ...own } : record
    )
  });

  test.each<[string, string, Partial<ResultRecord>, RegExp]>([
    [
      'no multipliers',
      'depth',
      { settings: undefined },
      /records: got "?setting:depth undefined of .* above 1/
    ],
    ['another one', 'width', { settings: { depth: 2 } }, /setting:width undefined/],
    ['text', 'width', { settings: { width: 'wide' } }, /setting:width wide of/],
    ['none for the compound row', 'compound', { settings: {} }, /setting:depth undefined of .* above 0/],
    [
      'a multiplier of 1, which gains nothing',
      'resolution',
      { settings: { resolution: 1 } },
      /resolution 1 of/
    ],
    ['accuracies that no exponent fits', 'depth', { accuracy: 20 }, /surrogate/]
  ])('is refused for %s', (_, scaling, own, told) => {
    expect(() => publishedSurrogate(changed(scaling, own))).toThrow(told);
    expect(() => publishedSurrogate(changed(scaling, own))).toThrow(SpecError);
  });
});
