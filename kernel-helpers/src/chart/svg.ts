import type { Chart } from './chart';
import type { Palette } from './colours';
import { type Frame, TICK_GAP } from './frame';
import { type ChartLabel, labelsOf } from './labels';
import { coordinate, element, type Markup } from './markup';
import { marksSvg } from './svg-marks';

const TICK = 4;
/** Of names in several rows, in font sizes. */
const LEADING = 1.2;

/** A whole chart: axes, marks, names. */
export function chartSvg(chart: Chart, frame: Frame, palette: Palette): Markup {
  return element(
    'g',
    { 'font-size': frame.fontSize, fill: palette.text },
    axesSvg(chart, frame, palette),
    marksSvg(chart.marks, frame, palette),
    ...noteSvg(chart, frame, palette),
    labelsSvg(labelsOf(chart, frame), frame, palette)
  );
}

/** What stays the painter's own over a live plot: names, and marks that follow a slider. */
export function layerSvg(chart: Chart, frame: Frame, palette: Palette): Markup {
  const { width, height, fontSize } = frame;
  return element(
    'svg',
    { width, height, viewBox: `0 0 ${width} ${height}`, 'font-size': fontSize, 'aria-hidden': 'true' },
    marksSvg(
      chart.marks.filter(({ moving }) => moving),
      frame,
      palette
    ),
    ...noteSvg(chart, frame, palette),
    labelsSvg(labelsOf(chart, frame), frame, palette)
  );
}

function axesSvg({ x, y }: Chart, frame: Frame, palette: Palette): Markup {
  const { left, right, top, bottom, width, fontSize, xTicks, yTicks } = frame;
  const { grid: xGrid = false } = x;
  const { grid: yGrid = true } = y;
  return element(
    'g',
    {},
    ...yTicks.map(({ at }) =>
      element('line', {
        x1: yGrid ? left : left - TICK,
        x2: yGrid ? right : left,
        y1: at,
        y2: at,
        stroke: yGrid ? palette.grid : palette.textFaint,
        'data-tick': 'y'
      })
    ),
    ...xTicks.map(({ at }) =>
      element('line', {
        x1: at,
        x2: at,
        y1: xGrid ? top : bottom,
        y2: xGrid ? bottom : bottom + TICK,
        stroke: xGrid ? palette.grid : palette.textFaint,
        'data-tick': 'x'
      })
    ),
    ...yTicks.map(({ at, text }) =>
      element('text', { x: left - TICK_GAP, y: at, dy: '0.32em', 'text-anchor': 'end' }, text)
    ),
    ...xTicks.map(({ at, text }) =>
      element('text', { x: at, y: bottom + TICK_GAP, dy: '0.71em', 'text-anchor': 'middle' }, text)
    ),
    ...(y.title === '' ? [] : [element('text', { x: 0, y: top - fontSize }, `↑ ${y.title}`)]),
    ...(x.title === ''
      ? []
      : [element('text', { x: width, y: frame.height - 6, 'text-anchor': 'end' }, `${x.title} →`)])
  );
}

function noteSvg({ note }: Chart, { left, right, top, bottom }: Frame, palette: Palette): Markup[] {
  const at = {
    x: (left + right) / 2,
    y: (top + bottom) / 2,
    'text-anchor': 'middle',
    fill: palette.textFaint
  };
  return note ? [element('text', at, note)] : [];
}

function labelsSvg(labels: readonly ChartLabel[], { fontSize }: Frame, palette: Palette): Markup {
  return element(
    'g',
    { stroke: palette.background, 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke' },
    ...labels.flatMap((label) => leaderSvg(label, palette)),
    ...labels.flatMap(({ x, y, dx, dy, anchor, rows, meaning, moving, inside }) =>
      rows.map((row, i) =>
        element(
          'text',
          {
            x: x + dx,
            y: y + dy + (i - (rows.length - 1) / 2) * LEADING * fontSize,
            dy: '0.32em',
            'text-anchor': anchor,
            'font-size': fontSize,
            'font-weight': moving ? 600 : undefined,
            fill: palette[meaning],
            stroke: inside ? 'none' : undefined
          },
          row
        )
      )
    )
  );
}

/** From the end of a line to its name, where that had to make room. */
function leaderSvg({ x, y, dx, leader, meaning }: ChartLabel, palette: Palette): Markup[] {
  return leader
    ? [
        element('path', {
          d: `M${coordinate(leader.x + 1)},${coordinate(leader.y)}L${coordinate(x + dx - 2)},${coordinate(y)}`,
          stroke: palette[meaning],
          'stroke-width': 1,
          fill: 'none',
          'data-leader': 'true'
        })
      ]
    : [];
}
