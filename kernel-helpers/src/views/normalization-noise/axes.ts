import type { Axis, Range } from '../../chart';
import { exact, plain } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import { type NormalizationNoiseResult, RUNNING_STEPS } from './result';
import type { NormalizationNoiseState } from './state';
import { noiseAxisName, noiseSubject, noiseUnit } from './words';

/** What is seen of the axis that is chosen, of the noise in per cent, and of training steps. */
export interface NoiseAxes {
  x: Range;
  noise: Range;
  steps: Range;
}

/** Where zero stands, which no logarithm has a place for, and where ticks begin: in shares of the axis of noise. */
const ZERO_SHARE = 0.03;
const ZERO_ROOM = 0.12;
/** Above the highest line: its points have intervals. */
const HEADROOM = 1.2;
/** At the least correlation noise tends to 0: below this share of the most nothing is drawn. */
const LEAST_SHARE = 1e-4;
/** Digits at which the axis of noise may end, and those of its ticks, where it is short. */
const ENDS = [1, 2, 5, 10] as const;
const DIGITS = [1, 2, 5] as const;
const SHORT = 2.5;
/** The decay of running statistics is shown until so little is left. */
const SHOWN_UNTIL = 0.005;
const MOST_STEPS = 20_000;

/** Axes that hold every line of a state. */
export function noiseAxes({ curve, state, measured }: NormalizationNoiseResult): NoiseAxes {
  const places = curve.map(({ at }) => at);
  const values = curve
    .flatMap(({ batch, independent, groupCount }) => [batch, independent, groupCount])
    .concat(measured?.points.flatMap(({ from, to }) => [from, to]) ?? [])
    .filter((value) => value > 0 && Number.isFinite(value));
  const most = 100 * Math.max(...(values.length > 0 ? values : [1]));
  const least = Math.max(100 * Math.min(...values), LEAST_SHARE * most);
  const to = roundUp(HEADROOM * most);
  const from = roundDown(Math.min(least, most));
  return {
    x: apart({ from: Math.min(...places), to: Math.max(...places) }),
    noise: { from: from * (from / to) ** (ZERO_ROOM / (1 - ZERO_ROOM)), to },
    steps: { from: 0, to: lastStep(state) }
  };
}

/** The axis along which the state moves. */
export function placesAxis(
  { state, curve }: NormalizationNoiseResult,
  { x }: NoiseAxes,
  trans: Phrases
): Axis {
  const title = noiseAxisName(state.axis, trans);
  if (state.axis === 'correlation') {
    return { title, kind: 'linear', ...x, text: plain };
  }
  return {
    title: trans.__('%1 (log scale)', title),
    kind: 'log',
    ...x,
    ticks:
      state.axis === 'groups'
        ? curve.map(({ at }) => at)
        : doublings(x, state.axis === 'channels' ? state.groups : 1),
    text: exact
  };
}

/** The axis of noise in per cent, with a zero below its logarithms. */
export function noiseAxis({ quantity }: NormalizationNoiseState, axes: NoiseAxes, trans: Phrases): Axis {
  return {
    title: trans.__(
      'error of the %1, % of %2 (log scale)',
      noiseSubject(quantity, trans),
      noiseUnit(quantity)
    ),
    kind: 'log',
    ...axes.noise,
    ticks: [zeroOf(axes), ...noiseTicks(axes)],
    text: (value) => (value === zeroOf(axes) ? '0' : plain(value))
  };
}

/** Where group normalisation's zero is drawn. */
export function zeroOf({ noise: { from, to } }: NoiseAxes): number {
  return from * (to / from) ** ZERO_SHARE;
}

function lastStep({ momentum: p }: NormalizationNoiseState): number {
  const wanted = p === 0 ? 1 : p === 1 ? Infinity : Math.log(SHOWN_UNTIL) / Math.log(p);
  return Math.min(MOST_STEPS, Math.max(1.5 * RUNNING_STEPS, wanted));
}

/** 1, 2, 4 … times a number: batch sizes, widths and sides are such. */
function doublings({ from, to }: Range, times: number): number[] {
  const first = Math.max(0, Math.ceil(Math.log2(from / times)));
  const count = Math.floor(Math.log2(to / times)) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => times * 2 ** (first + i));
}

/** Values of the noise that the axis has ticks at: no multiple below the room for zero. */
function noiseTicks({ noise: { from, to } }: NoiseAxes): number[] {
  const least = from * (to / from) ** ZERO_ROOM * (1 - 1e-9);
  const digits = Math.log10(to / least) > SHORT ? [1] : DIGITS;
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.log10(to); power++) {
    ticks.push(...digits.map((digit) => Number(`${digit}e${power}`)));
  }
  return ticks.filter((tick) => tick >= least && tick <= to);
}

/** Ends that differ, for a scale of a single place. */
function apart({ from, to }: Range): Range {
  return from < to ? { from, to } : { from: from / 2, to: to * 2 };
}

function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (ENDS.find((end) => end * power >= value * (1 - 1e-9)) ?? 10);
}

function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([...ENDS].reverse().find((end) => end * power <= value * (1 + 1e-9)) ?? 1);
}
