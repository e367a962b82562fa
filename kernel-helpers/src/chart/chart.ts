import type { Meaning } from './colours';

/** A place in the units of the axes. */
export interface Place {
  x: number;
  y: number;
}

export interface Axis {
  /** With its unit. */
  title: string;
  kind: 'linear' | 'log';
  /** What is seen; on a log axis above 0. */
  from: number;
  to: number;
  /** A tick in words. */
  text(value: number): string;
}

interface MarkOf {
  meaning: Meaning;
  /** It follows a slider: live, it is drawn faster than the rest, and has no words for hover. */
  moving?: boolean;
  /** Which labels find room first: the higher before the lower, 0 unless given. */
  priority?: number;
}

/** A line through places; not-a-number in a place is a gap. */
export interface LineMark extends MarkOf {
  kind: 'line';
  places: readonly Place[];
  /** For each place. */
  hover?: readonly string[];
  dash?: 'dashed' | 'dotted';
  /** Pixels; 2 unless given. */
  width?: number;
}

/** What lies between two lines. */
export interface BandMark extends MarkOf {
  kind: 'band';
  places: readonly { x: number; from: number; to: number }[];
}

export interface PointsMark extends MarkOf {
  kind: 'points';
  places: readonly Place[];
  hover?: readonly string[];
  /** For each place, beside it where there is room. */
  names?: readonly string[];
  /** Pixels; 4.5 unless given. */
  radius?: number;
}

/** Bars, cells, strips: rectangles that end where the axis ends on sides that are not given. */
export interface RectanglesMark extends MarkOf {
  kind: 'rectangles';
  rectangles: readonly { x0?: number; x1?: number; y0?: number; y1?: number }[];
  /** 0…1. */
  opacity: number;
  /** For each rectangle. */
  hover?: readonly string[];
}

/** A line from end to end at one value of one axis. */
export interface RuleMark extends MarkOf {
  kind: 'rule';
  axis: 'x' | 'y';
  at: number;
  /** Along it, where there is room. */
  name?: string;
}

export type Mark = LineMark | BandMark | PointsMark | RectanglesMark | RuleMark;

/** A picture as data: what stands where and what it means. How it is drawn, painters know. */
export interface Chart {
  /** For those who can't see it. */
  description: string;
  x: Axis;
  y: Axis;
  /** Later ones over earlier ones. */
  marks: readonly Mark[];
}
