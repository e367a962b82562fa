import { idealPowers, type SearchResult, type Triplet } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  predictedText,
  type SearchExplorerResult,
  type SearchExplorerState,
  tripletText
} from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { note } from '../../plot/annotation';
import type { PlotColours } from '../../plot/colours';
import { baseLayout, horizontalAxis } from '../../plot/layout';
import type { Figure, Layout, Trace } from '../../plot/plotly';
import { setting, significant } from '@efficientnet-lab/kernel-helpers/wording';
import { type DrawnTriplets, spanOf } from './drawn';
import { MARGIN, type NamedTriplet, type PointsContent } from './points-overlay';

export interface PictureOptions {
  colours: PlotColours;
  trans: TranslationBundle;
  fontSize: number;
  narrow: boolean;
}

interface Range {
  from: number;
  to: number;
}

/** Lines of constant γ, as far as the axis of γ goes. */
const LINES = 6;
const STEPS = 60;
/** Room around the ranges that are searched, as a share of them. */
const ROOM = 0.09;

/** Depth against width with lines of constant resolution on which the ideal cost grows by g; the points lie over it. */
export function constraintFigure(
  state: SearchExplorerState,
  { search }: SearchExplorerResult,
  options: PictureOptions
): Figure {
  const ranges = rangesOf(state);
  return {
    data: constraintLines(search, ranges, options),
    layout: layoutOf(search, ranges, options)
  };
}

/** What makes another figure: equal keys mean equal lines and axes. */
export function constraintKey({
  growth,
  constraint,
  measure,
  base,
  candidates
}: SearchExplorerState): string {
  return JSON.stringify([growth, constraint, measure, base, candidates]);
}

/** The same with its points, for paper. */
export function searchFigure(
  state: SearchExplorerState,
  result: SearchExplorerResult,
  drawn: DrawnTriplets,
  options: PictureOptions
): Figure {
  const { data, layout } = constraintFigure(state, result, options);
  const marks = namedTriplets(result, options.trans).map((named) => mark(named, options));
  return { data: [...data, ...points(result.search, drawn, options), ...marks], layout };
}

/** Points and marks as the view draws them. */
export function pointsContent(
  state: SearchExplorerState,
  result: SearchExplorerResult,
  { places, chosen }: DrawnTriplets,
  trans: TranslationBundle
): PointsContent {
  const { feasible } = result.search;
  const [alpha, beta, accuracy] = (['alpha', 'beta', 'accuracy'] as const).map((name) =>
    feasible.column(name)
  );
  const span = spanOf(result.search, 'accuracy');
  const ranges = rangesOf(state);
  return {
    alpha: padded(ranges.alpha),
    beta: padded(ranges.beta),
    points: places.map((place, i) => ({
      alpha: alpha[place],
      beta: beta[place],
      strength: chosen[i] && span ? (accuracy[place] - span.from) / (span.to - span.from) : null,
      place
    })),
    marks: namedTriplets(result, trans)
  };
}

/** A feasible triplet with its numbers. */
export function tripletWords({ feasible }: SearchResult, place: number, trans: TranslationBundle): string {
  const triplet = feasible.at(place);
  return trans.__(
    '%1: %2, ideal growth %3, true growth %4',
    tripletText(triplet),
    predictedText(triplet.accuracy),
    significant(triplet.ideal),
    significant(triplet.built)
  );
}

function namedTriplets({ search, optimum }: SearchExplorerResult, trans: TranslationBundle): NamedTriplet[] {
  const { alpha, beta, gamma } = search.best ?? search.nearest;
  const { published } = search;
  const named: NamedTriplet[] = [
    { alpha, beta, gamma, name: search.best ? trans.__('best') : trans.__('nearest'), sign: 'circle' },
    {
      alpha: published.alpha,
      beta: published.beta,
      gamma: published.gamma,
      name: trans.__('published'),
      sign: 'diamond'
    }
  ];
  if (optimum?.unique && search.best) {
    const { depth, width, resolution } = optimum.multipliers;
    const name = trans.__('best, any values');
    named.push({ alpha: depth, beta: width, gamma: resolution, name, sign: 'cross' });
  }
  return named;
}

/** Ranges that are searched, by coefficient. */
export function rangesOf({ candidates: { ranges } }: SearchExplorerState): Record<keyof Triplet, Range> {
  return 'from' in ranges ? { alpha: ranges, beta: ranges, gamma: ranges } : ranges;
}

/** Values of γ that get a line: round ones from the least to the largest. */
export function linesOf({ from, to }: Range): number[] {
  const least = (to - from) / LINES;
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2].find((candidate) => candidate >= least - 1e-9) ?? 5;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toFixed(4))
  );
}

/** All lines are one trace, and their names another: Plotly's time goes by traces and by texts, also empty ones. */
function constraintLines(
  { request }: SearchResult,
  ranges: Record<keyof Triplet, Range>,
  { colours, trans }: PictureOptions
): Trace[] {
  const powers = idealPowers(request.measure, request.base);
  // Parameters don't depend on the resolution: one line serves all.
  const gammas = powers.resolution === 0 ? [null] : linesOf(ranges.gamma);
  const { from, to } = padded(ranges.alpha);
  const beta = padded(ranges.beta);
  const lines = { x: [] as (number | null)[], y: [] as (number | null)[] };
  const names = { x: [] as number[], y: [] as number[], text: [] as string[], places: [] as TextPlace[] };
  for (const gamma of gammas) {
    const free = request.growth / (gamma ?? 1) ** powers.resolution;
    let end: { alpha: number; beta: number } | null = null;
    for (let i = 0; i <= STEPS; i++) {
      const alpha = from + ((to - from) * i) / STEPS;
      const value = (free / alpha ** powers.depth) ** (1 / powers.width);
      if (value >= beta.from && value <= beta.to) {
        lines.x.push(alpha);
        lines.y.push(value);
        end = { alpha, beta: value };
      }
    }
    if (end !== null) {
      lines.x.push(null);
      lines.y.push(null);
      names.x.push(end.alpha);
      names.y.push(end.beta);
      names.text.push(gamma === null ? trans.__('any γ') : `γ = ${setting(gamma)}`);
      // Beside the plot, or in the free strip below the points.
      names.places.push(end.alpha === to ? 'middle right' : 'top right');
    }
  }
  const dash = request.constraint === 'built' ? 'dash' : 'solid';
  return [
    {
      type: 'scatter',
      mode: 'lines',
      ...lines,
      line: { color: colours.resolution, width: 1.5, dash },
      hoverinfo: 'skip',
      cliponaxis: false
    },
    {
      type: 'scatter',
      mode: 'text',
      x: names.x,
      y: names.y,
      text: names.text,
      textposition: names.places,
      textfont: { color: colours.resolution, size: 11 },
      hoverinfo: 'skip',
      cliponaxis: false
    }
  ];
}

type TextPlace = 'middle right' | 'top right';

function points(search: SearchResult, { places, chosen }: DrawnTriplets, options: PictureOptions): Trace[] {
  const { colours, trans } = options;
  const span = spanOf(search, 'accuracy');
  if (!span) {
    return [];
  }
  const { feasible } = search;
  const faded = places.filter((_, i) => !chosen[i]);
  const kept = places.filter((_, i) => chosen[i]);
  const at = (column: 'alpha' | 'beta', among: number[]): number[] => {
    const values = feasible.column(column);
    return among.map((place) => values[place]);
  };
  return [
    {
      type: 'scatter',
      mode: 'markers',
      x: at('alpha', faded),
      y: at('beta', faded),
      marker: { size: 6, color: 'rgba(0,0,0,0)', line: { color: colours.grid, width: 1 } },
      hoverinfo: 'skip'
    },
    {
      type: 'scatter',
      mode: 'markers',
      x: at('alpha', kept),
      y: at('beta', kept),
      marker: {
        size: 9,
        color: kept.map((place) => feasible.column('accuracy')[place]),
        cmin: span.from,
        cmax: span.to,
        colorscale: [
          [0, colours.grid],
          [1, colours.compound]
        ],
        line: { color: colours.textFaint, width: 0.8 }
      },
      text: kept.map((place) => tripletWords(search, place, trans)),
      hovertemplate: '%{text}<extra></extra>'
    }
  ];
}

const PAPER_MARKS = {
  circle: { symbol: 'circle-open', textposition: 'top right' },
  diamond: { symbol: 'diamond-open', textposition: 'bottom left' },
  cross: { symbol: 'x-thin-open', textposition: 'bottom right' }
} as const;

function mark({ alpha, beta, name, sign }: NamedTriplet, { colours }: PictureOptions): Trace {
  const { symbol, textposition } = PAPER_MARKS[sign];
  return {
    type: 'scatter',
    mode: 'text+markers',
    x: [alpha],
    y: [beta],
    text: [`<b>${name}</b>`],
    textposition,
    textfont: { color: colours.text },
    marker: { symbol, size: 14, color: colours.accent, line: { width: 2.5, color: colours.accent } },
    hoverinfo: 'skip',
    cliponaxis: false
  };
}

function padded({ from, to }: Range): Range {
  const room = Math.max(0.01, to - from) * ROOM;
  return { from: from - room, to: to + room };
}

function layoutOf(
  search: SearchResult,
  ranges: Record<keyof Triplet, Range>,
  { colours, trans, fontSize, narrow }: PictureOptions
): Layout {
  const [alpha, beta] = [padded(ranges.alpha), padded(ranges.beta)];
  const span = spanOf(search, 'accuracy');
  return {
    ...baseLayout(colours, fontSize),
    margin: { ...MARGIN },
    xaxis: { ...horizontalAxis(colours), range: [alpha.from, alpha.to], nticks: narrow ? 5 : 9 },
    yaxis: {
      range: [beta.from, beta.to],
      gridcolor: colours.grid,
      zeroline: false,
      fixedrange: true,
      nticks: 7
    },
    annotations: [
      note('↑ ' + trans.__('β, width'), {
        x: 0,
        xanchor: 'left',
        y: 1,
        yanchor: 'bottom',
        xshift: -38,
        yshift: 6
      }),
      note(trans.__('α, depth') + ' →', { x: 1, xanchor: 'right', y: 0, yanchor: 'top', yshift: -24 }),
      ...(narrow ? [] : [colourNote(span, colours, trans)])
    ]
  };
}

/** What the colour of the points means; a narrow plot has no room for it beside the name of its axis. */
function colourNote(
  span: Range | null,
  colours: PlotColours,
  trans: TranslationBundle
): NonNullable<Layout['annotations']>[number] {
  const words = span
    ? trans.__(
        'colour: predicted, %1 (pale) to %2 (strong)',
        predictedText(span.from),
        predictedText(span.to)
      )
    : trans.__('no triplet is feasible');
  return note(words, {
    x: 1,
    xanchor: 'right',
    y: 1,
    yanchor: 'bottom',
    yshift: 6,
    font: { color: colours.textFaint, size: 11 }
  });
}
