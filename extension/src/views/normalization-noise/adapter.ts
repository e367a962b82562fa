import type { NormalizationNoiseDocument } from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { noiseIcon } from './icon';

export const normalizationNoise: ViewAdapter<NormalizationNoiseDocument> = {
  view: 'normalization-noise',
  command: CommandIDs.openNormalizationNoise,
  icon: noiseIcon,
  label: (trans) => trans.__('Batch or group norm'),
  caption: (trans) =>
    trans.__('How noisy the statistics of normalisation are, in theory and simulated; needs no kernel'),
  load: async () =>
    (await import(/* webpackChunkName: "efficientnet-lab-view-normalization-noise" */ './view')).opener
};
