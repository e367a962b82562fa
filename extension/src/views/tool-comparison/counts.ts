import { columnMeaning } from '@efficientnet-lab/kernel-helpers/analysis';
import type { ToolCount } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  figureText,
  formatCount,
  formatRelative,
  formatSigned,
  formatSignedExact,
  sourceText,
  type ToolComparison
} from '@efficientnet-lab/kernel-helpers/views/tool-comparison';
import { exact } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, table } from '../../controls/table';
import { element } from '../../dom/element';

/** One row for each tool with its total, how far that is from ours, and its figure; its name chooses it. */
export class ToolCounts {
  readonly node = element('div', {});

  constructor(
    private readonly select: (count: ToolCount) => void,
    private readonly trans: TranslationBundle
  ) {}

  /** Rows are made anew only for another network, so that the focus stays where it is. */
  update(comparison: ToolComparison, selected: ToolCount): void {
    if (comparison !== this.comparison) {
      this.comparison = comparison;
      this.buttons = new Map(comparison.counts.map((count) => [count.id, this.buttonOf(count)]));
      this.node.replaceChildren(this.tableOf(comparison));
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

  private tableOf({ counts }: ToolComparison): HTMLTableElement {
    const { trans } = this;
    return table(
      trans.__('Counts of all tools'),
      [
        { label: trans.__('counted by'), title: columnMeaning('tool', trans) },
        { label: trans.__('operations'), numeric: true, title: columnMeaning('toolTotal', trans) },
        { label: trans.__('to ours'), numeric: true, title: columnMeaning('toolRelative', trans) },
        { label: trans.__('difference'), numeric: true, title: columnMeaning('toolDifference', trans) },
        { label: trans.__('figure'), title: columnMeaning('toolFigure', trans) }
      ],
      counts.map((count) => this.cellsOf(count)),
      'jp-EnetToolTable'
    );
  }

  private cellsOf(count: ToolCount): Cell[] {
    const { trans } = this;
    return [
      { text: '', node: this.buttons.get(count.id) },
      { text: formatCount(count.total), title: exact(count.total) },
      { text: formatRelative(count.percent), title: `${count.percent} %` },
      { text: formatSigned(count.difference), title: formatSignedExact(count.difference) },
      { text: figureText(count, trans), title: count.figure ? sourceText(count.figure, trans) : undefined }
    ];
  }

  private comparison: ToolComparison | null = null;
  private buttons = new Map<ToolCount['id'], HTMLButtonElement>();
}
