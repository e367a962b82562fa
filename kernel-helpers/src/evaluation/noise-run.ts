import { type Batch, type Dataset, trainingBatches } from '../data';
import { NetworkRunner, type NetworkWork } from './network-runner';
import type { NormalizationSite } from './normalization-sites';
import type { NormalizedNetwork } from './normalization-work';
import type { Execution } from './scorer';
import type { WeightSnapshot } from './weight-snapshot';

/** What a measurement of normalisation noise is at: reading activations, drawing batches, exchanging companions, comparing answers. */
export type NoiseStage = 'activations' | 'batches' | 'companions' | 'answers';

/** What all passes of a measurement share. */
export interface NoiseRun {
  network: NormalizedNetwork;
  chosen: readonly NormalizationSite[];
  dataset: Dataset;
  weights: WeightSnapshot;
  execution: Execution;
  /** Most images of one step of inference. */
  batchSize: number;
  seed: number;
  probes: number;
  companionDraws: number;
  batchSizes: readonly number[];
  signal: AbortSignal | undefined;
  onProgress: ((done: number, total: number, stage: NoiseStage) => void) | undefined;
}

/** Lets the event loop run, tells how far it is, and ends where that was asked for. */
export async function stepDone(run: NoiseRun, done: number, total: number, stage: NoiseStage): Promise<void> {
  run.onProgress?.(done, total, stage);
  await new Promise((resolve) => setImmediate(resolve));
  run.signal?.throwIfAborted();
}

/** Does something with a runner, which is freed then. */
export async function withRunner<T>(
  { execution, weights }: NoiseRun,
  size: number,
  work: NetworkWork,
  use: (runner: NetworkRunner) => Promise<T>
): Promise<T> {
  const runner = new NetworkRunner(work, size, execution, weights);
  try {
    return await use(runner);
  } finally {
    runner.dispose();
  }
}

/** Full batches of shuffled images, epoch after epoch. @param first Epoch of the first one. */
export async function* shuffledBatches(
  { dataset, network: { classifier }, seed }: NoiseRun,
  batchSize: number,
  first: number,
  batches: number
): AsyncGenerator<Batch, void, void> {
  let drawn = 0;
  for (let epoch = first; drawn < batches; epoch++) {
    for await (const batch of trainingBatches(dataset, classifier.input, { batchSize, seed, epoch })) {
      yield batch;
      if (++drawn === batches) {
        return;
      }
    }
  }
}
