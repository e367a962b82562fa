import { unbroken } from '@efficientnet-lab/kernel-helpers/wording';
import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../controls/button';
import { element, setText } from '../dom/element';
import type { Words } from './words';

const COPIED_DELAY = 1500;

/** What the head's buttons do. */
export interface HeadActions {
  undo(): void;
  /** TypeScript that shows the same view in a cell. */
  code(): string;
}

/** What stands above every view: the result in words, and undo, copy and menu at the same place. */
export class ViewHead {
  readonly node: HTMLElement;

  constructor(
    private readonly actions: HeadActions,
    menu: Node,
    private readonly trans: TranslationBundle
  ) {
    this.undo = button(trans.__('undo'), () => actions.undo());
    this.copy = button(trans.__('copy code'), () => this.copyCode(), {
      title: trans.__('Copy as TypeScript')
    });
    this.node = element(
      'header',
      { class: 'jp-EnetHead' },
      element('div', { class: 'jp-EnetHead-words' }, this.heading, this.detail),
      element('div', { class: 'jp-EnetHead-actions' }, this.undo, this.copy, menu)
    );
  }

  /** @param notice - takes the place of the detail; empty for none */
  showWords({ sentence, heading, detail }: Words, notice: string): void {
    this.heading.replaceChildren(...(heading ?? [unbroken(sentence)]));
    setText(this.detail, unbroken(notice || detail));
  }

  /** The button says what it would take back; `what` is empty where that isn't known. */
  showUndo(canUndo: boolean, what: string): void {
    const { trans } = this;
    this.undo.disabled = !canUndo;
    this.undo.title = what === '' ? trans.__('Undo (Ctrl+Z)') : trans.__('Undo: %1 (Ctrl+Z)', what);
  }

  copyCode(): void {
    Clipboard.copyToSystem(this.actions.code());
    this.copy.textContent = this.trans.__('copied');
    setTimeout(() => (this.copy.textContent = this.trans.__('copy code')), COPIED_DELAY);
  }

  private readonly undo: HTMLButtonElement;
  private readonly copy: HTMLButtonElement;
  private readonly heading = element('h2', { class: 'jp-EnetSentence' });
  private readonly detail = element('p', { class: 'jp-EnetDetail' });
}
