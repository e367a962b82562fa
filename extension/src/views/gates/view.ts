import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import {
  type GatesDocument,
  type GatesResult,
  type GatesState,
  gatesWords
} from '@efficientnet-lab/kernel-helpers/views/gates';
import { button } from '../../controls/button';
import { dataTable } from '../../controls/data-table';
import { scrolling } from '../../controls/table';
import { element, setText } from '../../dom/element';
import { FrameView } from '../../frame/frame';
import { brokenWords, resultWords, type Words } from '../../frame/words';
import { readColours } from '../../plot/colours';
import { PlotHost } from '../../plot/host';
import type { StaticFigure } from '../../plot/paper';
import type { Figure } from '../../plot/plotly';
import type { ViewEnvironment } from '../../tokens';
import { GatesControls } from './controls';
import { channelsTable, staticGatesFigure, toCsv, toTypeScript } from './export';
import { HeatMap } from './heat-map';
import type { GatesModel } from './model';
import { shownOrder } from './ordering';
import { savingsFigure, takenBy, ThresholdOverlay } from './savings-picture';
import { GatesSource } from './source';
import { resultsTable, whyContent } from './why';
import { channelWords } from './wording';

/** Which channels a block's gates switch off, always or sometimes, and what pruning them would save. */
export class GatesView extends FrameView<GatesState, GatesDocument, GatesModel> {
  constructor(model: GatesModel, environment: ViewEnvironment) {
    const { trans } = environment;
    super(model, environment, {
      className: 'jp-EnetGates',
      title: trans.__('Gates'),
      help: helpOf(environment),
      whyTitle: trans.__('What a channel costs, and why its gate alone is no importance'),
      dataTitle: trans.__('Gates by channel'),
      fileName: 'efficientnet-gates',
      pictures: ['svg', 'png']
    });
    this.source = new GatesSource(model, trans);
    this.controls = new GatesControls(model, trans);
    this.map = new HeatMap(trans, () => this.showChannel());
    this.plot = new PlotHost(
      (node) => this.figure(node),
      trans.__('Share of channels and of the block’s MACs that pruning takes, against the threshold'),
      this.overlay
    );
    this.twin = button(trans.__('rescale the channel'), () => this.showTwin(), {
      title: trans.__('The same function with this channel’s gates a tenth as large')
    });
    const plotPlace = element('div', { class: 'jp-EnetGates-plot' });
    this.addPlot(this.plot, plotPlace);
    this.compose(
      element(
        'div',
        { class: 'jp-EnetGates-picture' },
        this.map.node,
        element('p', { class: 'jp-EnetGates-readout' }, this.readout),
        element('div', { class: 'jp-EnetGates-row' }, this.twin, this.twinNote),
        plotPlace
      ),
      element('div', { class: 'jp-EnetSide' }, this.source.node, this.controls.node, this.results)
    );
    this.source.acceptDrops(this.node);
  }

  override toDocument(): GatesDocument {
    return {
      version: DOCUMENT_VERSION,
      view: 'gates',
      sentence: this.words().sentence,
      data: { ...this.model.state }
    };
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this.source.dispose();
      this.map.dispose();
    }
    super.dispose();
  }

  protected override words(): Words {
    const { outcome, state } = this.model;
    const { trans } = this.environment;
    if (!outcome.ok) {
      return brokenWords(trans.__('These are no gates'), outcome.message);
    }
    const { before, factor, after, detail } = gatesWords(state, outcome.result, trans);
    return resultWords([before, factor, after], detail);
  }

  protected override renderControls(): void {
    const { outcome } = this.model;
    this.source.update();
    this.controls.update();
    this.toggleClass('jp-mod-empty', outcome.ok && outcome.result === null);
  }

  protected override renderBody(): void {
    const { result, state } = this.model;
    if (!result) {
      return;
    }
    const { threshold, channelNames: names } = state;
    this.map.show({ result, order: shownOrder(result, state), names, threshold });
    this.showChannel();
    this.results.replaceChildren(scrolling(resultsTable(result, this.environment.trans)));
    const { channels, macs } = takenBy(result, threshold);
    this.overlay.show(threshold, macs ?? channels);
    if (this.drawn?.scores.join() !== result.scores.join() || this.drawn.pruning !== result.pruning) {
      this.drawn = result;
      this.plot.redraw();
    }
  }

  protected override redrawPlots(): void {
    super.redrawPlots();
    this.map.recolour();
  }

  protected override whyContent(): Node {
    return whyContent(this.model.state, this.model.result, this.environment.trans);
  }

  protected override dataTable(): Node {
    const { result, state } = this.model;
    const { trans } = this.environment;
    return result
      ? dataTable(channelsTable(state, result), trans)
      : element('p', {}, trans.__('There are no gates yet.'));
  }

  protected override csv(): string {
    const { result, state } = this.model;
    return result ? toCsv(state, result) : '';
  }

  protected override code(): string {
    return toTypeScript(this.model.state);
  }

  protected override staticFigure(): StaticFigure | null {
    const { outcome, state } = this.model;
    return outcome.ok && outcome.result
      ? staticGatesFigure(state, outcome.result, this.environment.trans)
      : null;
  }

  protected override handleKey(event: KeyboardEvent): boolean {
    return this.controls.handleKey(event) || this.map.handleKey(event);
  }

  private showChannel(): void {
    const { outcome, state } = this.model;
    const { channel } = this.map;
    if (outcome.ok && outcome.result && channel !== null) {
      setText(
        this.readout,
        channelWords(outcome.result, channel, state.channelNames, this.environment.trans)
      );
    }
  }

  /** Shows what a twin changes: the gate, and not the contribution. */
  private showTwin(): void {
    const { channel } = this.map;
    if (channel !== null) {
      this.model.rescale(channel);
      setText(
        this.twinNote,
        this.environment.trans.__(
          'Channel %1: gates a tenth, projection ten times. The block computes the same; the contribution has not moved. Ctrl+Z undoes.',
          this.model.state.channelNames?.[channel] ?? channel
        )
      );
    }
  }

  private figure(node: HTMLElement): Figure {
    const { outcome } = this.model;
    return outcome.ok && outcome.result
      ? savingsFigure(outcome.result, {
          colours: readColours(node),
          trans: this.environment.trans,
          fontSize: parseFloat(getComputedStyle(node).fontSize) || 13
        })
      : { data: [], layout: {} };
  }

  private readonly source: GatesSource;
  private readonly controls: GatesControls;
  private readonly map: HeatMap;
  private readonly overlay = new ThresholdOverlay();
  private readonly plot: PlotHost;
  private readonly twin: HTMLButtonElement;
  private readonly twinNote = element('span', { class: 'jp-EnetControls-note', role: 'status' });
  private readonly readout = element('span', {});
  private readonly results = element('div', {});
  private drawn: GatesResult | null = null;
}

function helpOf({ trans }: ViewEnvironment): string[] {
  return [
    trans.__(
      'Gates come from a file, a paste, a cell, or the example: one row for each input, one number from 0 to 1 for each channel.'
    ),
    trans.__(
      'The map shows every gate, one column for each channel; below it stand each channel’s mean and spread, and the threshold τ. Point at a channel, or reach the map with Tab and use the arrow keys, to read its numbers.'
    ),
    trans.__(
      'The curve tells what pruning would take at each threshold. What it saves is exact; what it does to accuracy is not known here.'
    ),
    trans.__(
      'Arrow keys move a slider by one step, Page Up and Page Down by ten, Home and End to its limits; Delete puts it back, Ctrl+Z undoes.'
    )
  ];
}
