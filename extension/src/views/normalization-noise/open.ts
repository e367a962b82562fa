import {
  NORMALIZATION_NOISE_START,
  type NormalizationNoiseDocument
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import { NormalizationNoiseModel } from './model';
import { NormalizationNoiseView } from './view';
import type { ViewOpener } from '../../frame/adapter';

export const opener: ViewOpener<NormalizationNoiseDocument> = {
  initial: () => ({ ...NORMALIZATION_NOISE_START }),
  create: ({ data }, environment, start) =>
    new NormalizationNoiseView(new NormalizationNoiseModel(data, start), environment)
};
