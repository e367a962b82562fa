import { area, curveLinear, curveStepAfter, line } from 'd3-shape';
import { cellGrid, cellRuns } from './cells';
import {
  type BandMark,
  type CellsMark,
  type Dash,
  each,
  type LineMark,
  type Mark,
  type Place,
  type PointsMark
} from './chart';
import type { Palette } from './colours';
import { type Frame, rectangleOf } from './frame';
import { type Attributes, coordinate, element, type Markup } from './markup';
import { symbolPath } from './symbols';

/** Dashes, pixels. */
export const DASHES = { dashed: [5, 4], dotted: [2, 3] } as const;
/** How much of a band is seen. */
export const BAND_OPACITY = 0.16;
export const LINE_WIDTH = 2;
export const RULE_WIDTH = 1.5;
export const RADIUS = 4.5;
/** Of what is drawn as an outline alone, and of intervals. */
export const OUTLINE_WIDTH = 1.5;
const DOT_RADIUS = 1.5;
/** Of one mark; of more points than that those that look alike are drawn as one, in so many shades. */
const MANY = 400;
const SHADES = 20;

export function marksSvg(marks: readonly Mark[], frame: Frame, palette: Palette): Markup {
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
    ...marks.flatMap((mark) => (mark.kind === 'points' ? [dots(mark, frame, palette)] : []))
  );
}

function markSvg(mark: Mark, frame: Frame, palette: Palette): Markup {
  const { x, y, left, right, top, bottom } = frame;
  const colour = palette[mark.meaning];
  switch (mark.kind) {
    case 'line':
      return element('path', {
        d: linePath(mark.places, frame, mark.shape),
        fill: 'none',
        stroke: colour,
        ...strokeOf(mark)
      });
    case 'band':
      return bandSvg(mark, frame, colour);
    case 'rectangles':
      return element(
        'g',
        { fill: colour, 'fill-opacity': typeof mark.opacity === 'number' ? mark.opacity : undefined },
        ...mark.rectangles.map((rectangle, i) => {
          const box = rectangleOf(rectangle, frame);
          return element('rect', {
            x: box.left,
            y: box.top,
            width: box.right - box.left,
            height: box.bottom - box.top,
            'fill-opacity': typeof mark.opacity === 'number' ? undefined : mark.opacity[i]
          });
        })
      );
    case 'cells':
      return cellsSvg(mark, frame, colour);
    case 'rule': {
      const at = mark.axis === 'x' ? x(mark.at) : y(mark.at);
      const ends =
        mark.axis === 'x' ? { x1: at, x2: at, y1: bottom, y2: top } : { x1: left, x2: right, y1: at, y2: at };
      const { dash = 'dashed', width = RULE_WIDTH } = mark;
      const stroke = strokeOf({ width, dash: dash === 'solid' ? undefined : dash });
      return element('line', { ...ends, stroke: colour, ...stroke, 'data-rule': mark.axis });
    }
    case 'points': {
      const { intervals } = mark;
      return intervals === undefined
        ? element('g', {})
        : element('path', {
            d: linePath(intervalPlaces(mark.places, intervals), frame),
            fill: 'none',
            stroke: colour,
            'stroke-width': OUTLINE_WIDTH
          });
    }
  }
}

/** Both ends of each interval through its place, and a gap. */
export function intervalPlaces(
  places: readonly Place[],
  { axis, ends }: NonNullable<PointsMark['intervals']>
): Place[] {
  return places.flatMap((place, i) => [
    { ...place, [axis]: ends[i].from },
    { ...place, [axis]: ends[i].to },
    { x: NaN, y: NaN }
  ]);
}

function bandSvg({ places, opacity = BAND_OPACITY, dash }: BandMark, frame: Frame, colour: string): Markup {
  const { x, y } = frame;
  const path = area<BandMark['places'][number]>()
    .x((place) => x(place.x))
    .y0(({ from }) => y(from))
    .y1(({ to }) => y(to))
    .digits(2);
  const fill = element('path', { d: path(places) ?? '', fill: colour, 'fill-opacity': opacity });
  if (dash === undefined) {
    return fill;
  }
  const edge = (end: 'from' | 'to'): Markup =>
    element('path', {
      d: linePath(
        places.map((place) => ({ x: place.x, y: place[end] })),
        frame
      ),
      fill: 'none',
      stroke: colour,
      ...strokeOf({ width: OUTLINE_WIDTH, dash })
    });
  return element('g', {}, fill, edge('from'), edge('to'));
}

/** One path for each shade, in units of cells. */
function cellsSvg(mark: CellsMark, frame: Frame, fill: string): Markup {
  const { x, y, width, height } = cellGrid(mark, frame);
  const transform = `translate(${coordinate(x)},${coordinate(y)}) scale(${width.toFixed(5)},${height.toFixed(5)})`;
  return element(
    'g',
    { transform, fill, 'shape-rendering': 'crispEdges', 'data-cells': mark.columns },
    ...[...cellRuns(mark)].map(([shade, runs]) =>
      element('path', {
        d: runs.map(({ row, from, to }) => `M${from} ${row}h${to - from}v1h${from - to}z`).join(''),
        'fill-opacity': shade
      })
    )
  );
}

function strokeOf({
  width = LINE_WIDTH,
  dash,
  opacity
}: Pick<LineMark, 'width' | 'opacity'> & { dash?: Dash }): Attributes {
  return {
    'stroke-width': width,
    'stroke-linejoin': 'round',
    'stroke-dasharray': dash && DASHES[dash].join(' '),
    'stroke-opacity': opacity
  };
}

function linePath(places: readonly Place[], { x, y }: Frame, shape?: LineMark['shape']): string {
  const path = line<Place>()
    .defined((place) => Number.isFinite(x(place.x)) && Number.isFinite(y(place.y)))
    .x((place) => x(place.x))
    .y((place) => y(place.y))
    .curve(shape === 'step' ? curveStepAfter : curveLinear)
    .digits(2);
  return path(places) ?? '';
}

function dots(mark: PointsMark, frame: Frame, palette: Palette): Markup {
  const { places, meaning, symbol = 'circle', open, dotted, radius = RADIUS, opacity = 1 } = mark;
  const { x, y } = frame;
  const colour = palette[meaning];
  const look = open
    ? { fill: 'none', stroke: colour, 'stroke-width': OUTLINE_WIDTH }
    : { fill: colour, stroke: palette.background };
  const dot = { stroke: 'none', fill: open ? colour : palette.background, 'data-dot': 'true' };
  if (places.length > MANY) {
    const middles = { ...mark, symbol: 'circle', radius: DOT_RADIUS, opacity: 1 } as const;
    return element('g', look, ...manyDots(mark, frame), ...(dotted ? manyDots(middles, frame, dot) : []));
  }
  const shapes = places.flatMap((place, i) => {
    const at = { cx: x(place.x), cy: y(place.y) };
    const r = each(radius, i);
    const share = each(opacity, i);
    const faint = share === 1 ? undefined : share;
    return isSeen(at, frame)
      ? [
          symbol === 'circle'
            ? element('circle', { ...at, r, opacity: faint })
            : element('path', {
                d: symbolPath(symbol, r, at.cx, at.cy),
                opacity: faint,
                'data-symbol': symbol
              }),
          ...(dotted ? [element('circle', { ...at, r: DOT_RADIUS, ...dot })] : [])
        ]
      : [];
  });
  return element('g', look, ...shapes);
}

/** A cloud as one path for all points that look alike: thousands of elements would take longer than a frame. */
function manyDots(
  { places, symbol = 'circle', radius = RADIUS, opacity = 1 }: PointsMark,
  frame: Frame,
  look: Attributes = { 'data-symbol': symbol }
): Markup[] {
  const paths = new Map<string, { opacity: number; pieces: string[] }>();
  places.forEach((place, i) => {
    const at = { cx: frame.x(place.x), cy: frame.y(place.y) };
    if (isSeen(at, frame)) {
      const share = Math.ceil(each(opacity, i) * SHADES) / SHADES;
      const path = paths.get(String(share)) ?? { opacity: share, pieces: [] };
      path.pieces.push(symbolPath(symbol, each(radius, i), at.cx, at.cy));
      paths.set(String(share), path);
    }
  });
  // The strongest above the others.
  return [...paths.values()]
    .sort((a, b) => a.opacity - b.opacity)
    .map(({ opacity: share, pieces }) =>
      element('path', {
        d: pieces.join(''),
        opacity: share === 1 ? undefined : share,
        ...look
      })
    );
}

function isSeen({ cx, cy }: { cx: number; cy: number }, { left, right, top, bottom }: Frame): boolean {
  return cx >= left - 0.5 && cx <= right + 0.5 && cy >= top - 0.5 && cy <= bottom + 0.5;
}
