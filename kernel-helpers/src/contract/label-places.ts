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
  /** What labels cover only if they find no other room, such as a line. */
  avoid?: readonly LabelBox[];
  /** Width of a character and height of a line; those of 12 px unless given. */
  character?: number;
  line?: number;
}

const CHARACTER = 6.4;
const LINE = 14;
const DOT = 5;
/** Widths of texts are estimated: measuring them needs a page. */
const CLEAR = 1;

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
 * Places labels, first come first served, where they cover neither a dot nor another label nor leave the room; those
 * that find none are left out. O(labels · (labels + dots)).
 */
export function placeLabels(labels: readonly Label[], room: LabelRoom): PlacedLabel[] {
  const taken: LabelBox[] = room.dots.map(({ x, y }) => ({
    left: x - DOT,
    right: x + DOT,
    top: y - DOT,
    bottom: y + DOT
  }));
  const { avoid = [] } = room;
  return labels.flatMap((label) => {
    const free = PLACES.map((place) => ({ ...label, ...place }))
      .map((placed) => ({ placed, box: labelBox(placed, room) }))
      .filter(({ box }) => isInside(box, room) && !taken.some((other) => overlaps(box, other)));
    const found = free.find(({ box }) => !avoid.some((other) => overlaps(box, other))) ?? free.at(0);
    if (found === undefined) {
      return [];
    }
    taken.push(found.box);
    return [found.placed];
  });
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

function isInside({ left, right, top, bottom }: LabelBox, { width, height }: LabelRoom): boolean {
  return left >= 0 && right <= width && top >= 0 && bottom <= height;
}

function overlaps(a: LabelBox, b: LabelBox): boolean {
  return (
    a.left < b.right + CLEAR &&
    b.left < a.right + CLEAR &&
    a.top < b.bottom + CLEAR &&
    b.top < a.bottom + CLEAR
  );
}
