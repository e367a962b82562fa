import type { SweepRequest } from '@efficientnet-lab/kernel-helpers/contract';
import {
  budgetFigures,
  isLive,
  statusName,
  type SweepResult
} from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import { percent } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { element, setText } from '../../dom/element';
import type { Part } from '../../frame/parts';
import type { SweepDashboardModel } from './model';

/** What is spent and left, and what can be done about it while a kernel has the sweep in hand. */
export class FiguresPart implements Part<SweepResult | null> {
  readonly node: HTMLElement;

  constructor(
    private readonly model: SweepDashboardModel,
    private readonly trans: TranslationBundle,
    request: (action: SweepRequest['action']) => void
  ) {
    this.stop = button(trans.__('stop'), () => request('stop'), {
      title: trans.__('End all runs with checkpoints; the sweep can be started again'),
      class: 'jp-EnetStop'
    });
    this.pause = button(
      trans.__('pause'),
      () => request(model.state.sweep?.status === 'paused' ? 'resume' : 'pause'),
      {
        title: trans.__('End the runs in progress with checkpoints, and begin no others until it is resumed')
      }
    );
    this.bar.setAttribute('aria-label', trans.__('Epochs trained, of those expected'));
    this.node = element(
      'div',
      { class: 'jp-EnetSweep-figures' },
      element('div', { class: 'jp-EnetSweep-actions' }, this.badge, this.pause, this.stop),
      this.bar,
      this.figures
    );
  }

  update(): void {
    const { canAct, doubt, state } = this.model;
    const { sweep } = state;
    this.pause.hidden = this.stop.hidden = !canAct;
    const isStopping = sweep?.status === 'stopping';
    this.pause.disabled = this.stop.disabled = isStopping;
    setText(this.pause, sweep?.status === 'paused' ? this.trans.__('resume') : this.trans.__('pause'));
    setText(
      this.badge,
      sweep === null
        ? ''
        : doubt === null
          ? statusName(sweep.status, this.trans)
          : doubt === 'asking'
            ? this.trans.__('asking')
            : this.trans.__('not known')
    );
  }

  render(result: SweepResult | null): void {
    if (result === null) {
      return;
    }
    const { sweep } = result;
    const { trained, expected } = sweep.epochs;
    const share =
      !isLive(sweep) && sweep.status === 'finished' ? 1 : trained / Math.max(1, expected, trained);
    this.bar.value = share;
    setText(this.bar, percent(share));
    this.figures.replaceChildren(
      ...budgetFigures(sweep, this.trans).map(({ label, value, why }) =>
        element('div', {}, element('dt', { title: why }, label), element('dd', {}, value))
      )
    );
  }

  private readonly stop: HTMLButtonElement;
  private readonly pause: HTMLButtonElement;
  private readonly badge = element('span', { class: 'jp-EnetBadge' });
  private readonly bar = element('progress', { class: 'jp-EnetProgress-bar', max: 1 });
  private readonly figures = element('dl', { class: 'jp-EnetFigures' });
}
