import { DisposableDelegate, type IDisposable } from '@lumino/disposable';

/**
 * Lets a view have its own keys. JupyterLab handles shortcuts at the document, in the capture phase, before the
 * view would see them (arrow keys would walk through the notebook's cells). The window comes one step earlier.
 * Plain keys never reach JupyterLab: in a notebook, X and D D would delete the cell that the view stands in.
 *
 * @param handle - returns true for another key that belongs to the view; the browser's own action still happens
 *   unless the handler prevents it.
 */
export function claimKeys(node: HTMLElement, handle: (event: KeyboardEvent) => boolean): IDisposable {
  const listener = (event: KeyboardEvent): void => {
    if (event.target instanceof Node && node.contains(event.target) && (handle(event) || isPlain(event))) {
      event.stopPropagation();
    }
  };
  window.addEventListener('keydown', listener, true);
  return new DisposableDelegate(() => window.removeEventListener('keydown', listener, true));
}

/** A letter, digit, sign or movement without a modifier; notebooks have commands on these wherever the focus is. */
function isPlain({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && !altKey && (key.length === 1 || /^(Arrow|Home$|End$|Page)/.test(key));
}

/** A key that presses the button or link it was typed on; the notebook would run or enter the cell on it. */
export function isPress(event: KeyboardEvent): boolean {
  return (
    (event.key === 'Enter' || event.key === ' ') &&
    !event.ctrlKey &&
    !event.metaKey &&
    !event.shiftKey &&
    event.target instanceof Element &&
    event.target.closest('button, summary, a') !== null
  );
}

/** A key that is meant for a field or a list of choices; the notebook has shortcuts on letters and arrows. */
export function isTyping(event: KeyboardEvent): boolean {
  return (
    event.target instanceof Element &&
    event.target.matches('input, select, textarea') &&
    event.key !== 'Tab' &&
    event.key !== 'Escape' &&
    !event.ctrlKey &&
    !event.metaKey
  );
}
