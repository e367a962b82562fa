import type { Chart, Dash, PointsMark } from './chart';
import { type Meaning, PAPER_COLOURS } from './colours';
import { frameOf, textWidth } from './frame';
import { element, type Markup } from './markup';
import { outlined } from './outlined';
import { INNER_WIDTH, type Section } from './page';
import { chartSvg } from './svg';
import { marksSvg } from './svg-marks';

/** Between charts side by side, pixels. */
const GAP = 16;
const KEY = { width: 22, line: 18, gap: 14, fontSize: 12.5 } as const;

/** Charts side by side on a page, equally wide, from left to right. */
export function chartSection(charts: readonly Chart[], height: number): Section {
  const width = (INNER_WIDTH - GAP * (charts.length - 1)) / charts.length;
  return {
    height,
    markup: element(
      'g',
      {},
      ...charts.map((chart, i) => {
        const frame = frameOf(chart, { width, height });
        const drawn = chartSvg(chart, frame, PAPER_COLOURS);
        return i === 0
          ? drawn
          : element('g', { transform: `translate(${(i * (width + GAP)).toFixed(2)},0)` }, drawn);
      })
    )
  };
}

/** An entry of a key: a point, outlined where its inside is given, a piece of a line, or, with an opacity, of a surface. */
export interface KeyEntry extends Pick<PointsMark, 'symbol' | 'open' | 'dotted'> {
  meaning: Meaning;
  name: string;
  /** A line in place of a point. */
  line?: Dash | 'solid';
  /** A rectangle in place of a point, 0…1. */
  opacity?: number;
  /** Of the inside of an outlined point, 0…1. */
  inside?: number;
}

/** What marks stand for, in lines that fit the page; for what names on the chart itself can't say. */
export function keySection(entries: readonly KeyEntry[]): Section {
  let [x, row] = [0, 0];
  const items = entries.map((entry) => {
    const width = KEY.width + textWidth(entry.name, KEY.fontSize);
    if (x > 0 && x + width > INNER_WIDTH) {
      x = 0;
      row++;
    }
    const item = element(
      'g',
      { transform: `translate(${x.toFixed(2)},${row * KEY.line})` },
      keySvg(entry),
      element('text', { x: KEY.width, y: 13 }, entry.name)
    );
    x += width + KEY.gap;
    return item;
  });
  return { height: (row + 1) * KEY.line, markup: element('g', { 'font-size': KEY.fontSize }, ...items) };
}

/** The mark of an entry in a box of 18 × 18 pixels, as charts have it. */
export function keySvg(
  { meaning, line, opacity, inside, ...point }: KeyEntry,
  palette = PAPER_COLOURS
): Markup {
  const frame = {
    width: KEY.line,
    height: KEY.line,
    fontSize: KEY.fontSize,
    left: 0,
    right: KEY.line,
    top: 0,
    bottom: KEY.line,
    x: (value: number) => value,
    y: (value: number) => value,
    xTicks: [],
    yTicks: []
  };
  const middle = KEY.line / 2;
  const points = { kind: 'points', meaning, ...point, places: [{ x: middle, y: middle }] } as const;
  const mark =
    opacity !== undefined
      ? ({ kind: 'rectangles', meaning, rectangles: [{ x0: 2, x1: 16, y0: 3, y1: 15 }], opacity } as const)
      : line !== undefined
        ? ({
            kind: 'line',
            meaning,
            dash: line === 'solid' ? undefined : line,
            places: [
              { x: 0, y: middle },
              { x: KEY.line, y: middle }
            ]
          } as const)
        : points;
  return marksSvg(inside === undefined ? [mark] : outlined({ ...points, opacity: inside }), frame, palette);
}
