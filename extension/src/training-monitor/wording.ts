import type { RunStatus } from '@efficientnet-lab/kernel-helpers/contract';
import type { TranslationBundle } from '@jupyterlab/translation';
import { formatDuration, formatExact, formatPercent, formatSi } from '../wording/numbers';
import { isLive, type Interruption, type TrainingMonitorModel } from './model';

export interface Figure {
  label: string;
  value: string;
}

/** The result in words. The document's own sentence, unless the view knows better. */
export function monitorSentence(model: TrainingMonitorModel, trans: TranslationBundle): string {
  const { interruption, state } = model;
  if (interruption !== null) {
    return trans.__(
      'Interrupted at step %1 of %2: %3',
      formatExact(state.step),
      formatExact(model.totalSteps),
      reasonText(interruption, trans)
    );
  }
  if (model.status === 'stopping' && state.status !== 'stopping') {
    return trans.__('Stopping at step %1 of %2', formatExact(state.step), formatExact(model.totalSteps));
  }
  return model.document.sentence;
}

function reasonText(reason: Interruption, trans: TranslationBundle): string {
  switch (reason) {
    case 'no-kernel':
      return trans.__('the notebook has no kernel now.');
    case 'kernel-dead':
      return trans.__('the kernel died.');
    case 'kernel-restarted':
      return trans.__('the kernel was restarted.');
    case 'run-unknown':
      return trans.__('the kernel that runs now did not start it.');
  }
}

/** What can be done with a run that did not end by itself; empty for others. */
export function checkpointText(model: TrainingMonitorModel, trans: TranslationBundle): string {
  if (model.status !== 'interrupted' && model.status !== 'stopped' && model.status !== 'failed') {
    return '';
  }
  const { checkpoint } = model.state;
  return checkpoint === null
    ? trans.__('No checkpoint was written: start the training again.')
    : trans.__('The last checkpoint is %1.', checkpoint);
}

export function statusText(status: RunStatus, trans: TranslationBundle): string {
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
    { label: trans.__('epoch'), value: trans.__('%1 of %2', epoch, state.epochs) },
    {
      label: trans.__('step'),
      value: trans.__('%1 of %2', formatExact(state.step), formatExact(model.totalSteps))
    },
    isLive(status)
      ? {
          label: trans.__('time left'),
          value: state.remainingSeconds === null ? unknown : formatDuration(state.remainingSeconds)
        }
      : { label: trans.__('time taken'), value: formatDuration(state.elapsedSeconds) },
    {
      label: trans.__('throughput'),
      value:
        state.imagesPerSecond === null ? unknown : trans.__('%1 images/s', formatSi(state.imagesPerSecond))
    },
    { label: trans.__('learning rate'), value: formatRate(state.learningRate) },
    { label: trans.__('best validation'), value: best === null ? unknown : formatPercent(best, 2) }
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
