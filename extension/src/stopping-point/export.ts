import { csvOf, efficiencyTable, type Table } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  sentenceOf,
  STOPPING_POINT_START,
  type StoppingPointResult,
  type StoppingPointState,
  stoppingPointWords
} from '@efficientnet-lab/kernel-helpers/contract';
import type { TranslationBundle } from '@jupyterlab/translation';
import { note } from '../plot/annotation';
import { readLightColours } from '../plot/colours';
import { paperFigure, type StaticFigure } from '../plot/paper';
import { cellCode } from '../view/cell-code';
import { abscissa, axesOf } from './axes';
import { accuracyFigure } from './picture';

/** The networks with their efficiencies and marginal gains; null for a model. */
export function networksTable({ points }: StoppingPointResult): Table | null {
  return points && efficiencyTable(points);
}

export function toCsv(result: StoppingPointResult): string {
  const networks = networksTable(result);
  return networks ? csvOf(networks) : '';
}

/** TypeScript that shows this view in a cell; only what differs from where it starts is written. */
export function toTypeScript(state: StoppingPointState): string {
  return cellCode('stoppingPointView', state, STOPPING_POINT_START);
}

/** The curve with φ* for paper. */
export function staticStoppingFigure(
  state: StoppingPointState,
  result: StoppingPointResult,
  trans: TranslationBundle
): StaticFigure {
  const colours = readLightColours();
  const words = stoppingPointWords(state, result, trans);
  const figure = accuracyFigure(state, result, axesOf(result), { colours, trans, fontSize: 12 });
  const { stop } = result;
  const x = stop && abscissa(state, result)(stop.phi);
  return paperFigure(
    {
      ...figure,
      layout: {
        ...figure.layout,
        shapes:
          x === null
            ? []
            : [
                {
                  type: 'line',
                  x0: x,
                  x1: x,
                  yref: 'paper',
                  y0: 0,
                  y1: 1,
                  line: { color: colours.accent, width: 2, dash: 'dash' }
                }
              ],
        annotations: [
          ...(figure.layout.annotations ?? []),
          ...(x === null
            ? []
            : [
                note('φ*', {
                  xref: 'x',
                  x: state.axis === 'cost' ? Math.log10(x) : x,
                  y: 0,
                  yanchor: 'bottom',
                  xanchor: 'left',
                  xshift: 4,
                  font: { color: colours.accent }
                })
              ])
        ]
      }
    },
    {
      sentence: sentenceOf(words),
      numbers: words.detail,
      source: result.points?.records[0].provenance.source ?? trans.__('a curve of one’s own')
    },
    colours,
    trans
  );
}
