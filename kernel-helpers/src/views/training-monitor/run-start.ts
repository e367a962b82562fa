import type { TrainingMonitorState } from './state';

/** A run before its first step, of which no more is known than what it is called. */
export function runBeforeItsFirstStep(
  runId: string,
  { model, dataset }: Pick<TrainingMonitorState, 'model' | 'dataset'> = { model: '', dataset: '' }
): TrainingMonitorState {
  return {
    runId,
    status: 'running',
    model,
    dataset,
    epochs: 0,
    stepsPerEpoch: 0,
    step: 0,
    elapsedSeconds: 0,
    remainingSeconds: null,
    imagesPerSecond: null,
    learningRate: 0,
    curve: { step: [], loss: [], accuracy: [], learningRate: [] },
    history: [],
    checkpoint: null,
    messages: [],
    record: {}
  };
}
