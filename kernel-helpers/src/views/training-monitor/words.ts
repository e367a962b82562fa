import { counted, duration, exact, percent, plain } from '../../wording/format';
import { epochsDone } from './epoch-history';
import { ENGLISH, type Phrases } from '../../wording/words';
import type { TrainingMonitorState } from './state';

/** A run in words, first as one sentence. */
export function trainingSentence(state: TrainingMonitorState): string {
  const { status, step, epochs, stepsPerEpoch, history, elapsedSeconds, remainingSeconds } = state;
  const total = epochs * stepsPerEpoch;
  const at = `step ${exact(step)} of ${exact(total)}`;
  switch (status) {
    case 'running': {
      if (step === 0) {
        return state.building ? buildingSentence(elapsedSeconds) : 'Preparing the first training step.';
      }
      const left = remainingSeconds === null ? '' : `, about ${duration(remainingSeconds)} left`;
      const epoch = Math.min(epochs, Math.floor(Math.max(0, step - 1) / Math.max(1, stepsPerEpoch)) + 1);
      return `Epoch ${epoch} of ${epochs}, ${at}: ${accuracyOf(state)}${left}.`;
    }
    case 'stopping':
      return `Stopping after ${at}.`;
    case 'finished':
      return `Trained ${counted(epochsDone(history) || epochs, 'epoch')} in ${duration(elapsedSeconds)}: ${accuracyOf(state)}.`;
    case 'stopped':
      return `Stopped at ${at} after ${duration(elapsedSeconds)}: ${accuracyOf(state)}.`;
    case 'failed':
      return `Training failed at ${at}${state.messages.length ? `: ${state.messages[state.messages.length - 1]}` : '.'}`;
    case 'interrupted':
      return `Interrupted at ${at}: the kernel that trained it has ended.`;
  }
}

function buildingSentence(elapsedSeconds: number): string {
  const sofar = elapsedSeconds < 1 ? '' : `, ${duration(elapsedSeconds)} so far`;
  return `Building the graph of a training step${sofar}.`;
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

/** What the curves are, and why training may look worse than validation. */
export function curvesNote({ record, history }: TrainingMonitorState, trans: Phrases = ENGLISH): string {
  if (history.length > 0 && history.every(({ validationLoss }) => validationLoss === null)) {
    return trans.__('Line: mean over training steps. No images are held out for validation.');
  }
  const { labelSmoothing: smoothing } = record;
  return [
    trans.__('Line: mean over training steps; points: all validation images at the end of an epoch.'),
    typeof smoothing === 'number' && smoothing > 0
      ? trans.__(
          'Training loss is measured against labels smoothed by %1, validation loss against the labels themselves: the same network has the higher training loss.',
          plain(smoothing)
        )
      : ''
  ]
    .filter((text) => text !== '')
    .join(' ');
}
