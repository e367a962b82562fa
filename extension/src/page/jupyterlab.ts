/**
 * What the views take from JupyterLab's packages, for a page that lies outside of it: the bundle of the interactive page
 * (interactive-page.mjs) has this file in their place.
 */
import { Widget } from '@lumino/widgets';
import { element } from '../dom/element';

export { nullTranslator } from '@jupyterlab/translation/lib/base';

/** No icon is shown: menus and launcher, which show them, are JupyterLab's. */
export class LabIcon {}

/** No view stands in one. */
export class NotebookPanel {}

export const Clipboard = {
  copyToSystem: (text: string): void => void navigator.clipboard.writeText(text)
};

export const Dialog = {
  okButton: (): { label: string } => ({ label: 'OK' })
};

/** Shows a widget above the page until the button or Escape is pressed; the focus returns to where it was. */
export function showDialog(options: {
  title: string;
  body: Widget;
  buttons: readonly { label: string }[];
}): Promise<void> {
  const { title, body } = options;
  const form = element(
    'form',
    { method: 'dialog' },
    ...options.buttons.map(({ label }) => element('button', { class: 'jp-EnetButton' }, label))
  );
  const content = element('div', { class: 'jp-EnetDialog-content' });
  const dialog = element(
    'dialog',
    { class: 'jp-EnetDialog', 'aria-label': title },
    element('h2', {}, title),
    content,
    form
  );
  document.body.append(dialog);
  Widget.attach(body, content);
  // Not as a modal one, above which the menus of a view could not be shown.
  const before = document.activeElement;
  const closed = new AbortController();
  const onKey = ({ key, defaultPrevented }: KeyboardEvent): void => {
    // Of several, the one that was opened last.
    if (key === 'Escape' && !defaultPrevented && dialog.matches(':not(:has(~ dialog))')) {
      dialog.close();
    }
  };
  document.addEventListener('keydown', onKey, { signal: closed.signal });
  dialog.show();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      closed.abort();
      body.dispose();
      dialog.remove();
      if (before instanceof HTMLElement) {
        before.focus();
      }
      resolve();
    });
  });
}

export function showErrorMessage(title: string, error: Error): Promise<void> {
  const body = new Widget({ node: element('div', {}, element('p', {}, error.message)) });
  return showDialog({ title, body, buttons: [Dialog.okButton()] });
}
