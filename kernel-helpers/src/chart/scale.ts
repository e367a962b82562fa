import { scaleLinear, scaleLog } from 'd3-scale';
import type { Axis, Range } from './chart';

/** Where values stand, pixels. */
export type Scale = (value: number) => number;

export function scaleOf({ kind, from, to }: Axis, pixels: readonly [number, number]): Scale {
  const scale = (kind === 'log' ? scaleLog : scaleLinear)([from, to], pixels);
  return (value) => scale(value);
}

/** The value at a share of a range, as it is seen on such an axis. */
export function valueIn(kind: Axis['kind'], { from, to }: Range, share: number): number {
  return kind === 'log' ? from * (to / from) ** share : from + share * (to - from);
}

/** Multiples a person would choose on a log axis, the finest first. */
const LOG_DIGITS = [[1, 2, 5], [1, 5], [1]] as const;
const FEWEST = 3;

/**
 * At most `most` values on an axis, from the least on: of those that are given every nth, else round ones, multiples of
 * 1, 2 or 5 times a power of ten, on log axes 1, 2, 5, 10 …
 */
export function tickValues({ kind, ticks, ...ends }: Axis, most: number): number[] {
  const [from, to] = [Math.min(ends.from, ends.to), Math.max(ends.from, ends.to)];
  if (ticks) {
    const seen = ticks.filter((value) => value >= from && value <= to);
    const every = Math.ceil(seen.length / Math.max(1, most));
    return seen.filter((_, i) => i % every === 0);
  }
  if (kind === 'log') {
    for (const digits of LOG_DIGITS) {
      const values = logValues(digits, from, to);
      if (values.length < FEWEST) {
        break;
      }
      if (values.length <= most) {
        return values;
      }
    }
    const decades = logValues([1], from, to);
    if (decades.length > most) {
      const every = Math.ceil(decades.length / most);
      return decades.filter((_, i) => i % every === 0);
    }
  }
  const scale = scaleLinear([from, to], [0, 1]);
  for (let count = most; count > 1; count--) {
    const values = scale.ticks(count);
    if (values.length <= most) {
      return values;
    }
  }
  return scale.ticks(1).slice(0, Math.max(1, most));
}

function logValues(digits: readonly number[], from: number, to: number): number[] {
  const values: number[] = [];
  // An end that has left the range of numbers has no power to count from, or up to.
  const last = Math.log10(Math.min(to, Number.MAX_VALUE));
  for (let power = Math.floor(Math.log10(Math.max(from, Number.MIN_VALUE))); power <= last; power++) {
    // A power of ten by its name: 10 ** -3 is not 0.001.
    values.push(...digits.map((digit) => Number(`${digit}e${power}`)));
  }
  return values.filter((value) => value >= from && value <= to);
}
