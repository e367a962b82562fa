import { nearest } from '@efficientnet-lab/kernel-helpers/views';
import { NORMALIZATION_QUANTITIES } from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { element, setText } from '../../dom/element';
import { duration, percent } from '@efficientnet-lab/kernel-helpers/wording';
import type { Simulation } from './simulation';

const { seed: SEEDS } = NORMALIZATION_QUANTITIES;

export interface SimulationActions {
  /** Start, pause, resume or again, whichever fits. */
  press(): void;
  seed(seed: number): void;
  /** Whether the reader has paused, so that nothing starts by itself. */
  isHeld(): boolean;
}

/** Button, progress and seed of the simulation. */
export class SimulationBar {
  readonly node: HTMLElement;

  constructor(
    private readonly simulation: Simulation,
    private readonly actions: SimulationActions,
    private readonly trans: TranslationBundle
  ) {
    this.control = button('', () => actions.press(), { class: 'jp-EnetNoise-run' });
    this.progress = element('progress', { max: 1, 'aria-label': trans.__('Simulation') });
    this.seedBox = element('input', {
      type: 'number',
      class: 'jp-EnetSlider-box jp-EnetNoise-seed',
      min: SEEDS.min,
      max: SEEDS.max,
      step: 1,
      'aria-label': trans.__('Seed of the simulation'),
      title: trans.__('Equal seeds draw equal points')
    });
    this.seedBox.addEventListener('change', () => this.commitSeed());
    const next = button(trans.__('other seed'), () => actions.seed((this.shownSeed + 1) % (SEEDS.max + 1)), {
      title: trans.__('Draw other random numbers')
    });
    this.node = element(
      'div',
      { class: 'jp-EnetNoise-simulation', role: 'group', 'aria-label': trans.__('Simulation') },
      this.control,
      this.progress,
      this.words,
      element('label', { class: 'jp-EnetNoise-seedLabel' }, trans.__('seed'), this.seedBox),
      next
    );
  }

  update(seed: number): void {
    if (seed !== this.shownSeed || document.activeElement !== this.seedBox) {
      this.seedBox.value = String(seed);
    }
    this.shownSeed = seed;
    this.tick();
  }

  /** Shows how far the simulation is. */
  tick(): void {
    const { status, progress } = this.simulation;
    setText(this.control, this.labels[status]);
    this.control.disabled = status === 'failed';
    this.progress.value = progress;
    this.progress.hidden = status !== 'running' && status !== 'paused';
    setText(this.words, this.say());
  }

  /** A key pressed on the seed: Enter takes it. */
  handleKey(event: KeyboardEvent): boolean {
    if (event.target === this.seedBox && event.key === 'Enter') {
      this.commitSeed();
      return true;
    }
    return false;
  }

  private say(): string {
    const { trans, simulation } = this;
    const { status, progress, secondsLeft } = simulation;
    switch (status) {
      case 'idle':
        return this.actions.isHeld()
          ? trans.__('simulates when started')
          : trans.__('simulates when the sliders rest');
      case 'running':
        return secondsLeft === null
          ? trans.__('simulating')
          : trans.__('%1, %2 left', percent(progress, 0), duration(Math.ceil(secondsLeft)));
      case 'paused':
        return trans.__('paused at %1', percent(progress, 0));
      case 'done':
        return trans.__('%1 batches of the largest size; bars are 95 % intervals', this.batches());
      case 'failed':
        return trans.__('theory only: %1 Reload the page to simulate.', simulation.problem);
    }
  }

  private batches(): string {
    return String(Math.min(...this.simulation.simulations.map(({ request }) => request.batches)));
  }

  private commitSeed(): void {
    const seed = this.seedBox.valueAsNumber;
    if (Number.isFinite(seed)) {
      this.actions.seed(nearest(SEEDS, seed));
    }
    this.seedBox.value = String(this.shownSeed);
  }

  private get labels(): Record<Simulation['status'], string> {
    const { trans } = this;
    return {
      idle: trans.__('start'),
      running: trans.__('pause'),
      paused: trans.__('resume'),
      done: trans.__('again'),
      failed: trans.__('start')
    };
  }

  private readonly control: HTMLButtonElement;
  private readonly progress: HTMLProgressElement;
  private readonly words = element('span', { class: 'jp-EnetNoise-status' });
  private readonly seedBox: HTMLInputElement;
  private shownSeed = -1;
}
