import { type BlockCost, summarize, variant } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  isAtLayer,
  type NormalizationNoiseState,
  shownLayer
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import { exact } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { labelled, QuantityControls } from '../../controls/quantity-controls';
import { element, setText } from '../../dom/element';
import type { NoiseLayer, NormalizationNoiseModel } from './model';

const PAGE_STEPS = 3;
const KEY_STEPS: Partial<Record<string, number>> = {
  PageUp: PAGE_STEPS,
  PageDown: -PAGE_STEPS,
  Home: -Infinity,
  End: Infinity
};

/** Before the names of measured layers among the options: none of B0's begins so. */
const MEASURED = 'measured ';

/** Layer of B0 or of a measured network, sliders, and the distribution of the pixels. */
export class NoiseControls {
  readonly node: HTMLElement;
  /** What the plot shows, and along which axis. */
  readonly picture: HTMLElement;

  constructor(
    private readonly model: NormalizationNoiseModel,
    private readonly trans: TranslationBundle
  ) {
    this.quantities = new QuantityControls(model, trans);
    this.layers = layerChoices();
    this.layerSelect = element(
      'select',
      { class: 'jp-EnetSelect', 'aria-label': trans.__('Layer') },
      element('option', { value: '' }, trans.__('own layer')),
      ...this.layers.map(({ name }) =>
        element('option', { value: name }, trans.__('B0, end of block %1', name))
      )
    );
    this.measuredGroup = element('optgroup', { hidden: '' });
    this.layerSelect.append(this.measuredGroup);
    this.layerSelect.addEventListener('change', () => this.chooseLayer());
    this.node = element(
      'div',
      { class: 'jp-EnetControls' },
      this.layerSelect,
      this.measuredNote,
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
    this.updateMeasured();
    const { measured } = this.model;
    const layer = shownLayer(measured);
    const isMeasured = measured !== undefined && layer !== null && isAtLayer(layer, state);
    this.layerSelect.value = isMeasured ? MEASURED + layer.name : (same?.name ?? '');
    this.measuredNote.hidden = !isMeasured;
    if (isMeasured) {
      const { network, images, dataset } = measured;
      setText(
        this.measuredNote,
        this.trans.__('measured in %1, %2 images of %3', network, exact(images), dataset)
      );
    }
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

  /** Layers of the measurement in the document, written when it is another one. */
  private updateMeasured(): void {
    const { measured } = this.model;
    const names = measured?.layers.map(({ name }) => name) ?? [];
    const key = JSON.stringify([measured?.network, names]);
    if (key === this.measuredKey) {
      return;
    }
    this.measuredKey = key;
    this.measuredGroup.hidden = names.length === 0;
    this.measuredGroup.label = measured ? this.trans.__('measured in %1', measured.network) : '';
    this.measuredGroup.replaceChildren(
      ...names.map((name) => element('option', { value: MEASURED + name }, name))
    );
  }

  private chooseLayer(): void {
    const { value } = this.layerSelect;
    const chosen = this.layers.find(({ name }) => name === value);
    if (value.startsWith(MEASURED)) {
      this.model.chooseMeasured(value.slice(MEASURED.length));
    } else if (chosen) {
      this.model.chooseLayer(chosen.layer);
    } else {
      this.update();
    }
  }

  private readonly quantities: QuantityControls<NormalizationNoiseState>;
  private readonly layers: LayerChoice[];
  private readonly layerSelect: HTMLSelectElement;
  private readonly measuredGroup: HTMLOptGroupElement;
  /** Where the layer that is shown was measured. */
  private readonly measuredNote = element('p', { class: 'jp-EnetControls-note' });
  /** Of the options that are there. */
  private measuredKey = '';
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
