import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { B0, type BaseNetwork } from '../bases';
import { networkKey } from '../compound-axis';
import { summarize } from '../cost';
import { SpecError } from '../errors';
import { recordsFromJson, recordsJson } from '../records';
import { BASES, randomBase } from '../random-bases.fixtures';
import { compoundScale } from '../scaling';
import { validateSpec } from '../validate';
import { PAPER_COEFFICIENTS } from '../variants';
import { candidatesOf } from './candidates';
import {
  type CandidateSet,
  comesBefore,
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
    ['seed', { candidates: { kind: 'random', ranges: { from: 1, to: 2 }, count: 5, seed: -1 } }],
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

describe('report', () => {
  const result = searchTriplets({ surrogate });

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
