/** SVG as text. All text and all attribute values pass through one escape, so data can't become markup. */

/** Text that is known to be well-formed SVG. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Child = Markup | string;
export type Attributes = Record<string, string | number | undefined>;

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
};
/** XML 1.0 allows no control characters but tab and line breaks, not even escaped, and no lone surrogates. */
const NOT_XML =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export function escapeXml(text: string): string {
  return text.replace(NOT_XML, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** One element; strings among the children become escaped text, undefined attributes are left out. */
export function element(name: string, attributes: Attributes, ...children: Child[]): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        ` ${key}="${escapeXml(typeof value === 'number' ? coordinate(value) : String(value))}"`
    )
    .join('');
  const content = children.map((child) => (child instanceof Markup ? child.text : escapeXml(child))).join('');
  return new Markup(content ? `<${name}${written}>${content}</${name}>` : `<${name}${written}/>`);
}

/** A pixel position with a hundredth of a pixel: pictures stay small and equal on every machine. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}
