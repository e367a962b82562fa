import type { Axis, CellsMark, Place, Range } from './chart';
import type { Frame } from './frame';
import { valueIn } from './scale';

/** Shades that are drawn: more would not be told apart, and break the runs of equal cells. */
const SHADES = 12;

/** Neighbouring cells of a row that look alike: columns from `from` up to, but not with, `to`. */
export interface CellRun {
  row: number;
  from: number;
  to: number;
}

/** The grid on a frame, pixels: its first corner and one cell, whose sides are negative on reversed axes. */
export interface CellGrid {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function cellGrid({ x, y, columns, shades }: CellsMark, frame: Frame): CellGrid {
  const [left, top] = [frame.x(x.from), frame.y(y.from)];
  return {
    x: left,
    y: top,
    width: (frame.x(x.to) - left) / columns,
    height: (frame.y(y.to) - top) / (shades.length / columns)
  };
}

/** Cells that are seen by their shade, 0…1; painters have less to draw so. */
export function cellRuns({ columns, shades }: CellsMark): Map<number, CellRun[]> {
  const runs = new Map<number, CellRun[]>();
  const levels = shades.map((shade) => Math.round(shade * SHADES));
  for (let first = 0; first < levels.length; first += columns) {
    for (let from = 0; from < columns;) {
      const level = levels[first + from];
      let to = from + 1;
      while (to < columns && levels[first + to] === level) {
        to++;
      }
      if (level > 0) {
        const shade = level / SHADES;
        const alike = runs.get(shade) ?? [];
        alike.push({ row: first / columns, from, to });
        runs.set(shade, alike);
      }
      from = to;
    }
  }
  return runs;
}

/** The column under a place in pixels; null beside the grid. */
export function columnAt(mark: CellsMark, frame: Frame, at: Place): number | null {
  const { x, y, width, height } = cellGrid(mark, frame);
  const [column, row] = [Math.floor((at.x - x) / width), Math.floor((at.y - y) / height)];
  const isIn = column >= 0 && column < mark.columns && row >= 0 && row < mark.shades.length / mark.columns;
  return isIn ? column : null;
}

/** From one edge of a column to the other, in units of the axis. */
export function columnRange({ x, columns }: CellsMark, { kind }: Axis, column: number): Range {
  return { from: valueIn(kind, x, column / columns), to: valueIn(kind, x, (column + 1) / columns) };
}
