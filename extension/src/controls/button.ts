import { element } from '../dom/element';

/** A text button in the views' style. */
export function button(
  label: string,
  run: () => void,
  options: { title?: string; class?: string } = {}
): HTMLButtonElement {
  const node = element(
    'button',
    { type: 'button', class: `jp-EnetButton ${options.class ?? ''}`.trim(), title: options.title ?? null },
    label
  );
  node.addEventListener('click', run);
  return node;
}
