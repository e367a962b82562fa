import type { Axis, Chart } from './chart';
import { type Scale, scaleOf, tickValues } from './scale';

export interface Size {
  width: number;
  height: number;
  /** Of all texts, pixels; 12 unless given. */
  fontSize?: number;
}

export interface Tick {
  value: number;
  text: string;
  /** Pixels from the left, or from above. */
  at: number;
}

/** Where a chart's axes stand at one size; both painters take places from here. Pixels, y downwards. */
export interface Frame {
  width: number;
  height: number;
  fontSize: number;
  /** The rectangle of the axes. */
  left: number;
  right: number;
  top: number;
  bottom: number;
  x: Scale;
  y: Scale;
  xTicks: Tick[];
  yTicks: Tick[];
}

/** Mean width of a character and height of a line, in font sizes: measuring texts needs a page. */
const CHARACTER = 0.56;
const LINE = 1.2;
/** Between ticks and their texts, and between neighbouring texts, pixels. */
export const TICK_GAP = 8;
const TEXT_GAP = 14;
const END = 24;

/** Width of a text, about; pixels. */
export function textWidth(text: string, fontSize: number): number {
  return text.length * CHARACTER * fontSize;
}

/** The frame of a chart: room for ticks and titles, and as many ticks as don't touch. */
export function frameOf(chart: Chart, { width, height, fontSize = 12 }: Size): Frame {
  const line = LINE * fontSize;
  const top = 2 * line;
  const bottom = Math.max(top + 1, height - 2 * line - TICK_GAP - 6);
  const y = scaleOf(chart.y, [bottom, top]);
  const yTicks = ticksOf(chart.y, y, Math.max(2, Math.floor((bottom - top) / (2 * line))), () => line);
  const widest = Math.max(0, ...yTicks.map(({ text }) => textWidth(text, fontSize)));
  const left = Math.ceil(widest + TICK_GAP + 6);
  const right = Math.max(left + 1, width - END);
  const x = scaleOf(chart.x, [left, right]);
  const most = Math.max(2, Math.floor((right - left) / (4 * fontSize)));
  const xTicks = ticksOf(chart.x, x, Math.min(12, most), (text) => textWidth(text, fontSize) + TEXT_GAP);
  return { width, height, fontSize, left, right, top, bottom, x, y, xTicks, yTicks };
}

function ticksOf(axis: Axis, scale: Scale, most: number, extent: (text: string) => number): Tick[] {
  for (let count = most; ; count--) {
    const ticks = tickValues(axis, count).map((value) => ({
      value,
      text: axis.text(value),
      at: scale(value)
    }));
    const touch = ticks.some(
      ({ text, at }, i) =>
        i > 0 && Math.abs(at - ticks[i - 1].at) < (extent(text) + extent(ticks[i - 1].text)) / 2
    );
    if (!touch || count <= 1) {
      return ticks;
    }
  }
}
