/** A rectangle in pixels, y downwards. */
export interface LabelBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A label that wants to stand at a point; all in pixels, y downwards. */
export interface Label {
  x: number;
  y: number;
  text: string;
}

/** Where a label found room: its anchor's place relative to the point; the text is centred on it vertically. */
export interface PlacedLabel extends Label {
  dx: number;
  dy: number;
  anchor: 'start' | 'middle' | 'end';
}

export interface LabelRoom {
  width: number;
  height: number;
  /** Points that no label may cover. */
  dots: readonly Pick<Label, 'x' | 'y'>[];
  /** What labels cover as little of as they can, such as a line: across it at most, not along it. */
  avoid?: readonly LabelBox[];
  /** What labels that were placed before cover. */
  taken?: readonly LabelBox[];
  /** Width of a character and height of a line; those of 12 px unless given. */
  character?: number;
  line?: number;
  /** Of what labels should avoid, the most that one may cover, square pixels: a line across the text unless given. */
  mostCovered?: number;
}

const CHARACTER = 6.4;
const LINE = 14;
/** Of a point, pixels to each side. */
export const DOT = 5;
/** Points this near can't be told apart, pixels. */
const SAME = 2;
/** Widths of texts are estimated: measuring them needs a page. */
const CLEAR = 1;
/** Between labels in one line. */
const GAP = 5;
/** A line of 2 px across the text, but not along it; square pixels. */
const MOST_COVERED = 60;

/** Tried in this order. A front rises to the right, so that the corners left above and right below are mostly free. */
const PLACES: readonly Pick<PlacedLabel, 'dx' | 'dy' | 'anchor'>[] = [
  { dx: -6, dy: -11, anchor: 'end' },
  { dx: 6, dy: 11, anchor: 'start' },
  { dx: 9, dy: 0, anchor: 'start' },
  { dx: -9, dy: 0, anchor: 'end' },
  { dx: 0, dy: -14, anchor: 'middle' },
  { dx: 0, dy: 15, anchor: 'middle' },
  { dx: 6, dy: -11, anchor: 'start' },
  { dx: -6, dy: 11, anchor: 'end' },
  { dx: -10, dy: -24, anchor: 'end' },
  { dx: 10, dy: 24, anchor: 'start' }
];

/**
 * Places labels, first come first served, where they cover neither a dot nor another label nor leave the room, and
 * stand nearer to their own dot than to any other; those
 * that find none are left out. What else a label holds it keeps. O(labels · (labels + dots)).
 */
export function placeLabels<L extends Label>(labels: readonly L[], room: LabelRoom): (L & PlacedLabel)[] {
  const { avoid = [], taken: placedBefore = [] } = room;
  const taken: LabelBox[] = [
    ...room.dots.map(({ x, y }) => ({ left: x - DOT, right: x + DOT, top: y - DOT, bottom: y + DOT })),
    ...placedBefore.map(withGap)
  ];
  return labels.flatMap((label) => {
    const best = bestPlace(label, taken, avoid, room);
    if (best === null) {
      return [];
    }
    const { box } = best;
    taken.push(withGap(box));
    return [best.placed];
  });
}

function withGap(box: LabelBox): LabelBox {
  return { ...box, left: box.left - GAP, right: box.right + GAP };
}

/** The first free place that covers nothing to be avoided, else the one that covers least of it. */
function bestPlace<L extends Label>(
  label: L,
  taken: readonly LabelBox[],
  avoid: readonly LabelBox[],
  room: LabelRoom
): { placed: L & PlacedLabel; box: LabelBox } | null {
  let best: { placed: L & PlacedLabel; box: LabelBox } | null = null;
  let least = room.mostCovered ?? MOST_COVERED;
  for (const place of PLACES) {
    const placed = { ...label, ...place };
    const box = labelBox(placed, room);
    if (
      isInside(box, room) &&
      !taken.some((other) => overlaps(box, other)) &&
      !isNearerToAnother(box, label, room.dots)
    ) {
      const covered = sum(avoid.map((other) => sharedArea(box, other)));
      if (covered === 0) {
        return { placed, box };
      }
      if (covered < least) {
        best = { placed, box };
        least = covered;
      }
    }
  }
  return best;
}

/** A label beside another point would be read as that one's; one that lies on the label's own can't be told from it. */
function isNearerToAnother(box: LabelBox, own: Label, dots: LabelRoom['dots']): boolean {
  const distance = ({ x, y }: Pick<Label, 'x' | 'y'>): number =>
    Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  const near = distance(own);
  return dots.some((dot) => Math.hypot(dot.x - own.x, dot.y - own.y) > SAME && distance(dot) < near);
}

/** What a placed label covers. */
export function labelBox(
  { x, y, dx, dy, anchor, text }: PlacedLabel,
  { character = CHARACTER, line = LINE }: Pick<LabelRoom, 'character' | 'line'> = {}
): LabelBox {
  const width = text.length * character;
  const shift = anchor === 'start' ? 0 : anchor === 'end' ? width : width / 2;
  const left = x + dx - shift;
  return { left, right: left + width, top: y + dy - line / 2, bottom: y + dy + line / 2 };
}

export function isInside({ left, right, top, bottom }: LabelBox, { width, height }: LabelRoom): boolean {
  return left >= 0 && right <= width && top >= 0 && bottom <= height;
}

export function overlaps(a: LabelBox, b: LabelBox): boolean {
  return (
    a.left < b.right + CLEAR &&
    b.left < a.right + CLEAR &&
    a.top < b.bottom + CLEAR &&
    b.top < a.bottom + CLEAR
  );
}

function sharedArea(a: LabelBox, b: LabelBox): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
