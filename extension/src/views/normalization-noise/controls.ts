import { type BlockCost, summarize, variant } from '@efficientnet-lab/kernel-helpers/analysis';
import type { NormalizationNoiseState } from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import { labelled, QuantityControls } from '../../controls/quantity-controls';
import { element } from '../../dom/element';
import type { NoiseLayer, NormalizationNoiseModel } from './model';

const PAGE_STEPS = 3;
const KEY_STEPS: Partial<Record<string, number>> = {
  PageUp: PAGE_STEPS,
  PageDown: -PAGE_STEPS,
  Home: -Infinity,
  End: Infinity
};

/** Layer of B0, sliders, and the distribution of the pixels. */
export class NoiseControls {
  readonly node: HTMLElement;
  /** What the plot shows, and along which axis. */
  readonly picture: HTMLElement;

  constructor(
    private readonly model: NormalizationNoiseModel,
    trans: TranslationBundle
  ) {
    this.quantities = new QuantityControls(model, trans);
    this.layers = layerChoices();
    this.layerSelect = element(
      'select',
      { class: 'jp-EnetSelect', 'aria-label': trans.__('Layer of B0') },
      element('option', { value: '' }, trans.__('own layer')),
      ...this.layers.map(({ name }) =>
        element('option', { value: name }, trans.__('B0, end of block %1', name))
      )
    );
    this.layerSelect.addEventListener('change', () => this.chooseLayer());
    this.node = element(
      'div',
      { class: 'jp-EnetControls' },
      this.layerSelect,
      this.quantities.sliders(),
      labelled(trans.__('Pixels'), this.quantities.buttons('shape'))
    );
    this.picture = element(
      'div',
      { class: 'jp-EnetNoise-choices' },
      element('span', {}, trans.__('error of the')),
      this.quantities.buttons('quantity'),
      element('label', { class: 'jp-EnetNoise-axis' }, trans.__('against'), this.quantities.select('axis'))
    );
  }

  update(): void {
    const { state } = this.model;
    this.quantities.update();
    const { side, channels, groups } = state;
    const same = this.layers.find(
      ({ layer }) => layer.side === side && layer.channels === channels && layer.groups === groups
    );
    this.layerSelect.value = same?.name ?? '';
  }

  /** A key pressed on one of the sliders or boxes. */
  handleKey(event: KeyboardEvent): boolean {
    const steps = KEY_STEPS[event.key];
    const { target } = event;
    // Groups have no steps of one size.
    if (
      steps !== undefined &&
      target instanceof HTMLInputElement &&
      target.type === 'range' &&
      target.dataset.parameter === 'groups'
    ) {
      event.preventDefault();
      this.model.stepGroups(steps);
      return true;
    }
    return this.quantities.handleKey(event);
  }

  private chooseLayer(): void {
    const chosen = this.layers.find(({ name }) => name === this.layerSelect.value);
    if (chosen) {
      this.model.choose(chosen.layer);
    } else {
      this.update();
    }
  }

  private readonly quantities: QuantityControls<NormalizationNoiseState>;
  private readonly layers: LayerChoice[];
  private readonly layerSelect: HTMLSelectElement;
}

interface LayerChoice {
  name: string;
  layer: NoiseLayer;
}

/** The last normalisation of one block of each kind in B0, with as many channels in a group as group norm gets. */
function layerChoices(): LayerChoice[] {
  const spec = variant('b0');
  const layerOf = ({ outputSize, outputFilters }: BlockCost): NoiseLayer => ({
    side: outputSize,
    channels: outputFilters,
    groups: outputFilters / spec.groupSize
  });
  return summarize(spec)
    .blocks.map((block) => ({ name: block.name.replace('block', ''), layer: layerOf(block) }))
    .filter(
      ({ layer }, i, all) =>
        all.findIndex((other) => JSON.stringify(other.layer) === JSON.stringify(layer)) === i
    );
}
