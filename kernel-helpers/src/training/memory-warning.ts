import {
  type CostReport,
  largestBatch,
  summarize,
  trainingPeak,
  type TrainingPeakOptions
} from '../analysis';
import { type Dataset, type DatasetSplits, inMemory } from '../data';
import type { Classifier } from '../evaluation';
import { modelDescription } from '../model';
import { tensorFlowInfo } from '../tensorflow';
import { keptActivations } from './kept-activations';
import type { Settings } from './options';

/** What this process and its machine have, in bytes. */
export interface MemoryState {
  /** That the process holds already. */
  held: number;
  /** That it may still take, by the machine and by the limits of its container. */
  available: number;
}

/**
 * What to say before a run whose steps will not find their memory: the system ends a process without a word. Null where they
 * do, and where that can't be foretold: on GPUs, which have memory of their own, in 16 bits, operation by operation, for
 * networks that were not built from a specification, and where part of the network is frozen, which keeps less.
 */
export function memoryWarning(
  { model }: Pick<Classifier, 'model'>,
  data: DatasetSplits,
  settings: Settings,
  memory: MemoryState = { held: process.memoryUsage.rss(), available: process.availableMemory() }
): string | null {
  const spec = modelDescription(model)?.spec;
  const { execution, precision } = settings;
  if (!spec || execution !== 'compiled' || precision !== 'float32' || tensorFlowInfo().device !== 'cpu') {
    return null;
  }
  const report = summarize(spec);
  const trained = model.trainableWeights.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  return trained === report.params.trainable ? shortageOf(report, data, settings, memory) : null;
}

function shortageOf(
  report: CostReport,
  data: DatasetSplits,
  { batchSize, accumulationSteps, optimizer, emaDecay, recompute }: Settings,
  { held, available }: MemoryState
): string | null {
  const averages = emaDecay === null ? 0 : 1;
  const kept = keptActivations(recompute);
  const options = { optimizer: optimizer.kind, averages, kept } as const;
  const totalOf = (steps: number, more: Partial<TrainingPeakOptions> = {}): number =>
    trainingPeak(report, { ...options, batchSize, accumulationSteps: steps, ...more }).total;
  const allowed = available + held - imageBytes(data);
  const total = totalOf(accumulationSteps);
  if (total <= allowed) {
    return null;
  }
  const needed = `This run is expected to take ${gigabytes(total - allowed + available)} of memory more than this process holds, `;
  const found = `where ${gigabytes(available)} are free; the system may end it. `;
  const fits = largestBatch(report, allowed, options);
  const parts = divisors(batchSize).find((steps) => steps > accumulationSteps && totalOf(steps) <= allowed);
  const fitsAgain = kept === 'fused' && totalOf(accumulationSteps, { kept: 'recomputed' }) <= allowed;
  const remedies = [
    ...(fits > 0 ? [`batchSize: ${fits}`] : []),
    ...(parts === undefined ? [] : [`accumulationSteps: ${parts}`]),
    ...(fitsAgain ? ['recompute: true'] : [])
  ];
  return (
    needed +
    found +
    (remedies.length > 0
      ? `There is room for ${remedies.join(', or for ')}.`
      : 'There is no room for a single image: choose a lower resolution or a smaller network.')
  );
}

/** Of images that the process holds beside what a run takes. */
function imageBytes({ train, validation, test }: DatasetSplits): number {
  const sets: Array<Dataset | null> = [train, validation, test];
  return sets.reduce((sum, set) => sum + (set && inMemory(set) ? set.images.byteLength : 0), 0);
}

function elementsOf(shape: ReadonlyArray<number | null>): number {
  return shape.reduce<number>((product, side) => product * (side ?? 1), 1);
}

/** In order. */
function divisors(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1).filter((part) => count % part === 0);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
