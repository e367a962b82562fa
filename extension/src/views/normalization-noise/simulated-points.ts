import {
  noiseSimulations,
  type NormalizationNoiseResult,
  type NormalizationNoiseState,
  type SimulatedNoise,
  simulatedPoints
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import type { Part } from '../../frame/parts';
import type { NormalizationNoiseModel } from './model';
import type { Simulation } from './simulation';
import { SimulationBar } from './simulation-bar';

/** After the view has come into sight: its first picture comes before its first point. */
const FIRST_START_DELAY = 300;

export interface PointsActions {
  /** There are other points to draw. */
  follow(): void;
  /** The last point is there. */
  arrived(): void;
}

/** Points of the state's simulation, which runs while the view is seen, unless the reader has paused it. */
export class SimulatedPoints implements Part<NormalizationNoiseResult> {
  readonly node: HTMLElement;

  constructor(
    private readonly model: NormalizationNoiseModel,
    private readonly simulation: Simulation,
    private readonly actions: PointsActions,
    trans: TranslationBundle
  ) {
    this.bar = new SimulationBar(
      simulation,
      {
        press: () => this.press(),
        seed: (seed) => this.takeSeed(seed),
        isHeld: () => this.isHeld
      },
      trans
    );
    this.node = this.bar.node;
    simulation.changed.connect(this.onSimulation, this);
  }

  /** Those of the present state so far. */
  points(): SimulatedNoise[] {
    const { simulations, results } = this.simulation;
    return this.key() === this.simulatedKey
      ? simulatedPoints(simulations, results, this.model.state.quantity)
      : [];
  }

  update(): void {
    this.bar.update(this.model.state.seed);
  }

  render(): void {
    // Results of another state are not this one's.
    if (this.key() !== this.simulatedKey) {
      this.simulation.clear();
      this.simulatedKey = '';
    }
  }

  /** The sliders have rested: what they stand for may be simulated. */
  rest(): void {
    this.startWhenSeen();
  }

  attach(view: Widget): void {
    this.view = view;
    this.show();
  }

  detach(): void {
    this.hide();
    this.view = null;
  }

  show(): void {
    if (!this.isHeld && this.simulation.status === 'paused') {
      this.simulation.resume();
    }
    clearTimeout(this.startTimer);
    this.startTimer = setTimeout(() => this.startWhenSeen(), FIRST_START_DELAY);
  }

  hide(): void {
    clearTimeout(this.startTimer);
    this.simulation.pause();
  }

  handleKey(event: KeyboardEvent): boolean {
    return this.bar.handleKey(event);
  }

  dispose(): void {
    clearTimeout(this.startTimer);
    this.simulation.changed.disconnect(this.onSimulation, this);
    this.simulation.dispose();
  }

  /** Equal keys mean equal points. */
  private key(): string {
    const { state } = this.model;
    if (this.keyed.state !== state) {
      this.keyed = { state, key: JSON.stringify(noiseSimulations(state)) };
    }
    return this.keyed.key;
  }

  private press(): void {
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
        this.start();
    }
  }

  private takeSeed(seed: number): void {
    this.isHeld = false;
    this.model.choose({ seed });
  }

  private start(): void {
    if (this.model.outcome.ok) {
      this.simulatedKey = this.key();
      this.simulation.start(noiseSimulations(this.model.state));
    }
  }

  /** Starts unless the points are there or on their way, or the reader has paused. */
  private startWhenSeen(): void {
    const isSeen = this.view?.isVisible ?? false;
    if (!this.isHeld && isSeen && this.model.outcome.ok && this.key() !== this.simulatedKey) {
      this.start();
    }
  }

  private onSimulation(): void {
    this.bar.tick();
    this.actions.follow();
    // The picture was stored without its points, or with some of them.
    if (this.simulation.status === 'done') {
      this.actions.arrived();
    }
  }

  private readonly bar: SimulationBar;
  private view: Widget | null = null;
  /** Of what is or was simulated; empty when there is nothing. */
  private simulatedKey = '';
  private keyed: { state: Readonly<NormalizationNoiseState> | null; key: string } = { state: null, key: '' };
  /** The reader has paused: nothing starts by itself. */
  private isHeld = false;
  private startTimer: ReturnType<typeof setTimeout> | undefined;
}
