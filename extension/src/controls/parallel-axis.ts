/** One of the axes, from left to right. */
export interface ParallelAxis<Key extends string = string> {
  key: Key;
  name: string;
  from: number;
  to: number;
  scale: 'linear' | 'log';
  /** Of each line; not-a-number where a line has no place on this axis. */
  values: ArrayLike<number>;
  /** Where a brush may end, if not anywhere: whole numbers. */
  isWhole: boolean;
  text(value: number): string;
}

/** Keys move an end of a brush by this share of the axis, or ten of them. */
const KEY_STEP = 0.02;

/** How far along an axis, 0…1: in the middle of one that has a single value. */
export function shareOf({ from, to, scale }: ParallelAxis, value: number): number {
  if (from === to && !Number.isNaN(value)) {
    return 0.5;
  }
  return scale === 'log' ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
}

export function valueOf({ from, to, scale }: ParallelAxis, share: number): number {
  return scale === 'log' ? from * (to / from) ** share : from + (to - from) * share;
}

/** An end of a brush after some steps, within the axis. */
export function stepped(axis: ParallelAxis, value: number, steps: number): number {
  if (axis.isWhole) {
    const whole = steps > 0 ? Math.floor(value) : Math.ceil(value);
    return within(whole + Math.sign(steps) * Math.min(Math.abs(steps), 1e6), axis.from, axis.to);
  }
  const share = within(shareOf(axis, value) + steps * KEY_STEP, 0, 1);
  return share === 0 ? axis.from : share === 1 ? axis.to : valueOf(axis, share);
}

/** Not-a-number stays what it is. */
export function within(value: number, from: number, to: number): number {
  return Math.min(to, Math.max(from, value));
}
