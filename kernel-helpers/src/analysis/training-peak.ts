import { SpecError } from './errors';
import {
  KEPT_ACTIVATIONS,
  type KeptActivations,
  memoryOf,
  type TrainingMemoryOptions,
  trainingParts
} from './memory';
import { type OptionNames, requireOptions } from './option-names';
import { type CostReport, requireReport } from './report';
import { requireNumber, requireOneOf } from './validate';
import { FLOAT_BYTES } from './walk';

/**
 * What a process holds that is no number of the network, in bytes: measured on Linux on x86-64 with Node 20 and
 * TensorFlow 2.21, the same for all networks.
 */
const RUNTIME = {
  /** Node with TensorFlow, before there is a network. */
  process: 385e6,
  /** The two threads of a run, one that makes batches and one that computes steps, without what they compute. */
  threads: 82e6,
  /**
   * A layer's operations, forward, backward and of the optimiser, as TensorFlow holds them: the graph as it came, as it
   * was rewritten, and as it runs, with oneDNN's kernels for it.
   */
  layer: 0.72e6
} as const;

/**
 * Batches of images that a run holds at once as 32-bit floats: three made ahead, the one in use, the copy that is handed
 * to TensorFlow and TensorFlow's own.
 */
const BATCHES_HELD = 6;

/**
 * Copies of weights and the optimiser's slots beside those that compute: in the thread that started the run, on their way
 * there at the start, and on their way back, in both threads, at the end of an epoch.
 */
const STATE_COPIES = { model: 2, session: 1, start: 1, end: 2 } as const;

export interface TrainingPeakOptions extends TrainingMemoryOptions {
  /** Parts of a batch that pass through the network one after the other; default 1. */
  accumulationSteps?: number;
  /** Averages of the weights beside them, 1 with `emaDecay`; default 0. */
  averages?: 0 | 1;
  /**
   * What operations keep for the backward pass: `recomputed` (default), as our own do that compiled steps use on CPUs,
   * `fused`, as they do with `recompute: false`, or `separate`, as TensorFlow's own do;
   * `tensorFlowInfo().operations` tells which are in use.
   */
  kept?: KeptActivations;
}

const PEAK_OPTIONS: OptionNames<TrainingPeakOptions> = {
  batchSize: true,
  optimizer: true,
  accumulationSteps: true,
  averages: true,
  kept: true
};

/** Most memory that a run's process holds at once, in bytes, and what of it. */
export interface TrainingPeak {
  /** Node and TensorFlow, with the threads of a run. */
  process: number;
  /** The graph of a step. */
  graph: number;
  /** Weights, moving statistics, averages and the optimiser's slots, with all copies. */
  state: number;
  /** One for each trainable parameter, twice with accumulation. */
  gradients: number;
  /** Of the images of one part of a batch, by live range. */
  activations: number;
  /** Batches that were made ahead. */
  images: number;
  total: number;
}

/**
 * Peak memory of the process in which `train` runs compiled steps on a CPU, predicted from the layers. Beside what
 * `trainingMemory` counts there are the runtime, copies of the state, and batches made ahead. Within 10 % of what was
 * measured for B0 to B3 in batches of 2 to 16 images, and for B0 and B1 where activations are computed again, which `test/training/peak-memory.test.ts` repeats. Validation takes
 * less than a step. Images in memory are not counted.
 *
 * @throws SpecError for what is no report or no option.
 *
 * @example
 * ```ts
 * const peak = enet.costs.trainingPeak(enet.summarize(enet.variant('b0')), { batchSize: 16 });
 * console.log((peak.total / 1e9).toFixed(1)); // 1.5
 * ```
 */
export function trainingPeak(report: CostReport, options: TrainingPeakOptions): TrainingPeak {
  requireOptions(options, PEAK_OPTIONS);
  requireReport(report);
  const { accumulationSteps = 1, averages = 0, kept = 'recomputed' } = options;
  const { weights, gradients, optimizer } = trainingParts(report, options);
  requireNumber('accumulationSteps', accumulationSteps, { min: 1, max: options.batchSize, integer: true });
  requireNumber('averages', averages, { min: 0, max: 1, integer: true });
  requireOneOf('kept', kept, KEPT_ACTIVATIONS);
  const slots = optimizer + averages * gradients;
  const part = options.batchSize / accumulationSteps;
  const memory = activationsOf(report, kept);
  const imageBytes = imageBytesOf(report);
  const { model, session, start, end } = STATE_COPIES;
  const parts = {
    process: RUNTIME.process + RUNTIME.threads,
    graph: RUNTIME.layer * report.layers.length * accumulationSteps,
    state: (model + session + start + end) * weights + (1 + session + start + end) * slots,
    gradients: gradients * (accumulationSteps > 1 ? 2 : 1),
    activations: part * memory.trainingPeak,
    images: BATCHES_HELD * options.batchSize * imageBytes
  };
  const total = Object.values(parts).reduce((sum, bytes) => sum + bytes, 0);
  if (total > Number.MAX_SAFE_INTEGER) {
    const remedy = 'Choose a smaller batch or network.';
    throw new SpecError('batchSize', options.batchSize, 'fewer than 2^53 bytes', remedy);
  }
  return { ...parts, total };
}

/**
 * The most images in a batch whose {@link trainingPeak} stays within so many bytes; 0 where not even one does.
 * @throws SpecError as `trainingPeak` does.
 */
export function largestBatch(
  report: CostReport,
  bytes: number,
  options: Omit<TrainingPeakOptions, 'batchSize' | 'accumulationSteps'> = {}
): number {
  requireNumber('bytes', bytes, { min: 0, max: Number.MAX_VALUE });
  const { accumulationSteps: _, batchSize: _b, ...names } = PEAK_OPTIONS;
  requireOptions(options, names);
  const totalOf = (batchSize: number): number => trainingPeak(report, { ...options, batchSize }).total;
  let [fits, tooMany] = [0, 1];
  while (tooMany <= 2 ** 19 && totalOf(tooMany) <= bytes) {
    [fits, tooMany] = [tooMany, 2 * tooMany];
  }
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    [fits, tooMany] = totalOf(middle) <= bytes ? [middle, tooMany] : [fits, middle];
  }
  return fits;
}

function activationsOf(report: CostReport, kept: KeptActivations): CostReport['memory'] {
  const elements = imageBytesOf(report) / FLOAT_BYTES;
  return memoryOf(report.layers, elements, report.params.withStatistics, kept);
}

function imageBytesOf({ spec }: CostReport): number {
  return FLOAT_BYTES * spec.resolution ** spec.spatialDimensions * spec.inputChannels;
}
