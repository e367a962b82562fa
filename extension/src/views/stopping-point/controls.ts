import { familiesOf } from '@efficientnet-lab/kernel-helpers/analysis';
import { recordSetOf } from '@efficientnet-lab/kernel-helpers/views';
import {
  costUnitName,
  type StoppingPointResult,
  type StoppingPointState
} from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { Choices, switchOf } from '../../controls/choices';
import { handleSliderKey, type SliderRow, sliderRows } from '../../controls/slider';
import { element, setText } from '../../dom/element';
import { SourceControl } from '../../records/source-control';
import { STOPPING_SETS, type StoppingPointModel } from './model';
import { type Parameter, PARAMETERS } from './parameters';

/** Records or a model, the rule, and the axis. */
export class StoppingControls {
  readonly node: HTMLElement;
  readonly source: SourceControl;

  constructor(
    private readonly model: StoppingPointModel,
    private readonly trans: TranslationBundle
  ) {
    this.rows = sliderRows(PARAMETERS, model, trans);
    this.source = new SourceControl(
      { sets: STOPPING_SETS, choose: (source) => model.chooseRecords(source) },
      trans
    );
    this.costs.setAttribute('aria-label', trans.__('Cost'));
    this.families.setAttribute('aria-label', trans.__('Families'));
    this.costs.addEventListener('change', () => model.chooseCost(this.costs.value));
    const rowsOf = (group: Parameter['group']): HTMLElement =>
      element(
        'div',
        { class: 'jp-EnetSliders' },
        ...this.rows.filter(({ parameter }) => parameter.group === group).map(({ node }) => node)
      );
    this.records = element(
      'div',
      {},
      this.source.node,
      element('div', { class: 'jp-EnetStopping-row' }, this.costs),
      this.families,
      rowsOf('records')
    );
    this.ownModel = rowsOf('model');
    this.node = element(
      'div',
      { class: 'jp-EnetControls' },
      this.group(trans.__('Stop where the gain is'), [
        this.choices.button(
          trans.__('a share of the first'),
          trans.__('Relative: the marginal gain is ε times the baseline’s'),
          () => model.chooseRule('relative'),
          ({ rule }) => rule.kind === 'relative'
        ),
        this.choices.button(
          trans.__('a threshold'),
          trans.__('Absolute: the marginal gain is τ percentage points for one unit of cost'),
          () => model.chooseRule('absolute'),
          ({ rule }) => rule.kind === 'absolute'
        )
      ]),
      rowsOf('rule'),
      this.unitNote,
      this.group(trans.__('Axis'), [
        this.choices.button(
          'φ',
          trans.__('Compound coefficient'),
          () => model.chooseAxis('phi'),
          ({ axis }) => axis === 'phi'
        ),
        this.choices.button(
          trans.__('cost'),
          trans.__('Cost, logarithmic'),
          () => model.chooseAxis('cost'),
          ({ axis }) => axis === 'cost'
        )
      ]),
      this.group(trans.__('Curve'), [
        this.choices.button(
          trans.__('fitted to records'),
          trans.__('A curve through published or own results'),
          () => model.chooseRecords({ published: 'paper-v5' }),
          ({ source }) => source.kind === 'records'
        ),
        this.choices.button(
          trans.__('of my own'),
          trans.__('Sliders for A∞, B, k and the cost; begins as the fitted curve'),
          () => model.chooseModel(),
          ({ source }) => source.kind === 'model'
        )
      ]),
      this.records,
      this.ownModel
    );
  }

  update(): void {
    const { state } = this.model;
    this.choices.update(state);
    for (const row of this.rows) {
      const value = row.parameter.get(state);
      row.node.hidden = value === null;
      if (value !== null) {
        row.show(value);
      }
    }
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
  updateResult(result: StoppingPointResult): void {
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
    return handleSliderKey(this.rows, event);
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

  private group(label: string, buttons: HTMLElement[]): HTMLElement {
    return element(
      'div',
      { class: 'jp-EnetStopping-row' },
      element('span', {}, label),
      switchOf(label, ...buttons)
    );
  }

  private readonly rows: SliderRow<Parameter>[];
  private readonly choices = new Choices<StoppingPointState>();
  private readonly costs = element('select', { class: 'jp-EnetSelect' });
  private readonly families = element('div', {
    class: 'jp-EnetStopping-row',
    role: 'group'
  });
  private readonly unitNote = element('p', { class: 'jp-EnetControls-note' });
  private readonly records: HTMLElement;
  private readonly ownModel: HTMLElement;
  private buttons: { name: string; node: HTMLButtonElement }[] = [];
  private shown: object | null = null;
}
