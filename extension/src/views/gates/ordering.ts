import type { GatesResult, GatesState } from '@efficientnet-lab/kernel-helpers/views/gates';

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
