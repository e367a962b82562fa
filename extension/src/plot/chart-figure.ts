import {
  BAND_OPACITY,
  type Chart,
  DASHES,
  type Frame,
  LINE_WIDTH,
  type Mark,
  type Place,
  RADIUS,
  RULE_WIDTH,
  type Tick
} from '@efficientnet-lab/kernel-helpers/chart';
import { note } from './annotation';
import type { PlotColours } from './colours';
import { baseLayout } from './layout';
import type { Dash, Figure, Layout, LayoutAxis, Trace } from './plotly';

/** A chart as Plotly draws it in a frame: all but the names and the moving marks, which the painter's own layer has. */
export function chartFigure(chart: Chart, frame: Frame, colours: PlotColours): Figure {
  const { width, height, left, right, top, bottom, fontSize } = frame;
  const marks = chart.marks.filter(({ moving }) => !moving);
  return {
    data: marks.flatMap((mark) => tracesOf(mark, chart, colours)),
    layout: {
      ...baseLayout(colours, fontSize),
      width,
      height,
      autosize: false,
      dragmode: 'zoom',
      margin: { l: left, r: width - right, t: top, b: height - bottom, pad: 0 },
      modebar: { bgcolor: 'rgba(0,0,0,0)', color: colours.textFaint, activecolor: colours.accent },
      xaxis: {
        ...axisOf(chart.x, frame.xTicks),
        showgrid: false,
        ticks: 'outside',
        ticklen: 4,
        tickcolor: colours.textFaint
      },
      yaxis: { ...axisOf(chart.y, frame.yTicks), gridcolor: colours.grid, ticks: '', ticklabelstandoff: 5 },
      shapes: marks.flatMap((mark) => (mark.kind === 'rule' ? [ruleShape(mark, colours)] : [])),
      annotations: [
        note(`↑ ${plain(chart.y.title)}`, {
          ...IN_PIXELS,
          xshift: -left,
          y: 1,
          yanchor: 'bottom',
          yshift: fontSize / 2,
          xanchor: 'left'
        }),
        note(`${plain(chart.x.title)} →`, {
          ...IN_PIXELS,
          x: 1,
          xshift: width - right,
          xanchor: 'right',
          yanchor: 'bottom',
          yshift: bottom - height
        })
      ]
    }
  };
}

const IN_PIXELS = { x: 0, y: 0, borderpad: 0 } as const;

/** Plotly reads some HTML in texts; names come from files. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function axisOf({ kind, from, to }: Chart['x'], ticks: readonly Tick[]): Partial<LayoutAxis> {
  return {
    type: kind,
    range: kind === 'log' ? [Math.log10(from), Math.log10(to)] : [from, to],
    tickmode: 'array',
    tickvals: ticks.map(({ value }) => value),
    ticktext: ticks.map(({ text }) => plain(text)),
    zeroline: false
  };
}

function tracesOf(mark: Mark, chart: Chart, colours: PlotColours): Trace[] {
  const colour = colours[mark.meaning];
  switch (mark.kind) {
    case 'line':
      return [
        {
          ...scatter(mark.places, mark.hover),
          mode: 'lines',
          line: { color: colour, width: mark.width ?? LINE_WIDTH, dash: dashOf(mark.dash) }
        }
      ];
    case 'band':
      return [
        area(
          [
            ...mark.places.map(({ x, from }) => ({ x, y: from })),
            ...mark.places.map(({ x, to }) => ({ x, y: to })).reverse()
          ],
          colour,
          BAND_OPACITY
        )
      ];
    case 'points':
      return [
        {
          ...scatter(mark.places, mark.hover),
          mode: 'markers',
          marker: {
            size: 2 * (mark.radius ?? RADIUS),
            color: colour,
            line: { color: colours.background, width: 1 }
          },
          cliponaxis: false
        }
      ];
    case 'rectangles':
      return mark.rectangles.map(
        ({ x0 = chart.x.from, x1 = chart.x.to, y0 = chart.y.from, y1 = chart.y.to }, i) => ({
          ...area(
            [
              { x: x0, y: y0 },
              { x: x1, y: y0 },
              { x: x1, y: y1 },
              { x: x0, y: y1 }
            ],
            colour,
            mark.opacity
          ),
          ...(mark.hover ? { hoveron: 'fills', hoverinfo: 'text', text: plain(mark.hover[i]) } : {})
        })
      );
    case 'rule':
      return [];
  }
}

function scatter(places: readonly Place[], hover: readonly string[] | undefined): Trace {
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    type: 'scatter',
    x: places.map(({ x }) => known(x)),
    y: places.map(({ y }) => known(y)),
    ...(hover
      ? { text: hover.map(plain), hovertemplate: '%{text}<extra></extra>' }
      : { hoverinfo: 'skip' as const })
  };
}

function area(places: readonly Place[], colour: string, opacity: number): Trace {
  return {
    ...scatter(places, undefined),
    mode: 'lines',
    fill: 'toself',
    fillcolor: colour,
    opacity,
    line: { width: 0 }
  };
}

function dashOf(dash: keyof typeof DASHES | undefined): Dash {
  // Plotly takes lengths too, whatever its types say.
  return (dash ? DASHES[dash].map((length) => `${length}px`).join(',') : 'solid') as Dash;
}

/** From end to end whatever is seen. */
function ruleShape(
  { meaning, axis, at }: Extract<Mark, { kind: 'rule' }>,
  colours: PlotColours
): NonNullable<Layout['shapes']>[number] {
  const line = { color: colours[meaning], width: RULE_WIDTH, dash: dashOf('dashed') };
  return axis === 'x'
    ? { type: 'line', x0: at, x1: at, yref: 'paper', y0: 0, y1: 1, line }
    : { type: 'line', xref: 'paper', x0: 0, x1: 1, y0: at, y1: at, line };
}
