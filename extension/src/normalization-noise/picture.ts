import type {
  NoiseCurvePoint,
  NoiseQuantity,
  NormalizationNoiseResult
} from '@efficientnet-lab/kernel-helpers/contract';
import type { TranslationBundle } from '@jupyterlab/translation';
import { note } from '../plot/annotation';
import type { PlotColours } from '../plot/colours';
import { baseLayout, horizontalAxis } from '../plot/layout';
import type { Figure, Layout, Trace } from '../plot/plotly';
import { formatExact, formatSetting } from '../wording/numbers';
import { noiseTicks, type Scale, shareOf, ZERO_SHARE } from './scale';
import { verticalAxis } from './side-pictures';
import { axisName, formatNoise, quantityName } from './wording';

/** A plot below this width, in pixels, has shorter labels. */
export const NARROW = 480;

/** Pixels around the axes; the marks over the plot use them too. */
export const margins = (narrow: boolean) =>
  narrow ? ({ l: 48, r: 92, t: 36, b: 48 } as const) : ({ l: 52, r: 150, t: 36, b: 48 } as const);

export interface PictureOptions {
  colours: PlotColours;
  trans: TranslationBundle;
  fontSize: number;
  narrow: boolean;
  scale: Scale;
  /** Of the axes' rectangle, pixels. */
  height: number;
}

/** Powers of two, and tenths for the correlation. */
const DOUBLINGS = Array.from({ length: 17 }, (_, i) => 2 ** i);
const TENTHS = [0, 0.2, 0.4, 0.6, 0.8, 1];
/** Ticks nearer than this share of the axis would run into each other. */
const TICK_ROOM = { wide: 0.06, narrow: 0.1 } as const;

/** Noise of batch normalisation, what counting says of it, and group normalisation, along the state's axis. */
export function noiseFigure(result: NormalizationNoiseResult, options: PictureOptions): Figure {
  const { colours, trans } = options;
  return {
    data: [
      curve(result, ({ groupCount }) => groupCount, {
        name: trans.__('1/√m of one group'),
        line: { color: colours.groupNorm, width: 1.5, dash: 'dot' },
        options
      }),
      curve(result, ({ independent }) => independent, {
        name: trans.__('batch norm, independent pixels'),
        line: { color: colours.rule, width: 2, dash: 'dash' },
        options
      }),
      curve(result, ({ batch }) => batch, {
        name: trans.__('batch norm, ρ = %1', formatSetting(result.state.correlation)),
        line: { color: colours.batchNorm, width: 2.5, dash: 'solid' },
        options
      })
    ],
    layout: layoutOf(result, options)
  };
}

/** Equal keys mean equal pictures: marks and points move without. */
export function pictureKey({ state, curve: points }: NormalizationNoiseResult, scale: Scale): string {
  const { axis, quantity, shape } = state;
  const values = points.map(({ at, batch, independent, groupCount }) => [at, batch, independent, groupCount]);
  return JSON.stringify([axis, quantity, shape, values, scale]);
}

function curve(
  { curve: points, state }: NormalizationNoiseResult,
  valueOf: (point: NoiseCurvePoint) => number,
  { name, line, options }: { name: string; line: Trace['line']; options: PictureOptions }
): Trace {
  const { trans } = options;
  const drawn = points.filter((point) => valueOf(point) > 0 && Number.isFinite(valueOf(point)));
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    x: drawn.map(({ at }) => at),
    y: drawn.map(valueOf),
    line,
    text: drawn.map((point) =>
      trans.__(
        '%1: %2 at %3 %4',
        name,
        formatNoise(valueOf(point)),
        axisName(state.axis, trans),
        formatSetting(point.at)
      )
    ),
    hovertemplate: '%{text}<extra></extra>'
  };
}

function layoutOf(result: NormalizationNoiseResult, options: PictureOptions): Layout {
  const { colours, trans, fontSize, narrow, scale } = options;
  const { axis, quantity } = result.state;
  const ticks = axisTicks(result, options);
  const shown = noiseTicks(scale);
  return {
    ...baseLayout(colours, fontSize),
    margin: { ...margins(narrow) },
    xaxis: {
      ...horizontalAxis(colours),
      type: scale.x.isLog ? 'log' : 'linear',
      range: [scale.x.from, scale.x.to],
      tickvals: ticks,
      ticktext: ticks.map((tick) => (axis === 'correlation' ? formatSetting(tick) : formatExact(tick)))
    },
    yaxis: {
      type: 'log',
      range: [scale.y.from, scale.y.to],
      tickvals: shown,
      ticktext: shown.map(formatNoise),
      ...verticalAxis(colours)
    },
    shapes: [
      {
        type: 'line',
        xref: 'paper',
        yref: 'paper',
        x0: 0,
        x1: 1,
        y0: ZERO_SHARE,
        y1: ZERO_SHARE,
        line: { color: colours.groupNorm, width: 2.5 }
      }
    ],
    annotations: [
      note(`↑ ${axisTitle(quantity, trans)}`, {
        x: 0,
        xanchor: 'left',
        y: 1,
        yanchor: 'bottom',
        xshift: -margins(narrow).l + 6,
        yshift: 12
      }),
      note(`${axisName(axis, trans)}${scale.x.isLog ? ` ${trans.__('(log)')}` : ''} →`, {
        x: 1,
        xanchor: 'right',
        y: 0,
        yanchor: 'top',
        yshift: -24
      }),
      note('0', { x: 0, xanchor: 'right', xshift: -5, y: ZERO_SHARE, yanchor: 'middle' }),
      ...labels(result, options)
    ]
  };
}

function axisTitle(quantity: NoiseQuantity, trans: TranslationBundle): string {
  return trans.__(
    '%1, in %2 (log)',
    quantityName(quantity, trans),
    quantity === 'varianceError' ? 'σ²' : 'σ'
  );
}

/** Ticks that don't run into each other. */
function axisTicks({ state, curve: points }: NormalizationNoiseResult, options: PictureOptions): number[] {
  const { x } = options.scale;
  const first = points[0].at;
  const last = points[points.length - 1].at;
  if (state.axis === 'correlation') {
    return TENTHS.filter((tick) => tick >= first && tick <= last);
  }
  const candidates =
    state.axis === 'groups'
      ? points.map(({ at }) => at)
      : state.axis === 'channels'
        ? DOUBLINGS.map((tick) => tick * state.groups)
        : DOUBLINGS;
  const room = TICK_ROOM[options.narrow ? 'narrow' : 'wide'];
  return candidates
    .filter((tick) => tick >= first && tick <= last)
    .reduce<number[]>((ticks, tick) => {
      const before = ticks[ticks.length - 1];
      const isFree = before === undefined || shareOf(x, tick) - shareOf(x, before) >= room;
      return isFree ? [...ticks, tick] : ticks;
    }, []);
}

interface Label {
  text: string;
  /** Share of the y axis. */
  y: number;
  color: string;
}

/** Direct labels behind the ends of the lines, moved apart where the lines end close together. */
function labels(
  result: NormalizationNoiseResult,
  options: PictureOptions
): NonNullable<Layout['annotations']> {
  const { colours, trans, scale, fontSize, height, narrow } = options;
  const end = result.curve[result.curve.length - 1];
  const share = (value: number): number =>
    value > 0 && Number.isFinite(value) ? shareOf(scale.y, value) : value > 0 ? 1 : 0;
  const rho = result.state.axis === 'correlation' ? '1' : formatSetting(result.state.correlation);
  const isFirstOrder = result.state.quantity === 'outputNoise' && end.report.output.exact === null;
  const wanted: Label[] = [
    {
      text: `<b>${trans.__('batch norm')}</b>,<br>${isFirstOrder ? trans.__('ρ = %1, 1st order', rho) : `ρ = ${rho}`}`,
      y: share(end.batch),
      color: colours.batchNorm
    },
    {
      text: narrow ? trans.__('independent<br>pixels') : trans.__('if pixels were<br>independent: 1/√m'),
      y: share(end.independent),
      color: colours.faint
    },
    {
      text: narrow ? trans.__('count of<br>a group') : trans.__('count of one group<br>(not its noise)'),
      y: share(end.groupCount),
      color: colours.groupNorm
    },
    {
      text: narrow
        ? trans.__('<b>group norm</b><br>0')
        : trans.__('<b>group norm</b>: 0<br>from other images'),
      y: ZERO_SHARE,
      color: colours.groupNorm
    }
  ];
  return apart(wanted, (2.5 * fontSize) / height).map(({ text, y, color }) =>
    note(text, { x: 1, xanchor: 'left', xshift: 8, y, yanchor: 'middle', align: 'left', font: { color } })
  );
}

/** The same labels at least so far apart, the lowest where it wants to be. */
function apart(wanted: readonly Label[], gap: number): Label[] {
  return [...wanted]
    .sort((a, b) => a.y - b.y)
    .reduce<Label[]>((placed, label) => {
      const below = placed[placed.length - 1];
      return [...placed, { ...label, y: below ? Math.max(label.y, below.y + gap) : label.y }];
    }, []);
}
