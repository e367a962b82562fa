import type { Chart } from '@efficientnet-lab/kernel-helpers/chart';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import {
  type NoiseAxes,
  noiseAxes,
  noiseChart,
  noisePicture,
  NORMALIZATION_NOISE_START,
  noiseSimulations,
  type NormalizationNoiseDocument,
  type NormalizationNoiseResult,
  type NormalizationNoiseState,
  normalizationNoiseWords,
  publishedErrorsChart,
  publishedSource,
  publishedWords,
  runningChart,
  runningWords,
  type SimulatedNoise,
  simulatedPoints,
  widthWords
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { Message } from '@lumino/messaging';
import { dataTable } from '../../controls/data-table';
import { scrolling } from '../../controls/table';
import { element, setText } from '../../dom/element';
import { FrameView } from '../../frame/frame';
import { openerOf } from '../../frame/parts-view';
import { brokenWords, resultWords, type Words } from '../../frame/words';
import { ChartPlot } from '../../plot/chart-plot';
import type { ViewEnvironment } from '../../tokens';
import { NoiseControls } from './controls';
import { curveTable, toCsv, toTypeScript } from './export';
import { NormalizationNoiseModel } from './model';
import { Simulation } from './simulation';
import { SimulationBar } from './simulation-bar';
import { numbersTable, runningTable, widthTable } from './tables';
import { whyContent } from './why';

/** Noise of batch normalisation's statistics against group normalisation, in theory and simulated. */
export class NormalizationNoiseView extends FrameView<
  NormalizationNoiseState,
  NormalizationNoiseDocument,
  NormalizationNoiseModel
> {
  constructor(
    model: NormalizationNoiseModel,
    environment: ViewEnvironment,
    private readonly simulation: Simulation = new Simulation()
  ) {
    const { trans } = environment;
    super(model, environment, {
      className: 'jp-EnetNoise',
      title: trans.__('Batch or group norm'),
      help: helpOf(environment),
      whyTitle: trans.__('Why 1/√m alone misleads'),
      dataTitle: trans.__('Noise of normalisation statistics'),
      fileName: 'efficientnet-noise',
      pictures: ['svg', 'png']
    });
    this.controls = new NoiseControls(model, trans);
    this.bar = new SimulationBar(
      simulation,
      {
        press: () => this.pressSimulation(),
        seed: (seed) => this.takeSeed(seed),
        isHeld: () => this.isHeld
      },
      trans
    );
    const painted = (make: (result: NormalizationNoiseResult, axes: NoiseAxes) => Chart): ChartPlot =>
      new ChartPlot(
        () => (model.outcome.ok && this.axes ? make(model.outcome.result, this.axes) : null),
        trans
      );
    this.plot = painted((result, axes) => noiseChart(result, this.points(), axes, trans));
    this.published = painted(() => publishedErrorsChart(trans));
    this.running = painted((result, axes) => runningChart(result, axes, trans));
    this.composeParts();
    simulation.changed.connect(this.onSimulation, this);
  }

  override toDocument(): NormalizationNoiseDocument {
    return {
      version: DOCUMENT_VERSION,
      view: 'normalization-noise',
      sentence: this.words().sentence,
      data: { ...this.model.state }
    };
  }

  override dispose(): void {
    if (!this.isDisposed) {
      clearTimeout(this.startTimer);
      this.simulation.changed.disconnect(this.onSimulation, this);
      this.simulation.dispose();
      super.dispose();
    }
  }

  protected override words(): Words {
    const { outcome } = this.model;
    const { trans } = this.environment;
    if (!outcome.ok) {
      return brokenWords(trans.__('No normalisation is possible here'), outcome.message);
    }
    const { before, factor, after, detail } = normalizationNoiseWords(outcome.result, trans);
    return resultWords([before, factor, after], detail);
  }

  protected override renderControls(): void {
    const { state } = this.model;
    this.controls.update();
    this.bar.update(state.seed);
  }

  protected override renderBody(): void {
    const { result, isMoving } = this.model;
    const { trans } = this.environment;
    // Results of another state are not this one's.
    if (this.key() !== this.simulatedKey) {
      this.simulation.clear();
      this.simulatedKey = '';
    }
    if (!isMoving || !this.axes || this.shownAxis !== result.state.axis) {
      this.axes = noiseAxes(result);
      this.shownAxis = result.state.axis;
    }
    [this.plot, this.published, this.running].forEach((plot) => plot.follow());
    this.numbers.replaceChildren(scrolling(numbersTable(result, trans)));
    this.width.replaceChildren(scrolling(widthTable(result, trans)));
    setText(this.runningText, runningWords(result, trans));
    this.runningText.classList.toggle('jp-mod-stale', result.running.stale);
    this.runningNumbers.replaceChildren(runningTable(result, trans));
  }

  /** The sliders have rested: what they stand for may be simulated. */
  protected override rescale(): void {
    this.startWhenSeen();
  }

  protected override whyContent(): Node {
    return whyContent(this.model.result, this.environment.trans);
  }

  protected override dataTable(): Node {
    return dataTable(curveTable(this.model.result), this.environment.trans);
  }

  protected override csv(): string {
    return toCsv(this.model.result, this.points(), this.environment.trans);
  }

  protected override code(): string {
    return toTypeScript(this.model.state);
  }

  protected override paper(): string | null {
    const { outcome } = this.model;
    return outcome.ok
      ? noisePicture({ result: outcome.result, simulated: this.points() }, new Date(), this.environment.trans)
      : null;
  }

  protected override handleKey(event: KeyboardEvent): boolean {
    return this.controls.handleKey(event) || this.bar.handleKey(event);
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.onSeen();
  }

  protected override onAfterShow(): void {
    super.onAfterShow();
    this.onSeen();
  }

  protected override onBeforeHide(): void {
    this.onUnseen();
  }

  protected override onBeforeDetach(message: Message): void {
    this.onUnseen();
    super.onBeforeDetach(message);
  }

  private composeParts(): void {
    const { trans } = this.environment;
    const places = {
      plot: element('div', { class: 'jp-EnetNoise-plot' }),
      published: element('div', { class: 'jp-EnetNoise-sidePlot' }),
      running: element('div', { class: 'jp-EnetNoise-sidePlot' })
    };
    this.addPlot(this.plot, places.plot);
    this.addPlot(this.published, places.published);
    this.addPlot(this.running, places.running);
    const title = (text: string): HTMLElement => element('h3', { class: 'jp-EnetTitle' }, text);
    this.compose(
      element('div', { class: 'jp-EnetNoise-picture' }, this.controls.picture, places.plot, this.bar.node),
      element('div', { class: 'jp-EnetSide' }, this.controls.node, this.numbers),
      element(
        'div',
        { class: 'jp-EnetNoise-beside jp-mod-wide' },
        element(
          'section',
          {},
          title(trans.__('What it costs: published errors')),
          places.published,
          element('p', {}, `${publishedWords(trans)} (${publishedSource(trans)})`),
          title(trans.__('As layers widen')),
          this.width,
          element('p', {}, widthWords(trans))
        ),
        element(
          'section',
          {},
          title(trans.__('Running statistics')),
          places.running,
          this.runningText,
          this.runningNumbers
        )
      )
    );
  }

  private points(): SimulatedNoise[] {
    const { simulations, results } = this.simulation;
    return this.key() === this.simulatedKey
      ? simulatedPoints(simulations, results, this.model.state.quantity)
      : [];
  }

  /** Equal keys mean equal points. */
  private key(): string {
    const { state } = this.model;
    if (this.keyed.state !== state) {
      this.keyed = { state, key: JSON.stringify(noiseSimulations(state)) };
    }
    return this.keyed.key;
  }

  private pressSimulation(): void {
    switch (this.simulation.status) {
      case 'running':
        this.isHeld = true;
        this.simulation.pause();
        break;
      case 'paused':
        this.isHeld = false;
        this.simulation.resume();
        break;
      default:
        this.isHeld = false;
        this.startSimulation();
    }
  }

  private takeSeed(seed: number): void {
    this.isHeld = false;
    this.model.choose({ seed });
  }

  private startSimulation(): void {
    if (this.model.outcome.ok) {
      this.simulatedKey = this.key();
      this.simulation.start(noiseSimulations(this.model.state));
    }
  }

  /** Starts unless the points are there or on their way, or the reader has paused. */
  private startWhenSeen(): void {
    if (!this.isHeld && this.isVisible && this.model.outcome.ok && this.key() !== this.simulatedKey) {
      this.startSimulation();
    }
  }

  private onSeen(): void {
    if (!this.isHeld && this.simulation.status === 'paused') {
      this.simulation.resume();
    }
    clearTimeout(this.startTimer);
    this.startTimer = setTimeout(() => this.startWhenSeen(), FIRST_START_DELAY);
  }

  private onUnseen(): void {
    clearTimeout(this.startTimer);
    this.simulation.pause();
  }

  private onSimulation(): void {
    this.bar.tick();
    this.plot.follow();
    // The picture was stored without its points, or with some of them.
    if (this.simulation.status === 'done') {
      this.keepChange();
    }
  }

  private readonly controls: NoiseControls;
  private readonly bar: SimulationBar;
  private readonly plot: ChartPlot;
  private readonly published: ChartPlot;
  private readonly running: ChartPlot;
  private readonly width = element('div', {});
  private readonly numbers = element('div', {});
  private readonly runningText = element('p', { class: 'jp-EnetNoise-running' });
  private readonly runningNumbers = element('div', {});
  private axes: NoiseAxes | null = null;
  private shownAxis = '';
  /** Of what is or was simulated; empty when there is nothing. */
  private simulatedKey = '';
  private keyed: { state: Readonly<NormalizationNoiseState> | null; key: string } = { state: null, key: '' };
  /** The reader has paused: nothing starts by itself. */
  private isHeld = false;
  private startTimer: ReturnType<typeof setTimeout> | undefined;
}

/** After the view has come into sight: its first picture comes before its first point. */
const FIRST_START_DELAY = 300;

function helpOf({ trans }: ViewEnvironment): string[] {
  return [
    trans.__(
      'The solid line is how far a batch’s statistic lies from the population’s; the dashed line is what counting pixels says. Circles are simulated, with bars of 95 %. Squares are measured in a network, if the cell brought them along.'
    ),
    trans.__(
      'The dotted line counts the values of one group. It is not noise: group norm uses a single image, and its zero is drawn below the logarithmic axis.'
    ),
    trans.__(
      'The simulation starts when the sliders rest and runs beside the page; pause it, or give another seed. Equal seeds draw equal points.'
    ),
    trans.__(
      'Arrow keys move a slider by one step, Page Up and Page Down by ten, Home and End to its limits; Delete puts it back, Ctrl+Z undoes.'
    )
  ];
}

export const opener = openerOf<NormalizationNoiseDocument>(
  () => ({ ...NORMALIZATION_NOISE_START }),
  (data, environment, start) =>
    new NormalizationNoiseView(new NormalizationNoiseModel(data, start), environment)
);
