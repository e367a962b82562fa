import { type CostReport, trainingMemory } from '@efficientnet-lab/kernel-helpers/analysis';
import { receptiveField } from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { exact, si, times } from '@efficientnet-lab/kernel-helpers/wording';

/** Images in the training step whose memory is shown; the paper's authors fed each core about as many. */
export const TRAINING_BATCH = 32;

export type QuantityId =
  'macs' | 'params' | 'depth' | 'image' | 'receptiveField' | 'coverage' | 'inference' | 'training';

/** One number of a network, as tables show it. */
export interface Quantity {
  id: QuantityId;
  label: string;
  /** What is counted, in full; shown on hover. */
  meaning: string;
  value(report: CostReport): number;
  show(value: number): string;
  /** All digits, with the unit. */
  exact(value: number): string;
}

/** The numbers of a network, in the order of interest. */
export function quantities(trans: TranslationBundle): Quantity[] {
  const prefixed = (unit: string) => ({
    show: (value: number) => si(value) + unit,
    exact: (value: number) => `${exact(value)}${unit === '' ? '' : ` ${unit}`}`
  });
  const whole = (unit: string) => ({
    show: (value: number) => `${exact(value)}${unit}`,
    exact: (value: number) => `${exact(value)}${unit}`
  });
  return [
    {
      id: 'macs',
      label: trans.__('MACs'),
      meaning: trans.__('multiply-adds for one image'),
      value: ({ macs }) => macs.total,
      ...prefixed('')
    },
    {
      id: 'params',
      label: trans.__('parameters'),
      meaning: trans.__('trainable parameters'),
      value: ({ params }) => params.trainable,
      ...prefixed('')
    },
    {
      id: 'depth',
      label: trans.__('depth'),
      meaning: trans.__('blocks'),
      value: ({ depth }) => depth,
      ...whole(trans.__(' blocks'))
    },
    {
      id: 'image',
      label: trans.__('image'),
      meaning: trans.__('side of the image'),
      value: ({ spec }) => spec.resolution,
      ...whole(' px')
    },
    {
      id: 'receptiveField',
      label: trans.__('receptive field'),
      meaning: trans.__(
        'side of the theoretical receptive field of one position in the last map; the effective field is smaller'
      ),
      value: receptiveField,
      ...whole(' px')
    },
    {
      id: 'coverage',
      label: trans.__('coverage'),
      meaning: trans.__('receptive field over the side of the image'),
      value: (report) => receptiveField(report) / report.spec.resolution,
      show: (value) => times(value),
      exact: (value) => trans.__('%1 × the image', value)
    },
    {
      id: 'inference',
      label: trans.__('memory, inference'),
      meaning: trans.__('weights and the peak of live activations for one image, 32-bit'),
      value: ({ memory }) => memory.weights + memory.inferencePeak,
      ...prefixed('B')
    },
    {
      id: 'training',
      label: trans.__('memory, %1 in training', TRAINING_BATCH),
      meaning: trans.__(
        'one step of Adam with %1 images, 32-bit: weights, gradients, optimiser, peak activations; workspaces are not included',
        TRAINING_BATCH
      ),
      value: (report) => trainingMemory(report, { batchSize: TRAINING_BATCH }).total,
      ...prefixed('B')
    }
  ];
}

/** One of them. */
export function quantityOf(id: QuantityId, trans: TranslationBundle): Quantity {
  const found = quantities(trans).find((quantity) => quantity.id === id);
  if (!found) {
    throw new RangeError(`Unknown quantity ${id}.`);
  }
  return found;
}
