import type { ArchitectureSpec } from '@efficientnet-lab/kernel-helpers/analysis';
import { type Pin, PIN_LETTERS, type PinLetter } from '@efficientnet-lab/kernel-helpers/views';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../controls/button';
import { element, setText } from '../dom/element';
import type { PinBoard } from './board';
import { networkName } from '@efficientnet-lab/kernel-helpers/views';

export interface PinActions {
  pin(spec: ArchitectureSpec): void;
  select(letter: PinLetter): void;
  unpin(letter: PinLetter): void;
}

/** The pinned networks as chips, and a button that pins the one shown. */
export class PinBar {
  readonly node: HTMLElement;

  constructor(
    private readonly board: PinBoard,
    private readonly actions: PinActions,
    private readonly trans: TranslationBundle
  ) {
    this.chips = element('div', { class: 'jp-EnetPins-chips' });
    this.pinButton = button('', () => this.shown && actions.pin(this.shown), { class: 'jp-EnetPins-add' });
    this.hint = element('span', { class: 'jp-EnetPins-hint' });
    this.node = element(
      'div',
      { class: 'jp-EnetPins', role: 'group', 'aria-label': trans.__('Networks pinned for comparison') },
      this.chips,
      this.pinButton,
      this.hint
    );
  }

  /** Shows the board, and whether this network can be pinned. */
  update(shown: ArchitectureSpec | null): void {
    this.shown = shown;
    const { pins, isFull } = this.board;
    const key = JSON.stringify(pins.map(({ letter, spec }) => [letter, networkName(spec)]));
    if (key !== this.drawn) {
      this.drawn = key;
      this.chips.replaceChildren(...pins.map((pin) => this.chip(pin)));
    }
    const own = shown ? this.board.pinOf(shown) : null;
    for (const chip of this.chips.querySelectorAll('.jp-EnetPin')) {
      const isOwn = chip instanceof HTMLElement && chip.dataset.pin === own?.letter;
      chip.querySelector('.jp-EnetPin-select')?.setAttribute('aria-pressed', String(isOwn));
    }
    this.pinButton.hidden = own !== null || isFull;
    this.pinButton.disabled = shown === null;
    setText(this.pinButton, shown ? this.trans.__('pin %1', networkName(shown)) : this.trans.__('pin'));
    setText(this.hint, this.hintText(pins.length, isFull && own === null));
  }

  /** A key pressed in the bar; true when it was one of its own. */
  handleKey(event: KeyboardEvent): boolean {
    const chip = event.target instanceof Element ? event.target.closest<HTMLElement>('.jp-EnetPin') : null;
    if (!chip || !this.chips.contains(chip) || (event.key !== 'Delete' && event.key !== 'Backspace')) {
      return false;
    }
    event.preventDefault();
    this.remove(chip.dataset.pin as PinLetter);
    return true;
  }

  private hintText(count: number, tooMany: boolean): string {
    if (tooMany) {
      return this.trans.__('%1 are pinned: unpin one to pin another', PIN_LETTERS.length);
    }
    return count === 0 ? this.trans.__('to compare it with others') : '';
  }

  private chip({ letter, spec }: Pin): HTMLElement {
    const name = networkName(spec);
    const { trans } = this;
    const select = element(
      'button',
      {
        type: 'button',
        class: 'jp-EnetPin-select',
        'aria-pressed': 'false',
        title: trans.__('Show %1, %2 in all views; Delete unpins it', letter, name)
      },
      element('span', { class: 'jp-EnetPin-letter' }, letter),
      name
    );
    select.addEventListener('click', () => this.actions.select(letter));
    const label = trans.__('Unpin %1, %2', letter, name);
    const remove = element(
      'button',
      { type: 'button', class: 'jp-EnetPin-remove', 'aria-label': label, title: label },
      '×'
    );
    remove.addEventListener('click', () => this.remove(letter));
    const chip = element('span', { class: 'jp-EnetPin', 'data-pin': letter }, select, remove);
    const hover = (over: boolean) => () => this.board.hover(over ? letter : null);
    chip.addEventListener('mouseenter', hover(true));
    chip.addEventListener('mouseleave', hover(false));
    chip.addEventListener('focusin', hover(true));
    chip.addEventListener('focusout', hover(false));
    return chip;
  }

  /** The focus goes to what comes next, so that a keyboard is not thrown back to the top. */
  private remove(letter: PinLetter): void {
    this.actions.unpin(letter);
    this.update(this.shown);
    const rest = [...this.chips.querySelectorAll<HTMLElement>('.jp-EnetPin')];
    const next = rest.find(({ dataset }) => (dataset.pin ?? '') > letter) ?? rest.at(-1);
    (next?.querySelector<HTMLElement>('.jp-EnetPin-select') ?? this.pinButton).focus();
  }

  private readonly chips: HTMLElement;
  private readonly pinButton: HTMLButtonElement;
  private readonly hint: HTMLElement;
  private shown: ArchitectureSpec | null = null;
  private drawn = '';
}
