import type { MonteCarloResult } from '@efficientnet-lab/kernel-helpers/analysis';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import {
  noiseSimulations,
  type NormalizationNoiseDocument,
  type NormalizationNoiseState,
  normalizationNoiseWords,
  type SimulatedNoise
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { Message } from '@lumino/messaging';
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
import { NoiseChoices } from './choices';
import { NoiseControls } from './controls';
import { staticNoiseFigure, toTypeScript } from './export';
import { marksOf, simulatedPoints } from './marks';
import type { NormalizationNoiseModel } from './model';
import { NoiseOverlay } from './noise-overlay';
import { margins, NARROW, noiseFigure, pictureKey } from './picture';
import { type Scale, scaleOf } from './scale';
import { publishedFigure, runningFigure, type SidePictureOptions } from './side-pictures';
import { Simulation } from './simulation';
import { SimulationBar } from './simulation-bar';
import { curveTable, numbersTable, runningTable, toCsv, widthTable } from './tables';
import { publishedWords, runningWords, whyContent, widthWords } from './why';
import { helpTexts } from './wording';

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
      help: helpTexts(trans),
      whyTitle: trans.__('Why 1/√m alone misleads'),
      dataTitle: trans.__('Noise of normalisation statistics'),
      fileName: 'efficientnet-noise',
      pictures: ['svg', 'png']
    });
    this.choices = new NoiseChoices((choice) => model.choose(choice), trans);
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
    this.plot = new PlotHost(
      (node) => this.figure(node),
      trans.__('Noise of batch normalisation against the axis that is chosen'),
      this.overlay
    );
    this.published = new PlotHost(
      (node) => publishedFigure(this.sideOptions(node)),
      trans.__('Published error of ResNet-50 against images per worker, with batch and with group norm')
    );
    this.running = new PlotHost(
      (node) =>
        model.outcome.ok ? runningFigure(model.result, this.sideOptions(node)) : { data: [], layout: {} },
      trans.__('Share of the start value left in running statistics, against training steps')
    );
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
    this.choices.update(state);
  }

  protected override renderBody(): void {
    const { result, isMoving } = this.model;
    const { trans } = this.environment;
    // Results of another state are not this one's.
    if (this.key() !== this.simulatedKey) {
      this.simulation.clear();
      this.simulatedKey = '';
    }
    if (!isMoving || !this.scale || this.scaledAxis !== result.state.axis) {
      this.scale = scaleOf(result);
      this.scaledAxis = result.state.axis;
    }
    this.showMarks(this.scale);
    const key = pictureKey(result, this.scale);
    // Words on hover may wait until the slider rests.
    if (key !== this.drawn && !isMoving) {
      this.drawn = key;
      this.plot.redraw();
    }
    this.numbers.replaceChildren(scrolling(numbersTable(result, trans)));
    this.width.replaceChildren(scrolling(widthTable(result, trans)));
    if (result.state.momentum !== this.drawnMomentum) {
      this.drawnMomentum = result.state.momentum;
      setText(this.runningText, runningWords(result, trans));
      this.runningText.classList.toggle('jp-mod-stale', result.running.stale);
      this.runningNumbers.replaceChildren(runningTable(result, trans));
      this.running.redraw();
    }
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

  protected override staticFigure(): StaticFigure | null {
    return this.model.outcome.ok
      ? staticNoiseFigure(this.model.result, this.points(), this.environment.trans)
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
    const title = (text: string): HTMLElement => element('h3', { class: 'jp-EnetNoise-title' }, text);
    this.compose(
      element('div', { class: 'jp-EnetNoise-picture' }, this.choices.node, places.plot, this.bar.node),
      element('div', { class: 'jp-EnetSide' }, this.controls.node, this.numbers),
      element(
        'div',
        { class: 'jp-EnetNoise-beside jp-mod-wide' },
        element(
          'section',
          {},
          title(trans.__('What it costs: published errors')),
          places.published,
          element('p', {}, publishedWords(trans)),
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

  private figure(node: HTMLElement): Figure {
    const { outcome } = this.model;
    if (!outcome.ok || !this.scale) {
      return { data: [], layout: {} };
    }
    const narrow = node.clientWidth < NARROW;
    const { t, b } = margins(narrow);
    const height = node.clientHeight - t - b;
    return noiseFigure(outcome.result, {
      ...this.sideOptions(node),
      narrow,
      scale: this.scale,
      height,
      hasLines: false
    });
  }

  private sideOptions(node: HTMLElement): SidePictureOptions {
    return {
      colours: readColours(node),
      trans: this.environment.trans,
      fontSize: parseFloat(getComputedStyle(node).fontSize) || 13
    };
  }

  private showMarks(scale: Scale): void {
    const { trans } = this.environment;
    const { result } = this.model;
    this.overlay.show(marksOf(result, this.points(), scale, trans), { result, scale, trans });
  }

  private points(): SimulatedNoise[] {
    const { simulations } = this.simulation;
    const results: readonly MonteCarloResult[] = this.simulation.results;
    return this.key() === this.simulatedKey ? simulatedPoints(simulations, results, this.model.result) : [];
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
    if (this.model.outcome.ok && this.scale) {
      this.showMarks(this.scale);
    }
  }

  private readonly choices: NoiseChoices;
  private readonly controls: NoiseControls;
  private readonly bar: SimulationBar;
  private readonly overlay = new NoiseOverlay();
  private readonly plot: PlotHost;
  private readonly published: PlotHost;
  private readonly running: PlotHost;
  private readonly width = element('div', {});
  private readonly numbers = element('div', {});
  private readonly runningText = element('p', { class: 'jp-EnetNoise-running' });
  private readonly runningNumbers = element('div', {});
  private scale: Scale | null = null;
  private scaledAxis = '';
  private drawn = '';
  private drawnMomentum = NaN;
  /** Of what is or was simulated; empty when there is nothing. */
  private simulatedKey = '';
  private keyed: { state: Readonly<NormalizationNoiseState> | null; key: string } = { state: null, key: '' };
  /** The reader has paused: nothing starts by itself. */
  private isHeld = false;
  private startTimer: ReturnType<typeof setTimeout> | undefined;
}

/** After the view has come into sight: its first picture comes before its first point. */
const FIRST_START_DELAY = 300;
