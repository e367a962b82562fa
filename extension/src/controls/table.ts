import { element } from '../dom/element';

export interface Column {
  label: string;
  /** Numbers are set right. */
  numeric?: boolean;
  /** What it is, how it is computed and where it comes from, on hover. */
  title: string | undefined;
}
/** Text, or text with its exact value on hover. */
export type Cell = string | { text: string; title?: string; class?: string; node?: Node };

/** A table with a header row; cells of the first column head their rows. */
export function table(name: string, columns: Column[], rows: Cell[][], className = ''): HTMLTableElement {
  const head = element(
    'tr',
    {},
    ...columns.map(({ label, numeric, title = null }) =>
      element('th', { scope: 'col', class: numeric ? 'jp-mod-number' : null, title }, label)
    )
  );
  return element(
    'table',
    { class: `jp-EnetTable ${className}`.trim(), 'aria-label': name },
    element('thead', {}, head),
    element('tbody', {}, ...rows.map((cells) => rowOf(columns, cells)))
  );
}

/** A row of a table's body. */
export function rowOf(columns: readonly Column[], cells: readonly Cell[]): HTMLTableRowElement {
  return element(
    'tr',
    {},
    ...cells.map((cell, i) => {
      const {
        text,
        title = null,
        class: extra = '',
        node = null
      } = typeof cell === 'string' ? { text: cell } : cell;
      const className = `${columns[i].numeric ? 'jp-mod-number' : ''} ${extra}`.trim();
      return element(
        i === 0 ? 'th' : 'td',
        { scope: i === 0 ? 'row' : null, class: className || null, title },
        node,
        text
      );
    })
  );
}

/**
 * A table that scrolls by itself where it is too wide, instead of the whole view.
 * @param place - of another such table, which it replaces, scrolled as far
 */
export function scrolling(
  content: HTMLElement,
  place: HTMLElement = element('div', { class: 'jp-EnetScroll', tabindex: 0, role: 'region' })
): HTMLElement {
  place.setAttribute('aria-label', content.getAttribute('aria-label') ?? '');
  place.replaceChildren(content);
  return place;
}
