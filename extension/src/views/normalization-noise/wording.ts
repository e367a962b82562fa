import type { NoiseAxis } from '@efficientnet-lab/kernel-helpers/analysis';
import type { NoiseQuantity } from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import { exact } from '@efficientnet-lab/kernel-helpers/wording';

export const QUANTITIES: readonly NoiseQuantity[] = ['meanError', 'varianceError', 'outputNoise'];
export const AXES: readonly NoiseAxis[] = ['batchSize', 'channels', 'groups', 'side', 'correlation'];

/** What the y axis shows. */
export function quantityName(quantity: NoiseQuantity, trans: TranslationBundle): string {
  const names: Record<NoiseQuantity, string> = {
    meanError: trans.__('error of the mean'),
    varianceError: trans.__('error of the variance'),
    outputNoise: trans.__('error of a normalised value')
  };
  return names[quantity];
}

/** The same behind "error of". */
export function quantityChoice(quantity: NoiseQuantity, trans: TranslationBundle): string {
  const names: Record<NoiseQuantity, string> = {
    meanError: trans.__('mean'),
    varianceError: trans.__('variance'),
    outputNoise: trans.__('normalised value')
  };
  return names[quantity];
}

/** What the x axis shows. */
export function axisName(axis: NoiseAxis, trans: TranslationBundle): string {
  const names: Record<NoiseAxis, string> = {
    batchSize: trans.__('images in the batch N'),
    channels: trans.__('channels C'),
    groups: trans.__('groups G'),
    side: trans.__('side of the map S'),
    correlation: trans.__('correlation ρ')
  };
  return names[axis];
}

/** A share of σ or σ² as a percentage with three significant digits, without an exponent. */
export function formatNoise(share: number): string {
  if (!Number.isFinite(share)) {
    return '∞';
  }
  const percentage = Number((100 * share).toPrecision(3));
  return `${percentage >= 1000 ? exact(percentage) : String(percentage)} %`;
}

export function helpTexts(trans: TranslationBundle): string[] {
  return [
    trans.__(
      'The solid line is how far a batch’s statistic lies from the population’s; the dashed line is what counting pixels says. Circles are simulated, with bars of 95 %.'
    ),
    trans.__(
      'The dotted line counts the values of one group. It is no noise: group norm uses one image alone, and its zero is drawn below the axis of logarithms.'
    ),
    trans.__(
      'The simulation starts when the sliders rest and runs beside the page; pause it, or give another seed. Equal seeds draw equal points.'
    ),
    trans.__(
      'Arrow keys move a slider by one step, Page Up and Page Down by ten, Home and End to its limits; Delete puts it back, Ctrl+Z undoes.'
    )
  ];
}
