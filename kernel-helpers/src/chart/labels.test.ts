import { describe, expect, it } from 'vitest';
import { categories, type Chart, type LineMark, type RectanglesMark } from './chart';
import { PAPER_COLOURS } from './colours';
import { frameOf } from './frame';
import { chartLabelBox, labelsOf } from './labels';
import { chartSvg } from './svg';

const SIZE = { width: 400, height: 240 };
const axis = { title: '', kind: 'linear', from: 0, to: 10, text: String } as const;

function chartOf(...marks: Chart['marks']): Chart {
  return { description: '', x: axis, y: axis, marks };
}

/** A level line with a name behind it. */
function level(y: number, name: string, end = 10): LineMark {
  return {
    kind: 'line',
    meaning: 'train',
    name,
    nameAt: 'end',
    places: [
      { x: 0, y },
      { x: end, y }
    ]
  };
}

describe('names behind lines', () => {
  it('stand beside the axes, at the height of their lines, and room is kept for them', () => {
    const chart = chartOf(level(8, 'training'), level(2, 'validation'));
    const frame = frameOf(chart, SIZE);
    const labels = labelsOf(chart, frame);
    expect(frame.right).toBeLessThan(frameOf(chartOf(level(8, '')), SIZE).right);
    expect(labels.map(({ text }) => text)).toEqual(['training', 'validation']);
    labels.forEach((label, i) => {
      expect(label.x).toBeCloseTo(frame.right, 6);
      expect(label.y).toBeCloseTo(frame.y([8, 2][i]), 6);
      expect(label.leader).toBeUndefined();
      expect(chartLabelBox(label, frame).right).toBeLessThanOrEqual(frame.width);
    });
  });

  it('of lines that end together stand apart, led to from their ends', () => {
    const chart = chartOf(level(5, 'first'), level(5.01, 'second'), level(5.02, 'third'));
    const frame = frameOf(chart, SIZE);
    const labels = labelsOf(chart, frame);
    const boxes = labels.map((label) => chartLabelBox(label, frame)).sort((a, b) => a.top - b.top);
    expect(boxes).toHaveLength(3);
    boxes.slice(1).forEach((box, i) => expect(box.top).toBeGreaterThanOrEqual(boxes[i].bottom));
    const led = labels.filter(({ leader }) => leader);
    expect(led.length).toBeGreaterThan(0);
    led.forEach(({ leader }) => expect(leader?.x).toBeCloseTo(frame.right, 6));
    expect(chartSvg(chart, frame, PAPER_COLOURS).text.match(/data-leader/g)).toHaveLength(led.length);
  });

  it('of a line that ends early stand behind its end', () => {
    const chart = chartOf(level(5, 'so far', 3));
    const frame = frameOf(chart, SIZE);
    expect(labelsOf(chart, frame)[0].x).toBeCloseTo(frame.x(3), 6);
  });

  it('are wrapped in what a narrow plot keeps for them', () => {
    const chart = chartOf(level(5, 'if all pixels of an image were independent'));
    const frame = frameOf(chart, SIZE);
    const [label] = labelsOf(chart, frame);
    expect(label.rows.length).toBeGreaterThan(1);
    expect(label.rows.join(' ')).toBe(label.text);
    expect(frame.right).toBeGreaterThan(SIZE.width / 2);
  });
});

describe('names on bars', () => {
  const bars = (x1: number, name: string): RectanglesMark => ({
    kind: 'rectangles',
    meaning: 'depthwise',
    opacity: 1,
    rectangles: [{ x0: 0, x1, y0: -0.4, y1: 0.4 }],
    names: [name]
  });
  const chart = (...marks: Chart['marks']): Chart => ({
    ...chartOf(...marks),
    y: categories(['MBConv'], 'down')
  });

  it('stand inside where they fit, in ink that stands out', () => {
    const drawn = chart(bars(9, 'depthwise'));
    const frame = frameOf(drawn, SIZE);
    const [label] = labelsOf(drawn, frame);
    expect(label).toMatchObject({ inside: true, meaning: 'inkWhiteOrBlack', anchor: 'middle' });
    expect(label.x).toBeCloseTo((frame.x(0) + frame.x(9)) / 2, 6);
  });

  it('stand inside a pale one as on the background', () => {
    const [label] = labelsOf(chart({ ...bars(9, 'depthwise'), opacity: 0.3 }), frameOf(chart(), SIZE));
    expect(label).toMatchObject({ inside: true, meaning: 'text' });
  });

  it('stand behind a short one', () => {
    const drawn = chart(bars(0.5, 'depthwise'));
    const frame = frameOf(drawn, SIZE);
    const [label] = labelsOf(drawn, frame);
    expect(label).toMatchObject({ meaning: 'text', anchor: 'start', dx: 5 });
    expect(label.x).toBeCloseTo(frame.x(0.5), 6);
  });

  it('stand on no other bar: what has no room is left out', () => {
    const tall = (x0: number, x1: number, name: string): RectanglesMark => ({
      ...bars(0, name),
      rectangles: [{ x0, x1, y0: -0.5, y1: 0.5 }]
    });
    const drawn = chart(tall(0, 0.3, 'bias'), tall(0.3, 9.9, 'project'));
    expect(labelsOf(drawn, frameOf(drawn, SIZE)).map(({ text }) => text)).toEqual(['project']);
  });
});

describe('an axis of names', () => {
  it('has the first above, all of them, and no lines across', () => {
    const names = Array.from({ length: 14 }, (_, i) => `tool ${i}`);
    const chart: Chart = { ...chartOf(), y: categories(names, 'down') };
    const frame = frameOf(chart, { width: 400, height: 420 });
    expect(frame.yTicks.map(({ text }) => text)).toEqual(names);
    frame.yTicks.slice(1).forEach(({ at }, i) => expect(at).toBeGreaterThan(frame.yTicks[i].at));
    const ticks = chartSvg(chart, frame, PAPER_COLOURS).text.match(/x2="([\d.]+)"[^>]*data-tick="y"/g) ?? [];
    expect(ticks).toHaveLength(14);
    ticks.forEach((tick) => expect(tick).toContain(`x2="${frame.left}"`));
  });

  it('goes to the right as well', () => {
    const chart: Chart = { ...chartOf(), x: categories(['a', 'b', 'c'], 'right') };
    expect(frameOf(chart, SIZE).xTicks.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  });
});

it('words stand in the middle of a chart with nothing to draw', () => {
  const chart = { ...chartOf(), note: 'waiting for the first step' };
  const svg = chartSvg(chart, frameOf(chart, SIZE), PAPER_COLOURS).text;
  expect(svg).toMatch(/text-anchor="middle"[^>]*>waiting for the first step</);
});

describe('names in a thicket of lines', () => {
  /** Level lines so close that no name fits between them. */
  const thicket = (opacity?: number): LineMark[] =>
    Array.from({ length: 41 }, (_, i) => ({ ...level(i / 4, ''), opacity }));
  const point = (moving: boolean) =>
    ({ kind: 'points', meaning: 'accent', places: [{ x: 5, y: 5 }], names: ['here'], moving }) as const;
  const namesOf = (chart: Chart): string[] => labelsOf(chart, frameOf(chart, SIZE)).map(({ text }) => text);

  it('are left out, but for those of what moves', () => {
    expect(namesOf(chartOf(...thicket(), point(false)))).toEqual([]);
    expect(namesOf(chartOf(...thicket(), point(true)))).toEqual(['here']);
  });

  it('stand where lines are pale', () => {
    expect(namesOf(chartOf(...thicket(0.4), point(false)))).toEqual(['here']);
  });
});

describe('names behind lines', () => {
  const placed = (...heights: number[]) => {
    const chart = chartOf(...heights.map((y, i) => ({ ...level(y, `line ${i}`), nameAt: 'end' as const })));
    const labels = labelsOf(chart, frameOf(chart, SIZE));
    return [...labels].sort((a, b) => a.y - b.y).map(({ text }) => text);
  };

  it('stand in the order of the lines, also at the edge', () => {
    expect(placed(0.1, 0)).toEqual(['line 0', 'line 1']);
    expect(placed(0, 0.1)).toEqual(['line 1', 'line 0']);
    expect(placed(10, 9.9, 9.8)).toEqual(['line 0', 'line 1', 'line 2']);
    expect(placed(5, 5.2, 4.8, 5.1)).toEqual(['line 1', 'line 3', 'line 0', 'line 2']);
  });

  it('stand at their lines where there is room', () => {
    const chart = chartOf({ ...level(3, 'a'), nameAt: 'end' }, { ...level(7, 'b'), nameAt: 'end' });
    const frame = frameOf(chart, SIZE);
    for (const { text, y } of labelsOf(chart, frame)) {
      expect(y).toBeCloseTo(frame.y(text === 'a' ? 3 : 7), 6);
    }
  });
});

describe('names among a crowd of points', () => {
  const drawn = (places: readonly { x: number; y: number }[]): Chart =>
    chartOf(
      { kind: 'points', meaning: 'feasible', crowd: true, places },
      { kind: 'points', meaning: 'accent', places: [{ x: 5, y: 5 }], names: ['best of all'], open: true }
    );

  it('keep off its points where there is room beside them', () => {
    // Where the name would stand by itself, left above its own point.
    const place = { x: 4.4, y: 5.35 };
    const boxOf = (chart: Chart) => chartLabelBox(labelsOf(chart, frameOf(chart, SIZE))[0], { fontSize: 12 });
    const isOn = ({ left, right, top, bottom }: ReturnType<typeof boxOf>): boolean => {
      const { x, y } = frameOf(drawn([]), SIZE);
      return x(place.x) > left && x(place.x) < right && y(place.y) > top && y(place.y) < bottom;
    };
    expect(isOn(boxOf(drawn([])))).toBe(true);
    expect(isOn(boxOf(drawn([place])))).toBe(false);
  });

  it('stand on them rather than not at all', () => {
    const thick = Array.from({ length: 399 }, (_, i) => ({ x: (i % 20) / 2, y: Math.floor(i / 20) / 2 }));
    expect(labelsOf(drawn(thick), frameOf(drawn(thick), { width: 300, height: 220 }))).toHaveLength(1);
  });
});
