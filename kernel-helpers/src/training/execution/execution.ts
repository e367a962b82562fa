import type { TrainingOrder } from '../../data';
import type { ModelOptimizer } from '../optimizer';
import type { StepResult, StepValues, ValidationResult } from './protocol';

export type { StepResult, StepValues, ValidationResult };

/** Where and how the steps of a run are computed. */
export interface Execution {
  /** Its state is up to date after `pull`. */
  readonly optimizer: ModelOptimizer;
  /** Whether a graph of the step is built, by `start` and by the first step. */
  readonly compiles: boolean;
  /** Whether another thread computes what was asked for, however long that takes; this thread knows when it does itself. */
  readonly computing: boolean;
  /** Gets ready: compiles, starts threads. Takes the model's and the optimiser's values as they are now. */
  start(): Promise<void>;
  /** Begins the batches of an epoch. */
  begin(order: TrainingOrder): Promise<void>;
  /** One step on the next batch. */
  step(learningRate: number): Promise<StepResult>;
  /** Scores the validation images; null without any, or when the signal ended it. */
  validate(signal: AbortSignal | undefined): Promise<ValidationResult | null>;
  /** Brings weights, statistics and the optimiser's state back to the model and the optimiser. */
  pull(): Promise<void>;
  dispose(): Promise<void>;
}
