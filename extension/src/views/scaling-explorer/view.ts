import type { ArchitectureSpec } from '@efficientnet-lab/kernel-helpers/analysis';
import type { Chart, Picked } from '@efficientnet-lab/kernel-helpers/chart';
import { DOCUMENT_VERSION, PIN_LETTERS, type PinLetter } from '@efficientnet-lab/kernel-helpers/views';
import {
  PIN_ID,
  pinnedNetworks,
  publishedBeside,
  PUBLISHED_ID,
  type Scaled,
  type ScalingAxes,
  scalingAxes,
  scalingChart,
  type ScalingExplorerData,
  type ScalingExplorerDocument,
  type ScalingExplorerState,
  scalingPicture,
  scalingWords,
  stateForSpec
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import { button } from '../../controls/button';
import { Section } from '../../controls/section';
import { element, setText } from '../../dom/element';
import { FrameView } from '../../frame/frame';
import { brokenWords, resultWords, type Words } from '../../frame/words';
import type { PinBoard, PinChange } from '../../pins/board';
import { ChartPlot } from '../../plot/chart-plot';
import type { ViewEnvironment } from '../../tokens';
import { BudgetControl } from './budget-control';
import { toTypeScript } from './code';
import { comparisonTable } from './comparison';
import { ScalingControls } from './controls';
import { toCsv } from './export';
import type { ScalingExplorerModel } from './model';
import { PublishedFits } from './published';
import { dimensionsDataTable, sameCostTable } from './same-cost';
import { dataTable, doublingChart, stagesTable, totalsTable } from './tables';
import { whyContent } from './why';

/** The scaling explorer: what a scaled network costs, beside what the rule promises and what is pinned. */
export class ScalingExplorerView extends FrameView<
  ScalingExplorerState,
  ScalingExplorerDocument,
  ScalingExplorerModel
> {
  constructor(model: ScalingExplorerModel, environment: ViewEnvironment) {
    const { trans } = environment;
    super(model, environment, {
      className: 'jp-EnetExplorer',
      title: trans.__('Scaling explorer'),
      help: helpOf(environment),
      whyTitle: trans.__('Why the two numbers differ'),
      dataTitle: trans.__('Data of the plot'),
      fileName: 'efficientnet-scaling',
      pictures: ['svg', 'png']
    });
    this.controls = new ScalingControls(model, trans);
    this.budget = new BudgetControl(model, trans);
    this.plot = new ChartPlot(() => this.chart(), trans, {
      pick: (picked) => this.pick(picked),
      point: (picked) => this.environment.pins.hover(pinOf(picked))
    });
    environment.pins.changed.connect(this.onPinsChanged, this);
    this.fits = new PublishedFits(() => this.published.update());
    const sameCost = trans.__('The same promise, spent on one dimension');
    this.sameCost = new Section(sameCost, () => scrolling(sameCost, sameCostTable(this.model.result, trans)));
    const published = trans.__('Published networks against the formula');
    this.published = new Section(published, () =>
      scrolling(published, this.fits.table(this.model.state, trans))
    );
    this.comparison = scrolling(trans.__('Comparison'));
    this.comparison.classList.add('jp-mod-wide');
    this.sameCost.node.classList.add('jp-mod-wide');
    this.published.node.classList.add('jp-mod-wide');
    const plotPlace = element('div', { class: 'jp-EnetExplorer-plot' });
    this.addPlot(this.plot, plotPlace);
    this.compose(
      element('div', { class: 'jp-EnetPicture' }, this.makeSwitch(), plotPlace, this.note),
      element('div', { class: 'jp-EnetSide' }, this.controls.node, this.budget.node, this.totals),
      this.comparison,
      this.stages,
      this.doubling,
      this.sameCost.node,
      this.published.node
    );
  }

  override dispose(): void {
    this.fits.dispose();
    super.dispose();
  }

  override toDocument(): ScalingExplorerDocument {
    const { pins } = this.environment.pins;
    return {
      version: DOCUMENT_VERSION,
      view: 'scaling-explorer',
      sentence: this.words().sentence,
      data: { ...this.model.state, ...(pins.length > 0 ? { pins } : {}) }
    };
  }

  override load(document: ScalingExplorerDocument): void {
    this.model.load(positionsOf(document.data));
  }

  protected override words(): Words {
    const { outcome } = this.model;
    const { trans } = this.environment;
    if (!outcome.ok) {
      return brokenWords(trans.__('This network can’t be built'), outcome.message);
    }
    const { before, factor, after, detail } = scalingWords(outcome.result, trans);
    return resultWords([before, factor, after], detail);
  }

  protected override spec(): ArchitectureSpec | null {
    const { outcome } = this.model;
    return outcome.ok ? outcome.result.report.spec : null;
  }

  protected override turnTo(spec: ArchitectureSpec): boolean {
    const state = stateForSpec(spec, this.model.state);
    if (state) {
      this.model.move(state);
    }
    return state !== null;
  }

  protected override renderControls(): void {
    const { picture = 'phi' } = this.model.state;
    this.controls.update();
    this.budget.update();
    for (const [name, node] of Object.entries(this.switches)) {
      node.setAttribute('aria-pressed', String(name === picture));
    }
  }

  protected override renderBody(): void {
    const { result } = this.model;
    const { trans } = this.environment;
    const { pinned } = this.scaled;
    this.totals.replaceChildren(totalsTable(result, trans));
    this.comparison.hidden = pinned.length === 0;
    this.comparison.replaceChildren(...(pinned.length === 0 ? [] : [comparisonTable(result, pinned, trans)]));
    this.stages.replaceChildren(stagesTable(result, trans));
    this.doubling.replaceChildren(doublingChart(result, trans));
    this.sameCost.update();
    if (!this.model.isMoving) {
      this.published.update();
    }
    this.renderPicture();
  }

  protected override rescale(): void {
    this.axes = scalingAxes(this.scaled);
    this.requestRender();
  }

  protected override whyContent(): Node {
    return whyContent(this.model.result, this.environment.trans);
  }

  protected override dataTable(): Node {
    const { result } = this.model;
    return result.state.picture === 'dimensions'
      ? dimensionsDataTable(result, this.environment.trans)
      : dataTable(result, this.environment.trans);
  }

  protected override csv(): string {
    return toCsv(this.model.result);
  }

  protected override code(): string {
    return toTypeScript(this.toDocument().data);
  }

  protected override paper(): string | null {
    return this.model.outcome.ok ? scalingPicture(this.scaled, new Date(), this.environment.trans) : null;
  }

  protected override handleKey(event: KeyboardEvent): boolean {
    return this.controls.handleKey(event);
  }

  private get scaled(): Scaled {
    return {
      result: this.model.result,
      pinned: pinnedNetworks(this.environment.pins.pins, this.model.state)
    };
  }

  private makeSwitch(): HTMLElement {
    const { trans } = this.environment;
    const choose = (picture: NonNullable<ScalingExplorerState['picture']>) => () => {
      this.model.choosePicture(picture);
    };
    this.switches.phi = button(trans.__('over φ'), choose('phi'), {
      title: trans.__('MACs against the compound coefficient')
    });
    this.switches.dimensions = button(trans.__('single dimensions'), choose('dimensions'), {
      title: trans.__('Depth, width, resolution and all together on one cost axis')
    });
    return element(
      'div',
      { class: 'jp-EnetSwitch', role: 'group', 'aria-label': trans.__('Picture') },
      ...Object.values(this.switches)
    );
  }

  private renderPicture(): void {
    const { picture = 'phi' } = this.model.state;
    if (picture !== this.drawnPicture) {
      // Another picture has other axes: none are kept from the one before.
      this.drawnPicture = picture;
      this.axes = null;
      setText(this.note, pictureNote(picture, this.environment));
    }
    this.axes ??= scalingAxes(this.scaled);
    this.plot.follow();
  }

  private chart(): Chart | null {
    const { model, axes, environment } = this;
    return model.outcome.ok && axes
      ? scalingChart(this.scaled, axes, environment.trans, model.isMoving ? 'moving' : 'resting')
      : null;
  }

  /** Goes to a published network, or turns all views to a pinned one. */
  private pick(picked: Picked): void {
    const letter = pinOf(picked);
    if (letter) {
      this.environment.pins.select(letter);
    } else if (picked.id === PUBLISHED_ID) {
      this.model.choosePublished(publishedBeside(this.model.result)[picked.index].name);
    }
  }

  private onPinsChanged({ hovered }: PinBoard, change: PinChange): void {
    if (change === 'hovered') {
      this.plot.highlight(hovered && { id: PIN_ID + hovered, index: 0 });
    }
  }

  private readonly controls: ScalingControls;
  private readonly budget: BudgetControl;
  private readonly plot: ChartPlot;
  private readonly note = element('p', { class: 'jp-EnetControls-note' });
  private readonly fits: PublishedFits;
  private readonly sameCost: Section;
  private readonly published: Section;
  private readonly switches: Record<string, HTMLButtonElement> = {};
  private readonly totals = element('div', {});
  private readonly comparison: HTMLElement;
  private readonly stages = element('div', { class: 'jp-EnetExplorer-stages' });
  private readonly doubling = element('div', { class: 'jp-EnetExplorer-doubling' });
  private axes: ScalingAxes | null = null;
  private drawnPicture = '';
}

/** The positions in a document, without the pins, which belong to the board. */
export function positionsOf(data: ScalingExplorerData): ScalingExplorerState {
  const { pins: _, ...positions } = data;
  return positions;
}

/** A place for a table that scrolls by itself where it is too wide, instead of the whole view. */
function scrolling(name: string, ...content: Node[]): HTMLElement {
  return element(
    'div',
    { class: 'jp-EnetScroll', tabindex: 0, role: 'region', 'aria-label': name },
    ...content
  );
}

/** The letter of the pin that is meant; null when it is none. */
function pinOf(picked: Picked | null): PinLetter | null {
  return PIN_LETTERS.find((letter) => picked?.id === PIN_ID + letter) ?? null;
}

function pictureNote(picture: string, { trans }: ViewEnvironment): string {
  return picture === 'dimensions'
    ? trans.__(
        'Thin: networks with whole layers, channels and pixels; thick: their mean over a doubling of the promise; circles: B0…B7 as published.'
      )
    : trans.__('Solid: what gets built; dashed: what the rule says; circles: B0…B7 as published.');
}

function helpOf({ trans }: ViewEnvironment): string[] {
  return [
    trans.__(
      'Over φ: the solid line is the network that gets built, the dashed line what the scaling rule says, circles are B0…B7 as published.'
    ),
    trans.__(
      'Single dimensions: what a promised cost really takes when it is spent on depth, width or resolution alone, or on all three; above 1 it takes more than promised.'
    ),
    trans.__(
      'Pin up to four networks to compare them; a pin has the same letter and colour in every view, and choosing it turns all views to it.'
    ),
    trans.__(
      'Arrow keys move a slider by one step, Page Up and Page Down by ten, Home and End to its limits.'
    ),
    trans.__('Delete or a double-click puts one slider back; Ctrl+Z undoes, Ctrl+Shift+Z redoes.'),
    trans.__(
      'Everything is computed in the browser; no kernel is needed. Hover a number for its exact value.'
    )
  ];
}
