import { type Chart, each, type Mark, type Place, type Rectangle } from './chart';
import { inkOn, type Meaning } from './colours';
import { endPlaces, pixels } from './end-places';
import { END_GAP, endRows, type Frame, rectangleOf, textWidth } from './frame';
import {
  DOT,
  isInside,
  type LabelBox,
  labelBox,
  overlaps,
  type PlacedLabel,
  placeLabels
} from './label-places';

/** A name where it found room, pixels in the frame. */
export interface ChartLabel extends PlacedLabel {
  meaning: Meaning;
  moving: boolean;
  /** Names behind lines are wrapped; centred on the label's place. */
  rows: readonly string[];
  /** It stands on what it names, so that it needs no halo. */
  inside?: boolean;
  /** Where a line to the label begins that stands off its place. */
  leader?: Place;
}

interface Wanted {
  text: string;
  meaning: Meaning;
  moving: boolean;
  priority: number;
  /** The name's places in their order, from the corner inside the axes; the first that is free is taken. */
  find(taken: readonly LabelBox[]): ChartLabel | undefined;
}

/** What names of one chart keep off, from the corner inside the axes. */
interface Surroundings {
  frame: Frame;
  width: number;
  height: number;
  dots: readonly Place[];
  /** Points that names keep off where they can; none where they are too many to look for room among them. */
  crowd: readonly Place[];
  avoid: readonly LabelBox[];
  /** Where names behind lines stand: in the order of the lines' ends. */
  ends: ReadonlyMap<Mark, number>;
  /** Rectangles that have names. */
  bars: readonly LabelBox[];
  character: number;
  line: number;
}

/** Shares of the length of a line or rule at which its name is tried. */
const ALONG = [0.02, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.98];
/** A line's own ends are where it meets others. */
const ALONG_LINE = [0.9, 0.75, 0.6, 0.45, 0.3, 0.15, 0.02, 0.98];
/** How far a line is from the boxes that stand for it, pixels. */
const STROKE = 1.5;
/** The pieces a line is cut into for that, pixels. */
const PIECE = 8;
/** Between a bar and the name beside it. */
const BESIDE = 5;
/** Seen less than this, a rectangle has a name that stands out as on the background, and a line may lie below one. */
const PALE = 0.6;
/** Of more points no name keeps off: looking for room among them would take longer than a frame. */
const MOST_CROWD = 400;
/** Steps in which a place is sought for a name behind a line, shares of a line of text. */
const SEARCH = 0.5;
/** So far from its line a name gets a leader, in lines of text. */
const LED = 0.9;

/**
 * Names of a chart's marks, the most important first: over no point and no other name, and not along a line that isn't
 * pale; names of what moves, rather than be left out, along lines too. What finds no room is left out. They stand inside the axes, but for those behind the ends of lines, which stand inside the frame.
 */
export function labelsOf(chart: Chart, frame: Frame): ChartLabel[] {
  const { left, top, right, bottom, fontSize } = frame;
  const dotsOf = (isCrowd: boolean): Place[] =>
    chart.marks.flatMap((mark) =>
      mark.kind === 'points' && (mark.crowd ?? false) === isCrowd ? pixels(mark.places, frame) : []
    );
  const crowd = dotsOf(true);
  const around: Surroundings = {
    frame,
    width: right - left,
    height: bottom - top,
    dots: dotsOf(false),
    crowd: crowd.length > MOST_CROWD ? [] : crowd,
    ends: endPlaces(chart.marks, frame),
    avoid: chart.marks.flatMap((mark) => boxesOf(mark, frame)),
    bars: chart.marks.flatMap((mark) =>
      mark.kind === 'rectangles' && mark.names ? mark.rectangles.map((each) => barBox(each, frame)) : []
    ),
    character: textWidth('m', fontSize),
    line: 1.2 * fontSize
  };
  const wanted = chart.marks.flatMap((mark) => wantedOf(mark, around));
  const placed: ChartLabel[] = [];
  const taken: LabelBox[] = [];
  for (const { find } of wanted.sort((a, b) => b.priority - a.priority)) {
    const found = find(taken);
    if (found) {
      placed.push(found);
      taken.push(chartLabelBox(found, frame));
    }
  }
  return placed.map((label) => ({
    ...label,
    x: label.x + left,
    y: label.y + top,
    ...(label.leader ? { leader: { x: label.leader.x + left, y: label.leader.y + top } } : {})
  }));
}

/** What a name of a chart covers. */
export function chartLabelBox(label: ChartLabel, { fontSize }: Pick<Frame, 'fontSize'>): LabelBox {
  const longest = label.rows.reduce((most, row) => (row.length > most.length ? row : most));
  const line = 1.2 * fontSize;
  const room = { character: textWidth('m', fontSize), line: line * label.rows.length };
  return labelBox({ ...label, text: longest }, room);
}

function wantedOf(mark: Mark, around: Surroundings): Wanted[] {
  const { moving = false, priority: given = 0 } = mark;
  const common = { moving, priority: each(given, 0) };
  switch (mark.kind) {
    case 'points':
      return (mark.names ?? []).flatMap((text, i) => {
        const at = pixels([mark.places[i]], around.frame);
        return text === '' || at.length === 0
          ? []
          : [beside({ moving, priority: each(given, i), text, meaning: 'text' }, at, around)];
      });
    case 'rectangles':
      return (mark.names ?? []).flatMap((text, i) =>
        text === ''
          ? []
          : [
              onBar(
                {
                  moving,
                  priority: each(given, i),
                  text,
                  meaning: each(mark.opacity, i) < PALE ? 'text' : inkOn(mark.meaning, each(mark.opacity, i))
                },
                barBox(mark.rectangles[i], around.frame),
                around
              )
            ]
      );
    case 'rule': {
      const { x, y, left, top } = around.frame;
      const at = ALONG.map((share) =>
        mark.axis === 'x'
          ? { x: x(mark.at) - left, y: share * around.height }
          : { x: share * around.width, y: y(mark.at) - top }
      );
      return mark.name ? [beside({ ...common, text: mark.name, meaning: mark.meaning }, at, around)] : [];
    }
    case 'cells':
      return [];
    case 'band':
    case 'line': {
      const { name: text, meaning } = mark;
      const seen = pixels(
        mark.kind === 'line'
          ? mark.places
          : mark.places.map(({ x, from, to }) => middle(x, from, to, around.frame)),
        around.frame
      );
      if (!text || seen.length === 0) {
        return [];
      }
      const label = { ...common, text, meaning };
      return mark.kind === 'line' && mark.nameAt === 'end'
        ? [behind(label, seen[seen.length - 1], around.ends.get(mark), around)]
        : [
            beside(
              label,
              ALONG_LINE.map((share) => seen[Math.round(share * (seen.length - 1))]),
              around
            )
          ];
    }
  }
}

/** Half-way between two values as they are seen, which on a log axis is not their mean. */
function middle(x: number, from: number, to: number, { y, top, bottom }: Frame): Place {
  const at = (y(from) + y(to)) / 2;
  const mean = (from + to) / 2;
  return {
    x,
    y: from > 0 && to > 0 && Math.abs(y(mean) - at) > (bottom - top) * 1e-6 ? Math.sqrt(from * to) : mean
  };
}

type Label = Omit<Wanted, 'find'>;

/** Around one of several places, of which the first is best. */
function beside(label: Label, at: readonly Place[], around: Surroundings): Wanted {
  const { dots, crowd, avoid } = around;
  const points = crowd.map(dotBox);
  // What follows a slider is the chart's subject: its name stands on lines and points rather than not at all.
  const most = label.moving ? Infinity : undefined;
  const tries = [
    ...(crowd.length === 0
      ? []
      : [
          { dots: [...dots, ...crowd], avoid },
          { dots: [...dots, ...crowd], avoid, mostCovered: most },
          { dots, avoid: [...avoid, ...points] }
        ]),
    { dots, avoid },
    { dots, avoid: [...avoid, ...points], mostCovered: most }
  ];
  return {
    ...label,
    find: (taken) => {
      for (const room of tries) {
        for (const place of at) {
          const [found] = placeLabels([{ ...label, ...place }], { ...around, ...room, taken });
          if (found) {
            return { ...found, rows: [label.text] };
          }
        }
      }
      return undefined;
    }
  };
}

/** Inside a bar, or behind it, or above it. */
function onBar(label: Label, bar: LabelBox, around: Surroundings): Wanted {
  const width = label.text.length * around.character;
  const [x, y] = [(bar.left + bar.right) / 2, (bar.top + bar.bottom) / 2];
  const centred = { dx: 0, dy: 0, anchor: 'middle' } as const;
  const rows = [label.text];
  const outside = { ...label, rows, meaning: 'text' } as const;
  const fits = width + 4 <= bar.right - bar.left && around.line <= bar.bottom - bar.top + 2;
  const places: ChartLabel[] = [
    ...(fits ? [{ ...label, ...centred, rows, x, y, inside: true }] : []),
    { ...outside, x: bar.right, y, dx: BESIDE, dy: 0, anchor: 'start' },
    { ...outside, x, y: bar.top, ...centred, dy: -around.line / 2 - 1 }
  ];
  return {
    ...label,
    find: (taken) =>
      places.find((place) => {
        const box = chartLabelBox(place, around.frame);
        return (
          isInside(box, around) &&
          !taken.some((other) => overlaps(box, other)) &&
          !around.dots.some((dot) => covers(box, dot)) &&
          (place.inside || !around.bars.some((other) => overlaps(box, other)))
        );
      })
  };
}

/** Right of the end of a line, as near to its height as there is room: it may be moved up or down and led to. */
function behind(label: Label, end: Place, wanted = end.y, around: Surroundings): Wanted {
  const { frame, height, line } = around;
  const rows = endRows(label.text, frame.width, frame.fontSize);
  const at = (y: number): ChartLabel => ({
    ...label,
    rows,
    x: end.x,
    y,
    dx: END_GAP,
    dy: 0,
    anchor: 'start'
  });
  const step = SEARCH * line;
  const half = (rows.length * line) / 2;
  return {
    ...label,
    find: (taken) => {
      for (let i = 0; i <= (4 * height) / step; i++) {
        const y = wanted + step * (i % 2 === 0 ? i / 2 : -(i + 1) / 2);
        const place = at(y);
        const box = chartLabelBox(place, frame);
        if (
          y - half >= 0 &&
          y + half <= height &&
          !taken.some((other) => overlaps(box, other)) &&
          !around.dots.some((dot) => covers(box, dot)) &&
          !around.avoid.some((other) => other.right < around.width && overlaps(box, other))
        ) {
          return Math.abs(y - end.y) > LED * line ? { ...place, leader: end } : place;
        }
      }
      return undefined;
    }
  };
}

function covers(box: LabelBox, { x, y }: Place): boolean {
  return overlaps(box, dotBox({ x, y }));
}

function dotBox({ x, y }: Place): LabelBox {
  return { left: x - DOT, right: x + DOT, top: y - DOT, bottom: y + DOT };
}

/** What is seen of a rectangle. */
function barBox(rectangle: Rectangle, frame: Frame): LabelBox {
  const { left, top, right, bottom } = frame;
  const box = rectangleOf(rectangle, frame);
  const [width, height] = [right - left, bottom - top];
  return {
    left: Math.min(width, Math.max(0, box.left - left)),
    right: Math.min(width, Math.max(0, box.right - left)),
    top: Math.min(height, Math.max(0, box.top - top)),
    bottom: Math.min(height, Math.max(0, box.bottom - top))
  };
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
  if (mark.kind !== 'line' || (mark.opacity ?? 1) < PALE) {
    return [];
  }
  const boxes: LabelBox[] = [];
  const places = mark.shape === 'step' ? stairs(mark.places) : mark.places;
  places.forEach((place, i) => {
    const to = { x: x(place.x) - left, y: y(place.y) - top };
    const before = places[i - 1] ?? place;
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

/** The corners of a stepped line. */
function stairs(places: readonly Place[]): Place[] {
  return places.flatMap((place, i) => (i === 0 ? [place] : [{ x: place.x, y: places[i - 1].y }, place]));
}

function mix(from: Place, to: Place, share: number): Place {
  return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
}
