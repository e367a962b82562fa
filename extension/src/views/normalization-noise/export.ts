import { csvOf, noiseTable, type Table } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  noiseAxisName,
  NORMALIZATION_NOISE_START,
  type NormalizationNoiseResult,
  type NormalizationNoiseState,
  type SimulatedNoise
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import { cellCode } from '../../frame/cell-code';

/** TypeScript that shows this view in a cell. */
export function toTypeScript(state: NormalizationNoiseState): string {
  return cellCode('showNormalizationNoise', state, NORMALIZATION_NOISE_START);
}

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
      { key: state.axis, name: noiseAxisName(state.axis, trans), align: 'right', kind: 'number' },
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
