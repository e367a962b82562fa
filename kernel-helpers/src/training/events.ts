import type { EpochRecord } from '../views/training-monitor';

/** What a training run reports while it is in progress. Events of one run arrive in order; `end` is the last. */
export type TrainingEvent =
  | {
      type: 'start';
      runId: string;
      model: string;
      dataset: string;
      epochs: number;
      stepsPerEpoch: number;
      record: Record<string, string | number | boolean | null>;
      /** True where the graph of a step is built next: until `built`, or the end. */
      building?: boolean;
    }
  /** Each second while the graph is built. */
  | { type: 'building'; elapsedSeconds: number }
  /** The graph is built, and the first step done. */
  | { type: 'built'; elapsedSeconds: number }
  | {
      type: 'step';
      /** Global step, 1-based. */
      step: number;
      epoch: number;
      loss: number;
      accuracy: number;
      learningRate: number;
      batchSize: number;
      elapsedSeconds: number;
      /** With a dynamic loss scale: the scale after the step, and whether it was skipped as gradients were not finite. */
      lossScale?: number;
      skipped?: boolean;
    }
  | { type: 'epoch'; record: EpochRecord; elapsedSeconds: number }
  | { type: 'checkpoint'; path: string }
  | { type: 'warning'; message: string }
  | { type: 'end'; status: 'finished' | 'stopped' | 'failed'; message?: string; elapsedSeconds: number };

export type TrainingListener = (event: TrainingEvent) => void;
