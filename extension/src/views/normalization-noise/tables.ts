import { csvOf, noiseTable, publishedRecords, type Table } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  type NormalizationNoiseResult,
  RUNNING_STEPS,
  type SimulatedNoise
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, table } from '../../controls/table';
import { exact, percent, setting, si, times } from '@efficientnet-lab/kernel-helpers/wording';
import { axisName, formatNoise } from './wording';

const noise = (value: number): Cell => ({ text: formatNoise(value), title: String(value) });

/** Both normalisations side by side at the state, beside what counting alone says. */
export function numbersTable(result: NormalizationNoiseResult, trans: TranslationBundle): HTMLTableElement {
  const { counts, statistics, output } = result.here.report;
  const { values, effectiveValues, designEffect } = statistics;
  const none: Cell = { text: '0', title: trans.__('exactly: no other image is used') };
  const count = (value: number): Cell => ({ text: si(value), title: exact(value) });
  const root = (value: number): Cell => noise(Math.sqrt(value));
  return table(
    trans.__('Noise in numbers'),
    [
      { label: '' },
      { label: trans.__('by count'), numeric: true },
      { label: trans.__('batch norm'), numeric: true },
      { label: trans.__('group norm'), numeric: true }
    ],
    [
      [trans.__('values averaged'), count(values), count(values), count(counts.group)],
      [
        trans.__('worth, at this ρ'),
        count(values),
        Number.isFinite(effectiveValues)
          ? { text: setting(Number(effectiveValues.toPrecision(3))), title: String(effectiveValues) }
          : '∞',
        '–'
      ],
      [
        trans.__('error of the mean, σ'),
        noise(statistics.meanErrorIndependent),
        noise(statistics.meanError),
        none
      ],
      [trans.__('of it from other images'), '–', noise(statistics.meanErrorFromOthers), none],
      [
        trans.__('variance of the mean, in 1/m'),
        '1 ×',
        { text: times(designEffect), title: String(designEffect) },
        '–'
      ],
      [
        trans.__('error of the variance, σ²'),
        noise(statistics.varianceErrorIndependent),
        noise(statistics.varianceError),
        none
      ],
      [
        trans.__('error of a value, σ'),
        root(output.independent),
        root(output.exact ?? output.firstOrder),
        none
      ],
      [
        trans.__('start value left after %1 steps', String(RUNNING_STEPS)),
        '–',
        { text: percent(result.running.leftover), title: String(result.running.leftover) },
        '–'
      ]
    ]
  );
}

/** Running statistics in numbers. */
export function runningTable(
  { running, state }: NormalizationNoiseResult,
  trans: TranslationBundle
): HTMLTableElement {
  const settled = Number.isFinite(running.stepsToSettle);
  return table(
    trans.__('Running statistics'),
    [{ label: trans.__('running statistics') }, { label: `p = ${setting(state.momentum)}`, numeric: true }],
    [
      [
        trans.__('start value left after %1 steps', String(RUNNING_STEPS)),
        { text: percent(running.leftover), title: String(running.leftover) }
      ],
      [
        trans.__('steps until 1 % is left'),
        settled ? { text: exact(running.stepsToSettle), title: String(running.stepsToSettle) } : '∞'
      ],
      [
        trans.__('first whole step with less'),
        running.firstSettledStep === null ? trans.__('never') : exact(running.firstSettledStep)
      ],
      [
        trans.__('batches averaged, once settled'),
        Number.isFinite(running.averagedBatches)
          ? { text: exact(running.averagedBatches), title: String(running.averagedBatches) }
          : '∞'
      ]
    ]
  );
}

/** The three totals of a layer apart, and what reaches the next one. */
export function widthTable(
  { width, state }: NormalizationNoiseResult,
  trans: TranslationBundle
): HTMLTableElement {
  return table(
    trans.__('Noise of all channels together'),
    [
      { label: trans.__('noise of the means of C = %1 channels', exact(state.channels)) },
      { label: '', numeric: true },
      { label: trans.__('with twice the channels'), numeric: true }
    ],
    [
      [trans.__('sum of the variances, σ²'), noiseNumber(width.sum), trans.__('2 × as much')],
      [trans.__('root of the sum, σ'), noiseNumber(width.rootSum), trans.__('√2 × as much')],
      [trans.__('one channel, root mean square, σ'), noise(width.perChannel), trans.__('the same')],
      [
        trans.__('behind a 1×1 convolution with drawn weights of variance 1/C, σ'),
        noise(width.projected),
        trans.__('the same')
      ]
    ]
  );
}

const noiseNumber = (value: number): Cell => ({
  text: String(Number(value.toPrecision(3))),
  title: String(value)
});

/** The theory along the axis. */
export function curveTable({ curve }: NormalizationNoiseResult): Table {
  return noiseTable(curve.map(({ report }) => report));
}

/** Theory along the axis, then the simulated points. */
export function toCsv(
  result: NormalizationNoiseResult,
  points: readonly SimulatedNoise[],
  trans: TranslationBundle
): string {
  const { state } = result;
  const simulated: Table = {
    title: trans.__('Simulation'),
    columns: [
      { key: state.axis, name: axisName(state.axis, trans), align: 'right', kind: 'number' },
      { key: state.quantity, name: trans.__('simulated'), align: 'right', kind: 'number' },
      { key: 'standard_error', name: trans.__('standard error'), align: 'right', kind: 'number' },
      { key: 'seed', name: trans.__('seed'), align: 'right', kind: 'integer' }
    ],
    rows: points.map(({ at, value, standardError }) => [at, value, standardError, state.seed])
  };
  return points.length === 0
    ? csvOf(curveTable(result))
    : `${csvOf(curveTable(result))}\r\n${csvOf(simulated)}`;
}

/** Where the published errors come from. */
export function publishedSource(trans: TranslationBundle): string {
  const [{ provenance }] = publishedRecords('group-norm').records;
  return trans.__('%1, read %2', provenance.source, provenance.date);
}
