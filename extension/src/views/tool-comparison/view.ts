import {
  type ArchitectureSpec,
  csvOf,
  markdownOf,
  type ToolCount,
  toolCountTable,
  toolTermTable
} from '@efficientnet-lab/kernel-helpers/analysis';
import type { Chart } from '@efficientnet-lab/kernel-helpers/chart';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import {
  countOf,
  pickedTool,
  type ToolComparison,
  type ToolComparisonDocument,
  type ToolComparisonState,
  toolsChart,
  toolsKey,
  toolsPicture,
  toolsWords
} from '@efficientnet-lab/kernel-helpers/views/tool-comparison';
import { Clipboard } from '@jupyterlab/apputils';
import { dataTable } from '../../controls/data-table';
import type { MenuEntry } from '../../controls/menu';
import { NetworkSelect } from '../../controls/network-select';
import { element } from '../../dom/element';
import { FrameView } from '../../frame/frame';
import { brokenWords, type Words } from '../../frame/words';
import { chartKey } from '../../plot/chart-key';
import { ChartPlot } from '../../plot/chart-plot';
import type { ViewEnvironment } from '../../tokens';
import { specCode } from '../model-table/code';
import { ToolCounts } from './counts';
import { termMatrix, ToolDetails } from './details';
import type { ToolComparisonModel } from './model';
import { whyContent } from './why';

/** Height of a tool's bar, and of the axis below; pixels. */
const ROW = 25;
const AXIS = 56;

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
    this.plot = new ChartPlot(() => this.chart(), trans, {
      pick: (picked) => this.select(pickedTool(model.result, picked))
    });
    this.counts = new ToolCounts((count) => this.select(count), trans);
    this.details = new ToolDetails(trans);
    this.addPlot(this.plot, this.plotPlace);
    this.compose(
      element('div', { class: 'jp-mod-wide' }, this.networks.node),
      element('div', { class: 'jp-EnetToolPicture' }, this.plotPlace, this.key, this.counts.node),
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
      ? toolsWords(outcome.result, trans)
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
    const selected = this.shown(comparison);
    this.counts.update(comparison, selected);
    this.details.update(selected);
    if (comparison !== this.drawn) {
      this.drawn = comparison;
      this.plotPlace.style.height = `${ROW * comparison.counts.length + AXIS}px`;
      this.key.replaceChildren(
        chartKey(toolsKey(comparison), this.environment.trans.__('Terms that make the differences'))
      );
      this.matrix.replaceChildren(termMatrix(comparison, this.environment.trans));
    }
    this.plot.follow();
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
    return `${specCode(this.model.state.spec)}\nenet.showToolComparison(spec);\n`;
  }

  protected override paper(): string | null {
    const { outcome } = this.model;
    return outcome.ok ? toolsPicture(outcome.result, new Date(), this.environment.trans) : null;
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

  private chart(): Chart | null {
    const { outcome } = this.model;
    return outcome.ok ? toolsChart(outcome.result, this.shown(outcome.result), this.environment.trans) : null;
  }

  /** The tool that was chosen, or another where it says nothing of the network. */
  private shown(comparison: ToolComparison): ToolCount {
    return countOf(comparison, this.selected, 'fvcore-torchvision', 'fvcore-timm') ?? comparison.counts[0];
  }

  private select(count: ToolCount | null): void {
    this.selected = count?.id ?? this.selected;
    this.requestRender();
  }

  private readonly networks: NetworkSelect;
  private readonly plot: ChartPlot;
  private readonly plotPlace = element('div', {});
  private readonly key = element('div', {});
  private readonly counts: ToolCounts;
  private readonly details: ToolDetails;
  private readonly matrix = element('div', { class: 'jp-mod-wide' });
  private selected: ToolCount['id'] = 'fvcore-torchvision';
  private drawn: ToolComparison | null = null;
}

function helpOf({ trans }: ViewEnvironment): string[] {
  return [
    trans.__(
      'A bar shows how far a tool’s count lies from ours and which terms make the difference: what it counts beyond ours to the right, what it leaves out to the left.'
    ),
    trans.__(
      'A click on a tool or its bars, or Enter, shows its terms, its reason and the source of its figure.'
    ),
    trans.__(
      '“published” and “run” are figures that were read or measured, with source and date; “computed” follows from the tool’s rule alone. In the table of terms, ✓ is counted once, 2 × twice, – not at all.'
    ),
    trans.__(
      'Everything is computed in the browser; no kernel is needed. Hover a number for its exact value.'
    )
  ];
}
