import { type ArchitectureSpec, summarize } from '@efficientnet-lab/kernel-helpers/analysis';
import type { Chart, Picked } from '@efficientnet-lab/kernel-helpers/chart';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import {
  ALPHA,
  blockAxes,
  type BlockAxes,
  blockBars,
  type BlockExplorerDocument,
  type BlockExplorerState,
  blockPicture,
  type BlockResult,
  blockWords,
  breakEvenChart,
  grownAxes,
  type Measure,
  measureName,
  type Segment,
  segmentKey,
  segmentsOf,
  segmentText
} from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import { button } from '../../controls/button';
import { Section } from '../../controls/section';
import { scrolling } from '../../controls/table';
import { element, setText } from '../../dom/element';
import { FrameView } from '../../frame/frame';
import { brokenWords, resultWords, type Words } from '../../frame/words';
import { ChartPlot } from '../../plot/chart-plot';
import type { ViewEnvironment } from '../../tokens';
import { BlockControls } from './controls';
import { toCsv, toTypeScript } from './export';
import type { BlockExplorerModel } from './model';
import { costsTable, formulasTable, whyContent } from './why';

/** Standard convolution, depthwise separable convolution and MBConv in one place of a network. */
export class BlockExplorerView extends FrameView<
  BlockExplorerState,
  BlockExplorerDocument,
  BlockExplorerModel
> {
  constructor(model: BlockExplorerModel, environment: ViewEnvironment) {
    const { trans } = environment;
    super(model, environment, {
      className: 'jp-EnetBlockExplorer',
      title: trans.__('Block explorer'),
      help: helpOf(environment),
      whyTitle: trans.__('Where the formulas come from, and where they bend'),
      dataTitle: trans.__('Terms of the costs'),
      fileName: 'efficientnet-block',
      pictures: ['svg', 'png']
    });
    this.controls = new BlockControls(model, trans);
    this.bars = new ChartPlot(
      () => this.chart((result, axes) => blockBars(this.measure, result, axes, trans)),
      trans,
      { point: (picked) => this.pointAt(picked) }
    );
    this.breakEven = new ChartPlot(
      () => this.chart((result, axes) => breakEvenChart(result, axes, trans)),
      trans,
      { drag: (id, value, phase) => id === ALPHA && model.set('alpha', value, phase) }
    );
    this.terms = new Section(
      trans.__('All formulas with their numbers'),
      () => scrolling(formulasTable(this.model.result, trans)),
      'jp-mod-wide'
    );
    const barsPlace = element('div', { class: 'jp-EnetBlockExplorer-bars' });
    const breakEvenPlace = element('div', { class: 'jp-EnetBlockExplorer-plot' });
    this.addPlot(this.bars, barsPlace);
    this.addPlot(this.breakEven, breakEvenPlace);
    this.compose(
      element(
        'div',
        { class: 'jp-EnetBlockExplorer-picture' },
        this.makeSwitch(),
        barsPlace,
        this.formula,
        element('h3', { class: 'jp-EnetBlockExplorer-title' }, trans.__('Does separation pay?')),
        breakEvenPlace
      ),
      element('div', { class: 'jp-EnetSide' }, this.controls.node),
      this.costs,
      this.terms.node
    );
  }

  override toDocument(): BlockExplorerDocument {
    return {
      version: DOCUMENT_VERSION,
      view: 'block-explorer',
      sentence: this.words().sentence,
      data: { ...this.model.state }
    };
  }

  protected override words(): Words {
    const { outcome } = this.model;
    const { trans } = this.environment;
    if (!outcome.ok) {
      return brokenWords(trans.__('No block fits in this place'), outcome.message);
    }
    const { before, factor, after, detail } = blockWords(outcome.result, trans);
    return resultWords([before, factor, after], detail);
  }

  /** The network whose block is shown, which may be pinned as a whole. */
  protected override spec(): ArchitectureSpec | null {
    return this.controls.network;
  }

  /** Goes to the block of the same name in another network, or to its first one. */
  protected override turnTo(spec: ArchitectureSpec): boolean {
    const { blocks } = summarize(spec);
    const block = blocks.find(({ name }) => name === this.controls.blockName) ?? blocks[0];
    this.controls.showNetwork(spec);
    this.model.chooseBlock(spec, block);
    return true;
  }

  protected override renderControls(): void {
    this.controls.update();
    for (const [measure, node] of Object.entries(this.switches)) {
      node.setAttribute('aria-pressed', String(measure === this.measure));
    }
  }

  protected override renderBody(): void {
    const { result } = this.model;
    const { trans } = this.environment;
    this.axes = this.axes ? grownAxes(result, this.axes) : blockAxes(result);
    this.costs.replaceChildren(scrolling(costsTable(result, trans)));
    this.terms.update();
    this.bars.follow();
    this.breakEven.follow();
    this.showFormula();
  }

  /** Axes follow the bars only when the controls rest. */
  protected override rescale(): void {
    this.axes = blockAxes(this.model.result);
    this.requestRender();
  }

  protected override whyContent(): Node {
    return whyContent(this.model.result, this.environment.trans);
  }

  protected override dataTable(): Node {
    return formulasTable(this.model.result, this.environment.trans);
  }

  protected override csv(): string {
    return toCsv(this.model.result, this.environment.trans);
  }

  protected override code(): string {
    return toTypeScript(this.model.state);
  }

  protected override paper(): string | null {
    const { outcome } = this.model;
    return outcome.ok ? blockPicture(outcome.result, new Date(), this.environment.trans) : null;
  }

  protected override handleKey(event: KeyboardEvent): boolean {
    return this.controls.handleKey(event);
  }

  private makeSwitch(): HTMLElement {
    const { trans } = this.environment;
    const choose = (measure: Measure): HTMLButtonElement =>
      button(measureName(measure, trans), () => {
        this.measure = measure;
        this.requestRender();
      });
    this.switches.macs = choose('macs');
    this.switches.params = choose('params');
    return element(
      'div',
      { class: 'jp-EnetSwitch', role: 'group', 'aria-label': trans.__('Bars show') },
      this.switches.macs,
      this.switches.params
    );
  }

  private chart(make: (result: BlockResult, axes: BlockAxes) => Chart): Chart | null {
    const { outcome } = this.model;
    return outcome.ok && this.axes ? make(outcome.result, this.axes) : null;
  }

  private pointAt(picked: Picked | null): void {
    if (picked) {
      this.pointedAt = picked.id;
      this.showFormula();
    }
  }

  /** The part last pointed at; the dearest of MBConv when there is none any more. */
  private pointed({ candidates }: BlockResult): Segment {
    const all = candidates.flatMap((candidate) => segmentsOf(candidate, this.measure));
    return (
      all.find((segment) => segmentKey(segment) === this.pointedAt) ??
      all
        .filter(({ candidate }) => candidate === 'mbconv')
        .reduce((most, segment) => (most.value >= segment.value ? most : segment))
    );
  }

  private showFormula(): void {
    const { outcome } = this.model;
    setText(
      this.formula,
      outcome.ok
        ? segmentText(this.pointed(outcome.result), this.measure, outcome.result, this.environment.trans)
        : ''
    );
  }

  private readonly controls: BlockControls;
  private readonly bars: ChartPlot;
  private readonly breakEven: ChartPlot;
  private readonly terms: Section;
  private readonly formula = element('p', { class: 'jp-EnetFormula jp-EnetBlockExplorer-formula' });
  private readonly costs = element('div', { class: 'jp-mod-wide' });
  private readonly switches: Partial<Record<Measure, HTMLButtonElement>> = {};
  private measure: Measure = 'macs';
  private pointedAt = '';
  private axes: BlockAxes | null = null;
}

function helpOf({ trans }: ViewEnvironment): string[] {
  return [
    trans.__(
      'The bars compare three ways to fill one place in a network; point at a part, or step through them with the arrow keys, to see its formula.'
    ),
    trans.__(
      'Choose a block of a published network, or move the sliders; a pinned network offers its blocks too.'
    ),
    trans.__(
      'The plot shows how much of the benefit must be left for separation to pay: above the solid line it does. The line of α can be dragged.'
    ),
    trans.__(
      'Arrow keys move a slider by one step, Page Up and Page Down by ten, Home and End to its limits; Delete puts it back, Ctrl+Z undoes.'
    )
  ];
}
