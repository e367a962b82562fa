import type { LayersModel } from '@tensorflow/tfjs';
import { quantileOf, summarize } from '../analysis';
import type { OptionNames } from '../analysis/option-names';
import { type Batch, type InputShape, SeededOrder } from '../data';
import { modelDescription } from '../model';
import { EvaluationError, requireKnown } from './errors';
import { type Machine, thisMachine } from './machine';
import { type Classifier, soundClassifierOf } from './network';
import type { OutputOptions } from './output-kind';
import { type Execution, type Scorer, scorerOf } from './scorer';

export interface LatencyOptions extends OutputOptions {
  /** Images in one step; each is timed by itself. Default 1, 8 and 32. */
  batchSizes?: readonly number[];
  /** Steps after the first that are not counted, for each batch size; default 5. */
  warmUp?: number;
  /** Steps that are counted, for each batch size; default 50. High percentiles of few steps say little. */
  runs?: number;
  /** Default `compiled`. */
  execution?: Execution;
  onProgress?: (done: number, total: number) => void;
  /** Ends the benchmark with the signal's reason as error. */
  signal?: AbortSignal;
}

const LATENCY_OPTIONS: OptionNames<LatencyOptions> = {
  batchSizes: true,
  warmUp: true,
  runs: true,
  execution: true,
  onProgress: true,
  signal: true,
  outputs: true
};

/** Wall time of steps of one batch size. */
export interface BatchLatency {
  batchSize: number;
  /** The very first step, compiling included. */
  firstMs: number;
  medianMs: number;
  /** Percentiles, linear between neighbouring steps. */
  p90Ms: number;
  p95Ms: number;
  p99Ms: number;
  /** By the median. */
  imagesPerSecond: number;
  /** Multiply-adds by the median; null where their number is unknown. */
  macsPerSecond: number | null;
}

/** How long a network takes on a machine. Plain JSON. */
export interface LatencyReport {
  network: string;
  input: InputShape;
  execution: Execution;
  warmUp: number;
  runs: number;
  /** Multiply-adds for one image; null for models that `buildEfficientNet` didn't make. */
  macs: number | null;
  latencies: BatchLatency[];
  machine: Machine;
}

/**
 * Times a network's inference, from pixels in JavaScript to probabilities in JavaScript, on noise. The event loop
 * runs between steps. Other work on the machine makes times longer: the lower percentiles suffer least.
 *
 * @throws EvaluationError for options out of bounds or a model that is not an image classifier; the signal's reason when
 *   aborted.
 */
export async function benchmarkLatency(
  model: LayersModel,
  options: LatencyOptions = {}
): Promise<LatencyReport> {
  requireKnown(options, LATENCY_OPTIONS);
  const { batchSizes = [1, 8, 32], warmUp = 5, runs = 50, execution = 'compiled' } = options;
  requireCount('warmUp', warmUp, 0);
  requireCount('runs', runs, 1);
  requireSizes(batchSizes);
  const classifier = soundClassifierOf(model, options.outputs);
  const spec = modelDescription(model)?.spec;
  const macs = spec ? summarize(spec).macs.total : null;
  const perSize = 1 + warmUp + runs;
  const latencies: BatchLatency[] = [];
  for (const [i, batchSize] of batchSizes.entries()) {
    const onStep = (done: number): void =>
      options.onProgress?.(i * perSize + done, batchSizes.length * perSize);
    const times = await stepTimes(
      classifier,
      { batchSize, steps: perSize, execution, onStep },
      options.signal
    );
    latencies.push(latencyOf(times[0], times.slice(1 + warmUp), batchSize, macs));
  }
  return {
    network: model.name,
    input: classifier.input,
    execution,
    warmUp,
    runs,
    macs,
    latencies,
    machine: thisMachine()
  };
}

/** Milliseconds of each step of one batch size; a graph of its own, so that the first time is that of compiling. */
async function stepTimes(
  classifier: Classifier,
  request: { batchSize: number; steps: number; execution: Execution; onStep: (done: number) => void },
  signal: AbortSignal | undefined
): Promise<number[]> {
  const { batchSize, steps, execution, onStep } = request;
  const batch = noise(batchSize, classifier.input);
  const scorer: Scorer = scorerOf(classifier, execution);
  const times: number[] = [];
  try {
    while (times.length < steps) {
      signal?.throwIfAborted();
      const started = performance.now();
      scorer.score(batch, batchSize);
      times.push(performance.now() - started);
      onStep(times.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return times;
  } finally {
    scorer.dispose();
  }
}

function latencyOf(firstMs: number, times: number[], batchSize: number, macs: number | null): BatchLatency {
  const sorted = Float64Array.from(times).sort();
  const medianMs = quantileOf(sorted, 0.5);
  const imagesPerSecond = (1000 * batchSize) / medianMs;
  return {
    batchSize,
    firstMs,
    medianMs,
    p90Ms: quantileOf(sorted, 0.9),
    p95Ms: quantileOf(sorted, 0.95),
    p99Ms: quantileOf(sorted, 0.99),
    imagesPerSecond,
    macsPerSecond: macs && macs * imagesPerSecond
  };
}

/** Images of uniform noise, the same each time. */
export function noise(count: number, { resolution, channels }: InputShape): Batch {
  const random = new SeededOrder(0, 'latency');
  const pixels = Float32Array.from({ length: count * resolution ** 2 * channels }, () => random.below(256));
  const [labels, places] = [new Int32Array(count), new Uint32Array(count)];
  return { pixels, shape: [count, resolution, resolution, channels], labels, places };
}

function requireSizes(batchSizes: readonly number[]): void {
  if (!Array.isArray(batchSizes) || batchSizes.length === 0) {
    const got = Array.isArray(batchSizes) ? 'none' : String(batchSizes);
    throw new EvaluationError('batchSizes', got, 'a list of at least one', 'Leave it out for 1, 8 and 32.');
  }
  batchSizes.forEach((size) => requireCount('batchSizes', size, 1));
}

export function requireCount(option: string, count: number, min: number): void {
  if (!Number.isInteger(count) || count < min) {
    const remedy = 'Leave it out to use the default.';
    throw new EvaluationError(option, String(count), `a whole number from ${min}`, remedy);
  }
}
