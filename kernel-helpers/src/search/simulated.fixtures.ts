import { SeededOrder } from '../data';
import type { Executor, TrialExecution, TrialFailure, TrialJob, TrialOutcome, TrialState } from './executor';

/** How a simulated trial goes; a number is its validation accuracy at the rung. */
export type Course = (job: TrialJob) => number | TrialFailure['kind'];

/** Trials that only pretend: each takes a while by lot, in a time that passes as fast as events are handled. */
export class SimulatedExecutor implements Executor {
  readonly submitted: string[] = [];
  closed = false;
  /** What a folder would hold. */
  private readonly states = new Map<string, TrialState>();
  private readonly due: Array<{ at: number; end: () => void }> = [];
  private readonly random: SeededOrder;
  private now = 0;
  private ticking = false;

  constructor(
    readonly places: number,
    private readonly course: Course,
    seed = 1
  ) {
    this.random = new SeededOrder(seed, 'simulated');
  }

  submit(job: TrialJob): TrialExecution {
    const { trial, rung, epochs } = job;
    this.submitted.push(`${trial.id} to ${rung}`);
    let cancelled = false;
    const done = new Promise<TrialOutcome>((resolve) => {
      const end = (): void => resolve(cancelled ? { kind: 'cancelled' } : this.outcome(job, epochs));
      this.due.push({ at: this.now + 1 + this.random.below(1000), end });
    });
    this.tick();
    return { done, cancel: () => (cancelled = true) };
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  private outcome(job: TrialJob, epochs: number): TrialOutcome {
    const found = this.course(job);
    if (typeof found === 'string') {
      return {
        kind: 'failed',
        failure: { kind: found, message: 'as asked', epochs, at: '2026-11-22T00:00:00Z' }
      };
    }
    const before = this.states.get(job.trial.id)?.history ?? [];
    const added = Array.from({ length: epochs - before.length }, (_, i) => ({
      epoch: before.length + i + 1,
      loss: 1,
      accuracy: found,
      validationLoss: 1,
      validationAccuracy: found,
      learningRate: 1e-3,
      seconds: 2
    }));
    const history = [...before, ...added];
    const state = {
      history,
      steps: epochs,
      startedAt: '2026-11-22T10:00:00Z',
      failure: null,
      peakBytes: 1e8
    };
    this.states.set(job.trial.id, state);
    return { kind: 'finished', state };
  }

  /** Ends the next one, and lets those who wait for it go on before the one after. */
  private tick(): void {
    if (this.ticking) {
      return;
    }
    this.ticking = true;
    setImmediate(() => {
      this.ticking = false;
      this.due.sort((a, b) => a.at - b.at);
      const next = this.due.shift();
      if (next) {
        this.now = next.at;
        next.end();
        this.tick();
      }
    });
  }
}
