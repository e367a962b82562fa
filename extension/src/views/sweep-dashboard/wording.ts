import { type KeptSweep, sweepWords } from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import type { ResultText } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Doubt, SweepDashboardModel } from './model';

/** The result in words, and where that is so why it isn't known how the sweep stands. */
export function wordsOf(model: SweepDashboardModel, trans: TranslationBundle): ResultText {
  const words = sweepWords(model.result, model.winner, trans);
  const { doubt, state } = model;
  return doubt === null || state.sweep === null
    ? words
    : { ...words, detail: `${doubtText(doubt, state.sweep, trans)} ${words.detail}` };
}

function doubtText(doubt: Doubt, sweep: KeptSweep, trans: TranslationBundle): string {
  const heard = trans.__('Last heard on %1.', new Date(sweep.heardAt).toLocaleString());
  const why = ((): string => {
    switch (doubt) {
      case 'asking':
        return trans.__('Asking the kernel for its status.');
      case 'no-answer':
        return trans.__('The kernel does not answer.');
      case 'no-kernel':
        return trans.__('The notebook has no kernel now: start one to learn how the sweep ended.');
      case 'kernel-dead':
        return trans.__('The kernel died: restart it to learn how far the sweep came.');
      case 'kernel-restarted':
        return trans.__('The kernel was restarted.');
      case 'unknown':
        return trans.__('The running kernel did not start it and found no folder for it.');
      case 'elsewhere':
        return trans.__('Another process is running it.');
    }
  })();
  return `${heard} ${why}`;
}
