import { availableParallelism } from 'node:os';
import { summarize, trainingMemory } from '../analysis';
import type { SweepCandidate } from './candidates';
import type { SweepDefinition } from './definition';
import type { Executor, TrialExecution, TrialJob, TrialProgress } from './executor';
import { LocalTrial } from './local-trial';

/** Node, TensorFlow and a data set of images in memory. */
const PROCESS_BYTES = 600e6;
/** What a compiled step takes of what its tensors take; see `trainingMemory`. */
const STEP_FACTOR = 2;
/** Left to the rest of the machine. */
const MEMORY_SHARE = 0.8;

export interface LocalOptions {
  /** Trials that run at once; default as many as cores and memory allow. */
  places?: number;
}

/** Trials as processes of this machine, each with its share of the cores. */
export class LocalExecutor implements Executor {
  readonly places: number;
  private readonly running = new Map<LocalTrial, Promise<unknown>>();

  constructor(
    definition: SweepDefinition,
    candidates: readonly SweepCandidate[],
    { places = localPlaces(definition, candidates) }: LocalOptions = {}
  ) {
    this.places = places;
  }

  submit(job: TrialJob, onProgress: (progress: TrialProgress) => void): TrialExecution {
    const trial = new LocalTrial(job, onProgress);
    const done = trial.run().finally(() => this.running.delete(trial));
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
  return PROCESS_BYTES + STEP_FACTOR * trainingMemory(summarize(largest.spec), { batchSize }).total;
}
