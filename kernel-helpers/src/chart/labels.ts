import type { Chart, Mark, Place } from './chart';
import type { Meaning } from './colours';
import { type Frame, textWidth } from './frame';
import { type LabelBox, type PlacedLabel, placeLabels } from './label-places';

/** A name where it found room, pixels in the frame. */
export interface ChartLabel extends PlacedLabel {
  meaning: Meaning;
  moving: boolean;
}

interface Wanted {
  text: string;
  meaning: Meaning;
  moving: boolean;
  priority: number;
  /** Any of them will do, the first is best. */
  at: readonly Place[];
}

/** Shares of a rule's length at which its name is tried. */
const ALONG = [0.02, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.98];
/** How far a line is from the boxes that stand for it, pixels. */
const STROKE = 1.5;
/** The pieces a line is cut into for that, pixels. */
const PIECE = 8;

/**
 * Names of a chart's marks, the most important first: inside the axes, over no point and no other name, and not along
 * a line. What finds no room is left out.
 */
export function labelsOf(chart: Chart, frame: Frame): ChartLabel[] {
  const { left, top, right, bottom, fontSize } = frame;
  const room = {
    width: right - left,
    height: bottom - top,
    dots: chart.marks.flatMap((mark) => (mark.kind === 'points' ? pixels(mark.places, frame) : [])),
    character: textWidth('m', fontSize),
    line: 1.2 * fontSize
  };
  const avoid = chart.marks.flatMap((mark) => boxesOf(mark, frame));
  const wanted = chart.marks.flatMap((mark) => wantedOf(mark, frame));
  const placed: ChartLabel[] = [];
  for (const { at, ...label } of wanted.sort((a, b) => b.priority - a.priority)) {
    for (const place of at) {
      const [found] = placeLabels([{ ...label, ...place }], { ...room, avoid, taken: placed });
      if (found) {
        placed.push(found);
        break;
      }
    }
  }
  return placed.map((label) => ({ ...label, x: label.x + left, y: label.y + top }));
}

function wantedOf(mark: Mark, frame: Frame): Wanted[] {
  const { meaning, moving = false, priority = 0 } = mark;
  if (mark.kind === 'points') {
    const { names = [], places } = mark;
    return names.flatMap((text, i) => {
      const at = pixels([places[i]], frame);
      return text === '' || at.length === 0 ? [] : [{ text, meaning: 'text', moving, priority, at }];
    });
  }
  if (mark.kind !== 'rule' || mark.name === undefined) {
    return [];
  }
  const { left, right, top, bottom, x, y } = frame;
  const at = ALONG.map((share) =>
    mark.axis === 'x'
      ? { x: x(mark.at) - left, y: share * (bottom - top) }
      : { x: share * (right - left), y: y(mark.at) - top }
  );
  return [{ text: mark.name, meaning, moving, priority, at }];
}

/** The places that are seen, from the corner inside the axes. */
function pixels(places: readonly Place[], { x, y, left, right, top, bottom }: Frame): Place[] {
  return places
    .map((place) => ({ x: x(place.x) - left, y: y(place.y) - top }))
    .filter((at) => at.x >= -0.5 && at.x <= right - left + 0.5 && at.y >= -0.5 && at.y <= bottom - top + 0.5);
}

/** A line or rule as small boxes, so that a name may cross it but not lie along it. */
function boxesOf(mark: Mark, frame: Frame): LabelBox[] {
  const { x, y, left, top, right, bottom } = frame;
  if (mark.kind === 'rule') {
    const at = mark.axis === 'x' ? x(mark.at) - left : y(mark.at) - top;
    return mark.axis === 'x'
      ? [{ left: at - STROKE, right: at + STROKE, top: 0, bottom: bottom - top }]
      : [{ left: 0, right: right - left, top: at - STROKE, bottom: at + STROKE }];
  }
  if (mark.kind !== 'line') {
    return [];
  }
  const boxes: LabelBox[] = [];
  mark.places.forEach((place, i) => {
    const to = { x: x(place.x) - left, y: y(place.y) - top };
    const before = mark.places[i - 1] ?? place;
    const from = { x: x(before.x) - left, y: y(before.y) - top };
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (Number.isFinite(length)) {
      const pieces = Math.min(100, Math.max(1, Math.ceil(length / PIECE)));
      for (let piece = 0; piece < pieces; piece++) {
        const a = mix(from, to, piece / pieces);
        const b = mix(from, to, (piece + 1) / pieces);
        boxes.push({
          left: Math.min(a.x, b.x) - STROKE,
          right: Math.max(a.x, b.x) + STROKE,
          top: Math.min(a.y, b.y) - STROKE,
          bottom: Math.max(a.y, b.y) + STROKE
        });
      }
    }
  });
  return boxes;
}

function mix(from: Place, to: Place, share: number): Place {
  return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
}
