import type { Chart, Range } from '../../chart';
import { exact, si, tickLabel } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import { NEW_VIEW_QUANTITIES } from './quantities';
import type { NewViewResult } from './result';

/** Where the axes end; they rest while a slider moves. */
export interface NewViewAxes {
  macs: Range;
}

/** Room for the whole curve. */
export function newViewAxes({ curve }: NewViewResult): NewViewAxes {
  return { macs: { from: 0, to: 1.1 * Math.max(...curve.map(({ macs }) => macs)) } };
}

/** MACs over channels, and where the controls stand. */
export function newViewChart(result: NewViewResult, axes: NewViewAxes, trans: Phrases): Chart {
  const { state, macs, curve } = result;
  const text = (channels: number, cost: number): string =>
    trans.__('%1 channels: %2 MACs', exact(channels), exact(cost));
  return {
    description: trans.__('MACs of a convolution against its channels'),
    x: {
      title: trans.__('channels C'),
      kind: 'linear',
      from: 0,
      to: NEW_VIEW_QUANTITIES.channels.max,
      text: exact
    },
    y: { title: trans.__('MACs for one image'), kind: 'linear', ...axes.macs, text: tickLabel },
    marks: [
      {
        kind: 'line',
        meaning: 'macs',
        places: curve.map(({ channels, macs: cost }) => ({ x: channels, y: cost })),
        hover: curve.map(({ channels, macs: cost }) => text(channels, cost))
      },
      {
        kind: 'points',
        meaning: 'macs',
        id: 'now',
        moving: true,
        places: [{ x: state.channels, y: macs }],
        names: [si(macs)],
        hover: [text(state.channels, macs)]
      }
    ]
  };
}
