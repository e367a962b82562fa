import { area, line } from 'd3-shape';
import type { Chart, LineMark, Mark, Place, RectanglesMark } from './chart';
import type { Palette } from './colours';
import { type Frame, TICK_GAP } from './frame';
import { type ChartLabel, labelsOf } from './labels';
import { element, type Markup } from './markup';

/** Dashes, pixels. */
export const DASHES = { dashed: [5, 4], dotted: [2, 3] } as const;
/** How much of a band is seen. */
export const BAND_OPACITY = 0.16;
export const LINE_WIDTH = 2;
export const RULE_WIDTH = 1.5;
export const RADIUS = 4.5;

/** A whole chart: axes, marks, names. */
export function chartSvg(chart: Chart, frame: Frame, palette: Palette): Markup {
  return element(
    'g',
    { 'font-size': frame.fontSize, fill: palette.text },
    axesSvg(chart, frame, palette),
    marksSvg(chart.marks, frame, palette),
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
    labelsSvg(labelsOf(chart, frame), frame, palette)
  );
}

function axesSvg({ x, y }: Chart, frame: Frame, palette: Palette): Markup {
  const { left, right, top, bottom, width, fontSize, xTicks, yTicks } = frame;
  return element(
    'g',
    {},
    ...yTicks.map(({ at }) =>
      element('line', { x1: left, x2: right, y1: at, y2: at, stroke: palette.grid, 'data-tick': 'y' })
    ),
    ...xTicks.map(({ at }) =>
      element('line', {
        x1: at,
        x2: at,
        y1: bottom,
        y2: bottom + 4,
        stroke: palette.textFaint,
        'data-tick': 'x'
      })
    ),
    ...yTicks.map(({ at, text }) =>
      element('text', { x: left - TICK_GAP, y: at, dy: '0.32em', 'text-anchor': 'end' }, text)
    ),
    ...xTicks.map(({ at, text }) =>
      element('text', { x: at, y: bottom + TICK_GAP, dy: '0.71em', 'text-anchor': 'middle' }, text)
    ),
    element('text', { x: 0, y: top - fontSize }, `↑ ${y.title}`),
    element('text', { x: width, y: frame.height - 6, 'text-anchor': 'end' }, `${x.title} →`)
  );
}

function marksSvg(marks: readonly Mark[], frame: Frame, palette: Palette): Markup {
  const { left, right, top, bottom } = frame;
  // A nested svg cuts off what leaves the axes: a clip path would need a name, which is one for the whole page.
  const inside = element(
    'svg',
    {
      x: left,
      y: top,
      width: right - left,
      height: bottom - top,
      viewBox: `${left} ${top} ${right - left} ${bottom - top}`,
      overflow: 'hidden'
    },
    ...marks.map((mark) => markSvg(mark, frame, palette))
  );
  // Points on an edge are whole.
  return element(
    'g',
    {},
    inside,
    ...marks.flatMap((mark) => (mark.kind === 'points' ? dots(mark.places, frame, palette, mark) : []))
  );
}

function markSvg(mark: Mark, frame: Frame, palette: Palette): Markup {
  const { x, y, left, right, top, bottom } = frame;
  const colour = palette[mark.meaning];
  switch (mark.kind) {
    case 'line':
      return element('path', { d: linePath(mark, frame), fill: 'none', stroke: colour, ...strokeOf(mark) });
    case 'band': {
      const path = area<{ x: number; from: number; to: number }>()
        .x((place) => x(place.x))
        .y0(({ from }) => y(from))
        .y1(({ to }) => y(to))
        .digits(2);
      return element('path', { d: path(mark.places) ?? '', fill: colour, 'fill-opacity': BAND_OPACITY });
    }
    case 'rectangles':
      return element(
        'g',
        { fill: colour, 'fill-opacity': mark.opacity },
        ...mark.rectangles.map((rectangle) => rectangleSvg(rectangle, frame))
      );
    case 'rule': {
      const at = mark.axis === 'x' ? x(mark.at) : y(mark.at);
      const ends =
        mark.axis === 'x' ? { x1: at, x2: at, y1: bottom, y2: top } : { x1: left, x2: right, y1: at, y2: at };
      return element('line', { ...ends, stroke: colour, ...strokeOf({ width: RULE_WIDTH, dash: 'dashed' }) });
    }
    case 'points':
      return element('g', {});
  }
}

function strokeOf({
  width = LINE_WIDTH,
  dash
}: Pick<LineMark, 'width' | 'dash'>): Record<string, string | number | undefined> {
  return {
    'stroke-width': width,
    'stroke-linejoin': 'round',
    'stroke-dasharray': dash && DASHES[dash].join(' ')
  };
}

function linePath({ places }: LineMark, { x, y }: Frame): string {
  const path = line<Place>()
    .defined((place) => Number.isFinite(x(place.x)) && Number.isFinite(y(place.y)))
    .x((place) => x(place.x))
    .y((place) => y(place.y))
    .digits(2);
  return path(places) ?? '';
}

function rectangleSvg(
  { x0, x1, y0, y1 }: RectanglesMark['rectangles'][number],
  { x, y, left, right, top, bottom }: Frame
): Markup {
  const xs = [x0 === undefined ? left : x(x0), x1 === undefined ? right : x(x1)];
  const ys = [y0 === undefined ? bottom : y(y0), y1 === undefined ? top : y(y1)];
  const [from, above] = [Math.min(...xs), Math.min(...ys)];
  return element('rect', {
    x: from,
    y: above,
    width: Math.max(...xs) - from,
    height: Math.max(...ys) - above
  });
}

function dots(
  places: readonly Place[],
  { x, y, left, right, top, bottom }: Frame,
  palette: Palette,
  { meaning, radius = RADIUS }: { meaning: keyof Palette; radius?: number }
): Markup[] {
  return places
    .map((place) => ({ cx: x(place.x), cy: y(place.y) }))
    .filter(({ cx, cy }) => cx >= left - 0.5 && cx <= right + 0.5 && cy >= top - 0.5 && cy <= bottom + 0.5)
    .map((at) => element('circle', { ...at, r: radius, fill: palette[meaning], stroke: palette.background }));
}

function labelsSvg(labels: readonly ChartLabel[], { fontSize }: Frame, palette: Palette): Markup {
  return element(
    'g',
    { stroke: palette.background, 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke' },
    ...labels.map(({ x, y, dx, dy, anchor, text, meaning, moving }) =>
      element(
        'text',
        {
          x: x + dx,
          y: y + dy,
          dy: '0.32em',
          'text-anchor': anchor,
          'font-size': fontSize,
          'font-weight': moving ? 600 : undefined,
          fill: palette[meaning]
        },
        text
      )
    )
  );
}
