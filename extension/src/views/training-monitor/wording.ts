import { rowMeaning } from '@efficientnet-lab/kernel-helpers/analysis';
import type { RunStatus } from '@efficientnet-lab/kernel-helpers/views/training-monitor';
import type { TranslationBundle } from '@jupyterlab/translation';
import { duration, exact, percent, si } from '@efficientnet-lab/kernel-helpers/wording';
import { type Doubt, isLive, type Interruption, type TrainingMonitorModel } from './model';

export interface Figure {
  label: string;
  value: string;
  /** How it is computed. */
  why: string;
}

/** The result in words. The document's own sentence, unless the view knows better, or does not know. */
export function monitorSentence(model: TrainingMonitorModel, trans: TranslationBundle): string {
  const { doubt, interruption, state } = model;
  const [step, steps] = [exact(state.step), exact(model.totalSteps)];
  if (interruption !== null) {
    return trans.__('Interrupted at step %1 of %2: %3', step, steps, interruptionText(interruption, trans));
  }
  if (doubt !== null) {
    const why = doubtText(doubt, trans);
    if (model.totalSteps === 0) {
      return trans.__('Nothing has been heard from this training yet: %1', why);
    }
    return model.heardAt === null
      ? trans.__('Last heard at step %1 of %2: %3', step, steps, why)
      : trans.__('Last heard %1, at step %2 of %3: %4', heardText(model.heardAt, trans), step, steps, why);
  }
  if (model.status === 'stopping' && state.status !== 'stopping') {
    return trans.__('Stopping at step %1 of %2', step, steps);
  }
  return model.document.sentence;
}

/** With its day, unless that is today. */
function heardText(heardAt: Date, trans: TranslationBundle): string {
  const time = heardAt.toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit'
  });
  const today = heardAt.toDateString() === new Date().toDateString();
  return today ? trans.__('at %1', time) : trans.__('on %1 at %2', heardAt.toLocaleDateString(), time);
}

function interruptionText(reason: Interruption, trans: TranslationBundle): string {
  switch (reason) {
    case 'kernel-dead':
      return trans.__('the kernel died.');
    case 'kernel-restarted':
      return trans.__('the kernel was restarted.');
    case 'process-ended':
      return trans.__('its process ended before the training did.');
  }
}

function doubtText(doubt: Doubt, trans: TranslationBundle): string {
  switch (doubt) {
    case 'asking':
      return trans.__('asking the kernel.');
    case 'no-answer':
      return trans.__('the kernel does not answer.');
    case 'no-kernel':
      return trans.__('the notebook has no kernel now. Start one to learn how it ended.');
    case 'kernel-dead':
      return trans.__('the kernel died. Restart it to learn how it ended.');
    case 'kernel-restarted':
      return trans.__('the kernel was restarted.');
    case 'run-unknown':
      return trans.__('the running kernel did not start it and found no folder for it.');
    case 'elsewhere':
      return trans.__('another process is running it.');
  }
}

/** What can be done with a run that did not end by itself; empty for others. */
export function checkpointText(model: TrainingMonitorModel, trans: TranslationBundle): string {
  const { doubt, state, status } = model;
  const ended = status === 'interrupted' || status === 'stopped' || status === 'failed';
  const lost = doubt === 'no-kernel' || doubt === 'kernel-dead' || doubt === 'run-unknown';
  if (!ended && !lost) {
    return '';
  }
  const { checkpoint, runId } = state;
  if (checkpoint === null) {
    return lost ? '' : trans.__('No checkpoint was written: start the training again.');
  }
  const last = trans.__('The last checkpoint is %1.', checkpoint);
  return status === 'interrupted'
    ? `${last} ${trans.__("To continue it, train with runName: '%1' and resumeFrom: 'latest'.", runId)}`
    : last;
}

/** The state in a word or two. */
export function badgeText(
  { building, doubt, status }: TrainingMonitorModel,
  trans: TranslationBundle
): string {
  if (doubt === null) {
    return building ? trans.__('building') : statusText(status, trans);
  }
  return doubt === 'asking' ? trans.__('asking') : trans.__('not known');
}

function statusText(status: RunStatus, trans: TranslationBundle): string {
  const texts: Record<RunStatus, string> = {
    running: trans.__('running'),
    stopping: trans.__('stopping'),
    finished: trans.__('finished'),
    stopped: trans.__('stopped'),
    failed: trans.__('failed'),
    interrupted: trans.__('interrupted')
  };
  return texts[status];
}

/** The numbers beside the progress bar; always the same six, so that nothing jumps. */
export function figuresOf(model: TrainingMonitorModel, trans: TranslationBundle): Figure[] {
  const { state, status } = model;
  const unknown = '–';
  const epoch = Math.min(state.epochs, Math.floor(state.step / Math.max(1, state.stepsPerEpoch)) + 1);
  const best = bestAccuracy(model);
  return [
    {
      label: trans.__('epoch'),
      value: trans.__('%1 of %2', epoch, state.epochs),
      why: rowMeaning('runEpoch', trans)
    },
    {
      label: trans.__('step'),
      value: trans.__('%1 of %2', exact(state.step), exact(model.totalSteps)),
      why: rowMeaning('runStep', trans)
    },
    isLive(status)
      ? {
          label: trans.__('time left'),
          value:
            state.remainingSeconds === null || model.doubt !== null
              ? unknown
              : duration(state.remainingSeconds),
          why: rowMeaning('timeLeft', trans)
        }
      : {
          label: trans.__('time taken'),
          value: duration(state.elapsedSeconds),
          why: rowMeaning('timeTaken', trans)
        },
    {
      label: trans.__('throughput'),
      value: state.imagesPerSecond === null ? unknown : trans.__('%1 images/s', si(state.imagesPerSecond)),
      why: rowMeaning('throughput', trans)
    },
    {
      label: trans.__('learning rate'),
      value: formatRate(state.learningRate),
      why: rowMeaning('currentRate', trans)
    },
    {
      label: trans.__('best validation'),
      value: best === null ? unknown : percent(best, 2),
      why: rowMeaning('bestValidation', trans)
    }
  ];
}

function bestAccuracy({ state }: TrainingMonitorModel): number | null {
  const accuracies = state.history.map((epoch) => epoch.validationAccuracy).filter((value) => value !== null);
  return accuracies.length === 0 ? null : Math.max(...accuracies);
}

/** Learning rates span decades: three significant digits, with an exponent when small. */
export function formatRate(rate: number): string {
  if (rate === 0) {
    return '0';
  }
  return rate >= 1e-4 ? String(Number(rate.toPrecision(3))) : rate.toExponential(2).replace('-', '−');
}
