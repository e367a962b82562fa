import type { ViewDocument } from '../document';
import { count, list, maybe, nonNegative, positiveCount, record, share, text } from '../schema-parts';

export type RunStatus = 'running' | 'stopping' | 'finished' | 'stopped' | 'failed' | 'interrupted';

export interface EpochRecord {
  /** 1-based. */
  epoch: number;
  /** Means over the epoch's training steps. */
  loss: number;
  accuracy: number;
  /** Means over the validation images; null when there are none. */
  validationLoss: number | null;
  validationAccuracy: number | null;
  learningRate: number;
  /** Wall time of training and validation, seconds. */
  seconds: number;
}

/** Training curve, thinned to at most 400 points; all arrays have one length. */
export interface StepCurve {
  /** Global step, 1-based. */
  step: number[];
  /** Mean loss since the previous point. */
  loss: number[];
  /** Mean accuracy since the previous point, 0…1. */
  accuracy: number[];
  learningRate: number[];
}

export interface TrainingMonitorState {
  runId: string;
  status: RunStatus;
  /** For example `EfficientNet custom, 101,234 parameters`. */
  model: string;
  /** For example `MNIST, 55,000 training and 5,000 validation images`. */
  dataset: string;
  epochs: number;
  stepsPerEpoch: number;
  /** Global steps done. */
  step: number;
  elapsedSeconds: number;
  /** Estimated; null before it is known and after the end. */
  remainingSeconds: number | null;
  /** Training images per second, recent; null before the first step. */
  imagesPerSecond: number | null;
  learningRate: number;
  curve: StepCurve;
  history: EpochRecord[];
  /** Path of the newest checkpoint relative to the working folder; null when none was written. */
  checkpoint: string | null;
  /** What went wrong or needs attention, one sentence each. */
  messages: string[];
  /** What is needed to repeat the run. */
  record: Record<string, string | number | boolean | null>;
  /** Whether the graph of a step is being built, before the first step is done; absent in documents of earlier versions. */
  building?: boolean;
  /** When this was so, ISO 8601; absent in documents of earlier versions. */
  heardAt?: string;
}

export type TrainingMonitorDocument = ViewDocument<'training-monitor', TrainingMonitorState>;

const CURVE_POINTS = 400;
/** Any: one that diverged stands there as the largest number. */
const loss = { type: 'number' } as const;

export const trainingMonitorSchema = record(
  {
    runId: text,
    status: { enum: ['running', 'stopping', 'finished', 'stopped', 'failed', 'interrupted'] },
    model: text,
    dataset: text,
    epochs: count,
    stepsPerEpoch: count,
    step: count,
    elapsedSeconds: nonNegative,
    remainingSeconds: maybe(nonNegative),
    imagesPerSecond: maybe(nonNegative),
    learningRate: nonNegative,
    curve: record({
      step: list(count, CURVE_POINTS),
      loss: list(loss, CURVE_POINTS),
      accuracy: list(share, CURVE_POINTS),
      learningRate: list(nonNegative, CURVE_POINTS)
    }),
    history: list(
      record({
        epoch: positiveCount,
        loss,
        accuracy: share,
        validationLoss: maybe(loss),
        validationAccuracy: maybe(share),
        learningRate: nonNegative,
        seconds: nonNegative
      }),
      100_000
    ),
    checkpoint: maybe(text),
    messages: list(text, 100),
    record: {
      type: 'object',
      maxProperties: 100,
      additionalProperties: { type: ['string', 'number', 'boolean', 'null'] }
    }
  },
  { heardAt: text, building: { type: 'boolean' } }
);
