import {
  noiseRows,
  type NoiseRow,
  type NormalizationNoiseResult,
  runningRows,
  widthRows
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import { exact, setting } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, type Column, table } from '../../controls/table';

/** Both normalisations side by side at the state, beside what counting alone says. */
export function numbersTable(result: NormalizationNoiseResult, trans: TranslationBundle): HTMLTableElement {
  return rowsTable(
    trans.__('Noise in numbers'),
    [
      { label: '', title: trans.__('Which statistic is noisy; hover over a row for its formula') },
      { label: trans.__('by count'), title: trans.__('As if pixels were independent: 1/√m') },
      { label: trans.__('batch norm'), title: trans.__('All images of a batch (Ioffe and Szegedy 2015)') },
      {
        label: trans.__('group norm'),
        title: trans.__('One group of channels of one image (Wu and He 2018)')
      }
    ],
    noiseRows(result, trans)
  );
}

/** Running statistics in numbers. */
export function runningTable(result: NormalizationNoiseResult, trans: TranslationBundle): HTMLTableElement {
  return rowsTable(
    trans.__('Running statistics'),
    [
      {
        label: trans.__('running statistics'),
        title: trans.__('What they are; hover over a row for its formula')
      },
      {
        label: `p = ${setting(result.state.momentum)}`,
        title: trans.__('Each step keeps p of them and takes 1 − p of the batch’s')
      }
    ],
    runningRows(result, trans)
  );
}

/** The totals of a layer apart, and what reaches the next one. */
export function widthTable(result: NormalizationNoiseResult, trans: TranslationBundle): HTMLTableElement {
  return rowsTable(
    trans.__('Noise of all channels together'),
    [
      {
        label: trans.__('noise of the means of C = %1 channels', exact(result.state.channels)),
        title: trans.__('What reaches the next layer; hover over a row for its formula')
      },
      { label: '', title: trans.__('All channels as noisy as this one') },
      { label: trans.__('with twice the channels'), title: trans.__('The same layer, twice as wide') }
    ],
    widthRows(result, trans)
  );
}

function rowsTable(name: string, [first, ...others]: Column[], rows: readonly NoiseRow[]): HTMLTableElement {
  return table(
    name,
    [first, ...others.map((column) => ({ ...column, numeric: true }))],
    rows.map(({ name: head, why, values }): Cell[] => [
      { text: head, title: why },
      ...values.map(({ text, digits }) => ({ text, title: digits }))
    ])
  );
}
