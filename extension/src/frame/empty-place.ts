import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../controls/button';
import { element } from '../dom/element';
import type { Part } from './parts';

/** How a view that a cell fills is filled. */
export interface Filling {
  /** What to do with the code, and what it gives. */
  text: string;
  /** Of a cell. */
  code: string;
  /** Accessible name of the code. */
  codeName: string;
  /** What the example is made of. */
  exampleTitle: string;
  takeExample(): void;
}

/** What stands in place of all other parts while a view has nothing to show: a cell that fills it, and an example. */
export function emptyPlace<R>(
  { text, code, codeName, exampleTitle, takeExample }: Filling,
  isEmpty: () => boolean,
  trans: TranslationBundle
): Part<R> {
  const node = element(
    'div',
    { class: 'jp-EnetEmptyPlace jp-mod-wide' },
    element('p', {}, text),
    element('pre', { tabindex: 0, 'aria-label': codeName }, code),
    element(
      'div',
      { class: 'jp-EnetSwitch' },
      button(trans.__('copy this code'), () => Clipboard.copyToSystem(code)),
      button(trans.__('fill with an example'), takeExample, { title: exampleTitle })
    )
  );
  return {
    node,
    update: () => {
      node.hidden = !isEmpty();
    }
  };
}
