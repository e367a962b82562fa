import { type SeparationCriterion, separationPays } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { note } from '../../plot/annotation';
import type { PlotColours } from '../../plot/colours';
import { baseLayout, horizontalAxis } from '../../plot/layout';
import type { Figure, Layout, Trace } from '../../plot/plotly';
import { exact, setting, significant } from '@efficientnet-lab/kernel-helpers/wording';
import { type BlockResult, otherCriterion } from './comparison';
import { criterionName } from './wording';

/** Widths that the curves are drawn over: four for each doubling. Narrow layers are where separation stops paying. */
const FROM = 1;
const TO = 2048;
const WIDTHS = Array.from({ length: 4 * Math.log2(TO / FROM) + 1 }, (_, i) => FROM * 2 ** (i / 4));
const TICKS = Array.from({ length: Math.log2(TO / FROM) + 1 }, (_, i) => FROM * 2 ** i);

/** Where the curves carry their names. */
const LABEL_WIDTH = 200;
/** Height of a label, in units of α. */
const ROOM_FOR_LABEL = 0.15;
/** Top of the axis of α: room for a line at 1. */
const HIGHEST = 1.02;
const CRITERIA: readonly SeparationCriterion[] = ['perMac', 'netUtility'];
/** Pixels around the axes; the marks over the plot use them too. */
export const MARGIN = { l: 44, r: 18, t: 30, b: 44 } as const;

export interface PictureOptions {
  colours: PlotColours;
  trans: TranslationBundle;
  fontSize: number;
  narrow: boolean;
}

/** α*, the share of the benefit that has to be left, against the width, by both criteria. */
export function breakEvenFigure(result: BlockResult, options: PictureOptions): Figure {
  const { criterion } = result.state;
  return {
    data: [
      region(result, options),
      curve(result, otherCriterion(criterion), options, 'dot'),
      curve(result, criterion, options, 'solid')
    ],
    layout: layoutOf(result, options)
  };
}

/** Equal keys mean equal pictures: the marks over them move without. */
export function pictureKey(result: BlockResult): string {
  const { spatialDimensions, kernelSize, criterion, relativeCost } = result.state;
  const sides = CRITERIA.map((name) => isLabelBelow(result, name));
  return [spatialDimensions, kernelSize, criterion, relativeCost, ...sides].join();
}

/** A place in shares of the axes, from the left and from below. */
export interface Mark {
  x: number;
  y: number;
  label: string;
}

/** What moves over the curves: the benefit that is left, the present width, and where the two criteria's line is met. */
export interface Marks {
  alpha: Mark;
  here: Mark;
  /** Null where no width is enough, or only one out of sight. */
  breakEven: Mark | null;
}

export function marksOf({ state, separation }: BlockResult, trans: TranslationBundle): Marks {
  const { alpha, outputFilters } = state;
  const y = alpha / HIGHEST;
  const width = separation.breakEvenFilters;
  const words = separation.pays ? trans.__('pays') : trans.__('does not pay');
  return {
    alpha: { x: 0, y, label: `α = ${setting(alpha, 2)}` },
    here: { x: shareOf(outputFilters), y, label: `C′ = ${exact(outputFilters)}: ${words}` },
    breakEven:
      width === null || width > TO
        ? null
        : { x: shareOf(width), y, label: trans.__('break-even at %1', significant(width)) }
  };
}

/** Where a width lies on its axis. */
const shareOf = (width: number): number =>
  Math.min(1, Math.max(0, Math.log2(width / FROM) / Math.log2(TO / FROM)));

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
      trans.__('%1: C′ = %2, α* = %3', criterionName(criterion, trans), significant(width), significant(y[i]))
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

function layoutOf(result: BlockResult, options: PictureOptions): Layout {
  const { colours, trans, fontSize, narrow } = options;
  return {
    ...baseLayout(colours, fontSize),
    margin: { ...MARGIN },
    xaxis: {
      ...horizontalAxis(colours),
      type: 'log',
      range: [Math.log10(FROM), Math.log10(TO)],
      tickvals: narrow ? TICKS.filter((_, i) => i % 2 === 0) : TICKS,
      ticktext: (narrow ? TICKS.filter((_, i) => i % 2 === 0) : TICKS).map(String)
    },
    yaxis: { range: [0, HIGHEST], dtick: 0.25, gridcolor: colours.grid, zeroline: false, fixedrange: true },
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
  const label = (name: SeparationCriterion, color: string, bold: boolean) => {
    const y = alphaStar(result, name, LABEL_WIDTH);
    const words = trans.__('α* %1', criterionName(name, trans));
    const below = isLabelBelow(result, name);
    return note(bold ? `<b>${words}</b>` : words, {
      xref: 'x',
      yref: 'y',
      x: Math.log10(LABEL_WIDTH),
      y: Math.min(0.96, Math.max(0.03, y)),
      xanchor: 'left',
      yanchor: below ? 'top' : 'bottom',
      yshift: below ? -3 : 3,
      font: { color }
    });
  };
  return [
    label(criterion, colours.compound, true),
    label(otherCriterion(criterion), colours.textFaint, false),
    note(trans.__('separation pays above the line'), {
      x: 0.98,
      xanchor: 'right',
      y: 0.98,
      yanchor: 'top',
      font: { color: colours.textFaint }
    })
  ];
}

/** Below its curve where the line of α would run through the words. */
function isLabelBelow(result: BlockResult, criterion: SeparationCriterion): boolean {
  const gap = result.state.alpha - alphaStar(result, criterion, LABEL_WIDTH);
  return gap > 0 && gap < ROOM_FOR_LABEL;
}
