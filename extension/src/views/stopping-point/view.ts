import type { Chart } from '@efficientnet-lab/kernel-helpers/chart';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import {
  type StoppingAxes,
  stoppingAxes,
  stoppingChart,
  type StoppingDetail,
  stoppingDetailChart,
  stoppingPicture,
  type StoppingPointDocument,
  type StoppingPointState,
  stoppingPointWords
} from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import { button } from '../../controls/button';
import { dataTable } from '../../controls/data-table';
import { scrolling } from '../../controls/table';
import { element } from '../../dom/element';
import { FrameView } from '../../frame/frame';
import { brokenWords, resultWords, type Words } from '../../frame/words';
import { ChartPlot } from '../../plot/chart-plot';
import type { ViewEnvironment } from '../../tokens';
import { StoppingControls } from './controls';
import { allNumbers, toCsv, toTypeScript } from './export';
import type { StoppingPointModel } from './model';
import { curveTable, placesTable, whyContent } from './why';

/** How far scaling up is worth its cost: a saturating curve, its marginal gain, and φ* by a rule. */
export class StoppingPointView extends FrameView<
  StoppingPointState,
  StoppingPointDocument,
  StoppingPointModel
> {
  constructor(model: StoppingPointModel, environment: ViewEnvironment) {
    const { trans } = environment;
    super(model, environment, {
      className: 'jp-EnetStopping',
      title: trans.__('Stopping point'),
      help: helpOf(environment),
      whyTitle: trans.__('Where φ* comes from, and what it rests on'),
      dataTitle: trans.__('Networks, their efficiency and marginal gains'),
      fileName: 'efficientnet-stopping-point',
      pictures: ['svg', 'png']
    });
    this.controls = new StoppingControls(model, trans);
    this.plot = new ChartPlot(() => this.chart('accuracy'), trans);
    this.detailPlot = new ChartPlot(() => this.chart(this.shownDetail), trans);
    const plotPlace = element('div', { class: 'jp-EnetStopping-plot' });
    const detailPlace = element('div', { class: 'jp-EnetStopping-detail' });
    this.addPlot(this.plot, plotPlace);
    this.addPlot(this.detailPlot, detailPlace);
    this.compose(
      element(
        'div',
        { class: 'jp-EnetStopping-picture' },
        plotPlace,
        element(
          'p',
          { class: 'jp-EnetControls-note' },
          trans.__('Band: interval of the curve; dashed: beyond the networks; strip: interval of φ*.')
        ),
        this.makeSwitch(),
        detailPlace
      ),
      element('div', { class: 'jp-EnetSide' }, this.controls.node, this.curve),
      this.places
    );
    this.controls.source.acceptDrops(this.node);
    model.resampled.connect(this.onResampled, this);
  }

  override toDocument(): StoppingPointDocument {
    return {
      version: DOCUMENT_VERSION,
      view: 'stopping-point',
      sentence: this.words().sentence,
      data: { ...this.model.state }
    };
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this.model.dispose();
      this.controls.dispose();
    }
    super.dispose();
  }

  protected override words(): Words {
    const { outcome, state } = this.model;
    const { trans } = this.environment;
    if (!outcome.ok) {
      return brokenWords(trans.__('There is no curve'), outcome.message);
    }
    const { before, factor, after, detail } = stoppingPointWords(state, outcome.result, trans);
    return resultWords([before, factor, after], detail);
  }

  protected override renderControls(): void {
    this.controls.update();
    for (const [detail, node] of Object.entries(this.switches)) {
      node.setAttribute('aria-pressed', String(detail === this.shownDetail));
    }
  }

  protected override renderBody(): void {
    const { result } = this.model;
    const { trans } = this.environment;
    this.axes ??= stoppingAxes(result);
    this.controls.updateResult(result);
    this.places.replaceChildren(scrolling(placesTable(result, trans)));
    this.curve.replaceChildren(scrolling(curveTable(result, trans)));
    this.plot.follow();
    this.detailPlot.follow();
  }

  /** Axes follow the networks and φ* only when the controls rest. */
  protected override rescale(): void {
    this.axes = stoppingAxes(this.model.result);
    this.requestRender();
  }

  protected override whyContent(): Node {
    return whyContent(this.model.result, this.environment.trans);
  }

  protected override dataTable(): Node {
    const { trans } = this.environment;
    return dataTable(allNumbers(this.model.result, trans), trans);
  }

  protected override csv(): string {
    return toCsv(this.model.result, this.environment.trans);
  }

  protected override code(): string {
    return toTypeScript(this.model.state);
  }

  protected override paper(): string | null {
    const { outcome, state } = this.model;
    return outcome.ok ? stoppingPicture(state, outcome.result, new Date(), this.environment.trans) : null;
  }

  protected override handleKey(event: KeyboardEvent): boolean {
    return this.controls.handleKey(event);
  }

  /** The sentence has got its interval. */
  private onResampled(): void {
    this.requestRender();
    this.keepChange();
  }

  private makeSwitch(): HTMLElement {
    const { trans } = this.environment;
    const choose = (detail: StoppingDetail, label: string): HTMLButtonElement =>
      button(label, () => {
        this.shownDetail = detail;
        this.requestRender();
      });
    this.switches.marginal = choose('marginal', trans.__('marginal gain'));
    this.switches.efficiency = choose('efficiency', trans.__('accuracy per cost'));
    return element(
      'div',
      { class: 'jp-EnetSwitch', role: 'group', 'aria-label': trans.__('Second plot shows') },
      this.switches.marginal,
      this.switches.efficiency
    );
  }

  private chart(quantity: 'accuracy' | StoppingDetail): Chart | null {
    const { outcome, state } = this.model;
    const { axes, environment } = this;
    if (!outcome.ok || !axes) {
      return null;
    }
    return quantity === 'accuracy'
      ? stoppingChart(state, outcome.result, axes, environment.trans)
      : stoppingDetailChart(quantity, state, outcome.result, axes, environment.trans);
  }

  private readonly controls: StoppingControls;
  private readonly plot: ChartPlot;
  private readonly detailPlot: ChartPlot;
  private readonly places = element('div', { class: 'jp-mod-wide' });
  private readonly curve = element('div', {});
  private readonly switches: Partial<Record<StoppingDetail, HTMLButtonElement>> = {};
  private shownDetail: StoppingDetail = 'marginal';
  private axes: StoppingAxes | null = null;
}

function helpOf({ trans }: ViewEnvironment): string[] {
  return [
    trans.__(
      'Points are networks, the line a curve that saturates. The slider sets how small a gain is still worth its cost; φ* is where the curve’s gain falls to it.'
    ),
    trans.__(
      'Choose published records or open your own; a family can be hidden. “Of my own” lets you set the curve itself.'
    ),
    trans.__(
      'The second plot shows what one more unit of cost brings, between neighbouring networks and along the curve, or accuracy for each unit of cost.'
    ),
    trans.__(
      'Arrow keys move a slider by one step, Page Up and Page Down by ten, Home and End to its limits; Delete puts it back, Ctrl+Z undoes.'
    )
  ];
}
