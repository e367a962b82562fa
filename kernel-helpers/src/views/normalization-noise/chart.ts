import type { Axis, Chart, LineMark, Mark, Place, Range } from '../../chart';
import { exact, percent, plain, setting, times } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import {
  type NoiseCurvePoint,
  type NoiseValues,
  type NormalizationNoiseResult,
  RUNNING_STEPS
} from './result';
import type { SimulatedNoise } from './simulation';
import type { NormalizationNoiseState } from './state';
import { noiseAxisName, noiseShare, noiseSubject, noiseUnit } from './words';

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
/** Half the width of a 95 % interval, in standard errors of a Gaussian. */
const NORMAL_95 = 1.96;
/** The decay of running statistics is shown until so little is left; settled is what has less than this. */
const SHOWN_UNTIL = 0.005;
const SETTLED = 0.01;
const MOST_STEPS = 20_000;
const DECAY_PLACES = 100;

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

/**
 * Noise of batch normalisation along the state's axis, what counting says of it, and group normalisation's zero below
 * the axis of logarithms; the state, where counts are equal, and what was simulated.
 */
export function noiseChart(
  result: NormalizationNoiseResult,
  simulated: readonly SimulatedNoise[],
  axes: NoiseAxes,
  trans: Phrases
): Chart {
  const { state } = result;
  const subject = noiseSubject(state.quantity, trans);
  const axis = noiseAxisName(state.axis, trans);
  return {
    description: trans.__('Error of the %1 by batch normalisation, against %2', subject, axis),
    x: horizontal(result, axes, trans),
    y: {
      title: trans.__('error of the %1, % of %2 (log scale)', subject, noiseUnit(state.quantity)),
      kind: 'log',
      ...axes.noise,
      ticks: [zeroOf(axes), ...noiseTicks(axes)],
      text: (value) => (value === zeroOf(axes) ? '0' : plain(value))
    },
    marks: [
      zeroLine(axes, trans),
      ...lineMarks(result, trans),
      ...hereLines(result, axes, trans),
      ...simulatedMarks(simulated, result, axes, trans),
      ...measuredMarks(result, axes, trans),
      ...crossingMarks(result, trans),
      ...hereMarks(result, trans)
    ]
  };
}

/** What is left of the start value in the running statistics, step by step. */
export function runningChart(
  { state, running }: NormalizationNoiseResult,
  { steps: { from, to } }: NoiseAxes,
  trans: Phrases
): Chart {
  const p = state.momentum;
  const steps = Array.from({ length: DECAY_PLACES + 1 }, (_, i) => Math.round((i * to) / DECAY_PLACES));
  return {
    description: trans.__('Share of the start value left in running statistics, against training steps'),
    x: { title: trans.__('training steps'), kind: 'linear', from, to, text: exact },
    y: {
      title: trans.__('start value left, %'),
      kind: 'linear',
      from: 0,
      to: 104,
      ticks: [0, 25, 50, 75, 100],
      text: plain
    },
    marks: [
      { kind: 'rule', meaning: 'rule', axis: 'y', at: 100 * SETTLED, name: trans.__('1 %: settled') },
      {
        kind: 'line',
        id: 'decay',
        meaning: 'batchNorm',
        moving: true,
        places: steps.map((step) => ({ x: step, y: 100 * p ** step })),
        hover: steps.map((step) => trans.__('step %1: %2 left', exact(step), percent(p ** step))),
        name: `p = ${setting(p)}`
      },
      {
        kind: 'points',
        meaning: 'accent',
        moving: true,
        priority: 1,
        radius: 5,
        places: [{ x: RUNNING_STEPS, y: 100 * running.leftover }],
        names: [trans.__('%1 after %2 steps', percent(running.leftover), String(RUNNING_STEPS))]
      }
    ]
  };
}

function lastStep({ momentum: p }: NormalizationNoiseState): number {
  const wanted = p === 0 ? 1 : p === 1 ? Infinity : Math.log(SHOWN_UNTIL) / Math.log(p);
  return Math.min(MOST_STEPS, Math.max(1.5 * RUNNING_STEPS, wanted));
}

function horizontal({ state, curve }: NormalizationNoiseResult, { x }: NoiseAxes, trans: Phrases): Axis {
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

function zeroOf({ noise: { from, to } }: NoiseAxes): number {
  return from * (to / from) ** ZERO_SHARE;
}

function zeroLine(axes: NoiseAxes, trans: Phrases): Mark {
  const words = trans.__('group norm: 0 from other images');
  return {
    kind: 'line',
    meaning: 'groupNorm',
    priority: 2,
    places: [axes.x.from, axes.x.to].map((x) => ({ x, y: zeroOf(axes) })),
    hover: [words, words],
    name: words,
    nameAt: 'end'
  };
}

function lineMarks({ curve, state }: NormalizationNoiseResult, trans: Phrases): Mark[] {
  const isMean = state.quantity === 'meanError';
  const isFirstOrder = state.quantity === 'outputNoise' && curve[0].report.output.exact === null;
  const batch =
    state.axis === 'correlation'
      ? trans.__('batch norm')
      : trans.__('batch norm, ρ = %1', setting(state.correlation));
  const line = (of: keyof NoiseValues, name: string, look: Partial<LineMark> = {}): LineMark => {
    const drawn = curve.filter((point) => point[of] > 0);
    return {
      kind: 'line',
      id: of,
      meaning: 'batchNorm',
      moving: true,
      places: drawn.map((point) => placeOf(point, of)),
      hover: drawn.map((point) => `${name}: ${noiseShare(point[of])}\n${atText(point.at, state, trans)}`),
      name,
      nameAt: 'end',
      ...look
    };
  };
  return [
    line('groupCount', trans.__('count of one group (not its noise)'), {
      meaning: 'groupNorm',
      dash: 'dotted',
      width: 1.5
    }),
    line(
      'independent',
      isMean ? trans.__('if pixels were independent: 1/√m') : trans.__('if pixels were independent'),
      { meaning: 'textFaint', dash: 'dashed' }
    ),
    line('batch', isFirstOrder ? trans.__('%1, 1st order', batch) : batch, { width: 2.5, priority: 3 })
  ];
}

/** A place that is endless stands nowhere: the line has a gap. */
function placeOf(point: NoiseCurvePoint, of: keyof NoiseValues): Place {
  const y = 100 * point[of];
  return { x: point.at, y: Number.isFinite(y) ? y : NaN };
}

function atText(at: number, { axis }: NormalizationNoiseState, trans: Phrases): string {
  return `${noiseAxisName(axis, trans)}: ${axis === 'correlation' ? setting(at) : exact(at)}`;
}

/** From the axis up to the state's noise; thick is what counting misses. */
function hereLines({ here }: NormalizationNoiseResult, { noise }: NoiseAxes, trans: Phrases): Mark[] {
  const [batch, count] = [placeOf(here, 'batch'), placeOf(here, 'independent')];
  if (!(batch.y > 0)) {
    return [];
  }
  const line = (places: Place[], width: number, name?: string): Mark => ({
    kind: 'line',
    meaning: 'accent',
    moving: true,
    priority: 3,
    width,
    places,
    name
  });
  const ratio = here.batch / here.independent;
  const middle = { x: here.at, y: Math.sqrt(batch.y * count.y) };
  return [
    line([{ x: here.at, y: noise.from }, batch], 1),
    ...(count.y > 0 && ratio !== 1
      ? [line([count, middle, batch], 3, trans.__('%1 the count', times(ratio)))]
      : [])
  ];
}

function hereMarks({ here, state }: NormalizationNoiseResult, trans: Phrases): Mark[] {
  const place = placeOf(here, 'batch');
  if (!(place.y > 0)) {
    return [];
  }
  const name = noiseShare(here.batch);
  return [
    {
      kind: 'points',
      id: 'here',
      meaning: 'accent',
      moving: true,
      priority: 4,
      radius: 6,
      places: [place],
      names: [name],
      hover: [`${name}\n${atText(here.at, state, trans)}`]
    }
  ];
}

function simulatedMarks(
  simulated: readonly SimulatedNoise[],
  { state }: NormalizationNoiseResult,
  { noise }: NoiseAxes,
  trans: Phrases
): Mark[] {
  // No logarithm has a place for the zero at the least correlation.
  const shown = simulated.filter(({ value }) => 100 * value >= noise.from);
  const ends = shown.map(({ value, standardError }) => ({
    from: value - NORMAL_95 * standardError,
    to: value + NORMAL_95 * standardError
  }));
  return shown.length === 0
    ? []
    : [
        {
          kind: 'points',
          id: 'simulated',
          meaning: 'batchNorm',
          moving: true,
          open: true,
          radius: 3.5,
          places: shown.map(({ at, value }) => ({ x: at, y: 100 * value })),
          intervals: {
            axis: 'y',
            ends: ends.map(({ from, to }) => ({ from: Math.max(noise.from, 100 * from), to: 100 * to }))
          },
          hover: shown.map(
            ({ at, value }, i) =>
              `${trans.__(
                'simulated: %1, 95 % interval %2 to %3',
                noiseShare(value),
                noiseShare(Math.max(0, ends[i].from)),
                noiseShare(ends[i].to)
              )}\n${atText(at, state, trans)}`
          )
        }
      ];
}

/** Errors measured in a network, with their intervals. */
function measuredMarks(
  { measured, state }: NormalizationNoiseResult,
  { noise }: NoiseAxes,
  trans: Phrases
): Mark[] {
  const shown = measured?.points.filter(({ value }) => 100 * value >= noise.from) ?? [];
  if (!measured || shown.length === 0) {
    return [];
  }
  const name = trans.__('measured at %1', measured.layer.name);
  return [
    {
      kind: 'points',
      id: 'measured',
      meaning: 'text',
      moving: true,
      symbol: 'square',
      priority: 2,
      radius: 4,
      places: shown.map(({ batchSize, value }) => ({ x: batchSize, y: 100 * value })),
      names: shown.map((_, i) => (i === shown.length - 1 ? name : '')),
      intervals: {
        axis: 'y',
        ends: shown.map(({ from, to }) => ({ from: Math.max(noise.from, 100 * from), to: 100 * to }))
      },
      hover: shown.map(
        ({ batchSize, value, from, to, theory }) =>
          `${trans.__(
            '%1: %2, interval %3 to %4; theory %5',
            name,
            noiseShare(value),
            noiseShare(from),
            noiseShare(to),
            noiseShare(theory)
          )}\n${atText(batchSize, state, trans)}`
      )
    }
  ];
}

/** Where on the axis a batch and a group count as many values, at what counting says there. */
function crossingMarks({ state, here, crossing, curve }: NormalizationNoiseResult, trans: Phrases): Mark[] {
  const { axis, batchSize, channels, groups } = state;
  if (axis === 'side' || axis === 'correlation') {
    return [];
  }
  const x = { batchSize: crossing, channels: groups * batchSize, groups: channels / batchSize }[axis];
  // Along the channels and the groups the dashed line is level.
  const value = axis === 'batchSize' ? here.groupCount : here.independent;
  if (!(x >= curve[0].at && x <= curve[curve.length - 1].at && Number.isFinite(value))) {
    return [];
  }
  const name = trans.__('equal counts at N* = %1', exact(axis === 'batchSize' ? crossing : batchSize));
  return [
    {
      kind: 'points',
      id: 'crossing',
      meaning: 'text',
      moving: true,
      priority: 1,
      symbol: 'diamond',
      open: true,
      places: [{ x, y: 100 * value }],
      names: [name],
      hover: [name]
    }
  ];
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
