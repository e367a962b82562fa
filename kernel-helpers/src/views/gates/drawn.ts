import type { GatesResult } from './result';
import type { GatesState } from './state';

/** A gate of 0 is seen too, by so much of its colour. */
export const LEAST_SHADE = 0.08;

/** How many channels and inputs a picture has room for. */
export interface GatesRoom {
  channels: number;
  inputs: number;
}

/** What a picture draws of the gates; of more channels or inputs than there is room for an even choice. */
export interface DrawnGates {
  /** All channels in the order in which they are shown. */
  order: readonly number[];
  /** Those that are drawn, in that order. */
  channels: readonly number[];
  inputs: readonly number[];
  /** How full the colour of each gate is, input by input. */
  shades: readonly number[];
}

export function drawnGates(
  result: GatesResult,
  state: Pick<GatesState, 'order'>,
  room: GatesRoom
): DrawnGates {
  const order = shownOrder(result, state);
  const { matrix } = result;
  const channels = evenly(order.length, room.channels).map((place) => order[place]);
  const inputs = evenly(matrix.inputs, room.inputs);
  const columns = channels.map((channel) => matrix.columns[channel]);
  const shades = inputs.flatMap((input) =>
    columns.map((column) => LEAST_SHADE + (1 - LEAST_SHADE) * column[input])
  );
  return { order, channels, inputs, shades };
}

/** Channels in the order in which they are shown. */
export function shownOrder(result: GatesResult, { order }: Pick<GatesState, 'order'>): number[] {
  const key = keyOf(result, order.column);
  const sign = order.descending ? -1 : 1;
  return result.shares.map(({ channel }) => channel).sort((a, b) => sign * (key(a) - key(b)) || a - b);
}

function keyOf(result: GatesResult, column: GatesState['order']['column']): (channel: number) => number {
  switch (column) {
    case 'channel':
      return (channel) => channel;
    case 'mean':
      return (channel) => result.analysis.channels[channel].mean;
    case 'below':
      return (channel) => result.shares[channel].below;
    case 'score':
      return (channel) => result.scores[channel];
  }
}

/** At most so many of the numbers below a count. */
function evenly(count: number, most: number): number[] {
  const drawn = Math.min(count, most);
  return Array.from({ length: drawn }, (_, i) => Math.floor((i * count) / drawn));
}
