import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { B0, type BaseNetwork } from '../bases';
import { networkKey } from '../compound-axis';
import { summarize } from '../cost';
import { BASES, randomBase } from '../random-bases.fixtures';
import { compoundScale } from '../scaling';
import { SEARCH_MEASURES, type SearchMeasure, type Triplet } from './index';
import { NetworkCosts, SearchMemory } from './network-costs';
import { sizesOf } from './search.fixtures';

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

  test('also with other classes, channels, stride and normalisation than the base has', () => {
    const network = {
      classes: 10,
      inputChannels: 1,
      stemStride: 1,
      squeezeExciteRatio: 0,
      normalization: 'group'
    } as const;
    const triplet = { alpha: 1.3, beta: 1.2, gamma: 1.1 };
    const { macs, params } = summarize(compoundScale({ ...network, ...triplet, phi: 1 }));
    expect(new NetworkCosts(B0, 'macs', network).at(triplet).cost).toBe(macs.total);
    expect(new NetworkCosts(B0, 'params', network).at(triplet).cost).toBe(params.trainable);
    expect(new NetworkCosts(B0, 'macs').at(triplet).cost).not.toBe(macs.total);
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

  test('follow from reports that the next search of the same networks shares, and no other one', () => {
    const memory = new SearchMemory();
    const triplet = { alpha: 1.3, beta: 1.2, gamma: 1.1 };
    const other = { ...B0, stem: { ...B0.stem, filters: 40 } };
    const searches = [
      [B0, 'macs', {}],
      [B0, 'macs', { classes: 10 }],
      [other, 'macs', { classes: 10 }],
      [other, 'params', { classes: 10 }]
    ] as const;
    for (const [base, measure, network] of searches) {
      const [first, second] = [1, 2].map(
        () => new NetworkCosts(base, measure, network, memory.partsOf({ ...base }, measure, { ...network }))
      );
      const { cost } = new NetworkCosts(base, measure, network).at(triplet);
      expect([first.reports, first.at(triplet).cost]).toEqual([0, cost]);
      expect([second.reports, second.distinct, second.at(triplet).cost, second.reports]).toEqual([
        2,
        0,
        cost,
        2
      ]);
    }
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
