import type { TranslationBundle } from '@jupyterlab/translation';
import { type Annotation, note } from '../../plot/annotation';
import type { PlotColours } from '../../plot/colours';
import { baseLayout, horizontalAxis } from '../../plot/layout';
import type { Layout, Trace } from '../../plot/plotly';
import { exact, si, significant } from '@efficientnet-lab/kernel-helpers/wording';
import { isRemembered, phiCurve, type PhiCurve, PUBLISHED_MARKS } from './curve';
import { parameterOf } from './parameters';
import {
  type Axes,
  MARGIN,
  markTraces,
  namedValue,
  type Picture,
  type PictureOptions,
  type Place,
  type Subject,
  tickLabel
} from './picture';
import { BASE, growthPerStep, type ScalingResult } from './scaling';

/** Distance of the curve's points in φ at rest, about one pixel; and while a coefficient moves. */
const FINE_STEP = 0.02;
const COARSE_STEP = 0.2;
const TICKS = [1, 2, 5]
  .flatMap((digit) => [6, 7, 8, 9, 10, 11, 12].map((power) => digit * 10 ** power))
  .sort((a, b) => a - b);

/** MACs against φ: what is built (steps), what the rule says (dashed), what was published (circles). */
export const phiPicture: Picture = {
  axes: (subject) => ({
    x: { limits: phiLimits(subject), logarithmic: false },
    y: { limits: macsLimits(subject), logarithmic: true }
  }),
  key: (subject) => {
    const { alpha, beta, gamma } = subject.result.state;
    return [alpha, beta, gamma, publishedKey(subject), ...phiLimits(subject)].join(' ');
  },
  figure: (subject, options) => {
    const { result } = subject;
    const curve = curveOf(result, options.moving);
    return {
      data: [
        ruleLine(curve, result, options),
        builtLine(curve, options.colours, options.trans),
        ...markTraces(phiPicture, subject, options)
      ],
      layout: layoutOf(result, curve, options)
    };
  },
  movingLines: ({ result }) => {
    const { phi, rule, built } = curveOf(result, true);
    const line = (macs: number[]): Place[] => phi.map((x, i) => ({ x, y: macs[i] }));
    return [
      { kind: 'rule', stepped: false, places: line(rule) },
      { kind: 'built', stepped: true, places: line(built) }
    ];
  },
  place: ({ position, macs }) => ({ x: position, y: macs }),
  label: (result, trans) => namedValue(result, si(result.report.macs.total), trans),
  // Away from the built network's line.
  labelPlace: (result) => {
    const below = result.state.mode === 'published' || result.built < result.ideal;
    return { right: below || result.position < -1.6, below };
  }
};

/** What of a subject changes the circles of published and the squares of pinned networks. */
export function publishedKey({ result: { state }, pinned }: Subject): string {
  const pins = pinned.map(({ pin, mark }) => `${pin.letter}${mark.macs}@${mark.position}`);
  return [state.mode === 'published' ? state.variant : '', ...pins].join();
}

/** The curve to draw for a result. */
export function curveOf(result: ScalingResult, moving: boolean): PhiCurve {
  const coarse = moving && !isRemembered(result.state, FINE_STEP);
  return phiCurve(result.state, coarse ? COARSE_STEP : FINE_STEP);
}

function phiLimits({ result, pinned }: Subject): [number, number] {
  const { min, max } = parameterOf('phi');
  const all = [result.position, ...pinned.map(({ mark }) => mark.position)];
  return [Math.min(min, ...all) - 0.12, Math.max(max, ...all) + 0.25];
}

function macsLimits({ result, pinned }: Subject): [number, number] {
  const { built, rule } = curveOf(result, true);
  const marks = [...PUBLISHED_MARKS, ...pinned.map(({ mark }) => mark)].map(({ macs }) => macs);
  const all = [...built, ...rule, ...marks, result.report.macs.total];
  const low = Math.log10(Math.min(...all));
  const high = Math.log10(Math.max(...all));
  return [Math.floor(low * 5) / 5 - 0.05, Math.ceil(high * 5) / 5 + 0.05];
}

function ruleLine(curve: PhiCurve, result: ScalingResult, { colours, trans }: PictureOptions): Trace {
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
        `φ = ${phi}<br>${exact(curve.built[i])} MACs<br>${trans.__('rule')} ${exact(curve.rule[i])}<br>` +
        trans.__('%1 blocks, %2 px', curve.blocks[i], curve.resolution[i])
    ),
    hovertemplate: '%{text}<extra></extra>'
  };
}

function layoutOf(result: ScalingResult, curve: PhiCurve, options: PictureOptions): Layout {
  const { colours, trans, axes, fontSize, marker } = options;
  const { x, y } = axes;
  const ticks = TICKS.filter((tick) => Math.log10(tick) >= y.limits[0] && Math.log10(tick) <= y.limits[1]);
  const from = Math.ceil(x.limits[0]);
  const phis = Array.from({ length: Math.floor(x.limits[1]) - from + 1 }, (_, i) => from + i);
  return {
    ...baseLayout(colours, fontSize),
    margin: { ...MARGIN },
    xaxis: {
      ...horizontalAxis(colours),
      range: [...x.limits],
      tickvals: phis,
      ticktext: phis.map((phi) => String(phi).replace('-', '−'))
    },
    yaxis: {
      type: 'log',
      range: [...y.limits],
      tickvals: ticks,
      ticktext: ticks.map(tickLabel),
      gridcolor: colours.grid,
      zeroline: false,
      fixedrange: true
    },
    shapes: marker === 'visible' ? [dropLine(result, axes, colours)] : [],
    annotations: [
      ...axisNotes('↑ ' + trans.__('MACs per image (log scale)'), trans.__('compound coefficient φ') + ' →'),
      ...lineLabels(result, curve, options)
    ]
  };
}

/** Names of both axes, at their ends. */
export function axisNotes(vertical: string, horizontal: string): Annotation[] {
  return [
    note(vertical, { x: 0, xanchor: 'left', y: 1, yanchor: 'bottom', xshift: -46, yshift: 6 }),
    note(horizontal, { x: 1, xanchor: 'right', y: 0, yanchor: 'top', yshift: -24 })
  ];
}

/** From the shown point down to its φ. */
function dropLine(
  result: ScalingResult,
  { y }: Axes,
  colours: PlotColours
): NonNullable<Layout['shapes']>[number] {
  return {
    type: 'line',
    x0: result.position,
    x1: result.position,
    y0: 10 ** y.limits[0],
    y1: result.report.macs.total,
    line: { color: colours.accent, width: 1 },
    layer: 'below'
  };
}

/** Direct labels on the two lines instead of a legend. */
function lineLabels(
  result: ScalingResult,
  curve: PhiCurve,
  { axes: { y }, colours, trans, narrow }: PictureOptions
): Annotation[] {
  if (curve.phi.length === 0) {
    return [];
  }
  const base = significant(growthPerStep(result.state));
  const at = (share: number): number => Math.min(curve.phi.length - 1, Math.floor(share * curve.phi.length));
  const built = at(0.62);
  const rule = at(narrow ? 0.06 : 0.12);
  const shown = (macs: number): number => Math.min(y.limits[1], Math.max(y.limits[0], Math.log10(macs)));
  const onLine = { xref: 'x', yref: 'y' } as const;
  return [
    note(`<b>${trans.__('built network')}</b>`, {
      ...onLine,
      x: curve.phi[built],
      y: shown(curve.built[built]),
      xanchor: 'right',
      yanchor: 'bottom',
      yshift: 8,
      xshift: -6,
      font: { color: colours.compound }
    }),
    note(
      trans.__('rule: %1', narrow ? `${base}<sup>φ</sup>` : `${si(BASE.macs.total)} · ${base}<sup>φ</sup>`),
      {
        ...onLine,
        x: curve.phi[rule],
        y: shown(curve.rule[rule]),
        xanchor: 'left',
        yanchor: 'top',
        yshift: -4,
        xshift: 10,
        font: { color: colours.textFaint }
      }
    )
  ];
}
