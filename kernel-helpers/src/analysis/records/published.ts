import { SpecError } from '../errors';
import groupNorm from './data/group-norm.json';
import paperDimensions from './data/paper-dimensions.json';
import paperLatency from './data/paper-latency.json';
import paperV1 from './data/paper-v1.json';
import paperV5 from './data/paper-v5.json';
import paperV5Splits from './data/paper-v5-splits.json';
import timm from './data/timm.json';
import timmCpu from './data/timm-cpu.json';
import type { RecordSet } from './record';
import { recordsFromDocument } from './records-json';

const DOCUMENTS = {
  /** Table 2 of the EfficientNet paper's first version: B0 to B7. */
  'paper-v1': paperV1,
  /** Table 2 of its fifth version. */
  'paper-v5': paperV5,
  /** Table 8 of its fifth version: validation and test accuracy with two decimals. */
  'paper-v5-splits': paperV5Splits,
  /** Tables 3 and 7: depth, width, resolution and compound scaling of four networks. */
  'paper-dimensions': paperDimensions,
  /** Its measured latencies. */
  'paper-latency': paperLatency,
  /** timm's accuracy with measured time on two CPUs and two GPUs. */
  timm,
  /** Of those, one recipe for each family, with latency on one CPU. */
  'timm-cpu': timmCpu,
  /** ResNets against batch size, normalisation and groups, from the Group Normalization paper. */
  'group-norm': groupNorm
} satisfies Record<string, unknown>;

export type PublishedSetName = keyof typeof DOCUMENTS;
export const PUBLISHED_SETS = Object.keys(DOCUMENTS) as readonly PublishedSetName[];

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
