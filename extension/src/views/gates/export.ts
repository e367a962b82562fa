import { csvOf, gateTable, type Table } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  type GatesResult,
  GATES_START,
  type GatesState,
  gatesWords
} from '@efficientnet-lab/kernel-helpers/views/gates';
import { sentenceOf } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { cellCode } from '../../frame/cell-code';
import { readLightColours } from '../../plot/colours';
import { paperFigure, type StaticFigure } from '../../plot/paper';
import { savingsFigure } from './savings-picture';

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
  return cellCode('gates', state, GATES_START);
}

/** What pruning takes against the threshold, for paper. */
export function staticGatesFigure(
  state: GatesState,
  result: GatesResult,
  trans: TranslationBundle
): StaticFigure {
  const colours = readLightColours();
  const words = gatesWords(state, result, trans);
  const figure = savingsFigure(result, { colours, trans, fontSize: 12 });
  const { threshold } = state;
  return paperFigure(
    {
      ...figure,
      layout: {
        ...figure.layout,
        shapes: [
          {
            type: 'line',
            x0: threshold,
            x1: threshold,
            y0: 0,
            y1: 1,
            line: { color: colours.accent, width: 2, dash: 'dash' }
          }
        ]
      }
    },
    {
      sentence: sentenceOf(words),
      numbers: words.detail,
      source: state.origin === '' ? trans.__('gates as given') : state.origin
    },
    colours,
    trans
  );
}
