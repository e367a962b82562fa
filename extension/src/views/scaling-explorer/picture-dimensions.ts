import { type DimensionCurve, dimensionCurves } from '@efficientnet-lab/kernel-helpers/analysis';
import { type Annotation, note } from '../../plot/annotation';
import { baseLayout, horizontalAxis } from '../../plot/layout';
import type { Layout, Trace } from '../../plot/plotly';
import { percentChange, significant } from '@efficientnet-lab/kernel-helpers/wording';
import { PUBLISHED_MARKS } from './curve';
import { type Path, pathNames, PATHS } from './dimensions';
import { MARGIN, markTraces, namedValue, type Picture, type PictureOptions, type Subject } from './picture';
import { axisNotes, curveOf, publishedKey } from './picture-phi';
import { BASE, type ScalingResult } from './scaling';

/** Less than half of B0 is not what the rule was made for; the axis goes there only when the shown network does. */
const LEAST_PROMISED = 0.7;
const LARGEST_PROMISED = 100;
const X_TICKS = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32, 64, 128];
const Y_TICKS = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2, 2.5, 3, 4];

/** True cost over promised cost against promised cost: where rounding bites, and what each dimension really takes. */
export const dimensionsPicture: Picture = {
  axes: (subject) => {
    const x = promisedLimits(subject);
    return {
      x: { limits: [Math.log10(x[0]), Math.log10(x[1])], logarithmic: true },
      y: { limits: ratioLimits(subject, x), logarithmic: true }
    };
  },
  key: (subject) => {
    const { alpha, beta, gamma } = subject.result.state;
    return [alpha, beta, gamma, publishedKey(subject), ...promisedLimits(subject)].join(' ');
  },
  figure: (subject, options) => {
    const curves = curvesOf(subject.result, options.moving);
    return {
      data: [
        ...DRAWN.map((path) => line(path, curves[path], options)),
        ...markTraces(dimensionsPicture, subject, options)
      ],
      layout: layoutOf(options)
    };
  },
  movingLines: ({ result }) => {
    const { promised, built } = curvesOf(result, true).compound;
    const places = promised.map((x, i) => ({ x, y: built[i] / x }));
    return [{ kind: 'built', stepped: false, places }];
  },
  place: ({ promised, built }) => (promised === null ? null : { x: promised, y: built / promised }),
  label: (result, trans) =>
    namedValue(
      result,
      trans.__('%1 × for %2 ×', significant(result.built), significant(result.ideal)),
      trans
    ),
  labelPlace: (result) => ({ right: result.ideal < 16, below: result.built < result.ideal })
};

function curvesOf(result: ScalingResult, moving: boolean): Record<Path, DimensionCurve> {
  const { phi, rule, built } = curveOf(result, moving);
  return {
    ...dimensionCurves(),
    compound: {
      promised: rule.map((macs) => macs / BASE.macs.total),
      built: built.map((macs) => macs / BASE.macs.total),
      multiplier: phi
    }
  };
}

function promisedLimits({ result, pinned }: Subject): [number, number] {
  const all = [result.ideal, ...pinned.flatMap(({ mark }) => mark.promised ?? [])];
  return [Math.min(LEAST_PROMISED, ...all) / 1.05, Math.max(LARGEST_PROMISED, ...all) * 1.25];
}

function ratioLimits({ result, pinned }: Subject, [from, to]: [number, number]): [number, number] {
  const curves = Object.values(curvesOf(result, false)).flatMap(({ promised, built }) =>
    promised.flatMap((x, i) => (x >= from && x <= to ? built[i] / x : []))
  );
  const marks = [...PUBLISHED_MARKS, ...pinned.map(({ mark }) => mark)].flatMap(({ promised, built }) =>
    promised === null ? [] : built / promised
  );
  const all = [...curves, ...marks, result.built / result.ideal];
  return [Math.log10(Math.min(...all)) - 0.012, Math.log10(Math.max(...all)) + 0.012];
}

function line(path: Path, { promised, built, multiplier }: DimensionCurve, options: PictureOptions): Trace {
  const { colours, trans } = options;
  return {
    type: 'scatter',
    mode: 'lines',
    name: pathNames(trans)[path],
    x: promised,
    y: promised.map((x, i) => built[i] / x),
    line: { color: colours[path], width: path === 'compound' ? 2.5 : 2, dash: DASHES[path] },
    text: promised.map((x, i) =>
      trans.__(
        '%1: %2 = %3<br>promised %4 ×, built %5 × (%6)',
        pathNames(trans)[path],
        SYMBOLS[path],
        significant(multiplier[i]),
        significant(x),
        significant(built[i]),
        percentChange(built[i] / x - 1)
      )
    ),
    hovertemplate: '%{text}<extra></extra>'
  };
}

const SAMPLES: Record<Path, string> = { depth: '──', width: '╌╌', resolution: '┈┈', compound: '━━' };
const LABEL_LINE = 19;
const SYMBOLS: Record<Path, string> = { depth: 'd', width: 'w', resolution: 'r', compound: 'φ' };
/** The line that moves is drawn first. */
const DRAWN: readonly Path[] = ['compound', 'depth', 'width', 'resolution'];
/** Dashes repeat what the colours say. */
const DASHES = { depth: 'solid', width: 'dash', resolution: 'dot', compound: 'solid' } as const;

function layoutOf(options: PictureOptions): Layout {
  const { colours, trans, axes, fontSize } = options;
  const { x, y } = axes;
  const within = (ticks: number[], [low, high]: readonly [number, number]): number[] =>
    ticks.filter((tick) => Math.log10(tick) >= low && Math.log10(tick) <= high);
  const xTicks = within(X_TICKS, x.limits);
  const yTicks = within(Y_TICKS, y.limits);
  return {
    ...baseLayout(colours, fontSize),
    margin: { ...MARGIN },
    xaxis: {
      ...horizontalAxis(colours),
      type: 'log',
      range: [...x.limits],
      tickvals: xTicks,
      ticktext: xTicks.map((tick) => `${tick < 1 ? `1/${1 / tick}` : tick} ×`)
    },
    yaxis: {
      type: 'log',
      range: [...y.limits],
      tickvals: yTicks,
      ticktext: yTicks.map((tick) => String(tick)),
      gridcolor: colours.grid,
      zeroline: false,
      fixedrange: true
    },
    shapes: [
      {
        type: 'line',
        xref: 'paper',
        x0: 0,
        x1: 1,
        y0: 1,
        y1: 1,
        line: { color: colours.rule, width: 2, dash: 'dash' },
        layer: 'below'
      }
    ],
    annotations: [
      ...axisNotes(
        '↑ ' + trans.__('true cost ÷ promised cost (log scale)'),
        trans.__('promised cost, the base = 1 × (log scale)') + ' →'
      ),
      ...lineLabels(options)
    ]
  };
}

/** The lines cross too often for a label on each: they stand in the corner that all of them leave free. */
function lineLabels({ colours, trans }: PictureOptions): Annotation[] {
  return [...PATHS].reverse().map((path, i) =>
    note(`${SAMPLES[path]} ${pathNames(trans)[path]}`, {
      x: 1,
      xanchor: 'right',
      y: 1,
      yanchor: 'top',
      yshift: -6 - LABEL_LINE * i,
      font: { color: colours[path] }
    })
  );
}
