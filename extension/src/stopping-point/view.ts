import { accuracyAt, efficiencyAt, marginalGain } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  DOCUMENT_VERSION,
  type StoppingPointDocument,
  type StoppingPointResult,
  type StoppingPointState,
  stoppingPointWords
} from '@efficientnet-lab/kernel-helpers/contract';
import { button } from '../controls/button';
import { dataTable } from '../controls/data-table';
import { scrolling } from '../controls/table';
import { element } from '../dom/element';
import { readColours } from '../plot/colours';
import { PlotHost } from '../plot/host';
import type { StaticFigure } from '../plot/paper';
import type { Figure } from '../plot/plotly';
import type { ViewEnvironment } from '../tokens';
import { FrameView } from '../view/frame';
import { brokenWords, resultWords, type Words } from '../view/words';
import { type Axes, axesOf } from './axes';
import { StoppingControls } from './controls';
import { allNumbers, staticStoppingFigure, toCsv, toTypeScript } from './export';
import { StopOverlay } from './marks';
import type { StoppingPointModel } from './model';
import { accuracyFigure, type Detail, detailFigure, type PictureOptions, rangeOf } from './picture';
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
    this.plot = new PlotHost(
      (node) =>
        this.figure(node, (result, axes, options) => accuracyFigure(model.state, result, axes, options)),
      trans.__('Accuracy against the compound coefficient, with the curve through the networks and φ*'),
      this.overlay
    );
    this.detailPlot = new PlotHost(
      (node) =>
        this.figure(node, (result, axes, options) =>
          detailFigure(this.shownDetail, model.state, result, axes, options)
        ),
      trans.__('Marginal gain, or accuracy for each unit of cost, against the compound coefficient'),
      this.detailOverlay
    );
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
          trans.__(
            'Band: interval of the curve; dashed: beyond the networks; bar at the foot: interval of φ*.'
          )
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
    const { result, state } = this.model;
    const { trans } = this.environment;
    this.axes ??= axesOf(result);
    this.controls.updateResult(result);
    this.places.replaceChildren(scrolling(placesTable(result, trans)));
    this.curve.replaceChildren(scrolling(curveTable(result, trans)));
    this.showMarks(result, this.axes);
    const key = [state.source, state.axis, result.bootstrap, this.shownDetail, this.axes];
    if (key.some((part, i) => part !== this.drawn[i])) {
      this.drawn = key;
      this.plot.redraw();
      this.detailIsOld = true;
    }
    // Two plots in a frame take too long while a slider changes the curve itself.
    if (this.detailIsOld && !this.model.isMoving) {
      this.detailIsOld = false;
      this.detailPlot.redraw();
    }
  }

  /** Axes follow the networks and φ* only when the controls rest. */
  protected override rescale(): void {
    this.axes = axesOf(this.model.result);
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

  protected override staticFigure(): StaticFigure | null {
    const { outcome, state } = this.model;
    return outcome.ok ? staticStoppingFigure(state, outcome.result, this.environment.trans) : null;
  }

  protected override handleKey(event: KeyboardEvent): boolean {
    return this.controls.handleKey(event);
  }

  /** The sentence has got its interval. */
  private onResampled(): void {
    this.requestRender();
    this.keepChange();
  }

  private showMarks(result: StoppingPointResult, axes: Axes): void {
    const { law, stop } = result;
    if (!law || !stop) {
      this.overlay.show(result, axes, null, '');
      this.detailOverlay.show(result, axes, null, '');
      return;
    }
    const { from, to } = axes.accuracy;
    this.overlay.show(result, axes, (accuracyAt(law.curve, stop.phi) - from) / (to - from), '');
    const { range } = rangeOf(this.shownDetail, result, axes);
    const value = (this.shownDetail === 'marginal' ? marginalGain : efficiencyAt)(
      law.curve,
      law.cost,
      stop.phi
    );
    this.detailOverlay.show(
      result,
      axes,
      range ? (Math.log10(value) - range[0]) / (range[1] - range[0]) : null,
      String(Number(value.toPrecision(3)))
    );
  }

  private makeSwitch(): HTMLElement {
    const { trans } = this.environment;
    const choose = (detail: Detail, label: string): HTMLButtonElement =>
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

  private figure(
    node: HTMLElement,
    make: (result: StoppingPointResult, axes: Axes, options: PictureOptions) => Figure
  ): Figure {
    const { outcome } = this.model;
    return outcome.ok && this.axes
      ? make(outcome.result, this.axes, {
          colours: readColours(node),
          trans: this.environment.trans,
          fontSize: parseFloat(getComputedStyle(node).fontSize) || 13
        })
      : { data: [], layout: {} };
  }

  private readonly controls: StoppingControls;
  private readonly overlay = new StopOverlay('left');
  private readonly detailOverlay = new StopOverlay('right');
  private readonly plot: PlotHost;
  private readonly detailPlot: PlotHost;
  private readonly places = element('div', { class: 'jp-mod-wide' });
  private readonly curve = element('div', {});
  private readonly switches: Partial<Record<Detail, HTMLButtonElement>> = {};
  private shownDetail: Detail = 'marginal';
  private axes: Axes | null = null;
  private drawn: unknown[] = [];
  private detailIsOld = false;
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
