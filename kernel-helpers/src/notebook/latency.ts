import type { LayersModel } from '@tensorflow/tfjs';
import { COLUMN_MEANINGS, type ColumnMeaning, type ColumnOf, type Table, tableOf } from '../analysis';
import {
  type BatchLatency,
  benchmarkLatency as benchmarkModel,
  type LatencyOptions,
  type LatencyReport
} from '../evaluation';
import { requireObject } from '../views/start';
import { counted, si } from '../wording/format';
import { cellSignal, heeding } from './bridge';

/**
 * Times a network's inference; interrupting the kernel ends it.
 * @throws what the benchmark itself throws.
 *
 * @example
 * ```ts
 * const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * const model = enet.buildEfficientNet(spec, { seed: 1 });
 * const report = await enet.benchmarkLatency(model, { batchSizes: [1], warmUp: 1, runs: 5 });
 * enet.show(report);
 * ```
 */
export function benchmarkLatency(model: LayersModel, options: LatencyOptions = {}): Promise<LatencyReport> {
  requireObject(options);
  return heeding(benchmarkModel(model, { ...options, signal: cellSignal(options.signal) }));
}

/** Times by batch size under a title that names network, way and machine. */
export function latencyTable(report: LatencyReport): Table {
  const { network, input, execution, runs, machine, macs } = report;
  const { cpu, cores, device, tensorFlow, oneDnn } = machine;
  const side = `${input.resolution} × ${input.resolution}`;
  const cost = macs === null ? '' : `, ${si(macs)} MACs an image`;
  const library = `TensorFlow ${tensorFlow}${oneDnn ? ' with oneDNN' : ''} on the ${device.toUpperCase()}`;
  const place = `${cpu}, ${counted(cores, 'core')}`;
  const title = `Latency of ${network} at ${side}${cost}: ${execution}, ${counted(runs, 'step')}; ${library}; ${place}`;
  return tableOf(title, COLUMNS, report.latencies);
}

const ms = (
  key: keyof BatchLatency & `${string}Ms`,
  name: string,
  meaning: ColumnMeaning
): ColumnOf<BatchLatency> => ({
  key,
  name,
  unit: 'ms',
  meaning: COLUMN_MEANINGS[meaning],
  kind: 'number',
  value: (row) => rounded(row[key])
});

const COLUMNS: readonly ColumnOf<BatchLatency>[] = [
  {
    key: 'batchSize',
    name: 'Images',
    kind: 'integer',
    meaning: COLUMN_MEANINGS.imagesInStep,
    value: ({ batchSize }) => batchSize
  },
  ms('medianMs', 'Median', 'medianTime'),
  ms('p90Ms', '90 %', 'quantileTime'),
  ms('p95Ms', '95 %', 'quantileTime'),
  ms('p99Ms', '99 %', 'quantileTime'),
  ms('firstMs', 'First', 'firstTime'),
  {
    key: 'imagesPerSecond',
    name: 'Images per second',
    kind: 'number',
    meaning: COLUMN_MEANINGS.imagesPerSecond,
    value: ({ imagesPerSecond }) => rounded(imagesPerSecond)
  },
  {
    key: 'gigaMacsPerSecond',
    name: 'MACs per second',
    unit: 'G',
    kind: 'number',
    meaning: COLUMN_MEANINGS.macsPerSecond,
    value: ({ macsPerSecond }) => (macsPerSecond === null ? null : rounded(macsPerSecond / 1e9))
  }
];

/** Three significant digits: times vary by more. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
