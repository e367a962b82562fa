import { type SeparationCriterion, separationPays } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { note } from '../plot/annotation';
import type { PlotColours } from '../plot/colours';
import { baseLayout, horizontalAxis } from '../plot/layout';
import type { Figure, Layout, Trace } from '../plot/plotly';
import { formatDigits, formatExact, formatSetting } from '../wording/numbers';
import { type BlockResult, otherCriterion } from './comparison';
import { criterionName } from './wording';

/** Widths that the curves are drawn over: four for each doubling. Narrow layers are where separation stops paying. */
const FROM = 1;
const TO = 2048;
const WIDTHS = Array.from({ length: 4 * Math.log2(TO / FROM) + 1 }, (_, i) => FROM * 2 ** (i / 4));
const TICKS = Array.from({ length: Math.log2(TO / FROM) + 1 }, (_, i) => FROM * 2 ** i);

/** Height of a label, in units of α. */
const ROOM_FOR_LABEL = 0.15;
/** Widths above this have room for a label between them and the axis. */
const ROOM_BESIDE_AXIS = 6;

export interface PictureOptions {
  colours: PlotColours;
  trans: TranslationBundle;
  fontSize: number;
  narrow: boolean;
}

/** α*, the share of the benefit that has to be left, against the width, by both criteria, with the present point. */
export function breakEvenFigure(result: BlockResult, options: PictureOptions): Figure {
  const { state, separation } = result;
  const other = otherCriterion(state.criterion);
  return {
    data: [
      region(result, options),
      curve(result, other, options, 'dot'),
      curve(result, state.criterion, options, 'solid'),
      benefitLine(result, options),
      ...(separation.breakEvenFilters === null
        ? []
        : [crossing(result, separation.breakEvenFilters, options)]),
      point(result, options)
    ],
    layout: layoutOf(result, options)
  };
}

/** Equal keys mean equal pictures: most sliders don't touch it. */
export function pictureKey({ state }: BlockResult): string {
  const { spatialDimensions, kernelSize, outputFilters, alpha, criterion, relativeCost } = state;
  return [spatialDimensions, kernelSize, outputFilters, alpha, criterion, relativeCost].join();
}

function alphaStar({ state }: BlockResult, criterion: SeparationCriterion, outputFilters: number): number {
  return separationPays({ ...state, criterion, outputFilters }).alphaStar;
}

const clipped = (value: number): number => Math.min(1, Math.max(0, value));

function curve(
  result: BlockResult,
  criterion: SeparationCriterion,
  { colours, trans }: PictureOptions,
  dash: 'solid' | 'dot'
): Trace {
  const y = WIDTHS.map((width) => alphaStar(result, criterion, width));
  return {
    type: 'scatter',
    mode: 'lines',
    name: criterionName(criterion, trans),
    x: WIDTHS,
    y,
    line: { color: dash === 'solid' ? colours.compound : colours.rule, width: 2, dash },
    text: WIDTHS.map((width, i) =>
      trans.__(
        '%1: C′ = %2, α* = %3',
        criterionName(criterion, trans),
        formatDigits(width),
        formatDigits(y[i])
      )
    ),
    hovertemplate: '%{text}<extra></extra>'
  };
}

/** Above the curve separation pays. */
function region(result: BlockResult, { colours }: PictureOptions): Trace {
  const y = WIDTHS.map((width) => clipped(alphaStar(result, result.state.criterion, width)));
  return {
    type: 'scatter',
    mode: 'lines',
    x: [...WIDTHS, TO, FROM],
    y: [...y, 1, 1],
    fill: 'toself',
    fillcolor: colours.grid,
    opacity: 0.35,
    line: { width: 0 },
    hoverinfo: 'skip'
  };
}

function benefitLine({ state }: BlockResult, { colours }: PictureOptions): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    x: [FROM, TO],
    y: [state.alpha, state.alpha],
    line: { color: colours.accent, width: 1, dash: 'dash' },
    hoverinfo: 'skip'
  };
}

function crossing({ state }: BlockResult, width: number, { colours, trans, narrow }: PictureOptions): Trace {
  return {
    type: 'scatter',
    // Below and left of the crossing there is no line; nearer to the axis there is no room.
    mode: narrow || width < ROOM_BESIDE_AXIS ? 'markers' : 'text+markers',
    name: trans.__('break-even'),
    x: [width],
    y: [state.alpha],
    marker: {
      size: 10,
      symbol: 'diamond',
      color: colours.background,
      line: { color: colours.accent, width: 2 }
    },
    text: [trans.__('break-even at %1', formatDigits(width))],
    textposition: 'bottom left',
    textfont: { color: colours.accent },
    hovertemplate: '%{text}<extra></extra>'
  };
}

function point({ state, separation }: BlockResult, { colours, trans }: PictureOptions): Trace {
  const words = separation.pays ? trans.__('pays') : trans.__('does not pay');
  return {
    type: 'scatter',
    mode: 'text+markers',
    name: trans.__('here'),
    x: [state.outputFilters],
    y: [state.alpha],
    text: [`<b>C′ = ${formatExact(state.outputFilters)}: ${words}</b>`],
    textposition: state.outputFilters > 90 ? 'top left' : 'top right',
    textfont: { color: colours.text },
    marker: { size: 13, color: colours.accent, line: { color: colours.background, width: 1.5 } },
    cliponaxis: false,
    hoverinfo: 'skip'
  };
}

function layoutOf(result: BlockResult, options: PictureOptions): Layout {
  const { colours, trans, fontSize, narrow } = options;
  return {
    ...baseLayout(colours, fontSize),
    margin: { l: 44, r: 18, t: 30, b: 44 },
    xaxis: {
      ...horizontalAxis(colours),
      type: 'log',
      range: [Math.log10(FROM), Math.log10(TO)],
      tickvals: narrow ? TICKS.filter((_, i) => i % 2 === 0) : TICKS,
      ticktext: (narrow ? TICKS.filter((_, i) => i % 2 === 0) : TICKS).map(String)
    },
    yaxis: { range: [0, 1.02], dtick: 0.25, gridcolor: colours.grid, zeroline: false, fixedrange: true },
    annotations: [
      note('↑ ' + trans.__('α, share of the benefit that is left'), {
        x: 0,
        xanchor: 'left',
        y: 1,
        yanchor: 'bottom',
        xshift: -38,
        yshift: 6
      }),
      note(trans.__('channels out C′ (log scale)') + ' →', {
        x: 1,
        xanchor: 'right',
        y: 0,
        yanchor: 'top',
        yshift: -24
      }),
      ...labels(result, options)
    ]
  };
}

/** Direct labels on the curves instead of a legend. */
function labels(result: BlockResult, { colours, trans }: PictureOptions): NonNullable<Layout['annotations']> {
  const { criterion } = result.state;
  const label = (name: SeparationCriterion, width: number, color: string, bold: boolean) => {
    const y = alphaStar(result, name, width);
    const words = trans.__('α* %1', criterionName(name, trans));
    // Below its curve where the line of α would run through the words.
    const below = result.state.alpha > y && result.state.alpha - y < ROOM_FOR_LABEL;
    return note(bold ? `<b>${words}</b>` : words, {
      xref: 'x',
      yref: 'y',
      x: Math.log10(width),
      y: Math.min(0.96, Math.max(0.03, y)),
      xanchor: 'left',
      yanchor: below ? 'top' : 'bottom',
      yshift: below ? -3 : 3,
      font: { color }
    });
  };
  return [
    label(criterion, 200, colours.compound, true),
    label(otherCriterion(criterion), 200, colours.faint, false),
    note(trans.__('separation pays above the line'), {
      x: 0.98,
      xanchor: 'right',
      y: 0.98,
      yanchor: 'top',
      font: { color: colours.faint }
    }),
    note(`α = ${formatSetting(result.state.alpha, 2)}`, {
      xref: 'x',
      yref: 'y',
      x: Math.log10(FROM),
      y: result.state.alpha,
      xanchor: 'left',
      yanchor: 'bottom',
      xshift: 4,
      font: { color: colours.accent }
    })
  ];
}
