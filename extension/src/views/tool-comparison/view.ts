import {
  type ArchitectureSpec,
  csvOf,
  markdownOf,
  type ToolCount,
  toolCountTable,
  toolTermTable
} from '@efficientnet-lab/kernel-helpers/analysis';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import type {
  ToolComparisonDocument,
  ToolComparisonState
} from '@efficientnet-lab/kernel-helpers/views/tool-comparison';
import { Clipboard } from '@jupyterlab/apputils';
import { dataTable } from '../../controls/data-table';
import type { MenuEntry } from '../../controls/menu';
import { NetworkSelect } from '../../controls/network-select';
import { element } from '../../dom/element';
import { FrameView } from '../../frame/frame';
import { brokenWords, type Words } from '../../frame/words';
import type { StaticFigure } from '../../plot/paper';
import type { ViewEnvironment } from '../../tokens';
import { specCode } from '../model-table/code';
import { ToolBars } from './bars';
import { type Comparison, countOf } from './comparison';
import { termMatrix, ToolDetails } from './details';
import { staticFigure } from './export';
import type { ToolComparisonModel } from './model';
import { whyContent } from './why';
import { detail, sentence } from './wording';

/** What tools and publications count for one network, and which terms make the difference. */
export class ToolComparisonView extends FrameView<
  ToolComparisonState,
  ToolComparisonDocument,
  ToolComparisonModel
> {
  constructor(model: ToolComparisonModel, environment: ViewEnvironment) {
    const { trans } = environment;
    super(model, environment, {
      className: 'jp-EnetToolComparison',
      title: trans.__('Why do tools disagree?'),
      help: helpOf(environment),
      whyTitle: trans.__('What each tool counts, and why'),
      dataTitle: trans.__('Counts of all tools'),
      fileName: 'efficientnet-tools',
      pictures: ['svg', 'png']
    });
    this.networks = new NetworkSelect((spec) => model.show(spec), trans);
    this.bars = new ToolBars((count) => this.select(count), trans);
    this.details = new ToolDetails(trans);
    this.compose(
      element('div', { class: 'jp-mod-wide' }, this.networks.node),
      this.bars.node,
      element('div', { class: 'jp-EnetSide' }, this.details.node),
      this.matrix
    );
  }

  override toDocument(): ToolComparisonDocument {
    return {
      version: DOCUMENT_VERSION,
      view: 'tool-comparison',
      sentence: this.words().sentence,
      data: { spec: this.model.state.spec }
    };
  }

  protected override words(): Words {
    const { outcome } = this.model;
    const { trans } = this.environment;
    return outcome.ok
      ? { sentence: sentence(outcome.result, trans), detail: detail(outcome.result, trans) }
      : brokenWords(trans.__('No count is exact'), outcome.message);
  }

  protected override spec(): ArchitectureSpec | null {
    return this.model.outcome.ok ? this.model.state.spec : null;
  }

  protected override turnTo(spec: ArchitectureSpec): boolean {
    this.model.show(spec);
    return true;
  }

  protected override renderControls(): void {
    this.networks.show(this.model.state.spec);
  }

  protected override renderBody(): void {
    const comparison = this.model.result;
    const selected =
      countOf(comparison, this.selected, 'fvcore-torchvision', 'fvcore-timm') ?? comparison.counts[0];
    this.bars.update(comparison, selected);
    this.details.update(selected);
    if (comparison !== this.drawn) {
      this.drawn = comparison;
      this.matrix.replaceChildren(termMatrix(comparison, this.environment.trans));
    }
  }

  protected override whyContent(): Node {
    return whyContent(this.model.result, this.environment.trans);
  }

  protected override dataTable(): Node {
    return dataTable(toolCountTable(this.model.result.counts), this.environment.trans);
  }

  protected override csv(): string {
    return csvOf(toolCountTable(this.model.result.counts));
  }

  protected override code(): string {
    return `${specCode(this.model.state.spec)}\nenet.toolComparison(spec);\n`;
  }

  protected override staticFigure(): StaticFigure | null {
    const { outcome } = this.model;
    return outcome.ok ? staticFigure(outcome.result, this.environment.trans) : null;
  }

  protected override ownEntries(): MenuEntry[] {
    return [
      {
        label: this.environment.trans.__('Copy as Markdown'),
        run: () => {
          const { counts } = this.model.result;
          Clipboard.copyToSystem([toolCountTable(counts), toolTermTable(counts)].map(markdownOf).join('\n'));
        },
        isEnabled: () => this.model.outcome.ok
      }
    ];
  }

  /** Arrow keys scroll the table of terms; the notebook would walk through its cells. */
  protected override handleKey(event: KeyboardEvent): boolean {
    return (
      event.key.startsWith('Arrow') && event.target instanceof Node && this.matrix.contains(event.target)
    );
  }

  private select({ id }: ToolCount): void {
    this.selected = id;
    this.requestRender();
  }

  private readonly networks: NetworkSelect;
  private readonly bars: ToolBars;
  private readonly details: ToolDetails;
  private readonly matrix = element('div', { class: 'jp-mod-wide' });
  private selected: ToolCount['id'] = 'fvcore-torchvision';
  private drawn: Comparison | null = null;
}

function helpOf({ trans }: ViewEnvironment): string[] {
  return [
    trans.__(
      'A bar shows how far a tool’s count lies from ours and which terms make the difference: what it counts beyond ours to the right, what it leaves out to the left.'
    ),
    trans.__('A click on a tool, or Enter, shows its terms, its reason and the source of its figure.'),
    trans.__(
      '“published” and “run” are figures that were read or measured, with source and date; “computed” follows from the tool’s rule alone. In the table of terms, ✓ is counted once, 2 × twice, – not at all.'
    ),
    trans.__(
      'Everything is computed in the browser; no kernel is needed. Hover a number for its exact value.'
    )
  ];
}
