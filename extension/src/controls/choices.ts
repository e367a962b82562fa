import { element } from '../dom/element';
import { button } from './button';

/** Buttons of which those that the state agrees with are pressed. */
export class Choices<S> {
  /** A button that is pressed while the state says so. */
  button(
    label: string,
    title: string,
    run: () => void,
    isPressed: (state: Readonly<S>) => boolean
  ): HTMLButtonElement {
    const node = button(label, run, { title });
    this.choices.push({ node, isPressed });
    return node;
  }

  update(state: Readonly<S>): void {
    this.choices.forEach(({ node, isPressed }) =>
      node.setAttribute('aria-pressed', String(isPressed(state)))
    );
  }

  private readonly choices: { node: HTMLButtonElement; isPressed(state: Readonly<S>): boolean }[] = [];
}

/** Buttons side by side, one choice among them, under an accessible name. */
export function switchOf(label: string, ...buttons: HTMLElement[]): HTMLElement {
  return element('div', { class: 'jp-EnetSwitch', role: 'group', 'aria-label': label }, ...buttons);
}
