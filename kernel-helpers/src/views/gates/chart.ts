import type { GateVerdict } from '../../analysis';
import type { Axis, Chart, LineMark, Mark, PointSymbol, RuleMark } from '../../chart';
import { exact, percent, plain, setting, significant } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import type { DrawnGates } from './drawn';
import type { GatesResult } from './result';
import type { GatesState } from './state';
import { channelWords, orderName, scoreName } from './words';

/** The rule that stands for the threshold, and the cells of the map. */
export const THRESHOLD = 'threshold';
export const MAP = 'gates';

/** Shapes repeat what the hues say; the last are drawn over the first. */
export const VERDICT_SYMBOLS: Readonly<Record<GateVerdict, PointSymbol>> = {
  neverLow: 'circle',
  sometimesLow: 'diamond',
  alwaysLow: 'square'
};
export const VERDICTS = Object.keys(VERDICT_SYMBOLS) as readonly GateVerdict[];

const QUARTERS = [0, 0.25, 0.5, 0.75, 1];
/** Width that channels share, about, and the radii of their points, pixels. */
const WIDTH = 540;
const RADII = { least: 2.5, most: 4.5 };
/** Steps of a line that are drawn: more are no pixel apart. */
const MOST_STEPS = 400;

/** Gates of the inputs by channel. */
export function gatesMapChart(
  state: GatesState,
  result: GatesResult,
  drawn: DrawnGates,
  looked: number | null,
  trans: Phrases
): Chart {
  const { inputs, channels } = result.matrix;
  return {
    description: trans.__(
      'Gates of %1 inputs by %2 channels: the fuller the colour, the more a gate lets through',
      exact(inputs),
      exact(channels)
    ),
    x: { ...channelAxis(state, drawn, trans), title: '', ticks: [] },
    y: {
      title: withDrawn(trans.__('inputs'), drawn.inputs.length, inputs, trans),
      kind: 'linear',
      from: 0,
      to: inputs,
      ticks: wholeTicks(inputs),
      grid: false,
      room: plain(QUARTERS[1]),
      text: exact
    },
    marks: [
      {
        kind: 'cells',
        id: MAP,
        meaning: 'gate',
        x: { from: 0, to: channels },
        y: { from: 0, to: inputs },
        columns: drawn.channels.length,
        shades: drawn.shades,
        hover: drawn.channels.map((channel) => channelWords(state, result, channel, trans))
      },
      ...lookedAt(drawn, looked)
    ]
  };
}

/** Mean and 5 to 95 % of each channel that the map has, above or below the threshold. */
export function gateProfileChart(
  state: GatesState,
  result: GatesResult,
  drawn: DrawnGates,
  looked: number | null,
  trans: Phrases
): Chart {
  const slot = drawn.order.length / drawn.channels.length;
  const place = new Map(drawn.channels.map((channel, i) => [channel, (i + 0.5) * slot]));
  const radius = Math.min(RADII.most, Math.max(RADII.least, WIDTH / drawn.channels.length / 2));
  return {
    description: trans.__('Mean and 5 to 95 % of each channel’s gates, with the threshold'),
    x: channelAxis(state, drawn, trans),
    y: {
      title: trans.__('gate: mean, and 5 to 95 % of inputs'),
      kind: 'linear',
      from: 0,
      to: 1,
      ticks: QUARTERS,
      room: exact(result.matrix.inputs),
      text: plain
    },
    marks: [
      ...VERDICTS.map((verdict): Mark => {
        const channels = channelsOf(verdict, result, drawn);
        const statistics = channels.map((channel) => result.analysis.channels[channel]);
        return {
          kind: 'points',
          id: verdict,
          meaning: verdict,
          moving: true,
          symbol: VERDICT_SYMBOLS[verdict],
          radius,
          crowd: true,
          places: statistics.map(({ channel, mean }) => ({ x: place.get(channel) ?? NaN, y: mean })),
          intervals: {
            axis: 'y',
            ends: statistics.map(({ quantiles }) => ({ from: quantiles.q05, to: quantiles.q95 }))
          },
          hover: channels.map((channel) => channelWords(state, result, channel, trans))
        };
      }),
      ...lookedAt(drawn, looked),
      thresholdRule(state, 'y')
    ]
  };
}

/** Channels of a verdict among those that are drawn, in the order of their points. */
export function channelsOf(
  verdict: GateVerdict,
  { shares }: GatesResult,
  { channels }: DrawnGates
): readonly number[] {
  return channels.filter((channel) => shares[channel].verdict === verdict);
}

/** What pruning takes of the channels and of the block's MACs, against the threshold. */
export function gateSavingsChart(state: GatesState, result: GatesResult, trans: Phrases): Chart {
  const { channels, macs } = takenBy(result, state.threshold);
  const hasBlock = result.pruning !== null;
  return {
    description: trans.__(
      'Share of channels and of the block’s MACs that pruning takes, against the threshold'
    ),
    x: {
      title: trans.__('threshold τ on the %1', scoreName(state.score, trans)),
      kind: 'linear',
      from: 0,
      to: 1,
      text: plain
    },
    y: {
      title: trans.__('share that pruning takes'),
      kind: 'linear',
      from: 0,
      to: 1,
      ticks: QUARTERS,
      text: (share) => percent(share, 0)
    },
    marks: [
      ...takenLines(result, trans),
      { ...thresholdRule(state, 'x'), priority: 2 },
      {
        kind: 'points',
        id: 'here',
        meaning: 'accent',
        moving: true,
        radius: 6,
        priority: 1,
        places: [{ x: state.threshold, y: macs ?? channels }],
        names: [
          hasBlock
            ? trans.__('%1 of the block’s MACs', percent(macs ?? 0))
            : trans.__('%1 of the channels', percent(channels))
        ]
      }
    ]
  };
}

/** What a threshold takes: channels, and of the block's MACs a share; both 0…1. */
export function takenBy(result: GatesResult, threshold: number): Taken {
  return takenWith(result, result.scores.filter((score) => score < threshold).length);
}

interface Taken {
  channels: number;
  /** Null where the block isn't known. */
  macs: number | null;
}

function takenWith({ scores, pruning }: GatesResult, taken: number): Taken {
  const removed = pruning
    ? pruning.step * Math.floor(Math.min(taken, pruning.mostRemovable) / pruning.step)
    : 0;
  return {
    channels: taken / scores.length,
    macs: pruning && pruning.savings(removed).share.blockMacs
  };
}

/** A channel goes as soon as the threshold is above its score: steps at the scores. */
function takenLines(result: GatesResult, trans: Phrases): LineMark[] {
  const steps = takenSteps(result);
  const line = (
    of: (taken: Taken) => number,
    look: Pick<LineMark, 'meaning' | 'dash' | 'name'>,
    words: (share: string, threshold: string) => string
  ): LineMark => ({
    kind: 'line',
    shape: 'step',
    places: steps.map(({ threshold, taken }) => ({ x: threshold, y: of(taken) })),
    hover: steps.map(({ threshold, taken }) => words(percent(of(taken)), significant(threshold))),
    ...look
  });
  return [
    line(
      ({ channels }) => channels,
      { meaning: 'neverLow', dash: 'dotted', name: trans.__('channels') },
      (share, threshold) => trans.__('τ above %2: %1 of the channels', share, threshold)
    ),
    ...(result.pruning === null
      ? []
      : [
          line(
            ({ macs }) => macs ?? 0,
            { meaning: 'macs', name: trans.__('the block’s MACs') },
            (share, threshold) => trans.__('τ above %2: %1 of the block’s MACs', share, threshold)
          )
        ])
  ];
}

interface TakenStep {
  threshold: number;
  /** By any threshold above that, up to the next step's. */
  taken: Taken;
}

/** Steps from 0 to 1, of more channels than pixels every so many. */
function takenSteps(result: GatesResult): TakenStep[] {
  const { scores, order } = result;
  const most = scores.length;
  const every = Math.ceil(most / MOST_STEPS);
  const steps: TakenStep[] = [];
  let below = 0;
  const add = (threshold: number): void => {
    while (below < most && scores[order[below]] <= threshold) {
      below++;
    }
    steps.push({ threshold, taken: takenWith(result, below) });
  };
  add(0);
  while (below < most) {
    add(Math.min(1, scores[order[Math.min(most, below + every) - 1]]));
  }
  add(1);
  return steps;
}

function thresholdRule({ threshold }: GatesState, axis: 'x' | 'y'): RuleMark {
  return {
    kind: 'rule',
    id: THRESHOLD,
    meaning: 'accent',
    moving: true,
    axis,
    at: threshold,
    priority: 2,
    name: `τ = ${setting(threshold)}`
  };
}

/** The channel that is looked at; null for none. */
function lookedAt({ order }: DrawnGates, looked: number | null): RuleMark[] {
  const place = looked === null ? -1 : order.indexOf(looked);
  return place < 0
    ? []
    : [{ kind: 'rule', meaning: 'text', moving: true, axis: 'x', at: place + 0.5, dash: 'solid', width: 1 }];
}

function channelAxis({ order, score }: GatesState, drawn: DrawnGates, trans: Phrases): Axis {
  const by = order.column === 'score' ? scoreName(score, trans) : orderName(order.column, trans);
  const title = order.descending
    ? trans.__('channels by %1, highest first', by)
    : trans.__('channels by %1, lowest first', by);
  const all = drawn.order.length;
  return {
    title: withDrawn(title, drawn.channels.length, all, trans),
    kind: 'linear',
    from: 0,
    to: all,
    ticks: wholeTicks(all),
    text: exact
  };
}

function withDrawn(title: string, drawn: number, all: number, trans: Phrases): string {
  return drawn === all ? title : trans.__('%1 (%2 of %3 drawn)', title, exact(drawn), exact(all));
}

/** Round counts from 0 on, some five. */
function wholeTicks(count: number): number[] {
  const power = 10 ** Math.floor(Math.log10(count / 5));
  const step = Math.max(1, power * ([1, 2, 5].find((digit) => 5 * digit * power >= count / 1.5) ?? 10));
  return Array.from({ length: Math.floor(count / step) + 1 }, (_, i) => i * step);
}
