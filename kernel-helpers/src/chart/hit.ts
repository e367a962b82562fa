import { columnAt, columnRange } from './cells';
import { type Chart, each, type Mark, type Place, type Range, type RuleMark } from './chart';
import { type Frame, rectangleOf } from './frame';
import { valueIn } from './scale';
import { RADIUS } from './svg-marks';

/** A place of a mark, one of its rectangles, or of the columns of its cells. */
export interface Picked {
  /** Of the mark. */
  id: string;
  index: number;
}

/** A rectangle in the units of both axes. */
export interface Box {
  x: Range;
  y: Range;
}

/** How near a pointer has to come, pixels. */
const REACH = 12;
const RULE_REACH = 7;
/** Between a point and the ring around it, pixels. */
const RING = 4;

/** What of the marks that have an id is under a place in pixels: the nearest point or place of a line, else the uppermost rectangle or column. */
export function pickedAt(chart: Chart, frame: Frame, at: Place): Picked | null {
  let nearest: Picked | null = null;
  let least = REACH;
  let under: Picked | null = null;
  for (const mark of chart.marks) {
    const { id } = mark;
    if (id === undefined) {
      continue;
    }
    if (mark.kind === 'rectangles') {
      mark.rectangles.forEach((rectangle, index) => {
        const { left, right, top, bottom } = rectangleOf(rectangle, frame);
        if (at.x >= left && at.x <= right && at.y >= top && at.y <= bottom) {
          under = { id, index };
        }
      });
    }
    const column = mark.kind === 'cells' ? columnAt(mark, frame, at) : null;
    under = column === null ? under : { id, index: column };
    placesOf(mark).forEach((place, index) => {
      const distance = Math.hypot(frame.x(place.x) - at.x, frame.y(place.y) - at.y);
      // Of those at one place the uppermost.
      if (distance <= least && isSeen(place, frame)) {
        least = distance;
        nearest = { id, index };
      }
    });
  }
  return nearest ?? under;
}

/** The rule with an id along which a place in pixels lies. */
export function ruleAt(chart: Chart, frame: Frame, at: Place): RuleMark | null {
  const { left, right, top, bottom } = frame;
  if (at.x < left - RULE_REACH || at.x > right + RULE_REACH || at.y < top || at.y > bottom) {
    return null;
  }
  for (const mark of chart.marks) {
    if (mark.kind === 'rule' && mark.id !== undefined) {
      const distance = mark.axis === 'x' ? frame.x(mark.at) - at.x : frame.y(mark.at) - at.y;
      if (Math.abs(distance) <= RULE_REACH) {
        return mark;
      }
    }
  }
  return null;
}

/** The value of an axis at a pixel, no farther than the axis goes. */
export function valueAt(chart: Chart, frame: Frame, axis: 'x' | 'y', pixel: number): number {
  const seen = chart[axis];
  const [start, end] = axis === 'x' ? [frame.left, frame.right] : [frame.bottom, frame.top];
  const share = Math.min(1, Math.max(0, (pixel - start) / (end - start)));
  return valueIn(seen.kind, seen, share);
}

/** Points with an id in a box, mark by mark. */
export function pickedIn(chart: Chart, { x, y }: Box): Picked[] {
  const within = (value: number, { from, to }: Range): boolean =>
    value >= Math.min(from, to) && value <= Math.max(from, to);
  return chart.marks.flatMap((mark) => {
    const { id } = mark;
    return mark.kind !== 'points' || id === undefined
      ? []
      : mark.places.flatMap((place, index) =>
          within(place.x, x) && within(place.y, y) ? [{ id, index }] : []
        );
  });
}

/** A stop of the arrow keys: what can be picked, or has words. */
export interface Stop {
  /** Place of the mark among the chart's. */
  mark: number;
  index: number;
  /** Pixels. */
  at: Place;
  words: string;
  picked: Picked | null;
}

/** Stops of a mark in the order of its places; those out of sight are left out. */
export function stopsOf(chart: Chart, frame: Frame, mark: number): Stop[] {
  const drawn = chart.marks[mark];
  const { hover = [], names = [] } = {
    ...('hover' in drawn ? { hover: drawn.hover } : {}),
    ...('names' in drawn ? { names: drawn.names } : {})
  };
  const places = middlesOf(drawn, chart, frame);
  return places.flatMap((at, index) => {
    const words = hover[index] ?? names[index] ?? '';
    const inside =
      at.x >= frame.left - 0.5 &&
      at.x <= frame.right + 0.5 &&
      at.y >= frame.top - 0.5 &&
      at.y <= frame.bottom + 0.5;
    return words !== '' && inside
      ? [{ mark, index, at, words, picked: drawn.id === undefined ? null : { id: drawn.id, index } }]
      : [];
  });
}

/** Where what was picked stands, pixels, with what it is called; null when it is gone or out of sight. */
export function stopOf(chart: Chart, frame: Frame, { id, index }: Picked): Stop | null {
  for (let mark = 0; mark < chart.marks.length; mark++) {
    if (chart.marks[mark].id === id) {
      const found = stopsOf(chart, frame, mark).find((stop) => stop.index === index);
      if (found) {
        return found;
      }
    }
  }
  return null;
}

/**
 * The same stop in a chart that was drawn anew: of the mark with its id, else of the one that has its turn among those of
 * its kind and meaning without one (others may have come before it, such as a band that takes long to compute); null when it is gone
 * or out of sight.
 */
export function stopAgain(before: Chart, stop: Stop, chart: Chart, frame: Frame): Stop | null {
  if (stop.picked) {
    return stopOf(chart, frame, stop.picked);
  }
  const { kind, meaning } = before.marks[stop.mark];
  const alike = ({ marks }: Chart): number[] =>
    marks.flatMap((mark, at) =>
      mark.id === undefined && mark.kind === kind && mark.meaning === meaning ? [at] : []
    );
  const mark = alike(chart).at(alike(before).indexOf(stop.mark));
  return mark === undefined
    ? null
    : (stopsOf(chart, frame, mark).find(({ index }) => index === stop.index) ?? null);
}

/** What shows that a place of a mark is meant: a ring around it, or the rectangle or column once more. */
export function highlightOf(chart: Chart, { mark, index }: Pick<Stop, 'mark' | 'index'>): Mark {
  const drawn = chart.marks[mark];
  const common = { meaning: 'text', moving: true } as const;
  if (drawn.kind === 'rectangles') {
    return { ...common, kind: 'rectangles', rectangles: [drawn.rectangles[index]], opacity: 0.3 };
  }
  if (drawn.kind === 'cells') {
    const [x, { y }] = [columnRange(drawn, chart.x, index), drawn];
    const rectangle = { x0: x.from, x1: x.to, y0: y.from, y1: y.to };
    return { ...common, kind: 'rectangles', rectangles: [rectangle], opacity: 0.3 };
  }
  const radius = drawn.kind === 'points' ? each(drawn.radius ?? RADIUS, index) : 0;
  const places = [placesOf(drawn)[index]];
  return { ...common, kind: 'points', open: true, places, radius: radius + RING };
}

/** A box as a mark. */
export function boxMark({ x, y }: Box): Mark {
  const rectangle = { x0: x.from, x1: x.to, y0: y.from, y1: y.to };
  return { kind: 'rectangles', meaning: 'accent', moving: true, opacity: 0.12, rectangles: [rectangle] };
}

function placesOf(mark: Mark): readonly Place[] {
  return mark.kind === 'points' || mark.kind === 'line' ? mark.places : [];
}

/** The middles of all that a mark can be picked by, pixels. */
function middlesOf(mark: Mark, chart: Chart, frame: Frame): Place[] {
  switch (mark.kind) {
    case 'rectangles':
      return mark.rectangles.map(middleIn(frame));
    case 'cells':
      return Array.from({ length: mark.columns }, (_, column) => {
        const { from, to } = columnRange(mark, chart.x, column);
        return middleIn(frame)({ x0: from, x1: to, y0: mark.y.from, y1: mark.y.to });
      });
    default:
      return placesOf(mark).map((place) => ({ x: frame.x(place.x), y: frame.y(place.y) }));
  }
}

function middleIn(frame: Frame): (rectangle: Parameters<typeof rectangleOf>[0]) => Place {
  return (rectangle) => {
    const { left, right, top, bottom } = rectangleOf(rectangle, frame);
    return { x: (left + right) / 2, y: (top + bottom) / 2 };
  };
}

function isSeen(place: Place, { x, y, left, right, top, bottom }: Frame): boolean {
  const [px, py] = [x(place.x), y(place.y)];
  return px >= left - 0.5 && px <= right + 0.5 && py >= top - 0.5 && py <= bottom + 0.5;
}
