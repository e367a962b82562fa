import { SpecError } from '../analysis';
import { type OptionNames, requireOptions } from '../analysis/option-names';
import { tidyRun } from '../training';
import type { SweepTrial } from './candidates';
import { checkSweep } from './check';
import type { SweepDefinition, SweepRequest } from './definition';
import { SweepError } from './errors';
import { EventQueue } from './event-queue';
import type { Executor, TrialExecution, TrialFailure, TrialOutcome, TrialProgress } from './executor';
import { gpusOf } from './gpus';
import type { Halving, HalvingJob } from './halving';
import { LocalExecutor } from './local';
import { knownHalving } from './standing';
import { SweepState } from './state';
import { diskFault, lockSweep, placeDefinition } from './sweep-folder';
import { KEPT_CHECKPOINTS, trialFolder, writeTrialFile } from './trial-folder';

/** What a sweep reports while it is in progress; `end` is the last. */
export type SweepEvent =
  | { type: 'start'; candidates: number; trials: number; places: number; counts: SweepCounts }
  | { type: 'trial'; status: 'running'; trial: SweepTrial; rung: number }
  | { type: 'progress'; trial: SweepTrial; rung: number; progress: TrialProgress }
  | {
      type: 'trial';
      status: 'finished';
      trial: SweepTrial;
      rung: number;
      accuracy: number;
      counts: SweepCounts;
    }
  | {
      type: 'trial';
      status: 'failed';
      trial: SweepTrial;
      rung: number;
      failure: TrialFailure;
      counts: SweepCounts;
    }
  | { type: 'trial'; status: 'cancelled'; trial: SweepTrial; rung: number }
  | { type: 'paused' | 'resumed' }
  | { type: 'end'; status: SweepStatus; counts: SweepCounts };

export type SweepStatus = 'finished' | 'cancelled' | 'failed';

/** How far a sweep is. Rungs of trials: one that is trained to two rungs counts twice. */
export interface SweepCounts {
  /** Finished, those of earlier starts included. */
  finished: number;
  /** Trials that failed. */
  failed: number;
  running: number;
  /** Decided so far: more follow as candidates are promoted. */
  decided: number;
}

export interface SweepOptions {
  /** The sweep's own, made if it is not there. */
  folder: string;
  /** Trials at once; default as many as cores and memory allow. */
  places?: number;
  /**
   * GPUs of this machine, one for each trial at once: how many, or their names as `CUDA_VISIBLE_DEVICES` has them; default
   * all that TensorFlow sees. 0 trains on processors.
   */
  gpus?: number | readonly string[];
  /** Where trials run; default processes of this machine. */
  executor?: (definition: SweepDefinition, state: SweepState) => Executor;
  /** Whether the folder may hold a shorter sweep, with fewer seeds, candidates or rungs; default false. */
  extend?: boolean;
  /** Whether trials that failed begin again; default false. */
  retryFailed?: boolean;
  onEvent?: (event: SweepEvent) => void;
}

const OPTIONS: OptionNames<SweepOptions> = {
  folder: true,
  places: true,
  gpus: true,
  executor: true,
  extend: true,
  retryFailed: true,
  onEvent: true
};

/** A rung of a trial that is decided. */
interface Work {
  trial: SweepTrial;
  job: HalvingJob;
}

/**
 * Starts a sweep in a folder, or continues the one that is there: its state is its definition and the folders of its
 * runs, and nothing of them is trained twice.
 * @throws SweepError for a definition that can't be, a folder of another definition or in which another process works,
 *   and runs that were damaged or edited; SpecError for networks that can't be built.
 */
export async function startSweep(request: SweepRequest, options: SweepOptions): Promise<Sweep> {
  requireOptions(options, OPTIONS);
  requirePlace(options);
  const definition = checkSweep(request);
  const state = new SweepState(definition);
  const { folder, places, extend = false, retryFailed = false } = options;
  const lock = await lockSweep(folder);
  try {
    await placeDefinition(folder, definition, extend);
    await state.read(folder);
    if (retryFailed) {
      forgetFailures(folder, state);
    }
    const candidates = state.candidates.map(({ candidate }) => candidate);
    const executor =
      options.executor?.(definition, state) ??
      new LocalExecutor(definition, candidates, { places, gpus: await gpusOf(options.gpus) });
    return new Sweep(state, folder, executor, () => lock.release(), options.onEvent);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function requirePlace({ folder, places = 1 }: SweepOptions): void {
  if (typeof folder !== 'string' || folder === '') {
    throw new SpecError('folder', folder, 'a path', 'State where the runs of this sweep go.');
  }
  if (!(Number.isInteger(places) && places >= 1)) {
    throw new SpecError(
      'places',
      places,
      'a whole number from 1',
      'Leave it out for what the machine allows.'
    );
  }
}

function forgetFailures(folder: string, state: SweepState): void {
  for (const { trial } of state.failures()) {
    const { peakBytes, ...rest } = state.trial(trial);
    writeTrialFile(trialFolder(folder, trial), { failure: null, peakBytes });
    state.set(trial, { ...rest, peakBytes, failure: null });
  }
}

/** A sweep on its way. */
export class Sweep implements AsyncIterable<SweepEvent> {
  /** How it ended. Rejects with a SweepError for what no trial can do anything about; the sweep can be started again. */
  readonly done: Promise<SweepStatus>;
  private readonly running = new Map<string, { execution: TrialExecution; work: Work }>();
  private readonly queues = new Set<EventQueue<SweepEvent>>();
  private halving: Halving;
  /** Seeds of the candidate that halving handed out last. */
  private waiting: Work[] = [];
  private finished = 0;
  private failed = 0;
  private isPaused = false;
  private isCancelled = false;
  private fault: SweepError | null = null;
  private ended = false;
  private resolve: (status: SweepStatus) => void = () => undefined;
  private reject: (error: SweepError) => void = () => undefined;

  constructor(
    readonly state: SweepState,
    readonly folder: string,
    private readonly executor: Executor,
    private readonly release: () => Promise<void>,
    private readonly onEvent?: (event: SweepEvent) => void
  ) {
    this.done = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
    // Who doesn't ask how it ended is told by its events.
    this.done.catch(() => undefined);
    this.halving = this.known();
    const { candidates, definition } = state;
    const trials = candidates.length * definition.seeds.length;
    setImmediate(() => {
      const { places } = executor;
      this.emit({ type: 'start', candidates: candidates.length, trials, places, counts: this.counts });
      this.fill();
    });
  }

  get counts(): SweepCounts {
    const { seeds, rungs } = this.state.definition;
    const entered = rungs.reduce((sum, _, rung) => sum + this.halving.entered(rung).length, 0);
    return {
      finished: this.finished,
      failed: this.failed,
      running: this.running.size,
      decided: entered * seeds.length
    };
  }

  get paused(): boolean {
    return this.isPaused;
  }

  /** Candidates that a rung has let in so far, in that order. */
  entered(rung: number): readonly number[] {
    return this.halving.entered(rung);
  }

  /** Stops what runs, with checkpoints, and starts nothing until `resume`. */
  pause(): void {
    if (!this.isPaused && !this.ended) {
      this.isPaused = true;
      this.stopRunning();
      this.emit({ type: 'paused' });
    }
  }

  resume(): void {
    if (this.isPaused && !this.ended) {
      this.isPaused = false;
      this.emit({ type: 'resumed' });
      this.fill();
    }
  }

  /** Stops what runs, with checkpoints, and ends. The sweep can be started again. */
  cancel(): Promise<SweepStatus> {
    if (!this.ended) {
      this.isCancelled = true;
      this.stopRunning();
      this.fill();
    }
    return this.done;
  }

  /** Events from now on, until the sweep ends. */
  [Symbol.asyncIterator](): AsyncIterator<SweepEvent, undefined, undefined> {
    const queue = new EventQueue<SweepEvent>(() => this.queues.delete(queue));
    if (this.ended) {
      queue.close();
    } else {
      this.queues.add(queue);
    }
    return queue;
  }

  /** Successive halving with all that the folders tell. */
  private known(): Halving {
    const { candidates, definition } = this.state;
    for (const { trials } of candidates) {
      definition.rungs.forEach((_, rung) => {
        this.finished += trials.filter((trial) => this.state.accuracy(trial, rung) !== null).length;
      });
    }
    this.failed = this.state.failures().length;
    return knownHalving(this.state);
  }

  private fill(): void {
    while (!this.stopping && this.running.size < this.executor.places) {
      const work = this.next();
      if (work === null) {
        break;
      }
      this.start(work);
    }
    if (this.running.size === 0 && (!this.isPaused || this.isCancelled || this.fault)) {
      void this.end();
    }
  }

  private get stopping(): boolean {
    return this.isPaused || this.isCancelled || this.fault !== null;
  }

  /** The next run to train; null where nothing is decided until another has finished. */
  private next(): Work | null {
    for (;;) {
      const work = this.waiting.shift();
      if (work && !this.state.isKnown(work.trial, work.job.rung)) {
        return work;
      }
      if (work === undefined) {
        const job = this.halving.next();
        if (job === null) {
          return null;
        }
        this.waiting = this.state.candidates[job.candidate].trials.map((trial) => ({ trial, job }));
      }
    }
  }

  private start(work: Work): void {
    const { trial, job } = work;
    const { rung } = job;
    const { data, trial: limits, rungs } = this.state.definition;
    const { folder } = this;
    const execution = this.executor.submit(
      { data, limits, folder, trial, rung, epochs: rungs[rung] },
      (progress) => this.emit({ type: 'progress', trial, rung, progress })
    );
    this.running.set(trial.id, { execution, work });
    this.emit({ type: 'trial', status: 'running', trial, rung });
    void execution.done.then((outcome) => this.finish(work, outcome));
  }

  private finish(work: Work, outcome: TrialOutcome): void {
    const { trial, job } = work;
    this.running.delete(trial.id);
    try {
      this.take(work, outcome);
    } catch (error) {
      this.fault ??= diskFault(error, trialFolder(this.folder, trial));
    }
    const score = this.state.score(job.candidate, job.rung);
    if (score !== undefined) {
      this.halving.report(job, score);
    }
    if (this.fault) {
      this.stopRunning();
    }
    this.fill();
  }

  private take(work: Work, outcome: TrialOutcome): void {
    const { trial, job } = work;
    const { rung } = job;
    const before = this.state.trial(trial);
    switch (outcome.kind) {
      case 'finished': {
        this.state.set(trial, outcome.state);
        const accuracy = this.state.accuracy(trial, rung);
        if (accuracy === null) {
          this.fault ??= withoutAccuracy(trial, this.folder);
          return;
        }
        this.finished++;
        this.emit({ type: 'trial', status: 'finished', trial, rung, accuracy, counts: this.counts });
        return;
      }
      case 'failed': {
        const { failure } = outcome;
        writeTrialFile(trialFolder(this.folder, trial), { failure, peakBytes: before.peakBytes });
        this.state.set(trial, { ...before, failure });
        this.failed++;
        this.emit({ type: 'trial', status: 'failed', trial, rung, failure, counts: this.counts });
        return;
      }
      case 'cancelled':
        this.waiting.unshift(work);
        this.emit({ type: 'trial', status: 'cancelled', trial, rung });
        return;
      case 'refused': {
        const { fault, message } = outcome;
        const remedy = 'Correct that, then start the sweep again: it continues where it stopped.';
        this.fault ??= new SweepError(
          fault,
          `trial ${trial.id}`,
          `“${message}”`,
          'a run that can be trained',
          remedy
        );
      }
    }
  }

  private stopRunning(): void {
    for (const { execution } of this.running.values()) {
      execution.cancel();
    }
  }

  private async end(): Promise<void> {
    if (this.ended) {
      return;
    }
    this.ended = true;
    const { fault } = this;
    const status = fault ? 'failed' : this.isCancelled ? 'cancelled' : 'finished';
    await this.executor.close();
    if (status === 'finished') {
      await this.tidy();
    }
    await this.release();
    this.emit({ type: 'end', status, counts: this.counts });
    this.queues.forEach((queue) => queue.close());
    if (fault) {
      this.reject(fault);
    } else {
      this.resolve(status);
    }
  }

  /** A run whose process was killed right after its last checkpoint is finished: no process comes back to clear up. */
  private async tidy(): Promise<void> {
    const { candidates, definition } = this.state;
    for (const trial of candidates.flatMap(({ trials }) => trials)) {
      await tidyRun(trialFolder(this.folder, trial), definition.training.keepCheckpoints ?? KEPT_CHECKPOINTS);
    }
  }

  private emit(event: SweepEvent): void {
    this.onEvent?.(event);
    this.queues.forEach((queue) => queue.push(event));
  }
}

function withoutAccuracy({ id }: SweepTrial, folder: string): SweepError {
  const remedy = 'Hold images out for validation.';
  return new SweepError('data', folder, `run ${id} without validation accuracy`, 'one with it', remedy);
}
