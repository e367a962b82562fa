import type { EpochRecord } from '../views/training-monitor';
import type { SweepTrial } from './candidates';
import type { SweepData } from './data';
import type { TrialLimits } from './definition';
import type { SweepFault } from './errors';

/** Training one run of a sweep to a rung. */
export interface TrialJob {
  data: SweepData;
  limits: Required<TrialLimits>;
  /** The sweep's. */
  folder: string;
  trial: SweepTrial;
  /** Number of the rung, from 0. */
  rung: number;
  /** Epochs to have been trained at its end, those before included. */
  epochs: number;
}

/** What a trial reports while it is in progress; ten times a second at most. */
export interface TrialProgress {
  epoch: number;
  /** Global step, 1-based. */
  step: number;
  stepsPerEpoch: number;
  loss: number;
}

/** What a run's folder says of its trial. */
export interface TrialState {
  /** Of all epochs that a checkpoint holds. */
  history: readonly EpochRecord[];
  /** Steps that a checkpoint holds. */
  steps: number;
  /** ISO 8601; null where it has not begun. */
  startedAt: string | null;
  failure: TrialFailure | null;
  /** Largest memory of its processes; null where nothing was measured. */
  peakBytes: number | null;
  /** What it was trained on last, for example `AMD EPYC, 2 cores`; absent where no folder tells. */
  machine?: string;
}

/** Why a trial is not trained on. */
export type TrialFailureKind =
  /** Its loss or weights were no longer finite. */
  | 'diverged'
  /** Its process died again and again. */
  | 'crashed'
  /** Nothing was heard of it. */
  | 'hung'
  /** It took longer, or more memory, than a trial may; or the system had no more. */
  | 'time'
  | 'memory'
  /** Training refused it, or threw. */
  | 'error';

/** Plain JSON, kept in the run's folder. */
export interface TrialFailure {
  kind: TrialFailureKind;
  message: string;
  /** Of the rung that it did not reach. */
  epochs: number;
  /** ISO 8601. */
  at: string;
}

export type TrialOutcome =
  | { kind: 'finished'; state: TrialState }
  | { kind: 'failed'; failure: TrialFailure }
  /** By `cancel`; going on later repeats nothing but the epoch in which it was. */
  | { kind: 'cancelled' }
  /** What no other trial could do either: the sweep ends. */
  | { kind: 'refused'; fault: SweepFault; message: string };

/** A trial on its way. */
export interface TrialExecution {
  /** Never rejects. */
  readonly done: Promise<TrialOutcome>;
  /** Ends it soon, with a checkpoint. */
  cancel(): void;
}

/** Where trials run: on this machine, or elsewhere. Whatever it is, the run's folder is where its result lies. */
export interface Executor {
  /** Trials that run at once. */
  readonly places: number;
  submit(job: TrialJob, onProgress: (progress: TrialProgress) => void): TrialExecution;
  /** Ends what still runs, and gives back what it holds. */
  close(): Promise<void>;
}
