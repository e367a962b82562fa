import type { TrainingMonitorState } from './state';

const points = Array.from({ length: 60 }, (_, i) => (i + 1) * 20);

/** A run of three epochs with curves of a known shape. */
export const FINISHED_RUN: TrainingMonitorState = {
  runId: '2026-11-22T12-00-00',
  status: 'finished',
  model: 'EfficientNet custom, 663,242 parameters',
  dataset: 'MNIST, 55,000 training and 5,000 validation images',
  epochs: 3,
  stepsPerEpoch: 400,
  step: 1200,
  elapsedSeconds: 129,
  remainingSeconds: null,
  imagesPerSecond: 1280,
  learningRate: 0.001,
  curve: {
    step: points,
    loss: points.map((step) => 0.1 + 2.2 * Math.exp(-step / 120) + 0.02 * Math.cos(step)),
    accuracy: points.map((step) => 0.97 - 0.87 * Math.exp(-step / 100) + 0.01 * Math.sin(step)),
    learningRate: points.map(() => 0.001)
  },
  history: [1, 2, 3].map((epoch) => ({
    epoch,
    loss: 0.5 / epoch,
    accuracy: 1 - 0.1 / epoch,
    validationLoss: 0.3 / epoch,
    validationAccuracy: 1 - 0.05 / epoch,
    learningRate: 0.001,
    seconds: 43
  })),
  checkpoint: 'checkpoints/2026-11-22T12-00-00',
  messages: ['The disk has less than 1 GB left.'],
  record: { seed: 1, batchSize: 128 }
};
