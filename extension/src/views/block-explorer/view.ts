import { type ArchitectureSpec, summarize } from '@efficientnet-lab/kernel-helpers/analysis';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import type {
  BlockExplorerDocument,
  BlockExplorerState
} from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import { button } from '../../controls/button';
import { Section } from '../../controls/section';
import { scrolling } from '../../controls/table';
import { element } from '../../dom/element';
import { FrameView } from '../../frame/frame';
import { brokenWords, resultWords, type Words } from '../../frame/words';
import { readColours } from '../../plot/colours';
import { PlotHost } from '../../plot/host';
import type { StaticFigure } from '../../plot/paper';
import type { Figure } from '../../plot/plotly';
import type { ViewEnvironment } from '../../tokens';
import { CostBars } from './bars';
import type { Measure } from './comparison';
import { BlockControls } from './controls';
import { staticBlockFigure, toCsv, toTypeScript } from './export';
import { MarksOverlay } from './marks-overlay';
import type { BlockExplorerModel } from './model';
import { breakEvenFigure, marksOf, pictureKey } from './picture';
import { costsTable, formulasTable, whyContent } from './why';
import { detail, measureName, sentenceParts } from './wording';

const NARROW = 480;

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
    this.bars = new CostBars(trans);
    this.plot = new PlotHost(
      (node) => this.figure(node),
      trans.__('The share of the benefit that must be left for separation to pay, against channels out'),
      this.marks
    );
    this.terms = new Section(
      trans.__('All formulas with their numbers'),
      () => scrolling(formulasTable(this.model.result, trans)),
      'jp-mod-wide'
    );
    const plotPlace = element('div', { class: 'jp-EnetBlockExplorer-plot' });
    this.addPlot(this.plot, plotPlace);
    this.compose(
      element(
        'div',
        { class: 'jp-EnetBlockExplorer-picture' },
        this.makeSwitch(),
        this.bars.node,
        element('h3', { class: 'jp-EnetBlockExplorer-title' }, trans.__('Does separation pay?')),
        plotPlace
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
    return outcome.ok
      ? resultWords(sentenceParts(outcome.result, trans), detail(outcome.result, trans))
      : brokenWords(trans.__('No block fits in this place'), outcome.message);
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
    this.bars.update(result, this.measure);
    this.costs.replaceChildren(scrolling(costsTable(result, trans)));
    this.terms.update();
    this.marks.show(marksOf(result, trans));
    const key = pictureKey(result);
    if (key !== this.drawn) {
      this.drawn = key;
      this.plot.redraw();
    }
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

  protected override staticFigure(): StaticFigure | null {
    return this.model.outcome.ok
      ? staticBlockFigure(this.model.result, this.measure, this.environment.trans)
      : null;
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

  private figure(node: HTMLElement): Figure {
    return this.model.outcome.ok
      ? breakEvenFigure(this.model.result, {
          colours: readColours(node),
          trans: this.environment.trans,
          fontSize: parseFloat(getComputedStyle(node).fontSize) || 13,
          narrow: node.clientWidth < NARROW
        })
      : { data: [], layout: {} };
  }

  private readonly controls: BlockControls;
  private readonly bars: CostBars;
  private readonly marks = new MarksOverlay();
  private readonly plot: PlotHost;
  private readonly terms: Section;
  private readonly costs = element('div', { class: 'jp-mod-wide' });
  private readonly switches: Partial<Record<Measure, HTMLButtonElement>> = {};
  private measure: Measure = 'macs';
  private drawn = '';
}

function helpOf({ trans }: ViewEnvironment): string[] {
  return [
    trans.__(
      'The bars compare three ways to fill one place in a network; point at a part, or reach it with Tab, to see its formula.'
    ),
    trans.__(
      'Choose a block of a published network, or move the sliders; a pinned network offers its blocks too.'
    ),
    trans.__(
      'The plot shows how much of the benefit must be left for separation to pay: above the solid line it does.'
    ),
    trans.__(
      'Arrow keys move a slider by one step, Page Up and Page Down by ten, Home and End to its limits; Delete puts it back, Ctrl+Z undoes.'
    )
  ];
}
