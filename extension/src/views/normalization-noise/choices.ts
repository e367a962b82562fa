import {
  NOISE_AXES,
  NOISE_QUANTITIES,
  noiseAxisName,
  type NoiseQuantity,
  noiseSubject,
  type NormalizationNoiseState
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { element } from '../../dom/element';

/** What the plot shows, and along which axis. */
export class NoiseChoices {
  readonly node: HTMLElement;

  constructor(
    choose: (choice: Partial<Pick<NormalizationNoiseState, 'quantity' | 'axis'>>) => void,
    trans: TranslationBundle
  ) {
    for (const quantity of NOISE_QUANTITIES) {
      const node = button(noiseSubject(quantity, trans), () => choose({ quantity }), {
        title: quantityTitle(quantity, trans)
      });
      this.quantities.set(quantity, node);
    }
    this.axes.setAttribute('aria-label', trans.__('Along the axis'));
    this.axes.append(
      ...NOISE_AXES.map((axis) => element('option', { value: axis }, noiseAxisName(axis, trans)))
    );
    this.axes.addEventListener('change', () => {
      const axis = NOISE_AXES.find((name) => name === this.axes.value);
      if (axis) {
        choose({ axis });
      }
    });
    this.node = element(
      'div',
      { class: 'jp-EnetNoise-choices' },
      element('span', {}, trans.__('error of the')),
      element(
        'div',
        { class: 'jp-EnetSwitch', role: 'group', 'aria-label': trans.__('The plot shows') },
        ...this.quantities.values()
      ),
      element('label', { class: 'jp-EnetNoise-axis' }, trans.__('against'), this.axes)
    );
  }

  update({ quantity, axis }: Readonly<NormalizationNoiseState>): void {
    this.quantities.forEach((node, name) => node.setAttribute('aria-pressed', String(name === quantity)));
    this.axes.value = axis;
  }

  private readonly axes = element('select', { class: 'jp-EnetSelect' });
  private readonly quantities = new Map<NoiseQuantity, HTMLButtonElement>();
}

/** What a button shows, with its formula. */
function quantityTitle(quantity: NoiseQuantity, trans: TranslationBundle): string {
  const titles: Record<NoiseQuantity, string> = {
    meanError: trans.__('Standard error of the batch’s mean: √(D/m), in σ'),
    varianceError: trans.__('Standard deviation of the batch’s variance, in σ²'),
    outputNoise: trans.__('Root mean square of what both do to a normalised value, in σ')
  };
  return titles[quantity];
}
