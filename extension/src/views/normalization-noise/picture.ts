import type {
  NoiseQuantity,
  NormalizationNoiseResult
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import { note } from '../../plot/annotation';
import type { PlotColours } from '../../plot/colours';
import { baseLayout, horizontalAxis } from '../../plot/layout';
import type { Figure, Layout, Trace } from '../../plot/plotly';
import { exact, setting } from '@efficientnet-lab/kernel-helpers/wording';
import { lineLabels, type LineName, LINES } from './lines';
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
  /** False where an overlay draws the lines and their labels, faster: the figure then has the axes, and words on hover. */
  hasLines: boolean;
}

const STYLES = {
  groupCount: { hue: 'groupNorm', width: 1.5, dash: 'dot' },
  independent: { hue: 'rule', width: 2, dash: 'dash' },
  batch: { hue: 'batchNorm', width: 2.5, dash: 'solid' }
} as const;

/** Powers of two, and tenths for the correlation. */
const DOUBLINGS = Array.from({ length: 17 }, (_, i) => 2 ** i);
const TENTHS = [0, 0.2, 0.4, 0.6, 0.8, 1];
/** Ticks nearer than this share of the axis would run into each other. */
const TICK_ROOM = { wide: 0.06, narrow: 0.1 } as const;

/** Noise of batch normalisation, what counting says of it, and group normalisation, along the state's axis. */
export function noiseFigure(result: NormalizationNoiseResult, options: PictureOptions): Figure {
  return {
    data: LINES.map((line) => curve(result, line, options)),
    layout: layoutOf(result, options)
  };
}

/** Equal keys mean equal figures: marks, points and lines move over them. */
export function pictureKey({ state, curve: points }: NormalizationNoiseResult, scale: Scale): string {
  const { axis, quantity, shape } = state;
  const values = points.map(({ at, batch, independent, groupCount }) => [at, batch, independent, groupCount]);
  return JSON.stringify([axis, quantity, shape, values, scale]);
}

function curve(
  { curve: points, state }: NormalizationNoiseResult,
  line: LineName,
  { colours, trans, hasLines }: PictureOptions
): Trace {
  const names: Record<LineName, string> = {
    groupCount: trans.__('1/√m of one group'),
    independent: trans.__('batch norm, independent pixels'),
    batch: trans.__('batch norm, ρ = %1', setting(state.correlation))
  };
  const drawn = points.filter((point) => point[line] > 0 && Number.isFinite(point[line]));
  const { hue, ...style } = STYLES[line];
  return {
    type: 'scatter',
    mode: 'lines',
    name: names[line],
    x: drawn.map(({ at }) => at),
    y: drawn.map((point) => point[line]),
    line: { ...style, color: hasLines ? colours[hue] : 'rgba(0,0,0,0)' },
    text: drawn.map((point) =>
      trans.__(
        '%1: %2 at %3 %4',
        names[line],
        formatNoise(point[line]),
        axisName(state.axis, trans),
        setting(point.at)
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
      ticktext: ticks.map((tick) => (axis === 'correlation' ? setting(tick) : exact(tick)))
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
      ...(options.hasLines ? labels(result, options) : [])
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

function labels(
  result: NormalizationNoiseResult,
  { colours, trans, scale, fontSize, height, narrow }: PictureOptions
): NonNullable<Layout['annotations']> {
  const hues = {
    batch: colours.batchNorm,
    independent: colours.textFaint,
    groupCount: colours.groupNorm,
    zero: colours.groupNorm
  };
  return lineLabels(result, { scale, narrow, gap: (2.6 * fontSize) / height }, trans).map(
    ({ line, words: [first, second], isBold, y }) =>
      note(`${isBold ? `<b>${first}</b>` : first}<br>${second}`, {
        x: 1,
        xanchor: 'left',
        xshift: 8,
        y,
        yanchor: 'middle',
        align: 'left',
        font: { color: hues[line] }
      })
  );
}
