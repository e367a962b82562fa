import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chart, PointsMark } from './chart';
import { anyChart, anySize } from './charts.fixtures';
import { frameOf } from './frame';
import { boxMark, highlightOf, pickedAt, pickedIn, ruleAt, stopAgain, stopOf, stopsOf, valueAt } from './hit';

const RUNS = { numRuns: 200, seed: 1 };

/** Ids for all marks: their places. */
function named(chart: Chart): Chart {
  return { ...chart, marks: chart.marks.map((mark, i) => ({ ...mark, id: String(i) })) };
}

const axis = { title: '', kind: 'linear', from: 0, to: 10, text: String } as const;
const SIZE = { width: 400, height: 300 };

function chartOf(...marks: Chart['marks']): Chart {
  return { description: '', x: axis, y: axis, marks };
}

const points: PointsMark = {
  kind: 'points',
  meaning: 'depth',
  id: 'networks',
  places: [
    { x: 2, y: 2 },
    { x: 5, y: 5 },
    { x: 12, y: 5 }
  ],
  names: ['B0', 'B1', 'B2'],
  radius: [3, 6, 9]
};

describe('what is pointed at', () => {
  it('is, at a point, one that lies there', () => {
    fc.assert(
      fc.property(anyChart, anySize, (drawn, size) => {
        const chart = named(drawn);
        const frame = frameOf(chart, size);
        const pixel = ({ x, y }: { x: number; y: number }) => ({ x: frame.x(x), y: frame.y(y) });
        for (const mark of chart.marks) {
          for (const place of mark.kind === 'points' ? mark.places : []) {
            const at = pixel(place);
            const picked = pickedAt(chart, frame, at);
            const found = picked && chart.marks[Number(picked.id)];
            expect(found?.kind === 'points' || found?.kind === 'line').toBe(true);
            if (picked && (found?.kind === 'points' || found?.kind === 'line')) {
              const { x, y } = pixel(found.places[picked.index]);
              expect(Math.hypot(x - at.x, y - at.y)).toBeLessThan(1e-6);
            }
          }
        }
      }),
      RUNS
    );
  });

  it('is nothing without an id, nothing far away, and nothing that is out of sight', () => {
    const frame = frameOf(chartOf(points), SIZE);
    const at = { x: frame.x(5), y: frame.y(5) };
    expect(pickedAt(chartOf(points), frame, at)).toEqual({ id: 'networks', index: 1 });
    expect(pickedAt(chartOf({ ...points, id: undefined }), frame, at)).toBeNull();
    expect(pickedAt(chartOf(points), frame, { x: at.x + 11, y: at.y })).toEqual({ id: 'networks', index: 1 });
    expect(pickedAt(chartOf(points), frame, { x: at.x + 13, y: at.y })).toBeNull();
    expect(pickedAt(chartOf(points), frame, { x: frame.x(12), y: at.y })).toBeNull();
  });

  it('is a rectangle where no point is near, the uppermost of several', () => {
    const bars = {
      kind: 'rectangles',
      meaning: 'width',
      id: 'bars',
      opacity: 1,
      rectangles: [
        { x0: 0, x1: 9, y0: 0, y1: 9 },
        { x0: 4, x1: 8, y0: 4, y1: 8 }
      ]
    } as const;
    const chart = chartOf(points, bars);
    const frame = frameOf(chart, SIZE);
    expect(pickedAt(chart, frame, { x: frame.x(5), y: frame.y(5) })?.id).toBe('networks');
    expect(pickedAt(chart, frame, { x: frame.x(7), y: frame.y(7) })).toEqual({ id: 'bars', index: 1 });
    expect(pickedAt(chart, frame, { x: frame.x(1), y: frame.y(8) })).toEqual({ id: 'bars', index: 0 });
    expect(highlightOf(chart, { mark: 1, index: 0 })).toMatchObject({ rectangles: [bars.rectangles[0]] });
  });

  it('is of cells the column, on any axis, and nothing beside the grid', () => {
    const cells = {
      kind: 'cells',
      meaning: 'gate',
      id: 'cells',
      x: { from: 1, to: 8 },
      y: { from: 8, to: 2 },
      columns: 3,
      shades: [0, 0.5, 1, 1, 0.5, 0],
      hover: ['first', 'second', 'third']
    } as const;
    for (const x of [axis, { ...axis, kind: 'log', from: 0.5, to: 16 } as const]) {
      const chart = { ...chartOf(cells), x };
      const frame = frameOf(chart, SIZE);
      const [left, right] = [frame.x(1), frame.x(8)];
      const at = (share: number, y = 5) => ({ x: left + share * (right - left), y: frame.y(y) });
      for (const [index, share] of [0.02, 0.5, 0.98].entries()) {
        expect(pickedAt(chart, frame, at(share))).toEqual({ id: 'cells', index });
      }
      expect(pickedAt(chart, frame, at(1.02))).toBeNull();
      expect(pickedAt(chart, frame, at(0.5, 1.5))).toBeNull();
      const stops = stopsOf(chart, frame, 0);
      expect(stops.map(({ words }) => words)).toEqual(cells.hover);
      expect(stops[1].at.x).toBeCloseTo((left + right) / 2, 6);
      const again = highlightOf(chart, { mark: 0, index: 1 });
      const [{ x0 = NaN, x1 = NaN, ...rest }] = again.kind === 'rectangles' ? again.rectangles : [];
      expect([frame.x(x0), frame.x(x1)].map((edge) => (3 * (edge - left)) / (right - left))).toEqual([
        expect.closeTo(1, 6),
        expect.closeTo(2, 6)
      ]);
      expect(rest).toEqual({ y0: 8, y1: 2 });
    }
  });

  it('is a rule along its whole length, by its id', () => {
    const rule = { kind: 'rule', meaning: 'accent', id: 'budget', axis: 'x', at: 4 } as const;
    const chart = chartOf(rule);
    const frame = frameOf(chart, SIZE);
    for (const y of [frame.top, frame.bottom]) {
      expect(ruleAt(chart, frame, { x: frame.x(4) + 6, y })).toBe(rule);
      expect(ruleAt(chart, frame, { x: frame.x(4) + 8, y })).toBeNull();
    }
    expect(ruleAt(chartOf({ ...rule, id: undefined }), frame, { x: frame.x(4), y: frame.top })).toBeNull();
  });
});

describe('values under pixels', () => {
  it('are those that stand there, on all axes', () => {
    fc.assert(
      fc.property(anyChart, anySize, fc.double({ min: 0, max: 1, noNaN: true }), (chart, size, share) => {
        const frame = frameOf(chart, size);
        const at = {
          x: frame.left + share * (frame.right - frame.left),
          y: frame.top + share * (frame.bottom - frame.top)
        };
        expect(frame.x(valueAt(chart, frame, 'x', at.x))).toBeCloseTo(at.x, 3);
        expect(frame.y(valueAt(chart, frame, 'y', at.y))).toBeCloseTo(at.y, 3);
      }),
      RUNS
    );
  });

  it('end with the axes', () => {
    const chart = chartOf();
    const frame = frameOf(chart, SIZE);
    expect(valueAt(chart, frame, 'x', -100)).toBe(0);
    expect(valueAt(chart, frame, 'x', 1000)).toBe(10);
    expect(valueAt(chart, frame, 'y', -100)).toBe(10);
  });
});

describe('a box', () => {
  it('holds the points between its edges, whichever is first', () => {
    const box = { x: { from: 6, to: 1 }, y: { from: 1, to: 6 } };
    expect(pickedIn(chartOf(points), box)).toEqual([
      { id: 'networks', index: 0 },
      { id: 'networks', index: 1 }
    ]);
    expect(pickedIn(chartOf(points), { ...box, x: { from: 3, to: 6 } })).toEqual([
      { id: 'networks', index: 1 }
    ]);
    expect(pickedIn(chartOf({ ...points, id: undefined }), box)).toEqual([]);
    expect(boxMark(box)).toMatchObject({ rectangles: [{ x0: 6, x1: 1, y0: 1, y1: 6 }] });
  });
});

describe('stops of the arrow keys', () => {
  it('are what has words and is seen, by hover rather than by name', () => {
    const chart = chartOf(points, { ...points, hover: ['', 'second', 'third'], id: undefined });
    const frame = frameOf(chart, SIZE);
    expect(stopsOf(chart, frame, 0).map(({ words }) => words)).toEqual(['B0', 'B1']);
    expect(stopsOf(chart, frame, 1)).toEqual([
      { mark: 1, index: 1, at: { x: frame.x(5), y: frame.y(5) }, words: 'second', picked: null }
    ]);
    expect(stopOf(chart, frame, { id: 'networks', index: 1 })).toMatchObject({ words: 'B1', index: 1 });
    expect(stopOf(chart, frame, { id: 'networks', index: 2 })).toBeNull();
    expect(highlightOf(chart, { mark: 0, index: 1 })).toMatchObject({
      places: [{ x: 5, y: 5 }],
      radius: 10,
      open: true
    });
  });

  it('stay at their mark when others come before it, go, or stand beside it', () => {
    const bare = { ...points, id: undefined };
    const other = { ...bare, names: ['C0', 'C1'] };
    const band = { kind: 'rule', meaning: 'rule', axis: 'x', at: 3 } as const;
    const before = chartOf(points, bare, other);
    const after = chartOf(band, bare, band, other, points);
    const frame = frameOf(before, SIZE);
    const again = (mark: number, index: number, chart = after): string | undefined =>
      stopAgain(before, stopsOf(before, frame, mark)[index], chart, frameOf(chart, SIZE))?.words;
    expect(stopsOf(before, frame, 2).map(({ words }) => words)).toEqual(['C0', 'C1']);
    expect([again(0, 1), again(1, 0), again(1, 1), again(2, 0), again(2, 1)]).toEqual([
      'B1',
      'B0',
      'B1',
      'C0',
      'C1'
    ]);
    // Two of a kind, of which the second has gone; a kind that has gone; a shorter mark.
    expect(again(2, 1, chartOf(band, bare))).toBeUndefined();
    expect(again(1, 1, chartOf(band))).toBeUndefined();
    expect(again(0, 0, chartOf(bare))).toBeUndefined();
    expect(again(1, 1, chartOf({ ...bare, places: bare.places.slice(0, 1) }))).toBeUndefined();
  });
});
