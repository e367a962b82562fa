import type { Axis, Chart, Rectangle } from './chart';
import type { LabelBox } from './label-places';
import { wrap } from './page';
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

/** Behind the end of a line, before its name; pixels. */
export const END_GAP = 8;
/** Of a plot's width, what names behind lines may take; and in steps of so many pixels, so that the axes rest. */
const END_SHARE = 0.26;
const END_STEP = 16;

/** A name behind the end of a line, in as many rows as it takes. */
export function endRows(name: string, width: number, fontSize: number): string[] {
  return wrap(name, END_SHARE * width, CHARACTER * fontSize);
}

/** What names behind the ends of lines take beside the axes. */
function endRoom({ marks }: Chart, width: number, fontSize: number): number {
  const rows = marks.flatMap((mark) =>
    mark.kind === 'line' && mark.nameAt === 'end' && mark.name ? endRows(mark.name, width, fontSize) : []
  );
  const widest = Math.max(0, ...rows.map((row) => textWidth(row, fontSize)));
  return widest === 0 ? 0 : END_STEP * Math.ceil((widest + END_GAP + 2) / END_STEP);
}

/** The frame of a chart: room for ticks and titles, and as many ticks as don't touch. */
export function frameOf(chart: Chart, { width, height, fontSize = 12 }: Size): Frame {
  const line = LINE * fontSize;
  const top = (chart.y.title === '' ? 0.7 : 2) * line;
  const isBare = chart.x.title === '' && chart.x.ticks?.length === 0;
  const below = isBare ? TICK_GAP : (chart.x.title === '' ? 1 : 2) * line + TICK_GAP + 6;
  const bottom = Math.max(top + 1, height - below);
  const y = scaleOf(chart.y, [bottom, top]);
  const most = chart.y.ticks?.length ?? Math.max(2, Math.floor((bottom - top) / (2 * line)));
  const yTicks = ticksOf(chart.y, y, most, () => line);
  const beside = [...yTicks.map(({ text }) => text), chart.y.room ?? ''];
  const widest = Math.max(0, ...beside.map((text) => textWidth(text, fontSize)));
  const left = Math.ceil(widest + TICK_GAP + 6);
  const right = Math.max(left + 1, width - Math.max(END, endRoom(chart, width, fontSize)));
  const x = scaleOf(chart.x, [left, right]);
  const room = Math.max(2, Math.floor((right - left) / (4 * fontSize)));
  const xTicks = ticksOf(
    chart.x,
    x,
    chart.x.ticks?.length ?? Math.min(12, room),
    (text) => textWidth(text, fontSize) + TEXT_GAP
  );
  return { width, height, fontSize, left, right, top, bottom, x, y, xTicks, yTicks };
}

/** A rectangle of a mark, pixels. */
export function rectangleOf(
  { x0, x1, y0, y1 }: Rectangle,
  { x, y, left, right, top, bottom }: Frame
): LabelBox {
  const xs = [x0 === undefined ? left : x(x0), x1 === undefined ? right : x(x1)];
  const ys = [y0 === undefined ? bottom : y(y0), y1 === undefined ? top : y(y1)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
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
