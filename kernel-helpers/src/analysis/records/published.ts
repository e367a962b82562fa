import { SpecError } from '../errors';
import groupNorm from './data/group-norm.json';
import mnist from './data/mnist.json';
import mnistBatchSize from './data/mnist-batch-size.json';
import mnistRuns from './data/mnist-runs.json';
import mnistPruned from './data/mnist-pruning.json';
import paperDimensions from './data/paper-dimensions.json';
import paperLatency from './data/paper-latency.json';
import paperV1 from './data/paper-v1.json';
import paperV5 from './data/paper-v5.json';
import paperV5Splits from './data/paper-v5-splits.json';
import timm from './data/timm.json';
import timmCpu from './data/timm-cpu.json';
import type { RecordSet } from './record';
import { recordsFromDocument } from './records-json';

/**
 * `paper-v1`, `paper-v5`: B0 to B7 in table 2 of the EfficientNet paper's first and fifth version.
 * `paper-v5-splits`: validation and test accuracy with two decimals, table 8 of the fifth.
 * `paper-dimensions`: depth, width, resolution and compound scaling of four networks, tables 3 and 7.
 * `paper-latency`: its measured latencies.
 * `timm`: accuracy and measured time on two CPUs and two GPUs. `timm-cpu`: of those, one recipe for each family.
 * `group-norm`: ResNets against batch size, normalisation and groups, from the Group Normalization paper.
 * `mnist`: small networks that the product itself trained and timed, means over three seeds: the last rung of the sweep
 * `docs/mnist-sweep.json` and the family `docs/mnist-family.json`; `measuredRuns` has their runs.
 */
export const PUBLISHED_SETS = [
  'paper-v1',
  'paper-v5',
  'paper-v5-splits',
  'paper-dimensions',
  'paper-latency',
  'timm',
  'timm-cpu',
  'group-norm',
  'mnist'
] as const;
export type PublishedSetName = (typeof PUBLISHED_SETS)[number];

const DOCUMENTS: Readonly<Record<PublishedSetName, unknown>> = {
  'paper-v1': paperV1,
  'paper-v5': paperV5,
  'paper-v5-splits': paperV5Splits,
  'paper-dimensions': paperDimensions,
  'paper-latency': paperLatency,
  timm,
  'timm-cpu': timmCpu,
  'group-norm': groupNorm,
  mnist
};

const read = new Map<PublishedSetName, RecordSet>();

/**
 * Published data that ship with the product, each with source, date and version. Read once.
 * @throws SpecError for an unknown name.
 */
export function publishedRecords(name: PublishedSetName): RecordSet {
  if (!Object.hasOwn(DOCUMENTS, name)) {
    throw new SpecError('name', name, `one of ${PUBLISHED_SETS.join(', ')}`, 'Choose one of them.');
  }
  const known = read.get(name) ?? recordsFromDocument(DOCUMENTS[name]);
  read.set(name, known);
  return known;
}

const RUNS = { mnist: mnistRuns, 'mnist-batch-size': mnistBatchSize } as const;
export type MeasuredRunsName = keyof typeof RUNS;

const runs = new Map<MeasuredRunsName, RecordSet>();

/**
 * Runs that the product trained itself, a record for each, read once.
 * `mnist`: those behind the set `mnist`, of each network, seed and rung of the two sweeps, told apart by `family`, on
 * validation images. `mnist-batch-size`: batch and group normalisation at five batch sizes, on test images, by
 * `docs/mnist-batch-size.json`; the machine did other work meanwhile, so that their times compare nothing.
 * @throws SpecError for an unknown name.
 */
export function measuredRuns(name: MeasuredRunsName = 'mnist'): RecordSet {
  if (!Object.hasOwn(RUNS, name)) {
    throw new SpecError('name', name, `one of ${Object.keys(RUNS).join(', ')}`, 'Choose one of them.');
  }
  const known = runs.get(name) ?? recordsFromDocument(RUNS[name]);
  runs.set(name, known);
  return known;
}

let pruned: RecordSet | null = null;

/**
 * What is left of a small network without some of its channels, chosen by five importances at equal savings, before and
 * after fine-tuning, for each seed; `compareImportances` compares them. Measured by `test/bench/pruning.mjs`. Read once.
 */
export function pruningRuns(): RecordSet {
  pruned ??= recordsFromDocument(mnistPruned);
  return pruned;
}
