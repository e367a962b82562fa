import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintCells } from '../../extension/src/plot/cells-layer';
import { chartFigure } from '../../extension/src/plot/chart-figure';
import {
  type Chart,
  chartSvg,
  type Frame,
  frameOf,
  layerSvg,
  type Mark,
  PAPER_COLOURS,
  type PointSymbol
} from '../../kernel-helpers/src/chart';
import { anyChart, anySize } from '../../kernel-helpers/src/chart/charts.fixtures';
import { viewChart } from './views.fixtures';

const COLOURS = { ...PAPER_COLOURS, font: 'sans-serif' };
const RUNS = { numRuns: 200, seed: 1 };
const drawnChart = fc.oneof({ weight: 2, arbitrary: anyChart }, { weight: 1, arbitrary: viewChart });

interface Pixel {
  x: number;
  y: number;
}
type Figure = ReturnType<typeof chartFigure>;
type Trace = Figure['data'][number];

/** Where Plotly puts a value: linear between the ends of the range, which are logarithms on log axes. */
function plotlyPixel({ layout }: Figure, axis: 'x' | 'y', value: number): number {
  const { width = NaN, height = NaN, margin = {} } = layout;
  const { type, range = [NaN, NaN] } = (axis === 'x' ? layout.xaxis : layout.yaxis) ?? {};
  const [from, to] = range as [number, number];
  const share = ((type === 'log' ? Math.log10(value) : value) - from) / (to - from);
  const { l = NaN, r = NaN, t = NaN, b = NaN } = margin;
  return axis === 'x' ? l + share * (width - l - r) : height - b - share * (height - t - b);
}

function pixelsOf(figure: Figure, { x = [], y = [], line }: Trace): Pixel[] {
  const [xs, ys] = [x as (number | null)[], y as (number | null)[]];
  const places = xs.flatMap((value, i): Pixel[] => {
    const other = ys[i];
    return value === null || other === null
      ? []
      : [{ x: plotlyPixel(figure, 'x', value), y: plotlyPixel(figure, 'y', other) }];
  });
  return line?.shape === 'hv'
    ? places.flatMap((place, i) => (i === 0 ? [place] : [{ x: place.x, y: places[i - 1].y }, place]))
    : places;
}

function attributes(svg: string, tag: string): Record<string, string>[] {
  return [...svg.matchAll(new RegExp(`<${tag}( [^>]*?)/?>`, 'g'))].map(([, written]) =>
    Object.fromEntries([...written.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]))
  );
}

type Attributes = ReturnType<typeof attributes>[number];

const corners = ({ d }: Attributes): Pixel[] =>
  [...d.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Points of all shapes, in their order: around its middle, each has as many corners as on the other side. */
const points = (svg: string): (Pixel & { symbol: string; opacity: number })[] =>
  attributes(svg, '(?:circle|path)')
    .filter((drawn) => !drawn['data-dot'] && (drawn.cx !== undefined || drawn['data-symbol'] !== undefined))
    .map((drawn) => ({
      x: Number(drawn.cx ?? mean(corners(drawn).map(({ x }) => x))),
      y: Number(drawn.cy ?? mean(corners(drawn).map(({ y }) => y))),
      symbol: drawn['data-symbol'] ?? 'circle',
      opacity: Number(drawn.opacity ?? 1)
    }));
const lines = (svg: string): Attributes[] =>
  attributes(svg.replace(CELLS, ''), 'path').filter((path) => !path['data-symbol'] && !path['data-leader']);
const texts = (svg: string): string[] => [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([whole]) => whole);

/** Grids of cells: place and size of a cell, and paths of runs in units of cells. */
const CELLS =
  /<g transform="translate\(([\d.-]+),([\d.-]+)\) scale\(([\d.-]+),([\d.-]+)\)" fill="([^"]*)"[^>]*data-cells="\d+">(.*?)<\/g>/g;

interface Filled {
  from: Pixel;
  to: Pixel;
  colour: string;
  opacity: number;
}

function cellsOf(svg: string): Filled[] {
  return [...svg.matchAll(CELLS)].flatMap(([, x, y, width, height, colour, paths]) =>
    attributes(paths, 'path').flatMap(({ d, 'fill-opacity': opacity }) =>
      [...d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)].map(([, from, row, length]) => {
        const at = (column: number, line: number): Pixel => ({
          x: Number(x) + column * Number(width),
          y: Number(y) + line * Number(height)
        });
        return {
          from: at(Number(from), Number(row)),
          to: at(Number(from) + Number(length), Number(row) + 1),
          colour,
          opacity: Number(opacity)
        };
      })
    )
  );
}

/** What the canvas gets. */
function paintedCells(chart: Chart, frame: Frame): Filled[] {
  const filled: Filled[] = [];
  const context = {
    fillStyle: '' as CanvasRenderingContext2D['fillStyle'],
    globalAlpha: 1,
    fillRect(x: number, y: number, width: number, height: number): void {
      filled.push({
        from: { x, y },
        to: { x: x + width, y: y + height },
        colour: String(this.fillStyle),
        opacity: this.globalAlpha
      });
    }
  };
  paintCells(context, chart, frame, COLOURS, 1);
  return filled;
}

function near(found: readonly Pixel[], expected: readonly Pixel[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach(({ x, y }, i) => {
    expect(Math.abs(x - expected[i].x)).toBeLessThan(1);
    expect(Math.abs(y - expected[i].y)).toBeLessThan(1);
  });
}

/** Both painters on the same chart; `still` is the chart without what moves. */
function both(
  chart: Chart,
  size: Parameters<typeof frameOf>[1],
  check: (drawn: { frame: Frame; svg: string; still: string; layer: string; figure: Figure }) => void
): void {
  const frame = frameOf(chart, size);
  const still = { ...chart, marks: chart.marks.filter(({ moving }) => !moving) };
  check({
    frame,
    svg: chartSvg(chart, frame, COLOURS).text,
    still: chartSvg(still, frame, COLOURS).text,
    layer: layerSvg(chart, frame, COLOURS).text,
    figure: chartFigure(chart, frame, COLOURS)
  });
}

describe('both painters', () => {
  it('put ticks at the same places, with the same words', () => {
    fc.assert(
      fc.property(drawnChart, anySize, (chart, size) => {
        both(chart, size, ({ svg, figure }) => {
          const ticks = attributes(svg, 'line').filter((line) => line['data-tick']);
          for (const [name, key] of [
            ['x', 'x1'],
            ['y', 'y1']
          ] as const) {
            const found = ticks.filter((tick) => tick['data-tick'] === name).map((tick) => Number(tick[key]));
            const { tickvals = [], ticktext = [] } =
              (name === 'x' ? figure.layout.xaxis : figure.layout.yaxis) ?? {};
            expect(found).toHaveLength(tickvals.length);
            found.forEach((at, i) =>
              expect(Math.abs(at - plotlyPixel(figure, name, tickvals[i] as number))).toBeLessThan(1)
            );
            ticktext.forEach((text) => expect(svg).toContain(`>${text}</text>`));
          }
        });
      }),
      RUNS
    );
  });

  it('put points, lines, bands, rectangles and rules at the same places, and show them alike', () => {
    fc.assert(
      fc.property(drawnChart, anySize, (chart, size) => {
        both(chart, size, ({ still, figure }) => {
          const owners = tracesOf(chart);
          expect(figure.data).toHaveLength(owners.length);
          const dots = figure.data.filter(({ mode }) => mode === 'markers');
          near(
            points(still),
            dots.flatMap((trace) => pixelsOf(figure, trace))
          );
          const looks = dots.flatMap(({ marker }) =>
            (marker?.opacity as number[]).map((opacity) => ({
              symbol: SYMBOLS[String(marker?.symbol).replace(/(-open)?(-dot)?$/, '')],
              opacity
            }))
          );
          points(still).forEach(({ symbol, opacity }, i) => {
            expect(symbol).toBe(looks[i].symbol);
            expect(opacity).toBeCloseTo(looks[i].opacity, 1);
          });
          const traces = figure.data.filter(
            ({ mode }, i) => mode === 'lines' && owners[i].kind !== 'rectangles'
          );
          const drawn = lines(still);
          expect(drawn).toHaveLength(traces.length);
          drawn.forEach((path, i) => {
            const seen = pixelsOf(figure, traces[i]);
            const found = corners(path);
            // One place alone is no line in SVG; a band's path begins at its upper line.
            if (traces[i].fill !== 'toself' && found.length > 1) {
              near(found, seen);
              const dash = path['stroke-dasharray'];
              expect(dash === undefined ? 'solid' : dash.replaceAll(/(\d+)/g, '$1px').replace(' ', ',')).toBe(
                traces[i].line?.dash ?? 'solid'
              );
            } else {
              found.forEach(({ x, y }) => {
                expect(Math.min(...seen.map((place) => Math.hypot(place.x - x, place.y - y)))).toBeLessThan(
                  1
                );
              });
            }
          });
          const rules = attributes(still, 'line').filter((line) => line['data-rule']);
          const { shapes = [] } = figure.layout;
          expect(rules).toHaveLength(shapes.length);
          shapes.forEach(({ x0, y0, yref }, i) => {
            const along = yref === 'paper' ? 'x' : 'y';
            const at = plotlyPixel(figure, along, (along === 'x' ? x0 : y0) as number);
            expect(Math.abs(Number(rules[i][`${along}1`]) - at)).toBeLessThan(1);
          });
          const boxes = figure.data.filter((_, i) => owners[i].kind === 'rectangles');
          const rectangles = attributes(still, 'rect');
          expect(rectangles).toHaveLength(boxes.length);
          boxes.forEach((trace, i) => {
            const { x, y, width, height } = rectangles[i];
            const [from, to] = [
              { x: Number(x), y: Number(y) },
              { x: Number(x) + Number(width), y: Number(y) + Number(height) }
            ];
            const seen = pixelsOf(figure, trace);
            near(
              [from, to],
              [Math.min, Math.max].map((end) => ({
                x: end(...seen.map((place) => place.x)),
                y: end(...seen.map((place) => place.y))
              }))
            );
          });
        });
      }),
      RUNS
    );
  });

  it('fill cells at the same places, in the same shades', () => {
    fc.assert(
      fc.property(drawnChart, anySize, (chart, size) => {
        both(chart, size, ({ frame, still }) => {
          const [stored, painted] = [cellsOf(still), paintedCells(chart, frame)];
          expect(painted.map(({ colour }) => colour)).toEqual(stored.map(({ colour }) => colour));
          near(
            painted.flatMap(({ from, to }) => [from, to]),
            stored.flatMap(({ from, to }) => [from, to])
          );
          painted.forEach(({ opacity }, i) => expect(opacity).toBeCloseTo(stored[i].opacity, 2));
        });
      }),
      RUNS
    );
  });

  it('share what moves and every name: the live layer says what the whole picture says', () => {
    fc.assert(
      fc.property(drawnChart, anySize, (chart, size) => {
        both(chart, size, ({ svg, layer, still, figure }) => {
          for (const text of texts(layer)) {
            expect(svg).toContain(text);
          }
          const all = points(svg);
          for (const { x, y } of points(layer)) {
            expect(all).toContainEqual(expect.objectContaining({ x, y }));
          }
          expect(points(layer).length + points(still).length).toBe(all.length);
          expect(JSON.stringify(figure)).not.toContain('<b>');
          expect(svg).not.toContain('<b>');
        });
      }),
      RUNS
    );
  });
});

it('symbols have the corners of Plotly’s', () => {
  const definitions = createRequire(import.meta.url)(
    'plotly.js/src/components/drawing/symbol_defs.js'
  ) as Record<string, { f(radius: number): string }>;
  const axis = { title: '', kind: 'linear', from: 0, to: 1, text: String } as const;
  for (const [theirs, symbol] of Object.entries(SYMBOLS)) {
    if (symbol === 'circle') {
      continue;
    }
    const mark = {
      kind: 'points',
      meaning: 'text',
      symbol,
      radius: 10,
      places: [{ x: 0.5, y: 0.5 }]
    } as const;
    const chart: Chart = { description: '', x: axis, y: axis, marks: [mark] };
    const frame = frameOf(chart, { width: 300, height: 200 });
    const [drawn] = attributes(chartSvg(chart, frame, COLOURS).text, 'path').filter(
      (path) => path['data-symbol']
    );
    const around = corners(drawn).map(({ x, y }) => ({ x: x - frame.x(0.5), y: y - frame.y(0.5) }));
    const expected = walked(definitions[theirs].f(10));
    const distance = (a: Pixel, b: Pixel): number => Math.hypot(a.x - b.x, a.y - b.y);
    for (const corner of expected) {
      expect(
        Math.min(...around.map((other) => distance(corner, other))),
        `${symbol}, a corner of Plotly’s`
      ).toBeLessThan(0.2);
    }
    // In the same order, from wherever and either way round: neighbours are as far apart.
    const sides = (all: readonly Pixel[]): number =>
      all.reduce((sum, corner, i) => sum + distance(corner, all[(i + 1) % all.length]), 0);
    expect(sides(around) / sides(expected), `${symbol}, length of its outline`).toBeCloseTo(1, 1);
  }
});

/** Corners of a path of straight lines. */
function walked(path: string): Pixel[] {
  const all: Pixel[] = [];
  for (const [, command, written] of path.matchAll(/([MLHVlhv])([^A-Za-z]*)/g)) {
    const numbers = [...written.matchAll(/-?[\d.]+/g)].map(Number);
    const { x, y } = all[all.length - 1] ?? { x: 0, y: 0 };
    for (let i = 0; i < numbers.length; i += 'HVhv'.includes(command) ? 1 : 2) {
      const last = all[all.length - 1] ?? { x, y };
      const [a, b] = [numbers[i], numbers[i + 1]];
      const next: Record<string, Pixel> = {
        M: { x: a, y: b },
        L: { x: a, y: b },
        l: { x: last.x + a, y: last.y + b },
        H: { x: a, y: last.y },
        h: { x: last.x + a, y: last.y },
        V: { x: last.x, y: a },
        v: { x: last.x, y: last.y + a }
      };
      all.push(next[command]);
    }
  }
  return all.filter((corner, i) => i === 0 || Math.hypot(corner.x - all[0].x, corner.y - all[0].y) > 1e-9);
}

/** Symbols of charts by Plotly's names. */
const SYMBOLS: Readonly<Record<string, PointSymbol>> = {
  circle: 'circle',
  square: 'square',
  diamond: 'diamond',
  'triangle-up': 'triangle',
  star: 'star',
  cross: 'cross',
  x: 'times'
};

/** The mark of each trace. */
function tracesOf(chart: Chart): Mark[] {
  return chart.marks.flatMap((mark) => {
    const count = mark.moving || mark.kind === 'rule' || mark.kind === 'cells' ? 0 : traceCount(mark);
    return Array.from({ length: count }, () => mark);
  });
}

function traceCount(mark: Mark): number {
  switch (mark.kind) {
    case 'rectangles':
      return mark.rectangles.length;
    case 'band':
      return mark.dash === undefined ? 1 : 3;
    case 'points':
      return mark.intervals === undefined ? 1 : 2;
    default:
      return 1;
  }
}
