import type { SweepSummary } from '@efficientnet-lab/kernel-helpers/contract';
import { statusName } from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { element } from '../../dom/element';

/** A cell that fills the view. */
const CODE = `import * as enet from '@efficientnet-lab/kernel-helpers';

const sweep = await enet.sweeps.startSweep(definition, { folder: 'sweep runs' });
await enet.sweeps.showSweep(sweep);
`;

/** What the view shows as long as no sweep is shown: how to show one, those of the kernel, and an example. */
export class EmptyPlace {
  readonly node: HTMLElement;

  constructor(
    takeExample: () => void,
    private readonly follow: (sweep: SweepSummary) => void,
    private readonly trans: TranslationBundle
  ) {
    this.node = element(
      'div',
      { class: 'jp-EnetSweep-empty jp-mod-wide' },
      element(
        'p',
        {},
        trans.__(
          'Run this in a cell, with the definition of a sweep: it trains its candidates and shows them below.'
        )
      ),
      element('pre', { tabindex: 0, 'aria-label': trans.__('Code that shows a sweep') }, CODE),
      element(
        'div',
        { class: 'jp-EnetSwitch' },
        button(trans.__('copy this code'), () => Clipboard.copyToSystem(CODE)),
        button(trans.__('fill with an example'), takeExample, {
          title: trans.__('Made-up accuracies of real networks')
        })
      ),
      this.list
    );
  }

  /** Those of the current notebook's kernel, the newest first. */
  show(sweeps: readonly SweepSummary[]): void {
    const { trans } = this;
    this.list.hidden = sweeps.length === 0;
    this.list.replaceChildren(
      element('p', {}, trans.__('Sweeps of the current notebook’s kernel:')),
      ...[...sweeps].reverse().map((sweep) =>
        button(trans.__('%1, %2', sweep.name, statusName(sweep.status, trans)), () => this.follow(sweep), {
          title: sweep.folder ?? ''
        })
      )
    );
  }

  private readonly list = element('div', { class: 'jp-EnetSweep-known', hidden: '' });
}
