import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { variant } from '../index';
import { RandomBits } from '../random-bits';
import {
  channelScores,
  type ChannelStatistics,
  chooseUnderTarget,
  NetworkPruning,
  type PlaceStatistics
} from './index';

const B0 = variant('b0');

function randomScores(spec: typeof B0, seed: number): Record<string, number[]> {
  const random = new RandomBits(seed);
  return Object.fromEntries(
    new NetworkPruning(spec).places.map(({ name, channels }) => [
      name,
      Array.from({ length: channels }, () => random.below(1000) / 1000)
    ])
  );
}

/** A network with three places of few channels, so that all choices can be tried. */
const TINY = {
  ...B0,
  stem: { ...B0.stem, filters: 5 },
  stages: [
    {
      blocks: [
        {
          ...B0.stages[0].blocks[0],
          inputFilters: 5,
          expandedFilters: 5,
          squeezeExciteFilters: 1,
          outputFilters: 4
        },
        {
          ...B0.stages[1].blocks[0],
          inputFilters: 4,
          expandedFilters: 6,
          squeezeExciteFilters: 1,
          outputFilters: 4
        }
      ]
    }
  ],
  head: { filters: 7 }
};

/**
 * Least sum of scores of all sets of channels that save enough and leave one in each place; every set is looked at. Four
 * of block1a's five must not stay alone: as many leave the block, which would give it a shortcut.
 */
function leastOfAll(places: number[][], costs: number[], saving: number): number {
  /** By place, of all sets of so many channels. */
  const least = places.map((scores) => {
    const bySize = new Array<number>(scores.length).fill(Infinity);
    for (let set = 0; set < 2 ** scores.length - 1; set++) {
      const chosen = scores.filter((_, i) => set & (1 << i));
      const loss = chosen.reduce((sum, score) => sum + score, 0);
      bySize[chosen.length] = Math.min(bySize[chosen.length], loss);
    }
    return bySize;
  });
  least[0][1] = Infinity;
  let best = Infinity;
  least[0].forEach((a, i) =>
    least[1].forEach((b, j) =>
      least[2].forEach((c, k) => {
        const saved = i * costs[0] + j * costs[1] + k * costs[2];
        best = saved >= saving - 1e-9 ? Math.min(best, a + b + c) : best;
      })
    )
  );
  return best;
}

describe('chooseUnderTarget', () => {
  test('gives up the least of all choices that save enough, all of them tried', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 18, maxLength: 18 });
    const costs = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(scores, costs, fc.double({ min: 0, max: 1, noNaN: true }), (drawn, cost, share) => {
        const given = { block1a: drawn.slice(0, 5), block1b: drawn.slice(5, 11), top: drawn.slice(11) };
        const perChannel = { block1a: cost[0], block1b: cost[1], top: cost[2] };
        const saving = share * (4 * cost[0] + 5 * cost[1] + 6 * cost[2]);
        const best = leastOfAll(Object.values(given), cost, saving);
        const {
          loss,
          channels,
          cost: total
        } = chooseUnderTarget(TINY, given, {
          saving,
          costs: perChannel,
          mostOfPlace: 1
        });
        expect(loss).toBe(best);
        const gone = Object.entries(channels).map(([name, list]) => ({ name: name as 'top', list }));
        expect(
          gone.reduce((sum, { name, list }) => sum + list.reduce((s, c) => s + given[name][c], 0), 0)
        ).toBe(loss);
        const saved = gone.reduce((sum, { name, list }) => sum + list.length * perChannel[name], 0);
        expect(saved).toBeGreaterThanOrEqual(saving - 1e-9);
        expect(total).toBe(saved);
      }),
      { numRuns: 30, seed: 4 }
    );
  });

  test.each([
    ['macs', 0.3],
    ['params', 0.5]
  ] as const)(
    'saves of B0’s %s what is asked for, hardly more, and loses less than greedy choices',
    (measure, saving) => {
      const scores = randomScores(B0, 3);
      const { savings, loss, channels } = chooseUnderTarget(B0, scores, { measure, saving });
      expect(savings.share[measure]).toBeGreaterThanOrEqual(saving);
      expect(savings.share[measure]).toBeLessThan(saving * 1.002);
      const pruning = new NetworkPruning(B0);
      expect(pruning.checked(channels)).toEqual(channels);
      // The bound of the linear relaxation: channels by score for what they save, the last one in part.
      const items = pruning.places
        .flatMap(({ name, perChannel, mostRemovable, channels: all }) =>
          [...scores[name]]
            .sort((a, b) => a - b)
            .slice(0, Math.min(mostRemovable, Math.floor(0.9 * all)))
            .map((score) => ({ score, saved: perChannel[measure] }))
        )
        .sort((a, b) => a.score / a.saved - b.score / b.saved);
      let [left, bound] = [saving * pruning.total[measure], 0];
      for (const { score, saved } of items) {
        const part = Math.min(1, left / saved);
        bound += part * score;
        left -= part * saved;
        if (left <= 0) {
          break;
        }
      }
      expect(loss).toBeGreaterThanOrEqual(bound - 1e-9);
      expect(loss).toBeLessThan(bound * 1.01);
    }
  );

  test('takes whole groups of neighbours with group normalisation', () => {
    const spec = variant('b0', { normalization: 'group' });
    const { channels, savings } = chooseUnderTarget(spec, randomScores(spec, 1), { saving: 0.1 });
    for (const list of Object.values(channels)) {
      const groups = new Set(list.map((channel) => Math.floor(channel / 8)));
      expect(list).toHaveLength(8 * groups.size);
    }
    expect(savings.share.macs).toBeGreaterThanOrEqual(0.1);
  });

  test('gives back no unit after which the first block would get a shortcut', () => {
    // Half a channel of block1a is wanted beside all of the head's; rounding takes all four, of which two too many.
    const scores = { block1a: [1, 2, 3, 4, 5], top: new Array<number>(7).fill(1) };
    const target = { saving: 9 + 5e-10, costs: { block1a: 1e-9, top: 1.5 }, mostOfPlace: 1 };
    expect(chooseUnderTarget(TINY, scores, target).channels.block1a).toEqual([0, 1]);
    expect(chooseUnderTarget(TINY, { block1a: scores.block1a }, { saving: 0.01 }).channels.block1a).toEqual([
      0, 1
    ]);
  });

  test('nothing for nothing, all that can go for all, and no more than is allowed of a place', () => {
    const scores = { block2b: randomScores(B0, 2).block2b };
    expect(chooseUnderTarget(B0, scores, { saving: 0 })).toMatchObject({ channels: {}, loss: 0 });
    const most = new NetworkPruning(B0).savings({ block2b: 129 }).share.macs;
    expect(chooseUnderTarget(B0, scores, { saving: most }).channels.block2b).toHaveLength(129);
    expect(() => chooseUnderTarget(B0, scores, { saving: 0.2 })).toThrow(
      /^saving: got 0\.2, expected at most 0\.0597\d*, which these places can save/
    );
    const some = new NetworkPruning(B0).savings({ block2b: 72 }).share.macs;
    expect(chooseUnderTarget(B0, scores, { saving: some, mostOfPlace: 0.5 }).channels.block2b).toHaveLength(
      72
    );
    expect(() => chooseUnderTarget(B0, scores, { saving: most, mostOfPlace: 0.5 })).toThrow(/^saving: /);
  });

  test('asks for no cost of a place that can lose nothing', () => {
    const narrow = new NetworkPruning(B0).prunedSpec({ block2a: 92 });
    const scores = { block2a: new Array<number>(4).fill(1), block2b: randomScores(B0, 2).block2b };
    const target = { saving: 3, costs: { block2b: 1 } };
    expect(chooseUnderTarget(narrow, scores, target).channels.block2b).toHaveLength(3);
  });

  test.each<[object | null, object, RegExp]>([
    [{ block2b: [1] }, {}, /^scores\.block2b: got a list of 1, expected 144 scores/],
    [{ block9z: [1] }, {}, /^channels: got "block9z"/],
    [{ block2b: new Array(144).fill(-1) }, {}, /^scores\.block2b\[0\]: got -1/],
    [{}, { saving: 2 }, /^saving: got 2/],
    [{}, { measure: 'seconds' }, /^measure: got "seconds", expected macs, params or latency/],
    [{}, { measure: 'latency' }, /^latency: got undefined.*channelLatency\(model\)/],
    [{}, { measure: 'latency', latency: {} }, /^latency: got an object.*channelLatency\(model\)/],
    [null, {}, /^scores: got null, expected scores of channels by place/],
    [
      { block2b: new Array(144).fill(1) },
      { measure: 'latency', latency: { wholeMs: 1, places: {} } },
      /^latency\.places\.block2b\.perChannelMs: got undefined/
    ],
    [{}, { mostOfPlace: 1.5 }, /^mostOfPlace: /],
    [{ block2b: new Array(144).fill(1) }, { costs: {} }, /^costs\.block2b: got undefined/]
  ])('refuses %#', (scores, target, message) => {
    expect(() => chooseUnderTarget(B0, scores as never, { saving: 0.1, ...target } as never)).toThrow(
      message
    );
  });
});

describe('channelScores', () => {
  const place = (change: Partial<PlaceStatistics>): PlaceStatistics => ({
    squeezed: [0, 0],
    passed: [0, 0],
    gates: null,
    squeezedDeviation: [0, 0],
    contribution: [3, 4],
    taylor: [0.1, 0.2],
    projectionNorms: [6, 8],
    ...change
  });
  const statistics = (places: Record<string, PlaceStatistics>): ChannelStatistics => ({
    ...{ dataset: 'd', images: 1, spec: B0, threshold: 0.1, quantile: 1, places }
  });

  test('are comparable between places, and Taylor’s as they are', () => {
    const measured = statistics({
      a: place({}),
      b: place({ contribution: [30, 40], projectionNorms: [0, 0] })
    });
    const root = Math.sqrt(12.5);
    const same = [3 / root, 4 / root];
    const { a, b } = channelScores(measured, 'contribution');
    [a, b].forEach((scores) => scores.forEach((score, i) => expect(score).toBeCloseTo(same[i], 12)));
    expect(channelScores(measured, 'taylor').a).toEqual([0.1, 0.2]);
    expect(channelScores(measured, 'norm').a[0]).toBeCloseTo(6 / Math.sqrt(50), 12);
    expect(channelScores(measured, 'norm').b).toEqual([0, 0]);
    expect(channelScores(measured, 'random', 1)).toEqual(channelScores(measured, 'random', 1));
    expect(channelScores(measured, 'random', 1)).not.toEqual(channelScores(measured, 'random', 2));
  });

  test('are refused where they were not measured', () => {
    const measured = statistics({ top: place({ taylor: null }) });
    expect(() => channelScores(measured, 'gate')).toThrow(
      /^statistics\.places\.top: got "no gates".* with gates alone/
    );
    expect(() => channelScores(measured, 'taylor')).toThrow(/Measure with taylor: true/);
    expect(() => channelScores(measured, 'size' as never)).toThrow(
      /^importance: got "size", expected one of contribution/
    );
  });
});
