import type { GateVerdict } from '@efficientnet-lab/kernel-helpers/analysis';
import type { Chart, Picked } from '@efficientnet-lab/kernel-helpers/chart';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import {
  channelName,
  channelsOf,
  channelWords,
  type DrawnGates,
  drawnGates,
  gateProfileChart,
  gateSavingsChart,
  type GatesDocument,
  gatesKey,
  gatesMapChart,
  gatesPicture,
  type GatesResult,
  type GatesRoom,
  type GatesState,
  gatesWords,
  MAP,
  THRESHOLD
} from '@efficientnet-lab/kernel-helpers/views/gates';
import { button } from '../../controls/button';
import { dataTable } from '../../controls/data-table';
import { scrolling } from '../../controls/table';
import { element, setText } from '../../dom/element';
import { FrameView } from '../../frame/frame';
import { Kept } from '../../frame/kept';
import { brokenWords, resultWords, type Words } from '../../frame/words';
import type { ChartActions } from '../../plot/chart-actions';
import { chartKey } from '../../plot/chart-key';
import { ChartPlot } from '../../plot/chart-plot';
import type { ViewEnvironment } from '../../tokens';
import { ChannelSlider } from './channel-slider';
import { GatesControls } from './controls';
import { channelsTable, toCsv, toTypeScript } from './export';
import type { GatesModel } from './model';
import { PruneEnd } from './prune-end';
import { GatesSource } from './source';
import { resultsTable, whyContent } from './why';

/** More columns and rows have no pixel of their own. */
const ROOM: GatesRoom = { channels: 360, inputs: 150 };

/** Which channels a block's gates switch off, always or sometimes, and what pruning them would save. */
export class GatesView extends FrameView<GatesState, GatesDocument, GatesModel> {
  constructor(model: GatesModel, environment: ViewEnvironment) {
    const { trans } = environment;
    super(model, environment, {
      className: 'jp-EnetGates',
      title: trans.__('Gates'),
      help: helpOf(environment),
      whyTitle: trans.__('What a channel costs, and why its gate alone is not a measure of importance'),
      dataTitle: trans.__('Gates by channel'),
      fileName: 'efficientnet-gates',
      pictures: ['svg', 'png']
    });
    this.source = new GatesSource(model, trans);
    this.controls = new GatesControls(model, trans);
    this.end = new PruneEnd(model, trans, (code) => environment.writeCell(this, code));
    const drag: ChartActions['drag'] = (id, value, phase) =>
      id === THRESHOLD && model.set('threshold', value, phase);
    const look = (picked: Picked | null): void => this.lookAtPicked(picked);
    this.map = this.plotOf((...shown) => gatesMapChart(...shown, trans), 'map', { pick: look, point: look });
    this.profile = this.plotOf((...shown) => gateProfileChart(...shown, trans), 'profile', {
      pick: look,
      point: look,
      drag
    });
    this.savings = this.plotOf((state, result) => gateSavingsChart(state, result, trans), 'savings', {
      drag
    });
    this.slider = new ChannelSlider(trans, (place) => this.lookAt(this.drawn?.order[place] ?? null));
    this.twin = button(trans.__('rescale the channel'), () => this.showTwin(), {
      title: trans.__('The same function with this channel’s gates a tenth as large')
    });
    this.compose(
      element(
        'div',
        { class: 'jp-EnetGates-picture' },
        chartKey(gatesKey(trans), trans.__('What cells and points stand for')),
        this.places.map,
        this.places.profile,
        this.slider.node,
        element('div', { class: 'jp-EnetGates-row' }, this.twin, this.twinNote),
        this.places.savings
      ),
      element(
        'div',
        { class: 'jp-EnetSide' },
        this.source.node,
        this.controls.node,
        this.results,
        this.end.node
      )
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
    this.end.update();
    this.toggleClass('jp-mod-empty', outcome.ok && outcome.result === null);
  }

  protected override renderBody(): void {
    const { result, state } = this.model;
    if (!result) {
      return;
    }
    this.drawn = this.drawnOf(result, state);
    this.results.replaceChildren(scrolling(resultsTable(result, this.environment.trans)));
    this.showLooked();
    this.savings.follow();
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

  protected override paper(): string | null {
    const { outcome, state } = this.model;
    return outcome.ok && outcome.result
      ? gatesPicture(state, outcome.result, new Date(), this.environment.trans)
      : null;
  }

  protected override handleKey(event: KeyboardEvent): boolean {
    return this.controls.handleKey(event);
  }

  private plotOf(
    make: (state: GatesState, result: GatesResult, drawn: DrawnGates, looked: number | null) => Chart,
    place: keyof typeof this.places,
    actions: ChartActions
  ): ChartPlot {
    const plot = new ChartPlot(
      () => {
        const { outcome, state } = this.model;
        return outcome.ok && outcome.result && this.drawn
          ? make(state, outcome.result, this.drawn, this.looked)
          : null;
      },
      this.environment.trans,
      actions
    );
    this.addPlot(plot, this.places[place]);
    return plot;
  }

  /** What the charts draw: other gates, or another order of the channels, make it anew. */
  private drawnOf(result: GatesResult, state: GatesState): DrawnGates {
    const { order } = state;
    const by = { channel: null, mean: null, below: state.threshold, score: result.scores }[order.column];
    return this.kept.of([result.matrix, order, by], () => drawnGates(result, state, ROOM));
  }

  private lookAtPicked(picked: Picked | null): void {
    const { outcome } = this.model;
    if (picked && outcome.ok && outcome.result && this.drawn) {
      const channels =
        picked.id === MAP
          ? this.drawn.channels
          : channelsOf(picked.id as GateVerdict, outcome.result, this.drawn);
      this.lookAt(channels[picked.index] ?? null);
    }
  }

  private lookAt(channel: number | null): void {
    if (channel !== null && channel !== this.looked) {
      this.looked = channel;
      this.showLooked();
    }
  }

  private showLooked(): void {
    const { outcome, state } = this.model;
    if (!outcome.ok || !outcome.result || !this.drawn) {
      return;
    }
    const { order } = this.drawn;
    if (this.looked === null || this.looked >= order.length) {
      this.looked = order[0];
    }
    const words = channelWords(state, outcome.result, this.looked, this.environment.trans);
    this.slider.show(order.indexOf(this.looked), order.length, words);
    this.map.follow();
    this.profile.follow();
  }

  /** Shows what a twin changes: the gate, and not the contribution. */
  private showTwin(): void {
    const { looked: channel } = this;
    if (channel !== null) {
      this.model.rescale(channel);
      setText(
        this.twinNote,
        this.environment.trans.__(
          'Channel %1: gates a tenth, projection ten times. The block computes the same; the contribution has not moved. Ctrl+Z undoes.',
          channelName(this.model.state, channel)
        )
      );
    }
  }

  private readonly source: GatesSource;
  private readonly controls: GatesControls;
  private readonly end: PruneEnd;
  private readonly map: ChartPlot;
  private readonly profile: ChartPlot;
  private readonly savings: ChartPlot;
  private readonly places = {
    map: element('div', { class: 'jp-EnetGates-map' }),
    profile: element('div', { class: 'jp-EnetGates-profile' }),
    savings: element('div', { class: 'jp-EnetGates-savings' })
  };
  private readonly slider: ChannelSlider;
  private readonly twin: HTMLButtonElement;
  private readonly twinNote = element('span', { class: 'jp-EnetControls-note', role: 'status' });
  private readonly results = element('div', {});
  private readonly kept = new Kept<DrawnGates>();
  private drawn: DrawnGates | null = null;
  /** The channel that is looked at. */
  private looked: number | null = null;
}

function helpOf({ trans }: ViewEnvironment): string[] {
  return [
    trans.__(
      'Gates come from a file, a paste, a cell, or the example: one row for each input, one number from 0 to 1 for each channel.'
    ),
    trans.__(
      'The map shows gates, one column for each channel; below it stand each channel’s mean and spread, and the threshold τ, which can be dragged. Point at a channel, or move the slider below, to read its numbers; arrow keys walk through the plots too.'
    ),
    trans.__(
      'The curve shows what pruning would remove at each threshold. The savings are exact; the effect on accuracy is not known here: “write the cell that prunes” puts a cell below that measures it.'
    ),
    trans.__(
      'Arrow keys move a slider by one step, Page Up and Page Down by ten, Home and End to its limits; Delete puts it back, Ctrl+Z undoes.'
    )
  ];
}
