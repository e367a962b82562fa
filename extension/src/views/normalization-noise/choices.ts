import type { NoiseAxis } from '@efficientnet-lab/kernel-helpers/analysis';
import type {
  NoiseQuantity,
  NormalizationNoiseState
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { element } from '../../dom/element';
import { AXES, axisName, QUANTITIES, quantityChoice, quantityName } from './wording';

/** What the plot shows, and along which axis. */
export class NoiseChoices {
  readonly node: HTMLElement;

  constructor(
    choose: (choice: Partial<Pick<NormalizationNoiseState, 'quantity' | 'axis'>>) => void,
    trans: TranslationBundle
  ) {
    for (const quantity of QUANTITIES) {
      const title = quantityName(quantity, trans);
      const node = button(quantityChoice(quantity, trans), () => choose({ quantity }), { title });
      this.quantities.set(quantity, node);
    }
    this.axes.setAttribute('aria-label', trans.__('Along the axis'));
    this.axes.append(...AXES.map((axis) => element('option', { value: axis }, axisName(axis, trans))));
    this.axes.addEventListener('change', () => {
      const axis = AXES.find((name: NoiseAxis) => name === this.axes.value);
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
