import { csvOf, noiseTable, type Table } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  noiseAxisName,
  NORMALIZATION_NOISE_START,
  type NormalizationNoiseResult,
  type NormalizationNoiseState,
  shownLayer,
  shownMeasurement,
  type SimulatedNoise,
  startOfLayer
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import { cellCode } from '../../frame/cell-code';

/** TypeScript that shows this view in a cell: of a measurement the layer that is shown, which also says where it is. */
export function toTypeScript({ measured: whole, ...state }: NormalizationNoiseState): string {
  const measured = shownMeasurement(whole);
  const layer = shownLayer(measured);
  return cellCode<NormalizationNoiseState>(
    'showNormalizationNoise',
    measured ? { ...state, measured } : state,
    layer ? { ...NORMALIZATION_NOISE_START, ...startOfLayer(layer) } : NORMALIZATION_NOISE_START
  );
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
  const measured: Table = {
    title: trans.__('Measured'),
    columns: [
      { key: 'layer', name: trans.__('layer'), align: 'left', kind: 'text' },
      { key: 'batch_size', name: noiseAxisName('batchSize', trans), align: 'right', kind: 'integer' },
      { key: state.quantity, name: trans.__('measured'), align: 'right', kind: 'number' },
      { key: 'from', name: trans.__('from'), align: 'right', kind: 'number' },
      { key: 'to', name: trans.__('to'), align: 'right', kind: 'number' },
      { key: 'theory', name: trans.__('theory'), align: 'right', kind: 'number' }
    ],
    rows: (result.measured?.points ?? []).map(({ batchSize, value, from, to, theory }) => [
      result.measured?.layer.name ?? null,
      ...[batchSize, value, from, to, theory]
    ])
  };
  return [curveTable(result), simulated, measured]
    .filter(({ rows }, i) => i === 0 || rows.length > 0)
    .map(csvOf)
    .join('\r\n');
}
