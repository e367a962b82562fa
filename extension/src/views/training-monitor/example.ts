import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import type {
  EpochRecord,
  TrainingMonitorDocument
} from '@efficientnet-lab/kernel-helpers/views/training-monitor';

const EPOCHS = 3;
const STEPS = 200;

/** A finished run with made-up numbers, which shows what the monitor looks like; its sentence says so. */
export function exampleRun(): TrainingMonitorDocument {
  const step = Array.from({ length: 120 }, (_, i) => (i + 1) * 5);
  const fall = step.map((s) => Math.exp(-s / 110));
  const history = Array.from({ length: EPOCHS }, (_, i): EpochRecord => {
    const left = Math.exp((-(i + 0.7) * STEPS) / 110);
    return {
      epoch: i + 1,
      loss: 0.05 + 2.2 * left,
      accuracy: 0.985 - 0.85 * left,
      validationLoss: 0.07 + 1.6 * left,
      validationAccuracy: 0.98 - 0.6 * left,
      learningRate: 0.002,
      seconds: 21
    };
  });
  return {
    version: DOCUMENT_VERSION,
    view: 'training-monitor',
    sentence: 'An example with made-up numbers: finished after 3 epochs',
    data: {
      runId: 'example',
      status: 'finished',
      model: 'EfficientNet custom',
      dataset: 'no data',
      epochs: EPOCHS,
      stepsPerEpoch: STEPS,
      step: EPOCHS * STEPS,
      elapsedSeconds: 63,
      remainingSeconds: null,
      imagesPerSecond: 610,
      learningRate: 0.002,
      curve: {
        step,
        loss: fall.map((f, i) => 0.05 + 2.2 * f + 0.06 * f * Math.sin(i * 2.3)),
        accuracy: fall.map((f, i) => 0.985 - 0.85 * f + 0.015 * f * Math.sin(i * 1.7)),
        learningRate: step.map(() => 0.002)
      },
      history,
      checkpoint: null,
      messages: [],
      record: { seed: 1 }
    }
  };
}
