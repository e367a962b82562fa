import { type KeyEntry, keySvg, THEME_COLOURS } from '@efficientnet-lab/kernel-helpers/chart';
import { element } from '../dom/element';

/** What marks of a chart stand for, as a list below it. */
export function chartKey(entries: readonly KeyEntry[], label: string): HTMLElement {
  return element(
    'ul',
    { class: 'jp-EnetKey', 'aria-label': label },
    ...entries.map((entry) => {
      const item = element('li', {});
      item.innerHTML = `<svg width="18" height="18" aria-hidden="true">${keySvg(entry, THEME_COLOURS).text}</svg>`;
      item.append(entry.name);
      return item;
    })
  );
}
