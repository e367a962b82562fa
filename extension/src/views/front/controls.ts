import type { FrontResult, FrontState } from '@efficientnet-lab/kernel-helpers/views/front';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Choices, switchOf } from '../../controls/choices';
import { element } from '../../dom/element';
import type { Part } from '../../frame/parts';
import { SourceControl } from '../../records/source-control';
import { BudgetControl } from './budget-control';
import { FRONT_SETS, type FrontModel } from './model';

/** Records, cost, scale and budget. */
export class FrontControls implements Part<FrontResult> {
  readonly node: HTMLElement;

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
    const scale = (kind: FrontState['scale'], label: string, title: string): HTMLElement =>
      this.scales.button(
        label,
        title,
        () => model.chooseScale(kind),
        (state) => state.scale === kind
      );
    this.node = element(
      'div',
      { class: 'jp-EnetControls jp-EnetFrontControls' },
      this.source.node,
      element(
        'div',
        { class: 'jp-EnetFrontCost' },
        element('span', {}, trans.__('cost')),
        this.costs,
        switchOf(
          trans.__('Axis of the cost'),
          scale('log', trans.__('log'), trans.__('Cost on a logarithmic axis')),
          scale('linear', trans.__('linear'), trans.__('Cost on a linear axis'))
        )
      ),
      this.budget.node
    );
  }

  /** Shows what is chosen; of states that stand for nothing, what does not depend on the records. */
  update(): void {
    const { outcome, state } = this.model;
    this.source.show(state.source);
    this.scales.update(state);
    if (!outcome.ok) {
      return;
    }
    const { result } = outcome;
    if (result.set !== this.shown) {
      this.shown = result.set;
      this.costs.replaceChildren(
        ...result.set.measures.map(({ key, name }) => element('option', { value: key }, name))
      );
    }
    this.costs.value = result.state.cost;
    this.budget.update(result);
  }

  acceptDrops(view: HTMLElement): void {
    this.source.acceptDrops(view);
  }

  handleKey(event: KeyboardEvent): boolean {
    return this.budget.handleKey(event);
  }

  dispose(): void {
    this.source.dispose();
  }

  private readonly source: SourceControl;
  private readonly budget: BudgetControl;
  private readonly costs = element('select', { class: 'jp-EnetSelect' });
  private readonly scales = new Choices<FrontState>();
  private shown: object | null = null;
}
