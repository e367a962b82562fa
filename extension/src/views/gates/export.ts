import { csvOf, gateTable, type Table } from '@efficientnet-lab/kernel-helpers/analysis';
import { type GatesResult, GATES_START, type GatesState } from '@efficientnet-lab/kernel-helpers/views/gates';
import { cellCode } from '../../frame/cell-code';

/** One row for each channel. */
export function channelsTable(state: GatesState, { analysis, contributions }: GatesResult): Table {
  const { threshold, quantile, channelNames } = state;
  return gateTable({ analysis, contributions, threshold, quantile, channelNames });
}

export function toCsv(state: GatesState, result: GatesResult): string {
  return csvOf(channelsTable(state, result));
}

/** TypeScript that shows these gates in a cell, with the gates themselves: a cell can't know where they come from. */
export function toTypeScript(state: GatesState): string {
  return cellCode('showGates', state, GATES_START);
}
