import {
  DOCUMENT_VERSION,
  type ScalingExplorerDocument,
  type ScalingExplorerState
} from '@efficientnet-lab/kernel-helpers/contract';
import { element } from '../dom/element';
import { readColours } from '../plot/colours';
import { PlotHost } from '../plot/host';
import type { StaticFigure } from '../plot/paper';
import type { Figure } from '../plot/plotly';
import type { ViewEnvironment } from '../tokens';
import { FrameView, type Words } from '../view/frame';
import { toTypeScript } from './code';
import { ScalingControls } from './controls';
import { CurrentPoint } from './current-point';
import { staticScalingFigure, toCsv } from './export';
import type { ScalingExplorerModel } from './model';
import { type MacsRange, macsRange, pictureKey, scalingFigure } from './picture';
import type { ScalingResult } from './scaling';
import { dataTable, doublingChart, stagesTable, totalsTable } from './tables';
import { explanation, sentence, sentenceParts } from './wording';
import { whyContent } from './why';

const NARROW = 560;

/** The scaling explorer: what a network scaled from B0 costs, beside what the rule promises. */
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
      help: [
        trans.__(
          'The solid line is the network that gets built, the dashed line what the scaling rule says, circles are B0…B7 as published.'
        ),
        trans.__(
          'Arrow keys move a slider by one step, Page Up and Page Down by ten, Home and End to its limits.'
        ),
        trans.__('Delete or a double-click puts one slider back; Ctrl+Z undoes, Ctrl+Shift+Z redoes.'),
        trans.__(
          'Everything is computed in the browser; no kernel is needed. Hover a number for its exact value.'
        )
      ],
      whyTitle: trans.__('Why the two numbers differ'),
      dataTitle: trans.__('Data of the plot'),
      fileName: 'efficientnet-scaling',
      pictures: ['svg', 'png']
    });
    this.controls = new ScalingControls(model, trans);
    this.point = new CurrentPoint(trans);
    this.plot = new PlotHost(
      (node) => this.figure(node),
      trans.__('MACs per image against the compound coefficient φ'),
      this.point
    );
    const picture = element('div', { class: 'jp-EnetPicture' });
    this.addPlot(this.plot, picture);
    this.compose(
      picture,
      element('div', { class: 'jp-EnetSide' }, this.controls.node, this.totals),
      this.stages,
      this.doubling
    );
  }

  override toDocument(): ScalingExplorerDocument {
    return {
      version: DOCUMENT_VERSION,
      view: 'scaling-explorer',
      sentence: this.words().sentence,
      data: { ...this.model.state }
    };
  }

  protected override words(): Words {
    const { outcome } = this.model;
    const { trans } = this.environment;
    if (!outcome.ok) {
      return {
        sentence: outcome.message,
        heading: [trans.__('This network can’t be built')],
        detail: outcome.message,
        broken: true
      };
    }
    const [before, factor, after] = sentenceParts(outcome.result, trans);
    return {
      sentence: sentence(outcome.result, trans),
      heading: [before, element('span', { class: 'jp-EnetFactor' }, factor), after],
      detail: explanation(outcome.result, trans)
    };
  }

  protected override renderControls(): void {
    this.controls.update();
  }

  protected override renderBody(): void {
    const { result } = this;
    const { trans } = this.environment;
    this.totals.replaceChildren(totalsTable(result, trans));
    this.stages.replaceChildren(stagesTable(result, trans));
    this.doubling.replaceChildren(doublingChart(result, trans));
    this.renderPicture(result);
  }

  protected override rescale(): void {
    this.range = macsRange(this.result);
    this.renderPicture(this.result);
  }

  protected override whyContent(): Node {
    return whyContent(this.result, this.environment.trans);
  }

  protected override dataTable(): Node {
    return dataTable(this.result, this.environment.trans);
  }

  protected override csv(): string {
    return toCsv(this.result);
  }

  protected override code(): string {
    return toTypeScript(this.model.state);
  }

  protected override staticFigure(): StaticFigure | null {
    const { outcome } = this.model;
    return outcome.ok ? staticScalingFigure(outcome.result, this.environment.trans) : null;
  }

  protected override handleKey(event: KeyboardEvent): boolean {
    return this.controls.handleKey(event);
  }

  /** The numbers of a state that can be built; the frame asks for nothing else. */
  private get result(): ScalingResult {
    const { outcome } = this.model;
    if (!outcome.ok) {
      throw new Error(outcome.message);
    }
    return outcome.result;
  }

  /** While φ alone moves, the curve stays: only the point is drawn. */
  private renderPicture(result: ScalingResult): void {
    this.range ??= macsRange(result);
    this.point.show(result, this.range);
    const key = `${pictureKey(result)} ${this.range.join(' ')}`;
    if (key !== this.drawn || !this.model.isMoving) {
      this.drawn = key;
      this.plot.redraw();
    }
  }

  private figure(node: HTMLElement): Figure {
    const { outcome } = this.model;
    if (!outcome.ok) {
      return { data: [], layout: {} };
    }
    this.range ??= macsRange(outcome.result);
    return scalingFigure(outcome.result, {
      colours: readColours(node),
      trans: this.environment.trans,
      moving: this.model.isMoving,
      range: this.range,
      marker: 'hover',
      fontSize: parseFloat(getComputedStyle(node).fontSize) || 13,
      narrow: node.clientWidth < NARROW
    });
  }

  private readonly controls: ScalingControls;
  private readonly point: CurrentPoint;
  private readonly plot: PlotHost;
  private readonly totals = element('div', {});
  private readonly stages = element('div', { class: 'jp-EnetExplorer-stages' });
  private readonly doubling = element('div', { class: 'jp-EnetExplorer-doubling' });
  private range: MacsRange | null = null;
  private drawn = '';
}
