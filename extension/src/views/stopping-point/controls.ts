import { familiesOf } from '@efficientnet-lab/kernel-helpers/analysis';
import { recordSetOf } from '@efficientnet-lab/kernel-helpers/views';
import {
  costUnitName,
  type StoppingPointResult,
  type StoppingPointState
} from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { QuantityControls } from '../../controls/quantity-controls';
import { element, setText } from '../../dom/element';
import { SourceControl } from '../../records/source-control';
import { STOPPING_SETS, type StoppingPointModel } from './model';

/** Records or a model, the rule, and the axis. */
export class StoppingControls {
  readonly node: HTMLElement;

  constructor(
    private readonly model: StoppingPointModel,
    private readonly trans: TranslationBundle
  ) {
    this.quantities = new QuantityControls(model, trans);
    this.source = new SourceControl(
      { sets: STOPPING_SETS, choose: (source) => model.chooseRecords(source) },
      trans
    );
    this.costs.setAttribute('aria-label', trans.__('Cost'));
    this.families.setAttribute('aria-label', trans.__('Families'));
    this.costs.addEventListener('change', () => model.chooseCost(this.costs.value));
    this.records = element(
      'div',
      {},
      this.source.node,
      element('div', { class: 'jp-EnetControls-row' }, this.costs),
      this.families,
      this.quantities.sliders('records')
    );
    this.ownModel = this.quantities.sliders('model');
    this.node = element(
      'div',
      { class: 'jp-EnetControls' },
      this.quantities.choice('rule', (kind) => model.chooseRule(kind === 'relative' ? kind : 'absolute')),
      this.quantities.sliders('rule'),
      this.unitNote,
      this.quantities.choice('axis'),
      this.quantities.choice('source', (kind) =>
        kind === 'model' ? model.chooseModel() : model.chooseRecords({ published: 'paper-v5' })
      ),
      this.records,
      this.ownModel
    );
  }

  update(): void {
    const { state } = this.model;
    this.quantities.update();
    const { source } = state;
    this.records.hidden = source.kind !== 'records';
    this.ownModel.hidden = source.kind !== 'model';
    if (source.kind === 'records') {
      this.source.show(source.source);
    }
    // Also when all are hidden, which stands for nothing.
    this.showFamilies();
  }

  /** Shows what depends on the records. */
  render(result: StoppingPointResult): void {
    const { state } = this.model;
    setText(
      this.unitNote,
      state.rule.kind === 'absolute'
        ? this.trans.__('τ: percentage points for %1', costUnitName(result.unit))
        : this.trans.__('ε: share of the marginal gain at the baseline')
    );
    const { source } = state;
    if (source.kind !== 'records') {
      return;
    }
    const set = recordSetOf(source.source);
    if (set !== this.shown) {
      this.shown = set;
      this.costs.replaceChildren(
        ...set.measures.map(({ key, name }) => element('option', { value: key }, name))
      );
      this.buttons = familiesOf(set).map((name) => {
        const node = button(name, () => this.model.toggleFamily(name), {
          title: this.trans.__('Show or hide %1', name)
        });
        return { name, node };
      });
      this.families.hidden = this.buttons.length < 2;
      this.families.replaceChildren(...this.buttons.map(({ node }) => node));
    }
    this.costs.value = source.cost;
    this.showFamilies();
  }

  /** A key pressed on one of the sliders or boxes. */
  handleKey(event: KeyboardEvent): boolean {
    return this.quantities.handleKey(event);
  }

  acceptDrops(view: HTMLElement): void {
    this.source.acceptDrops(view);
  }

  dispose(): void {
    this.source.dispose();
  }

  private showFamilies(): void {
    const { source } = this.model.state;
    this.buttons.forEach(({ name, node }) =>
      node.setAttribute('aria-pressed', String(source.kind === 'records' && !source.hidden.includes(name)))
    );
  }

  private readonly source: SourceControl;
  private readonly quantities: QuantityControls<StoppingPointState>;
  private readonly costs = element('select', { class: 'jp-EnetSelect' });
  private readonly families = element('div', {
    class: 'jp-EnetControls-row',
    role: 'group'
  });
  private readonly unitNote = element('p', { class: 'jp-EnetControls-note' });
  private readonly records: HTMLElement;
  private readonly ownModel: HTMLElement;
  private buttons: { name: string; node: HTMLButtonElement }[] = [];
  private shown: object | null = null;
}
