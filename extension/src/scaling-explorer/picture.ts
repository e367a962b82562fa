import type { Figure, Layout, Trace } from '../plot/plotly';
import { type Annotation, note } from '../plot/annotation';
import type { PlotColours } from '../plot/colours';
import { baseLayout } from '../plot/layout';
import { formatDigits, formatExact, formatSi } from '../wording/numbers';
import type { TranslationBundle } from '@jupyterlab/translation';
import { isRemembered, phiCurve, type PhiCurve, PUBLISHED_POINTS } from './curve';
import { parameterOf } from './parameters';
import { BASE, growthPerStep, type ScalingResult } from './scaling';
import { nameOf } from './wording';

/** Distance of the curve's points in φ at rest, about one pixel; and while a coefficient moves. */
const FINE_STEP = 0.02;
const COARSE_STEP = 0.1;
const TICKS = [1, 2, 5]
  .flatMap((digit) => [6, 7, 8, 9, 10, 11, 12].map((power) => digit * 10 ** power))
  .sort((a, b) => a - b);

/** Limits of the MACs axis, log10. */
export type MacsRange = [number, number];

export interface PictureOptions {
  colours: PlotColours;
  trans: TranslationBundle;
  moving: boolean;
  /** Kept while a slider moves. */
  range: MacsRange;
  fontSize: number;
  narrow: boolean;
  /** `hover`: the point is drawn over the plot, here it only answers the mouse. */
  marker: 'visible' | 'hover';
}

/** Pixels around the axes; what is drawn over the plot uses them too. */
export const MARGIN = { l: 52, r: 30, t: 30, b: 44 } as const;

/** Limits of the φ axis. */
export function phiRange({ position }: ScalingResult): [number, number] {
  const { min, max } = parameterOf('phi');
  return [Math.min(min, position) - 0.12, Math.max(max, position) + 0.25];
}

/** Equal keys mean equal pictures, but for the shown point. */
export function pictureKey(result: ScalingResult): string {
  const { mode, alpha, beta, gamma, variant } = result.state;
  return [alpha, beta, gamma, mode === 'published' ? variant : '', ...phiRange(result)].join(' ');
}

/** The value beside the shown point, with its name where φ doesn't say it. */
export function pointLabel(result: ScalingResult, trans: TranslationBundle): string {
  const value = formatSi(result.report.macs.total);
  return result.state.mode === 'rule' ? value : `${nameOf(result, trans)}  ${value}`;
}

/** Where that label has room: away from the built network's line. */
export function labelPlace(result: ScalingResult): { right: boolean; below: boolean } {
  const below = result.state.mode === 'published' || result.built < result.ideal;
  return { right: below || result.position < -1.6, below };
}

/** The curve to draw for a result. */
export function curveOf(result: ScalingResult, moving: boolean): PhiCurve {
  const coarse = moving && !isRemembered(result.state, FINE_STEP);
  return phiCurve(result.state, coarse ? COARSE_STEP : FINE_STEP);
}

/** A range that holds the curve, the published networks and the shown one, with room for labels. */
export function macsRange(result: ScalingResult): MacsRange {
  const { built, rule } = curveOf(result, true);
  const all = [...built, ...rule, ...PUBLISHED_POINTS.map((point) => point.macs), result.report.macs.total];
  const low = Math.log10(Math.min(...all));
  const high = Math.log10(Math.max(...all));
  return [Math.floor(low * 5) / 5 - 0.05, Math.ceil(high * 5) / 5 + 0.05];
}

/** MACs against φ: what is built (steps), what the rule says (dashed), what was published (circles). */
export function scalingFigure(result: ScalingResult, options: PictureOptions): Figure {
  const { colours, trans } = options;
  const curve = curveOf(result, options.moving);
  return {
    data: [
      ruleLine(curve, result, colours, trans),
      builtLine(curve, colours, trans),
      publishedCircles(result, colours, trans),
      currentPoint(result, options)
    ],
    layout: layoutOf(result, curve, options)
  };
}

function ruleLine(
  curve: PhiCurve,
  result: ScalingResult,
  colours: PlotColours,
  trans: TranslationBundle
): Trace {
  const ends = [0, curve.phi.length - 1].filter((end, i, all) => end >= 0 && all.indexOf(end) === i);
  return {
    type: 'scatter',
    mode: 'lines',
    name: trans.__('rule'),
    x: ends.map((i) => curve.phi[i]),
    y: ends.map((i) => curve.rule[i]),
    line: { color: colours.rule, width: 2, dash: 'dash' },
    hoverinfo: 'skip',
    meta: growthPerStep(result.state)
  };
}

function builtLine(curve: PhiCurve, colours: PlotColours, trans: TranslationBundle): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    name: trans.__('built network'),
    x: curve.phi,
    y: curve.built,
    line: { color: colours.compound, width: 2, shape: 'hv' },
    text: curve.phi.map(
      (phi, i) =>
        `φ = ${phi}<br>${formatExact(curve.built[i])} MACs<br>${trans.__('rule')} ${formatExact(curve.rule[i])}<br>` +
        trans.__('%1 blocks, %2 px', curve.blocks[i], curve.resolution[i])
    ),
    hovertemplate: '%{text}<extra></extra>'
  };
}

function publishedCircles(result: ScalingResult, colours: PlotColours, trans: TranslationBundle): Trace {
  const hidden = result.state.mode === 'published' ? result.state.variant : null;
  const points = PUBLISHED_POINTS.filter((point) => point.name !== hidden);
  return {
    type: 'scatter',
    mode: 'text+markers',
    name: trans.__('published'),
    x: points.map((point) => point.phi),
    y: points.map((point) => point.macs),
    text: points.map((point) => point.name.toUpperCase()),
    textposition: 'bottom right',
    textfont: { color: colours.text },
    marker: { size: 9, color: colours.background, line: { color: colours.text, width: 1.6 } },
    cliponaxis: false,
    customdata: points.map(
      (point) =>
        `${point.name.toUpperCase()}<br>${formatExact(point.macs)} MACs<br>${formatExact(point.params)} ${trans.__('parameters')}`
    ),
    hovertemplate: '%{customdata}<extra></extra>'
  };
}

function currentPoint(result: ScalingResult, { colours, trans, marker }: PictureOptions): Trace {
  const { macs, params, depth, spec } = result.report;
  const { right, below } = labelPlace(result);
  return {
    type: 'scatter',
    mode: marker === 'visible' ? 'text+markers' : 'markers',
    opacity: marker === 'visible' ? 1 : 0,
    name: nameOf(result, trans),
    x: [result.position],
    y: [macs.total],
    text: [`<b>${pointLabel(result, trans)}</b>`],
    textposition: `${below ? 'bottom' : 'top'} ${right ? 'right' : 'left'}` as const,
    textfont: { color: colours.text, size: 14 },
    marker: { size: 13, color: colours.accent, line: { color: colours.background, width: 1.5 } },
    cliponaxis: false,
    customdata: [
      `${nameOf(result, trans)}<br>${formatExact(macs.total)} MACs<br>${formatExact(params.trainable)} ` +
        `${trans.__('parameters')}<br>${trans.__('%1 blocks, %2 px', depth, spec.resolution)}`
    ],
    hovertemplate: '%{customdata}<extra></extra>'
  };
}

function layoutOf(result: ScalingResult, curve: PhiCurve, options: PictureOptions): Layout {
  const { colours, trans, range, fontSize, narrow, marker } = options;
  const { min, max } = parameterOf('phi');
  const ticks = TICKS.filter((tick) => Math.log10(tick) >= range[0] && Math.log10(tick) <= range[1]);
  return {
    ...baseLayout(colours, fontSize),
    margin: { ...MARGIN },
    xaxis: {
      range: phiRange(result),
      tickvals: Array.from({ length: max - min + 1 }, (_, i) => min + i),
      ticktext: Array.from({ length: max - min + 1 }, (_, i) => String(min + i).replace('-', '−')),
      showgrid: false,
      zeroline: false,
      fixedrange: true,
      ticks: 'outside',
      ticklen: 4,
      tickcolor: colours.faint
    },
    yaxis: {
      type: 'log',
      range: [...range],
      tickvals: ticks,
      ticktext: ticks.map((tick) => formatSi(tick).replace(/\.0+(?= |$)/, '')),
      gridcolor: colours.grid,
      zeroline: false,
      fixedrange: true
    },
    shapes: marker === 'visible' ? [dropLine(result, range, colours)] : [],
    annotations: [
      note('↑ ' + trans.__('MACs per image (log scale)'), {
        x: 0,
        xanchor: 'left',
        y: 1,
        yanchor: 'bottom',
        xshift: -46,
        yshift: 6
      }),
      note(trans.__('compound coefficient φ') + ' →', {
        x: 1,
        xanchor: 'right',
        y: 0,
        yanchor: 'top',
        yshift: -24
      }),
      ...lineLabels(result, curve, range, colours, trans, narrow)
    ]
  };
}

/** From the shown point down to its φ. */
function dropLine(
  result: ScalingResult,
  range: MacsRange,
  colours: PlotColours
): NonNullable<Layout['shapes']>[number] {
  return {
    type: 'line',
    x0: result.position,
    x1: result.position,
    y0: 10 ** range[0],
    y1: result.report.macs.total,
    line: { color: colours.accent, width: 1 },
    layer: 'below'
  };
}

/** Direct labels on the two lines instead of a legend. */
function lineLabels(
  result: ScalingResult,
  curve: PhiCurve,
  range: MacsRange,
  colours: PlotColours,
  trans: TranslationBundle,
  narrow: boolean
): Annotation[] {
  if (curve.phi.length === 0) {
    return [];
  }
  const base = growthPerStep(result.state);
  const at = (share: number): number => Math.min(curve.phi.length - 1, Math.floor(share * curve.phi.length));
  const built = at(0.62);
  const rule = at(narrow ? 0.06 : 0.12);
  const shown = (macs: number): number => Math.min(range[1], Math.max(range[0], Math.log10(macs)));
  return [
    note(`<b>${trans.__('built network')}</b>`, {
      xref: 'x',
      yref: 'y',
      x: curve.phi[built],
      y: shown(curve.built[built]),
      xanchor: 'right',
      yanchor: 'bottom',
      yshift: 8,
      xshift: -6,
      font: { color: colours.compound }
    }),
    note(
      trans.__(
        'rule: %1',
        narrow
          ? `${formatDigits(base)}<sup>φ</sup>`
          : `${formatSi(BASE.macs.total)} · ${formatDigits(base)}<sup>φ</sup>`
      ),
      {
        xref: 'x',
        yref: 'y',
        x: curve.phi[rule],
        y: shown(curve.rule[rule]),
        xanchor: 'left',
        yanchor: 'top',
        yshift: -4,
        xshift: 10,
        font: { color: colours.faint }
      }
    )
  ];
}
