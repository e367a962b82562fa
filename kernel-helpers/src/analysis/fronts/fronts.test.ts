import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpecError } from '../errors';
import { familiesOf, pointsOf, publishedRecords } from '../records';
import { markdownOf } from '../table';
import {
  bestWithin,
  type CostScale,
  dominates,
  dominatorsOf,
  frontTable,
  hypervolume,
  type Knee,
  kneeOf,
  paretoFront,
  slopeBetween,
  slopesAtBaseline
} from './index';
import { risingOrder } from './order';

/** Few values, so that ties and duplicates are common. */
const smallPoints = fc
  .array(fc.record({ cost: fc.integer({ min: 0, max: 12 }), accuracy: fc.integer({ min: 0, max: 12 }) }), {
    maxLength: 30
  })
  .map((rows) => ({ costs: rows.map(({ cost }) => cost), accuracies: rows.map(({ accuracy }) => accuracy) }));

describe('published data', () => {
  const points = pointsOf(publishedRecords('timm-cpu'), 'latency');
  const front = paretoFront(points);

  test('front and hypervolume of timm on a CPU', () => {
    // Computed independently for the same 21 rows.
    const flags = [1, 1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1];
    expect(Array.from(front.dominatedBy, (by) => (by < 0 ? 1 : 0))).toEqual(flags);
    expect(hypervolume(points, front, { cost: 500, accuracy: 60 })).toBeCloseTo(11548.209642, 6);
  });

  test('a budget of 20 ms buys B1, and B2 comes next', () => {
    const { best, next } = bestWithin(points, front, 20);
    expect(points.records[best ?? -1].name).toBe('tf_efficientnet_b1.aa_in1k');
    expect(points.records[next ?? -1].name).toBe('tf_efficientnet_b2.aa_in1k');
    expect(bestWithin(points, front, 1)).toEqual({ best: null, next: front.members[0] });
    expect(bestWithin(points, front, 1e6).next).toBeNull();
    expect(bestWithin(points, front, points.costs[front.members[2]]).best).toBe(front.members[2]);
  });

  test('every dominated network is named with who dominates it', () => {
    const text = markdownOf(frontTable(points, front));
    expect(text).toMatch(/\| resnet50\.tv_in1k .+ no .+ tf_efficientnet_b2\.aa_in1k/);
    expect(text.split('\n').filter((line) => line.includes(' yes '))).toHaveLength(front.members.length);
  });

  test('a table of records with intervals tells them in front of what follows from the means', () => {
    const accuracyInterval = { from: 50, to: 100, confidence: 0.95, over: 'seeds' } as const;
    const records = points.records.map((record, i) => (i === 2 ? { ...record, accuracyInterval } : record));
    const { columns, rows } = frontTable({ ...points, records }, front);
    const from = columns.findIndex(({ key }) => key === 'accuracyFrom');
    expect(columns.slice(from - 1, from + 5).map(({ key }) => key)).toEqual([
      ...['accuracy', 'accuracyFrom', 'accuracyTo', 'accuracyConfidence', 'accuracyOver', 'onFront']
    ]);
    const cells = rows.map((row) => [row[0], ...row.slice(from, from + 4)]);
    expect(cells.filter(([, ...interval]) => interval.some((cell) => cell !== null))).toEqual([
      [records[2].name, 50, 100, 0.95, 'seeds']
    ]);
    expect(frontTable(points, front).columns.map(({ key }) => key)).not.toContain('accuracyFrom');
  });

  test.each([
    ['MobileNetV1', ['baseline', 'width', 'compound']],
    ['MobileNetV2', ['baseline', 'width', 'depth', 'compound']],
    ['ResNet-50', ['baseline', 'width', 'depth', 'compound']],
    ['EfficientNet-B0', ['baseline', 'compound']]
  ])('front of the scaled %s', (family, expected) => {
    const set = publishedRecords('paper-dimensions');
    expect(familiesOf(set)).toContain(family);
    const scaled = pointsOf(set, 'macs', (record) => record.family === family);
    const members = paretoFront(scaled).members.map((member) => scaled.records[member].scaling);
    expect(members).toEqual(expected);
  });
});

describe('paretoFront', () => {
  test('agrees with comparing every pair, and names a member that dominates', () => {
    fc.assert(
      fc.property(smallPoints, (points) => {
        const { members, dominatedBy } = paretoFront(points);
        const all = points.costs.map((_, i) => i);
        const undominated = all.filter((b) => !all.some((a) => dominates(points, a, b)));
        expect([...members].sort((a, b) => a - b)).toEqual(undominated);
        for (const i of all) {
          const by = dominatorsOf(points, { members, dominatedBy }, i);
          expect(by.length === 0).toBe(dominatedBy[i] < 0);
          expect(dominatedBy[i] < 0 || by.includes(dominatedBy[i])).toBe(true);
        }
      }),
      { numRuns: 500, seed: 1 }
    );
  });

  test('hypervolume agrees with counting unit squares', () => {
    fc.assert(
      fc.property(smallPoints, fc.nat(14), fc.nat(12), (points, cost, accuracy) => {
        let squares = 0;
        for (let x = 0; x < cost; x++) {
          for (let y = accuracy; y < 12; y++) {
            squares += points.costs.some((c, i) => c <= x && points.accuracies[i] > y) ? 1 : 0;
          }
        }
        expect(hypervolume(points, paretoFront(points), { cost, accuracy })).toBe(squares);
      }),
      { numRuns: 200, seed: 2 }
    );
  });

  test('a budget agrees with looking at every point', () => {
    fc.assert(
      fc.property(smallPoints, fc.nat(14), (points, budget) => {
        const { costs, accuracies } = points;
        const fitting = costs.map((_, i) => i).filter((i) => costs[i] <= budget);
        fitting.sort((a, b) => accuracies[b] - accuracies[a] || costs[a] - costs[b] || a - b);
        const best = fitting[0] ?? null;
        const better = costs
          .map((_, i) => i)
          .filter((i) => costs[i] > budget && accuracies[i] > (best === null ? -1 : accuracies[best]));
        better.sort((a, b) => costs[a] - costs[b] || accuracies[b] - accuracies[a] || a - b);
        expect(bestWithin(points, paretoFront(points), budget)).toEqual({ best, next: better[0] ?? null });
      }),
      { numRuns: 200, seed: 3 }
    );
  });

  test('equal points are all kept; no point and one point are fronts too', () => {
    const twice = { costs: [2, 1, 1, 2], accuracies: [70, 60, 60, 70] };
    expect(paretoFront(twice).members).toEqual([1, 2, 0, 3]);
    // Of equal members the first is named.
    const behind = { costs: [1, 1, 1, 2], accuracies: [50, 60, 60, 60] };
    expect([...paretoFront(behind).dominatedBy]).toEqual([1, -1, -1, 1]);
    const none = { costs: [], accuracies: [] };
    expect(paretoFront(none).members).toEqual([]);
    expect(hypervolume(none, paretoFront(none), { cost: 1, accuracy: 0 })).toBe(0);
    expect(bestWithin(none, paretoFront(none), 1)).toEqual({ best: null, next: null });
    const one = { costs: [3], accuracies: [50] };
    expect(paretoFront(one).members).toEqual([0]);
    expect(kneeOf(one, paretoFront(one), 'log')).toBeNull();
  });

  test.each([
    [[1, NaN], [50, 60], /^costs\[1\]: got NaN/],
    [[1, -2], [50, 60], /^costs\[1\]: got -2/],
    [[1, Infinity], [50, 60], /^costs\[1\]/],
    [[1, 2], [50, 101], /^accuracies\[1\]: got 101/],
    [[1, 2], [NaN, 60], /^accuracies\[0\]/],
    [[1, 2], [50], /^accuracies: got "1 values"/]
  ])('refuses costs %j with accuracies %j', (costs, accuracies, message) => {
    expect(() => paretoFront({ costs, accuracies })).toThrow(SpecError);
    expect(() => paretoFront({ costs, accuracies })).toThrow(message);
  });

  test('the ends of the allowed values are allowed', () => {
    const { members } = paretoFront({ costs: [0, Number.MAX_VALUE], accuracies: [0, 100] });
    expect(members).toEqual([0, 1]);
  });

  test.each([
    ['reference.cost', { cost: Infinity, accuracy: 0 }],
    ['reference.accuracy', { cost: 1, accuracy: NaN }]
  ])('no hypervolume without a finite %s', (field, reference) => {
    const points = { costs: [1], accuracies: [50] };
    expect(() => hypervolume(points, paretoFront(points), reference)).toThrow(
      expect.objectContaining({ name: 'SpecError', field }) as SpecError
    );
  });

  test('a budget that is no number is refused', () => {
    const points = { costs: [1], accuracies: [50] };
    expect(() => bestWithin(points, paretoFront(points), NaN)).toThrow(/^budget: got NaN/);
  });

  test('the table lists by rising cost, of one cost the more accurate first, and names the dominating', () => {
    const provenance = { kind: 'measured', source: 'run', date: '2026-11-22', version: 'v1' } as const;
    const rows = [
      ['a', 2, 70],
      ['b', 3, 60],
      ['c', 1, 40],
      ['d', 2, 65],
      ['e', 2, 68]
    ] as const;
    const points = pointsOf(
      {
        title: 'Mine',
        measures: [{ key: 'time', name: 'Time', quantity: 'latency', unit: 'ms' }],
        records: rows.map(([name, time, accuracy]) => ({ name, accuracy, costs: { time }, provenance }))
      },
      'time'
    );
    const { title, columns, rows: lines } = frontTable(points, paretoFront(points));
    const rest = ['measured', 'run', '2026-11-22', 'v1'];
    expect(title).toContain('Time');
    expect(columns[1]).toMatchObject({ name: 'Time', unit: 'ms' });
    expect(lines).toEqual([
      ['c', 1, 40, true, null, ...rest],
      ['a', 2, 70, true, null, ...rest],
      ['e', 2, 68, false, 'a', ...rest],
      ['d', 2, 65, false, 'a', ...rest],
      ['b', 3, 60, false, 'a', ...rest]
    ]);
  });

  test('a million points may all be on the front', () => {
    const count = 1_000_000;
    // A permutation of 0 … count − 1: the factor and the count have no common divisor.
    const costs = Float64Array.from({ length: count }, (_, i) => (i * 700_001) % count);
    const accuracies = costs.map((cost) => (100 * cost) / count);
    const { members } = paretoFront({ costs, accuracies });
    expect(members).toHaveLength(count);
    expect(members.slice(0, 1000).every((member, rank) => costs[member] === rank)).toBe(true);
  });

  test('order of doubles, −0 and ties as of a stable sort', () => {
    // The largest doubles below 2 and 1 have only ones in their last digits.
    const ones = [2 - Number.EPSILON, 1 - Number.EPSILON / 2, 2 - 2 ** 17 * Number.EPSILON];
    const values = Float64Array.from({ length: 5000 }, (_, i) =>
      i % 11 === 0 ? ones[i % 3] : i % 7 === 0 ? -0 : i % 5 === 0 ? 3 : Math.exp(((i * 7919) % 1400) - 700)
    );
    const expected = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b] || a - b);
    expect([...risingOrder(values)]).toEqual(expected);
  });
});

describe('knee and slopes', () => {
  test('the knee of 100 − 100/x lies where the curve is parallel to its chord', () => {
    const costs = Array.from({ length: 9901 }, (_, i) => 1 + i / 100);
    const points = { costs, accuracies: costs.map((cost) => 100 - 100 / cost) };
    const front = paretoFront(points);
    // Chord from (1, 0) to (100, 99): slope 1 = 100/x².
    expect(costs[kneeOf(points, front, 'linear')?.point ?? -1]).toBeCloseTo(10, 9);
    // Against ln x: slope 99/ln 100 = 100/x.
    expect(costs[kneeOf(points, front, 'log')?.point ?? -1]).toBeCloseTo((100 * Math.log(100)) / 99, 1);
    const convex = { costs: [1, 2, 3], accuracies: [1, 2, 9] };
    expect(kneeOf(convex, paretoFront(convex), 'linear')).toBeNull();
    const free = { costs: [0, 2, 3], accuracies: [1, 2, 9] };
    expect(() => kneeOf(free, paretoFront(free), 'log')).toThrow(/logarithmic/);
  });

  test.each<[string, number[], number[], CostScale, Knee | null]>([
    [
      '80 % of the height after a third of the way',
      [1, 2, 4],
      [10, 18, 20],
      'linear',
      { point: 1, height: 7 / 15 }
    ],
    ['or after half of it in logarithms', [1, 2, 4], [10, 18, 20], 'log', { point: 1, height: 0.3 }],
    ['from no cost', [0, 1, 4], [0, 8, 10], 'linear', { point: 1, height: 0.55 }],
    [
      'the first of two that are equally high',
      [0, 1, 3, 4],
      [0, 3, 7, 8],
      'linear',
      { point: 1, height: 0.125 }
    ],
    ['none of two points', [1, 2], [50, 60], 'linear', null],
    ['none of two points from no cost', [0, 2], [50, 60], 'log', null],
    ['none of three equal points', [1, 1, 1], [50, 50, 50], 'log', null]
  ])('knee: %s', (_, costs, accuracies, scale, expected) => {
    const points = { costs, accuracies };
    const knee = kneeOf(points, paretoFront(points), scale);
    expect(knee?.point).toBe(expected?.point);
    expect(knee?.height ?? null).toEqual(expected === null ? null : expect.closeTo(expected.height, 12));
  });

  test('slopes at the baseline are derivatives with respect to the cost', () => {
    const accuracy = {
      depth: (m: number) => 3 * m,
      width: (m: number) => 4 * m,
      resolution: (m: number) => m ** 3
    };
    const slopes = slopesAtBaseline({ depth: 3, width: 4, resolution: 3 });
    const h = 1e-6;
    const numeric = (of: (m: number) => number, power: number): number =>
      (of((1 + h) ** (1 / power)) - of((1 - h) ** (1 / power))) / (2 * h);
    expect(slopes.depth).toBeCloseTo(numeric(accuracy.depth, 1), 8);
    expect(slopes.width).toBeCloseTo(numeric(accuracy.width, 2), 8);
    expect(slopes.resolution).toBeCloseTo(numeric(accuracy.resolution, 2), 8);
    expect(() => slopesAtBaseline({ depth: NaN, width: 1, resolution: 1 })).toThrow(/derivatives\.depth/);
    const gains = { depth: 3, width: -4, resolution: 0 };
    expect(slopesAtBaseline(gains, { depth: 0.5, width: 2, resolution: 1 })).toEqual({
      depth: 6,
      width: -2,
      resolution: 0
    });
    for (const width of [0, -1, Infinity, NaN]) {
      expect(() => slopesAtBaseline(gains, { depth: 1, width, resolution: 2 })).toThrow(/^exponents\.width/);
    }
  });

  test('a measured step of MobileNetV2', () => {
    const { gain, growth, perCost, perDoubling } = slopeBetween(
      { cost: 0.3, accuracy: 72 },
      { cost: 1.2, accuracy: 76.8 }
    );
    expect([gain, growth, perCost, perDoubling].map((value) => Number(value?.toFixed(9)))).toEqual([
      4.8, 4, 1.6, 2.4
    ]);
    expect(slopeBetween({ cost: 1, accuracy: 1 }, { cost: 1, accuracy: 2 })).toEqual({
      growth: 1,
      gain: 1,
      perCost: null,
      perDoubling: null
    });
    for (const cost of [0, -1, Infinity, NaN]) {
      expect(() => slopeBetween({ cost, accuracy: 1 }, { cost: 1, accuracy: 2 })).toThrow(SpecError);
      expect(() => slopeBetween({ cost: 1, accuracy: 1 }, { cost, accuracy: 2 })).toThrow(SpecError);
    }
  });
});
