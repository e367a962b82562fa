import type { Mark, Place } from './chart';
import { endRows, type Frame } from './frame';

/** Lines that end so near to each other have their names in one column, pixels. */
const SAME_END = 24;
/** Between names behind lines, pixels. */
const APART = 2;

/** Heights of the names behind lines: as their ends where there is room, else moved apart in the order of the ends. */
export function endPlaces(marks: readonly Mark[], frame: Frame): Map<Mark, number> {
  const height = frame.bottom - frame.top;
  const ends = marks.flatMap((mark) => {
    if (mark.kind !== 'line' || mark.nameAt !== 'end' || !mark.name) {
      return [];
    }
    const end = pixels(mark.places, frame).at(-1);
    const half = (endRows(mark.name, frame.width, frame.fontSize).length * 1.2 * frame.fontSize) / 2;
    return end === undefined ? [] : [{ mark, end, half, y: Math.min(height - half, Math.max(half, end.y)) }];
  });
  const columns: (typeof ends)[] = [];
  for (const each of ends.sort((a, b) => a.end.x - b.end.x)) {
    const column = columns.at(-1);
    if (column !== undefined && each.end.x - column[0].end.x <= SAME_END) {
      column.push(each);
    } else {
      columns.push([each]);
    }
  }
  for (const column of columns) {
    column.sort((a, b) => a.end.y - b.end.y);
    const apart = (above: number): number => column[above].half + column[above + 1].half + APART;
    for (let i = 1; i < column.length; i++) {
      column[i].y = Math.max(column[i].y, column[i - 1].y + apart(i - 1));
    }
    column[column.length - 1].y = Math.min(
      column[column.length - 1].y,
      height - column[column.length - 1].half
    );
    for (let i = column.length - 2; i >= 0; i--) {
      column[i].y = Math.min(column[i].y, column[i + 1].y - apart(i));
    }
  }
  return new Map(ends.map(({ mark, y }) => [mark, y]));
}

/** The places that are seen, from the corner inside the axes. */
export function pixels(places: readonly Place[], { x, y, left, right, top, bottom }: Frame): Place[] {
  return places
    .map((place) => ({ x: x(place.x) - left, y: y(place.y) - top }))
    .filter((at) => at.x >= -0.5 && at.x <= right - left + 0.5 && at.y >= -0.5 && at.y <= bottom - top + 0.5);
}
