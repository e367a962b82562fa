import { availableParallelism } from 'node:os';
import { summarize, trainingPeak } from '../analysis';
import type { SweepCandidate } from './candidates';
import type { SweepDefinition } from './definition';
import { SweepError } from './errors';
import type { Executor, TrialExecution, TrialJob, TrialProgress } from './executor';
import { LocalTrial } from './local-trial';

/** For a data set of images in memory. */
const DATA_BYTES = 200e6;
/** Left to the rest of the machine. */
const MEMORY_SHARE = 0.8;

export interface LocalOptions {
  /** Trials that run at once; default as many as cores and memory allow. */
  places?: number;
  /** Names of GPUs, of which each trial has one for itself; default none. */
  gpus?: readonly string[];
}

/** Trials as processes of this machine, each with its share of the cores, or with a GPU of its own. */
export class LocalExecutor implements Executor {
  readonly places: number;
  private readonly running = new Map<LocalTrial, Promise<unknown>>();
  /** GPUs that no trial has; null where trials have none. */
  private readonly free: string[] | null;

  constructor(
    definition: SweepDefinition,
    candidates: readonly SweepCandidate[],
    { gpus = [], places = placesFor(definition, candidates, gpus) }: LocalOptions = {}
  ) {
    this.places = places;
    this.free = gpus.length > 0 ? [...gpus] : null;
    if (this.free && places > gpus.length) {
      const got = `${places} for ${gpus.length} GPUs`;
      const remedy = 'Leave it out for one trial on each, or set gpus to 0 for trials on processors.';
      throw new SweepError('executor', 'places', got, 'no more than there are GPUs', remedy);
    }
  }

  submit(job: TrialJob, onProgress: (progress: TrialProgress) => void): TrialExecution {
    const gpu = this.free?.shift();
    const trial = new LocalTrial(job, onProgress, { gpu });
    const done = trial.run().finally(() => {
      this.running.delete(trial);
      if (gpu !== undefined) {
        this.free?.push(gpu);
      }
    });
    this.running.set(trial, done);
    return { done, cancel: () => trial.cancel() };
  }

  async close(): Promise<void> {
    for (const trial of this.running.keys()) {
      trial.cancel();
    }
    await Promise.all(this.running.values());
  }
}

/** One for each GPU, or what processors and memory allow. */
function placesFor(
  definition: SweepDefinition,
  candidates: readonly SweepCandidate[],
  gpus: readonly string[]
): number {
  return gpus.length > 0 ? gpus.length : localPlaces(definition, candidates);
}

/** How many trials the cores and the memory of this machine allow at once: at least one. */
function localPlaces({ trial }: SweepDefinition, candidates: readonly SweepCandidate[]): number {
  const byCores = Math.floor(availableParallelism() / trial.threads);
  const bytes = trial.bytes ?? expectedBytes(candidates);
  const byMemory = Math.floor((MEMORY_SHARE * process.availableMemory()) / bytes);
  return Math.max(1, Math.min(byCores, byMemory));
}

/** Of the dearest candidate. */
function expectedBytes(candidates: readonly SweepCandidate[]): number {
  const largest = candidates.reduce((one, other) => (other.macs > one.macs ? other : one));
  const batchSize = Math.max(...new Set(candidates.map(({ training }) => training.batchSize ?? 64)));
  return DATA_BYTES + trainingPeak(summarize(largest.spec), { batchSize }).total;
}
