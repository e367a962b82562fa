import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartFigure } from '../../extension/src/plot/chart-figure';
import {
  type Chart,
  chartSvg,
  type Frame,
  frameOf,
  layerSvg,
  PAPER_COLOURS
} from '../../kernel-helpers/src/chart';
import { anyChart, anySize } from '../../kernel-helpers/src/chart/charts.fixtures';

const COLOURS = { ...PAPER_COLOURS, font: 'sans-serif' };
const RUNS = { numRuns: 200, seed: 1 };

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

function pixelsOf(figure: Figure, { x = [], y = [] }: Trace): Pixel[] {
  return (x as number[]).map((value, i) => ({
    x: plotlyPixel(figure, 'x', value),
    y: plotlyPixel(figure, 'y', (y as number[])[i])
  }));
}

function attributes(svg: string, tag: string): Record<string, string>[] {
  return [...svg.matchAll(new RegExp(`<${tag}( [^>]*?)/?>`, 'g'))].map(([, written]) =>
    Object.fromEntries([...written.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]))
  );
}

const circles = (svg: string): Pixel[] =>
  attributes(svg, 'circle').map(({ cx, cy }) => ({ x: Number(cx), y: Number(cy) }));
const paths = (svg: string): Pixel[][] =>
  attributes(svg, 'path').map(({ d }) =>
    [...d.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }))
  );
const texts = (svg: string): string[] => [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([whole]) => whole);

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
      fc.property(anyChart, anySize, (chart, size) => {
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

  it('put points, lines, bands and rules at the same places', () => {
    fc.assert(
      fc.property(anyChart, anySize, (chart, size) => {
        both(chart, size, ({ still, figure }) => {
          const points = figure.data.filter(({ mode }) => mode === 'markers');
          near(
            circles(still),
            points.flatMap((trace) => pixelsOf(figure, trace))
          );
          const marks = chart.marks.filter(({ moving }) => !moving);
          const drawn = marks.filter(({ kind }) => kind === 'line' || kind === 'band');
          const lines = figure.data.filter(
            ({ mode, x = [] }, i) =>
              mode === 'lines' && x.length > 0 && traceOf(chart, i)?.kind !== 'rectangles'
          );
          paths(still).forEach((path, i) => {
            const seen = pixelsOf(figure, lines[i]);
            // One place alone is no line in SVG; a band's path begins at its upper line.
            if (drawn[i].kind === 'line' && path.length > 1) {
              near(path, seen);
            } else {
              path.forEach(({ x, y }) => {
                expect(Math.min(...seen.map((place) => Math.hypot(place.x - x, place.y - y)))).toBeLessThan(
                  1
                );
              });
            }
          });
          const rules = attributes(still, 'line').filter((line) => line['stroke-dasharray']);
          const { shapes = [] } = figure.layout;
          expect(rules).toHaveLength(shapes.length);
          shapes.forEach(({ x0, y0, yref }, i) => {
            const along = yref === 'paper' ? 'x' : 'y';
            const at = plotlyPixel(figure, along, (along === 'x' ? x0 : y0) as number);
            expect(Math.abs(Number(rules[i][`${along}1`]) - at)).toBeLessThan(1);
          });
        });
      }),
      RUNS
    );
  });

  it('share what moves and every name: the live layer says what the whole picture says', () => {
    fc.assert(
      fc.property(anyChart, anySize, (chart, size) => {
        both(chart, size, ({ svg, layer, still, figure }) => {
          for (const text of texts(layer)) {
            expect(svg).toContain(text);
          }
          const all = circles(svg);
          for (const { x, y } of circles(layer)) {
            expect(all).toContainEqual({ x, y });
          }
          expect(circles(layer).length + circles(still).length).toBe(all.length);
          expect(JSON.stringify(figure)).not.toContain('<b>');
          expect(svg).not.toContain('<b>');
        });
      }),
      RUNS
    );
  });
});

/** The mark that a trace stands for. */
function traceOf(chart: Chart, index: number): Chart['marks'][number] | undefined {
  const owners: Chart['marks'][number][] = [];
  for (const mark of chart.marks) {
    const traces =
      mark.moving || mark.kind === 'rule' ? 0 : mark.kind === 'rectangles' ? mark.rectangles.length : 1;
    owners.push(...Array.from({ length: traces }, () => mark));
  }
  return owners[index];
}
