import type { ToolCount } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, type Column, table } from '../../controls/table';
import { element } from '../../dom/element';
import { exact } from '@efficientnet-lab/kernel-helpers/wording';
import { type Comparison, differenceRange, type Part, partsOf } from './comparison';
import {
  figureText,
  formatCount,
  formatRelative,
  formatSigned,
  formatSignedExact,
  sourceText
} from './wording';

/** One row for each tool: its total, and a bar of the difference to ours, stacked by term. */
export class ToolBars {
  readonly node = element('div', { class: 'jp-EnetToolBars' });

  constructor(
    private readonly select: (count: ToolCount) => void,
    private readonly trans: TranslationBundle
  ) {}

  /** Rows are made anew only for another network, so that the focus stays where it is. */
  update(comparison: Comparison, selected: ToolCount): void {
    if (comparison !== this.comparison) {
      this.comparison = comparison;
      this.buttons = new Map(comparison.counts.map((count) => [count.id, this.buttonOf(count)]));
      this.node.replaceChildren(this.tableOf(comparison), legend(comparison, this.trans));
    }
    this.buttons.forEach((button, id) => button.setAttribute('aria-pressed', String(id === selected.id)));
  }

  private buttonOf(count: ToolCount): HTMLButtonElement {
    const button = element(
      'button',
      { type: 'button', class: 'jp-EnetTool', title: count.counts },
      count.tool
    );
    button.addEventListener('click', () => this.select(count));
    return button;
  }

  private tableOf(comparison: Comparison): HTMLTableElement {
    const { trans } = this;
    const range = differenceRange(comparison);
    const columns: Column[] = [
      { label: trans.__('counted by') },
      { label: trans.__('operations'), numeric: true },
      { label: trans.__('to ours'), numeric: true },
      { label: trans.__('difference'), numeric: true },
      { label: trans.__('less ← ours → more') },
      { label: trans.__('figure') }
    ];
    return table(
      trans.__('Counts of all tools'),
      columns,
      comparison.counts.map((count) => this.cellsOf(count, comparison, range)),
      'jp-EnetToolTable'
    );
  }

  private cellsOf(count: ToolCount, comparison: Comparison, range: [number, number]): Cell[] {
    const { trans } = this;
    return [
      { text: '', node: this.buttons.get(count.id) },
      { text: formatCount(count.total), title: exact(count.total) },
      { text: formatRelative(count.percent), title: `${count.percent} %` },
      { text: formatSigned(count.difference), title: formatSignedExact(count.difference) },
      { text: '', node: barOf(partsOf(count, comparison), range) },
      { text: figureText(count, trans), title: count.figure ? sourceText(count.figure, trans) : undefined }
    ];
  }

  private comparison: Comparison | null = null;
  private buttons = new Map<ToolCount['id'], HTMLButtonElement>();
}

/** The parts of a difference left and right of the line that stands for our count. */
function barOf(parts: readonly Part[], [least, most]: [number, number]): HTMLElement {
  const percent = (value: number): string => `${(100 * value) / Math.max(1, most - least)}%`;
  const bar = element('div', {
    class: 'jp-EnetToolBar',
    role: 'img',
    'aria-label': parts.map(({ name, value }) => `${name} ${formatSignedExact(value)}`).join(', ') || '±0'
  });
  for (const { id, name, value, from, to } of parts) {
    const part = element('span', {
      class: `jp-EnetToolBar-part jp-mod-${id}`,
      title: `${name}: ${formatSignedExact(value)}`
    });
    part.style.left = percent(from - least);
    part.style.width = percent(to - from);
    bar.append(part);
  }
  const zero = element('span', { class: 'jp-EnetToolBar-zero' });
  zero.style.left = percent(-least);
  bar.append(zero);
  return bar;
}

/** The terms that make differences here, with their colours. */
function legend(comparison: Comparison, trans: TranslationBundle): HTMLElement {
  const parts = new Map(
    comparison.counts.flatMap((count) => partsOf(count, comparison)).map(({ id, name }) => [id, name])
  );
  return element(
    'ul',
    { class: 'jp-EnetToolLegend', 'aria-label': trans.__('Terms that make the differences') },
    ...[...parts].map(([id, name]) =>
      element('li', {}, element('span', { class: `jp-EnetToolBar-swatch jp-mod-${id}` }), name)
    )
  );
}
