import { type ChoiceQuantity, type NumberQuantity, valueOf } from '@efficientnet-lab/kernel-helpers/views';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../dom/element';
import type { QuantityModel } from '../frame/quantity-model';
import { button } from './button';
import { switchOf } from './choices';
import { handleSliderKey, type SliderRow, sliderRows } from './slider';

/** Sliders, switches and lists for the quantities of a table, tied to a model. */
export class QuantityControls<S extends object> {
  constructor(
    private readonly model: QuantityModel<S, unknown>,
    private readonly trans: TranslationBundle
  ) {}

  /** A slider for each number of some groups, in the order of the table. */
  sliders(...groups: string[]): HTMLElement {
    const wanted = groups.length === 0 ? [''] : groups;
    const numbers = Object.values(this.model.quantities).filter(
      (quantity) => quantity.kind === 'number' && wanted.includes(quantity.group)
    ) as NumberQuantity[];
    const rows = sliderRows(numbers, this.model, this.trans);
    this.rows.push(...rows);
    return element('div', { class: 'jp-EnetSliders' }, ...rows.map(({ node }) => node));
  }

  /**
   * Buttons side by side, one for each option, after the name of the choice.
   * @param choose - what a press does; sets the quantity unless given
   */
  choice(name: string, choose = this.setter(name)): HTMLElement {
    const { label } = this.choiceOf(name);
    return labelled(this.trans.__(label), this.buttons(name, choose));
  }

  /** The same without a name before it. */
  buttons(name: string, choose = this.setter(name)): HTMLElement {
    const quantity = this.choiceOf(name);
    const { label, options } = quantity;
    const nodes = options.map(({ value, label: text, title }) => {
      const node = button(this.trans.__(text), () => choose(value), {
        title: title === undefined ? undefined : this.trans.__(title)
      });
      this.shown.push((state) =>
        node.setAttribute('aria-pressed', String(valueOf(quantity, state) === value))
      );
      return node;
    });
    return switchOf(this.trans.__(label), ...nodes);
  }

  /** A list of the options. */
  select(name: string, choose = this.setter(name)): HTMLSelectElement {
    const quantity = this.choiceOf(name);
    const { label, options } = quantity;
    const node = element(
      'select',
      { class: 'jp-EnetSelect', 'aria-label': this.trans.__(label) },
      ...options.map(({ value, label: text }) => element('option', { value }, this.trans.__(text)))
    );
    node.addEventListener('change', () => choose(options[node.selectedIndex].value));
    this.shown.push((state) => (node.value = String(valueOf(quantity, state))));
    return node;
  }

  /** Shows the state. */
  update(): void {
    for (const row of this.rows) {
      const value = this.model.shown(row.parameter);
      row.node.hidden = value === undefined;
      if (value !== undefined) {
        row.limit(this.model.endsOf(row.parameter));
        row.show(value);
      }
    }
    this.shown.forEach((show) => show(this.model.state));
  }

  /** A key pressed on one of the sliders or boxes. */
  handleKey(event: KeyboardEvent): boolean {
    return handleSliderKey(this.rows, event);
  }

  private setter(name: string): (value: string | number) => void {
    return (value) => this.model.set(name, value);
  }

  private choiceOf(name: string): ChoiceQuantity {
    const quantity = this.model.quantities[name];
    if (quantity?.kind !== 'choice') {
      throw new RangeError(`${name} is no choice of this view.`);
    }
    return quantity;
  }

  private readonly rows: SliderRow<NumberQuantity>[] = [];
  private readonly shown: ((state: Readonly<S>) => void)[] = [];
}

/** Controls in a row, after a name. */
export function labelled(name: string, ...controls: Node[]): HTMLElement {
  return element('div', { class: 'jp-EnetControls-row' }, element('span', {}, name), ...controls);
}
