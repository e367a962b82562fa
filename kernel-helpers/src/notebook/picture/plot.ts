import { createRequire } from 'node:module';
import type * as PlotModule from '@observablehq/plot' with { 'resolution-mode': 'import' };
import { coordinate, element, type Markup } from '../../chart/markup';
import { PAPER_COLOURS as COLORS } from '../../chart/colours';

export type Plot = typeof PlotModule;
type PlotOptions = PlotModule.PlotOptions;

/** The part of the DOM that is read back from a finished plot. */
interface DomNode {
  readonly nodeType: number;
  readonly localName: string;
  readonly nodeValue: string | null;
  readonly attributes: Iterable<{ name: string; value: string }>;
  readonly childNodes: Iterable<DomNode>;
}

const ELEMENT = 1;
const TEXT = 3;

// Plot and its parts of d3 take a third of a second to load: only the first picture waits for them.
// `require` and not `import()`, because a cell's output has to be sent before the cell ends.
const load = createRequire(__filename);
let loaded: { plot: Plot; document: object } | undefined;

function library(): { plot: Plot; document: object } {
  loaded ??= {
    plot: load('@observablehq/plot') as Plot,
    document: (load('linkedom') as { parseHTML(html: string): { document: object } }).parseHTML(
      '<html></html>'
    ).document
  };
  return loaded;
}

/** Draws a plot without a browser; `describe` gets the library, because marks are made with it. */
export function drawPlot(describe: (plot: Plot) => PlotOptions): Markup {
  const { plot, document } = library();
  const drawn = plot.plot({
    style: { fontSize: '12px', fontFamily: 'inherit', color: COLORS.text },
    ...describe(plot),
    document: document as PlotOptions['document']
  }) as unknown as DomNode;
  const size = Object.fromEntries([...drawn.attributes].map(({ name, value }) => [name, value]));
  return element(
    'g',
    { fill: 'currentColor', 'font-size': 12, 'text-anchor': size['text-anchor'] ?? 'middle' },
    ...children(drawn)
  );
}

/**
 * Written by hand for two reasons: linkedom writes HTML, and a saved picture has to be XML; and the
 * `style` element that Plot adds would act on the whole page wherever the picture is inlined.
 */
function write(node: DomNode): Markup {
  if (node.nodeType === TEXT) {
    return element('tspan', {}, node.nodeValue ?? '');
  }
  const attributes = [...node.attributes].map(({ name, value }) => [name, short(name, value)]);
  return element(node.localName, Object.fromEntries(attributes), ...children(node));
}

function children(node: DomNode): (Markup | string)[] {
  return [...node.childNodes]
    .filter((child) => child.nodeType === TEXT || (child.nodeType === ELEMENT && child.localName !== 'style'))
    .map((child) => (child.nodeType === TEXT ? (child.nodeValue ?? '') : write(child)));
}

/** No number that JavaScript writes has more than 22 digits before its point. */
function short(name: string, value: string): string {
  return name.startsWith('aria')
    ? value
    : value.replace(/-?\d{1,22}\.\d{3,}(e-?\d+)?/g, (digits) => coordinate(Number(digits)));
}
