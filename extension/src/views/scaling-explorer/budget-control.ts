import type { TranslationBundle } from '@jupyterlab/translation';
import { element, setText } from '../../dom/element';
import { answerBudget, budgetUnits } from './budget';
import type { ScalingExplorerModel } from './model';

const LARGEST_AMOUNT = 1e6;

/** The question backwards: a limit, and a button that goes to the largest φ within it. */
export class BudgetControl {
  readonly node: HTMLFormElement;

  constructor(
    private readonly model: ScalingExplorerModel,
    private readonly trans: TranslationBundle
  ) {
    this.amount = element('input', {
      type: 'number',
      class: 'jp-EnetSlider-box',
      'aria-label': trans.__('Limit'),
      min: 0,
      max: LARGEST_AMOUNT,
      step: 'any',
      value: 1,
      required: true
    });
    this.unit = element(
      'select',
      { class: 'jp-EnetSelect', 'aria-label': trans.__('Unit of the limit') },
      ...budgetUnits(trans).map(({ quantity, label }) => element('option', { value: quantity }, label))
    );
    this.answer = element('p', { class: 'jp-EnetBudget-answer', role: 'status' });
    const title = trans.__('Go to the largest φ within this limit');
    this.node = element(
      'form',
      { class: 'jp-EnetBudget', 'aria-label': trans.__('Largest φ within a limit') },
      element('span', {}, trans.__('largest φ under')),
      this.amount,
      this.unit,
      element('button', { type: 'submit', class: 'jp-EnetButton', title }, trans.__('go')),
      this.answer
    );
    this.node.addEventListener('submit', (event) => {
      event.preventDefault();
      this.go();
    });
  }

  /** The answer holds for the coefficients it was asked with; it goes when they or the network change. */
  update(): void {
    const { state } = this.model;
    if (this.answered !== '' && keyOf(state) !== this.answered) {
      this.answered = '';
      setText(this.answer, '');
    }
  }

  private go(): void {
    const { state } = this.model;
    const unit = budgetUnits(this.trans)[this.unit.selectedIndex];
    const budget = { quantity: unit.quantity, amount: this.amount.valueAsNumber };
    const { phi, text } = answerBudget(budget, state, this.trans);
    if (phi !== null) {
      this.model.move({ ...state, mode: 'rule', phi });
    }
    this.answered = keyOf(this.model.state);
    setText(this.answer, text);
  }

  private readonly amount: HTMLInputElement;
  private readonly unit: HTMLSelectElement;
  private readonly answer: HTMLElement;
  private answered = '';
}

function keyOf({ mode, phi, alpha, beta, gamma }: ScalingExplorerModel['state']): string {
  return [mode, phi, alpha, beta, gamma].join(' ');
}
