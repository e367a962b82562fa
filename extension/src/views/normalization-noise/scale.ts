import type { NormalizationNoiseResult } from '@efficientnet-lab/kernel-helpers/views/normalization-noise';

/** One axis, in logarithms where it is logarithmic. */
interface Range {
  readonly isLog: boolean;
  readonly from: number;
  readonly to: number;
}

/** Both axes of the noise plot; held while a slider moves. */
export interface Scale {
  readonly x: Range;
  readonly y: Range;
}

/** Share of the y axis below its ticks, where the zero of group normalisation lies: no logarithm has a place for it. */
export const ZERO_ROOM = 0.12;
/** Where in that room the line of zero lies, in shares of the whole axis. */
export const ZERO_SHARE = 0.03;
/** Above the highest line: its points have bars. */
const HEADROOM = 1.2;
/** Steps at which the y axis may end. */
const ENDS = [1, 2, 5, 10] as const;

export function scaleOf({ curve, state }: NormalizationNoiseResult): Scale {
  const places = curve.map(({ at }) => at);
  const values = curve
    .flatMap(({ batch, independent, groupCount }) => [batch, independent, groupCount])
    .filter((value) => value > 0 && Number.isFinite(value));
  const isLog = state.axis !== 'correlation';
  const ends = (value: number): number => (isLog ? Math.log10(value) : value);
  const to = Math.log10(ceiling(HEADROOM * Math.max(...values)));
  const least = Math.log10(floor(Math.min(...values)));
  return {
    x: { isLog, from: ends(Math.min(...places)), to: ends(Math.max(...places)) },
    y: { isLog: true, from: least - ((to - least) * ZERO_ROOM) / (1 - ZERO_ROOM), to }
  };
}

/** Where a value lies on its axis, 0…1; values beyond the ends lie on them. */
export function shareOf({ isLog, from, to }: Range, value: number): number {
  const place = isLog ? Math.log10(value) : value;
  return to === from ? 0.5 : Math.min(1, Math.max(0, (place - from) / (to - from)));
}

/** Whether a value lies between the ends of the axis. */
export function isOn({ isLog, from, to }: Range, value: number): boolean {
  const place = isLog ? Math.log10(value) : value;
  return place >= from && place <= to;
}

/** Ticks at 1, 2 and 5 of each power of ten, or at the powers alone where the axis is long. */
export function noiseTicks({ y }: Scale): number[] {
  const least = y.from + (y.to - y.from) * ZERO_ROOM;
  const mantissas = y.to - least > 2.5 ? [1] : [1, 2, 5];
  const powers = Array.from({ length: 14 }, (_, i) => 10 ** (i - 10));
  return powers
    .flatMap((power) => mantissas.map((mantissa) => mantissa * power))
    .filter((tick) => Math.log10(tick) >= least - 1e-9 && Math.log10(tick) <= y.to + 1e-9);
}

function ceiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (ENDS.find((end) => end * power >= value * (1 - 1e-9)) ?? 10);
}

function floor(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([...ENDS].reverse().find((end) => end * power <= value * (1 + 1e-9)) ?? 1);
}
