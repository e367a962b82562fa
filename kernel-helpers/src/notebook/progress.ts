import { DOCUMENT_VERSION, type TrainingMonitorDocument, type TrainingMonitorState } from '../contract';
import { counted, duration, exact, percent, significant } from '../contract/format';

/** A run in words, first as one sentence. */
export function trainingSentence(state: TrainingMonitorState): string {
  const { status, step, epochs, stepsPerEpoch, history, elapsedSeconds, remainingSeconds } = state;
  const total = epochs * stepsPerEpoch;
  const at = `step ${exact(step)} of ${exact(total)}`;
  switch (status) {
    case 'running': {
      if (step === 0) {
        return 'Preparing the first training step.';
      }
      const left = remainingSeconds === null ? '' : `, about ${duration(remainingSeconds)} left`;
      const epoch = Math.min(epochs, Math.floor(Math.max(0, step - 1) / Math.max(1, stepsPerEpoch)) + 1);
      return `Epoch ${epoch} of ${epochs}, ${at}: ${accuracyOf(state)}${left}.`;
    }
    case 'stopping':
      return `Stopping after ${at}.`;
    case 'finished':
      return `Trained ${counted(history.length || epochs, 'epoch')} in ${duration(elapsedSeconds)}: ${accuracyOf(state)}.`;
    case 'stopped':
      return `Stopped at ${at} after ${duration(elapsedSeconds)}: ${accuracyOf(state)}.`;
    case 'failed':
      return `Training failed at ${at}${state.messages.length ? `: ${state.messages[state.messages.length - 1]}` : '.'}`;
    case 'interrupted':
      return `Interrupted at ${at}: the kernel that trained is gone.`;
  }
}

/** Of the last epoch, or of the one in progress up to now: one batch says little, and of one image 0 or 100 %. */
function accuracyOf({ history, curve, stepsPerEpoch }: TrainingMonitorState): string {
  const last = history[history.length - 1];
  const validated = last?.validationAccuracy ?? null;
  if (validated !== null) {
    return `${percent(validated, 2)} validation accuracy`;
  }
  const done = (last?.epoch ?? 0) * stepsPerEpoch;
  const present = curve.accuracy.filter((_, i) => curve.step[i] > done);
  if (present.length > 0) {
    const mean = present.reduce((sum, accuracy) => sum + accuracy, 0) / present.length;
    return `${percent(mean)} training accuracy`;
  }
  return last === undefined ? 'no accuracy yet' : `${percent(last.accuracy)} training accuracy`;
}

export function trainingText(state: TrainingMonitorState): string {
  const rows = state.history.map(epochLine);
  const rate =
    state.imagesPerSecond === null ? [] : [`${significant(state.imagesPerSecond)} images per second`];
  return [
    trainingSentence(state),
    ...[state.model, state.dataset].filter(Boolean),
    ...rows,
    ...rate,
    ...(state.checkpoint ? [`checkpoint: ${state.checkpoint}`] : []),
    ...state.messages.map((message) => `note: ${message}`)
  ].join('\n');
}

export function epochLine(row: TrainingMonitorState['history'][number]): string {
  const validation =
    row.validationLoss === null || row.validationAccuracy === null
      ? ''
      : `, validation loss ${row.validationLoss.toFixed(4)}, validation accuracy ${percent(row.validationAccuracy, 2)}`;
  return `epoch ${row.epoch}: loss ${row.loss.toFixed(4)}, accuracy ${percent(row.accuracy, 2)}${validation}, ${duration(row.seconds)}`;
}

export function trainingDocument(state: TrainingMonitorState): TrainingMonitorDocument {
  return {
    version: DOCUMENT_VERSION,
    view: 'training-monitor',
    sentence: trainingSentence(state).slice(0, 1900),
    data: state
  };
}
