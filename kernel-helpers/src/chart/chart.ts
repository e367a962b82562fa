import type { Meaning } from './colours';

/** A place in the units of the axes. */
export interface Place {
  x: number;
  y: number;
}

export interface Range {
  from: number;
  to: number;
}

export interface Axis {
  /** With its unit; none, and no room for it, when empty. */
  title: string;
  kind: 'linear' | 'log';
  /** What is seen; on a log axis above 0. An axis with `from` above `to` is reversed. */
  from: number;
  to: number;
  /** Where ticks may stand; those that would touch are left out. Round values unless given. */
  ticks?: readonly number[];
  /** Lines across the axes at its ticks; of y alone unless given. */
  grid?: boolean;
  /** Beside an axis y there is room for a text as wide as this: charts above each other line up. */
  room?: string;
  /** A tick in words. */
  text(value: number): string;
}

/** An axis of names, the first at 0: on y from above, on x from the left. Bars stand half a unit to either side. */
export function categories(names: readonly string[], direction: 'down' | 'right'): Axis {
  const ends: Range = { from: -0.5, to: names.length - 0.5 };
  return {
    title: '',
    kind: 'linear',
    ...(direction === 'right' ? ends : { from: ends.to, to: ends.from }),
    ticks: names.map((_, i) => i),
    grid: false,
    text: (value) => names[value] ?? ''
  };
}

interface MarkOf {
  meaning: Meaning;
  /** What the live plot calls it when it is picked, pointed at, selected or dragged; without one it can't be. */
  id?: string;
  /** It follows a slider: live, it is drawn faster than the rest, and has words for hover only if it has an id. */
  moving?: boolean;
  /** Which labels find room first: the higher before the lower, 0 unless given; of points and rectangles also for each. */
  priority?: number | readonly number[];
}

export type Dash = 'dashed' | 'dotted';

/** A line through places; not-a-number in a place is a gap. */
export interface LineMark extends MarkOf {
  kind: 'line';
  places: readonly Place[];
  /** For each place; "\n" ends a line. */
  hover?: readonly string[];
  /** Straight from place to place, or level until the next place is reached. */
  shape?: 'straight' | 'step';
  dash?: Dash;
  /** Pixels; 2 unless given. */
  width?: number;
  /** 0…1; 1 unless given. */
  opacity?: number;
  name?: string;
  /** Beside the line where there is room, or behind its end, where room is kept for it; beside it unless given. */
  nameAt?: 'side' | 'end';
}

/** What lies between two lines. */
export interface BandMark extends MarkOf {
  kind: 'band';
  places: readonly ({ x: number } & Range)[];
  /** 0…1; 0.16 unless given. */
  opacity?: number;
  /** Of its edges, which have no line unless given. */
  dash?: Dash;
  /** Within it, where there is room. */
  name?: string;
}

export type PointSymbol = 'circle' | 'square' | 'diamond' | 'triangle' | 'star' | 'cross' | 'times';

export interface PointsMark extends MarkOf {
  kind: 'points';
  places: readonly Place[];
  hover?: readonly string[];
  /** For each place, beside it where there is room; none for an empty one. */
  names?: readonly string[];
  /** A circle unless given. */
  symbol?: PointSymbol;
  /** Its outline alone: what lies below is seen. */
  open?: boolean;
  /** With a dot in its middle. */
  dotted?: boolean;
  /** Pixels, of all or for each place; 4.5 unless given. */
  radius?: number | readonly number[];
  /** 0…1, of all or for each place; 1 unless given. */
  opacity?: number | readonly number[];
  /** So many that names of other marks may stand on them. */
  crowd?: boolean;
  /** So many that live they are drawn on a canvas below all other marks, where Plotly would take longer than a frame. */
  many?: boolean;
  /** For each place what is uncertain, as a line through it along one axis; on a log axis above 0. */
  intervals?: { axis: 'x' | 'y'; ends: readonly Range[] };
}

/** Bars, cells, strips: rectangles that end where the axis ends on sides that are not given. */
export interface RectanglesMark extends MarkOf {
  kind: 'rectangles';
  rectangles: readonly Rectangle[];
  /** 0…1, of all or for each rectangle. */
  opacity: number | readonly number[];
  /** For each rectangle. */
  hover?: readonly string[];
  /** For each rectangle, inside it or else beside it, where there is room. One of no width has its name beside it. */
  names?: readonly string[];
}

export interface Rectangle {
  x0?: number;
  x1?: number;
  y0?: number;
  y1?: number;
}

/** A grid of cells in shades of one colour, where rectangles would be too many; live it lies below all other marks. */
export interface CellsMark extends MarkOf {
  kind: 'cells';
  /** What the grid covers, in cells that are equally large as they are seen; the first stands at `x.from` and `y.from`. */
  x: Range;
  y: Range;
  columns: number;
  /** Row by row, 0…1: how much of the colour is seen. */
  shades: readonly number[];
  /** For each column, which is picked as a whole. */
  hover?: readonly string[];
}

/** A line from end to end at one value of one axis. */
export interface RuleMark extends MarkOf {
  kind: 'rule';
  axis: 'x' | 'y';
  at: number;
  /** Dashed unless given. */
  dash?: Dash | 'solid';
  /** Pixels; 1.5 unless given. */
  width?: number;
  /** Along it, where there is room. */
  name?: string;
}

export type Mark = LineMark | BandMark | PointsMark | RectanglesMark | CellsMark | RuleMark;

/** A picture as data: what stands where and what it means. How it is drawn, painters know. */
export interface Chart {
  /** For those who can't see it. */
  description: string;
  x: Axis;
  y: Axis;
  /** Later ones over earlier ones. */
  marks: readonly Mark[];
  /** Words in the middle of the axes, as long as there is nothing to draw. */
  note?: string;
}

/** What is given once for all, or for each. */
export function each(value: number | readonly number[], index: number): number {
  return typeof value === 'number' ? value : value[index];
}
