import { describe, expect, it } from 'vitest';
import { PUBLISHED_SETS, publishedRecords, type RecordSet, recordsJson } from '../../analysis';
import {
  chartSvg,
  frameOf,
  labelBox,
  labelsOf,
  type Mark,
  pickedAt,
  PAPER_COLOURS,
  textWidth
} from '../../chart';
import { ENGLISH } from '../../wording';
import { frontAxes, frontChart, frontKey, frontPointOf } from './chart';
import { frontResult, type FrontResult } from './result';
import { FRONT_START, type FrontState } from './state';

const SIZE = { width: 700, height: 420, fontSize: 13 };
const at = (change: Partial<FrontState>): FrontState => ({ ...FRONT_START, ...change });
const chartOf = (result: FrontResult) => frontChart(result, frontAxes(result), ENGLISH);
const provenance = { kind: 'measured', source: 'runs', date: '2026-11-22', version: null } as const;

function ownRecords(records: RecordSet['records']): FrontState['source'] {
  const measures = [{ key: 'latency', name: 'Latency', quantity: 'latency', unit: 'ms' }] as const;
  return { document: JSON.parse(recordsJson({ title: 'Own runs', measures, records })) as object };
}

function marksOf<K extends Mark['kind']>(result: FrontResult, kind: K): Extract<Mark, { kind: K }>[] {
  return chartOf(result).marks.filter((mark): mark is Extract<Mark, { kind: K }> => mark.kind === kind);
}

const SETS = PUBLISHED_SETS.flatMap((set) =>
  publishedRecords(set).measures.map(({ key }) => [set, key] as const)
);

describe('the chart of a front', () => {
  it.each(SETS)('of %s by %s has every point on its axes, and names that cover nothing', (set, cost) => {
    for (const scale of ['log', 'linear'] as const) {
      const result = frontResult(at({ source: { published: set }, cost, scale, budget: null }));
      const chart = chartOf(result);
      const frame = frameOf(chart, SIZE);
      const clouds = marksOf(result, 'points');
      expect(clouds.flatMap(({ places }) => places)).toHaveLength(result.points.records.length);
      for (const { x, y } of clouds.flatMap(({ places }) => places)) {
        expect(x > chart.x.from && x < chart.x.to && y > chart.y.from && y < chart.y.to).toBe(true);
      }
      expect(frame.xTicks.length).toBeGreaterThan(1);
      expect(frame.xTicks.length).toBeLessThan(13);
      const boxes = labelsOf(chart, frame).map((label) =>
        labelBox(label, { character: textWidth('m', 13), line: 1.2 * 13 })
      );
      expect(boxes.length).toBeGreaterThan(0);
      boxes.forEach((a, i) =>
        expect(
          boxes
            .slice(0, i)
            .some((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        ).toBe(false)
      );
    }
  });

  it('draws the intervals of accuracies that have one, with room for them, and says them', () => {
    const accuracyInterval = { from: 40, to: 90, confidence: 0.9, over: 'images' } as const;
    const record = (name: string, latency: number) => ({
      ...{ name, accuracy: 70 + latency, costs: { latency }, provenance }
    });
    const records = [{ ...record('a', 1), accuracyInterval }, record('b', 2)];
    const result = frontResult(at({ source: ownRecords(records), cost: 'latency', budget: null }));
    const [{ intervals, hover }] = marksOf(result, 'points');
    expect(intervals).toEqual({
      axis: 'y',
      ends: [
        { from: 40, to: 90 },
        { from: 72, to: 72 }
      ]
    });
    expect(hover?.[0]).toContain('90 % interval over images: 40.0 to 90.0 %');
    expect(hover?.[1]).not.toContain('interval');
    const { accuracy } = frontAxes(result);
    expect(accuracy.from).toBeLessThan(40);
    expect(accuracy.to).toBeGreaterThan(90);
    const without = frontResult(
      at({
        source: ownRecords(records.map(({ name }, i) => record(name, i + 1))),
        cost: 'latency',
        budget: null
      })
    );
    expect(marksOf(without, 'points')[0].intervals).toBeUndefined();
    expect(frontAxes(without).accuracy.from).toBeGreaterThan(60);
  });

  it('has the front as stairs to the end of the axis', () => {
    const result = frontResult(at({}));
    const { points, front } = result;
    const [stairs] = marksOf(result, 'line');
    expect(stairs.shape).toBe('step');
    expect(stairs.places.slice(0, -1)).toEqual(
      front.members.map((i) => ({ x: points.costs[i], y: points.accuracies[i] }))
    );
    expect(stairs.places.at(-1)).toEqual({
      x: frontAxes(result).cost.to,
      y: Math.max(...points.accuracies)
    });
  });

  it('fills the front, hollows what is dominated, puts a dot in what was measured and crosses predictions', () => {
    const records = (['published', 'measured', 'predicted'] as const).flatMap((kind, i) =>
      [0, 5].map((less) => ({
        name: `${kind} ${less}`,
        accuracy: 50 + 10 * i - less,
        costs: { latency: 3 + i },
        provenance: { ...provenance, kind }
      }))
    );
    const marks = marksOf(frontResult(at({ source: ownRecords(records), budget: null })), 'points');
    const looks = marks.map(({ names, symbol, open, dotted }) => [names?.[0], symbol, open, dotted]);
    expect(looks).toEqual(
      expect.arrayContaining([
        ['published 0', 'square', false, false],
        ['published 5', 'square', true, false],
        ['measured 0', 'square', false, true],
        ['measured 5', 'square', true, true],
        ['predicted 0', 'times', false, false],
        ['predicted 5', 'times', true, false]
      ])
    );
    // The front lies above.
    expect(marks.map(({ open }) => open)).toEqual([true, true, true, false, false, false]);
  });

  it('moves the budget alone, with rings around what it buys and what comes next', () => {
    const [a, b] = [20, 25].map((budget) => frontResult(at({ budget })));
    const still = (result: FrontResult): Mark[] => chartOf(result).marks.filter(({ moving }) => !moving);
    // The words for hover too are those of before: they take longer than a frame for thousands of points.
    expect(still(a).map((mark) => 'hover' in mark && mark.hover)).toEqual(
      still(b).map((mark) => 'hover' in mark && mark.hover)
    );
    still(a).forEach((mark, i) => {
      const other = still(b)[i];
      expect('hover' in mark && 'hover' in other && mark.hover === other.hover).toBe(mark.kind === 'points');
    });
    const [rule] = marksOf(a, 'rule');
    expect(rule).toMatchObject({ at: 20, axis: 'x', moving: true, name: 'budget 20 ms' });
    const rings = marksOf(a, 'points').filter(({ moving }) => moving);
    const { points, budget } = a;
    expect(rings.map(({ places }) => places[0].x)).toEqual([
      points.costs[budget?.next ?? -1],
      points.costs[budget?.best ?? -1]
    ]);
    expect(marksOf(frontResult(at({ budget: null })), 'rule')).toEqual([]);
  });

  it('names first what is asked about, shades what dominates it, and finds it under the pointer', () => {
    const selected = publishedRecords('timm').records.findIndex(({ name }) => name === 'resnet34.a3_in1k');
    const result = frontResult(at({ source: { published: 'timm' }, cost: 'macs', budget: null, selected }));
    const chart = chartOf(result);
    const frame = frameOf(chart, SIZE);
    const point = result.selected?.point ?? -1;
    expect(labelsOf(chart, frame)[0].text).toBe(result.names[point]);
    const [x, y] = [result.points.costs[point], result.points.accuracies[point]];
    expect(marksOf(result, 'rectangles')[0].rectangles).toEqual([{ x1: x, y0: y }]);
    const picked = pickedAt(chart, frame, { x: frame.x(x) + 1, y: frame.y(y) + 1 });
    const found = picked && frontPointOf(result, picked);
    expect(result.points.costs[found ?? -1]).toBe(x);
    expect(pickedAt(chart, frame, { x: -500, y: -500 })).toBeNull();
    expect(frontPointOf(result, { id: 'no cloud', index: 0 })).toBeNull();
  });

  it('leads from baselines to what was scaled, in the colours of its key', () => {
    const result = frontResult(at({ source: { published: 'paper-dimensions' }, cost: 'macs', budget: null }));
    const lines = marksOf(result, 'line').filter(({ dash }) => dash === 'dotted');
    expect(lines.map(({ meaning }) => meaning).sort()).toEqual(['compound', 'depth', 'resolution', 'width']);
    const ends = lines.flatMap(({ places }) => places.filter(({ x }) => Number.isFinite(x)));
    expect(ends).toHaveLength(2 * result.steps.length);
    const { groups, shapes } = frontKey(result, ENGLISH);
    expect(groups.map(({ name, symbol }) => [name, symbol])).toEqual([
      ['baseline', 'circle'],
      ['depth', 'triangle'],
      ['width', 'square'],
      ['resolution', 'diamond'],
      ['compound', 'circle']
    ]);
    expect(shapes.map(({ name }) => name)).toEqual(['on the front', 'dominated']);
  });

  it('says of one point what a reader wants to know', () => {
    const result = frontResult(at({}));
    const hover = marksOf(result, 'points').flatMap((mark) => mark.hover ?? []);
    expect(hover).toContain('resnet50\n76.2 %, 32.8 ms\nResNet, published\ndominated by efficientnet_b2');
  });

  it('writes texts of a file as texts', () => {
    const source = ownRecords([{ name: '<b>&', accuracy: 50, costs: { latency: 3 }, provenance }]);
    const chart = chartOf(frontResult(at({ source, budget: null })));
    const { text } = chartSvg(chart, frameOf(chart, SIZE), PAPER_COLOURS);
    expect(text).toContain('&lt;b&gt;&amp;');
    expect(text).not.toContain('<b>');
  });
});

describe('axes of a front', () => {
  it('make room for a budget outside, within reason', () => {
    const inside = frontAxes(frontResult(at({ budget: 20 }))).cost;
    expect(frontAxes(frontResult(at({ budget: null }))).cost).toEqual(inside);
    const { cost } = frontAxes(frontResult(at({ budget: 1.1 * inside.to })));
    expect(cost.to).toBeGreaterThan(1.1 * inside.to);
    expect(cost.from).toBe(inside.from);
    const far = frontAxes(frontResult(at({ budget: 1e12 }))).cost;
    expect(far.to / inside.to).toBeCloseTo(inside.to / inside.from, 6);
    expect(frontAxes(frontResult(at({ budget: 0.9 * inside.from }))).cost.from).toBeLessThan(
      0.9 * inside.from
    );
  });

  it('count in the measure’s own way', () => {
    const macs = chartOf(frontResult(at({ cost: 'macs', budget: null })));
    expect(macs.x.title).toMatch(/MACs.*\(log scale\)$/);
    expect(macs.x.text(2e9)).toBe('2 G');
    const linear = chartOf(frontResult(at({ scale: 'linear' })));
    expect(linear.x).toMatchObject({ kind: 'linear', from: 0 });
    expect(linear.x.title).not.toContain('log');
    expect(linear.x.text(1200)).toBe('1,200');
  });

  it('stand around one point, and none', () => {
    const point = { name: 'a', accuracy: 50, costs: { latency: 3 }, provenance };
    const { cost, accuracy } = frontAxes(frontResult(at({ source: ownRecords([point]), budget: null })));
    expect(cost.from).toBeLessThan(3);
    expect(cost.to).toBeGreaterThan(3);
    expect(accuracy.from).toBeLessThan(50);
    const none = frontResult(at({ source: ownRecords([]), budget: null }));
    expect(chartOf(none).note).toBe('The file holds no records; choose another one.');
    expect([...marksOf(none, 'line'), ...marksOf(none, 'points')].flatMap(({ places }) => places)).toEqual(
      []
    );
  });
});
