import type { FrontResult } from '@efficientnet-lab/kernel-helpers/views/front';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { element } from '../../dom/element';
import { SourceControl } from '../../records/source-control';
import { BudgetControl } from './budget-control';
import { FRONT_SETS, type FrontModel } from './model';

/** Records, cost, scale and budget. */
export class FrontControls {
  readonly node: HTMLElement;
  readonly source: SourceControl;

  constructor(
    private readonly model: FrontModel,
    trans: TranslationBundle
  ) {
    this.source = new SourceControl(
      { sets: FRONT_SETS, choose: (source) => model.chooseSource(source) },
      trans
    );
    this.budget = new BudgetControl(model, trans);
    this.costs.setAttribute('aria-label', trans.__('Cost'));
    this.costs.addEventListener('change', () => model.chooseCost(this.costs.value));
    this.log = button(trans.__('log'), () => model.chooseScale('log'), {
      title: trans.__('Cost on a logarithmic axis')
    });
    this.linear = button(trans.__('linear'), () => model.chooseScale('linear'), {
      title: trans.__('Cost on a linear axis')
    });
    this.node = element(
      'div',
      { class: 'jp-EnetControls jp-EnetFrontControls' },
      this.source.node,
      element(
        'div',
        { class: 'jp-EnetFrontCost' },
        element('span', {}, trans.__('cost')),
        this.costs,
        element(
          'div',
          { class: 'jp-EnetSwitch', role: 'group', 'aria-label': trans.__('Axis of the cost') },
          this.log,
          this.linear
        )
      ),
      this.budget.node
    );
  }

  /** Shows what is chosen; also when it stands for nothing. */
  update(): void {
    const { source, scale } = this.model.state;
    this.source.show(source);
    this.log.setAttribute('aria-pressed', String(scale === 'log'));
    this.linear.setAttribute('aria-pressed', String(scale === 'linear'));
  }

  /** Shows what depends on the records. */
  updateResult(result: FrontResult): void {
    if (result.set !== this.shown) {
      this.shown = result.set;
      this.costs.replaceChildren(
        ...result.set.measures.map(({ key, name }) => element('option', { value: key }, name))
      );
    }
    this.costs.value = result.state.cost;
    this.budget.update(result);
  }

  handleKey(event: KeyboardEvent): boolean {
    return this.budget.handleKey(event);
  }

  dispose(): void {
    this.source.dispose();
  }

  private readonly budget: BudgetControl;
  private readonly costs = element('select', { class: 'jp-EnetSelect' });
  private readonly log: HTMLButtonElement;
  private readonly linear: HTMLButtonElement;
  private shown: object | null = null;
}
