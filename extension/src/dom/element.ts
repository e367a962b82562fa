type Child = Node | string | null;
type Attributes = Record<string, string | number | boolean | null>;

/**
 * Makes an element. `class` and all attributes go in one record; `true` sets an empty attribute, `false` and
 * `null` leave it out.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** Sets the text only if it differs, so that an aria-live region speaks only when something changed. */
export function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}
