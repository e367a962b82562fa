import {
  BAND_OPACITY,
  type BandMark,
  type Chart,
  DASHES,
  each,
  type Frame,
  intervalPlaces,
  LINE_WIDTH,
  type Mark,
  OUTLINE_WIDTH,
  type Place,
  type PointsMark,
  type PointSymbol,
  RADIUS,
  type RectanglesMark,
  RULE_WIDTH,
  type RuleMark,
  type Tick
} from '@efficientnet-lab/kernel-helpers/chart';
import { note } from './annotation';
import type { PlotColours } from './colours';
import { baseLayout } from './layout';
import type { Dash, Figure, Layout, LayoutAxis, Trace } from './plotly';

/** A chart as Plotly draws it in a frame: all but names, moving marks, cells and many points, which the painter's own layers have. */
export function chartFigure(chart: Chart, frame: Frame, colours: PlotColours): Figure {
  const { width, height, left, right, top, bottom, fontSize } = frame;
  const marks = chart.marks.filter((mark) => !mark.moving && !(mark.kind === 'points' && mark.many));
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
      xaxis: axisOf(chart.x, frame.xTicks, chart.x.grid ?? false, colours),
      yaxis: { ...axisOf(chart.y, frame.yTicks, chart.y.grid ?? true, colours), ticklabelstandoff: 5 },
      shapes: marks.flatMap((mark) => (mark.kind === 'rule' ? [ruleShape(mark, colours)] : [])),
      annotations: [
        ...(chart.y.title === ''
          ? []
          : [
              note(`↑ ${plain(chart.y.title)}`, {
                ...IN_PIXELS,
                xshift: -left,
                y: 1,
                yanchor: 'bottom',
                yshift: fontSize / 2,
                xanchor: 'left'
              })
            ]),
        ...(chart.x.title === ''
          ? []
          : [
              note(`${plain(chart.x.title)} →`, {
                ...IN_PIXELS,
                x: 1,
                xshift: width - right,
                xanchor: 'right',
                yanchor: 'bottom',
                yshift: bottom - height
              })
            ])
      ]
    }
  };
}

const IN_PIXELS = { x: 0, y: 0, borderpad: 0 } as const;

/** Plotly reads some HTML in texts; names come from files. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Words for hover; lines end as in any text. */
function rows(text: string): string {
  return plain(text).replaceAll('\n', '<br>');
}

function axisOf(
  { kind, from, to }: Chart['x'],
  ticks: readonly Tick[],
  grid: boolean,
  colours: PlotColours
): Partial<LayoutAxis> {
  return {
    type: kind,
    range: kind === 'log' ? [Math.log10(from), Math.log10(to)] : [from, to],
    tickmode: 'array',
    tickvals: ticks.map(({ value }) => value),
    ticktext: ticks.map(({ text }) => plain(text)),
    zeroline: false,
    showgrid: grid,
    ...(grid
      ? { gridcolor: colours.grid, ticks: '' }
      : { ticks: 'outside', ticklen: 4, tickcolor: colours.textFaint })
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
          opacity: mark.opacity ?? 1,
          line: {
            color: colour,
            width: mark.width ?? LINE_WIDTH,
            dash: dashOf(mark.dash),
            shape: mark.shape === 'step' ? 'hv' : 'linear'
          }
        }
      ];
    case 'band':
      return bandTraces(mark, colour);
    case 'points':
      return pointsTraces(mark, colours);
    case 'rectangles':
      return rectanglesTraces(mark, chart, colour);
    // Drawn by `CellsLayer`, and as shapes.
    case 'cells':
    case 'rule':
      return [];
  }
}

function bandTraces({ places, opacity = BAND_OPACITY, dash }: BandMark, colour: string): Trace[] {
  const edge = (end: 'from' | 'to'): Place[] => places.map((place) => ({ x: place.x, y: place[end] }));
  const line = { color: colour, width: OUTLINE_WIDTH, dash: dashOf(dash) };
  return [
    area([...edge('from'), ...edge('to').reverse()], colour, opacity),
    ...(dash === undefined
      ? []
      : [edge('from'), edge('to')].map((ends): Trace => ({
          ...scatter(ends, undefined),
          mode: 'lines',
          line
        })))
  ];
}

const SYMBOLS = {
  circle: 'circle',
  square: 'square',
  diamond: 'diamond',
  triangle: 'triangle-up',
  star: 'star',
  cross: 'cross',
  times: 'x'
} as const satisfies Record<PointSymbol, string>;

function pointsTraces(mark: PointsMark, colours: PlotColours): Trace[] {
  const { places, symbol = 'circle', open, dotted, radius = RADIUS, opacity = 1, intervals } = mark;
  const colour = colours[mark.meaning];
  const points: Trace = {
    ...scatter(places, mark.hover),
    mode: 'markers',
    marker: {
      symbol: `${SYMBOLS[symbol]}${open ? '-open' : ''}${dotted ? '-dot' : ''}` as const,
      size: places.map((_, i) => 2 * each(radius, i)),
      opacity: places.map((_, i) => each(opacity, i)),
      color: colour,
      line: open ? { width: OUTLINE_WIDTH } : { color: colours.background, width: 1 }
    },
    cliponaxis: false
  };
  return intervals === undefined
    ? [points]
    : [
        {
          ...scatter(intervalPlaces(places, intervals), undefined),
          mode: 'lines',
          line: { color: colour, width: OUTLINE_WIDTH }
        },
        points
      ];
}

function rectanglesTraces(mark: RectanglesMark, { x, y }: Chart, colour: string): Trace[] {
  return mark.rectangles.map(({ x0 = x.from, x1 = x.to, y0 = y.from, y1 = y.to }, i) => ({
    ...area(
      [
        { x: x0, y: y0 },
        { x: x1, y: y0 },
        { x: x1, y: y1 },
        { x: x0, y: y1 }
      ],
      colour,
      each(mark.opacity, i)
    ),
    ...(mark.hover ? { hoveron: 'fills', hoverinfo: 'text', text: rows(mark.hover[i]) } : {})
  }));
}

function scatter(places: readonly Place[], hover: readonly string[] | undefined): Trace {
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    type: 'scatter',
    x: places.map(({ x }) => known(x)),
    y: places.map(({ y }) => known(y)),
    ...(hover
      ? { text: hover.map(rows), hovertemplate: '%{text}<extra></extra>' }
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

function dashOf(dash: keyof typeof DASHES | 'solid' = 'solid'): Dash {
  // Plotly takes lengths too, whatever its types say.
  return (dash !== 'solid' ? DASHES[dash].map((length) => `${length}px`).join(',') : 'solid') as Dash;
}

/** From end to end whatever is seen. */
function ruleShape(
  { meaning, axis, at, dash = 'dashed', width = RULE_WIDTH }: RuleMark,
  colours: PlotColours
): NonNullable<Layout['shapes']>[number] {
  const line = { color: colours[meaning], width, dash: dashOf(dash) };
  return axis === 'x'
    ? { type: 'line', x0: at, x1: at, yref: 'paper', y0: 0, y1: 1, line }
    : { type: 'line', xref: 'paper', x0: 0, x1: 1, y0: at, y1: at, line };
}
