import type { ViewDocument } from '../document';
import { schemasOf, startOf, type StateOf } from '../quantities';
import { record } from '../schema-parts';
import { type MeasuredInNetwork, measuredSchema } from './measured';
import { NORMALIZATION_QUANTITIES } from './quantities';

export type NormalizationNoiseState = StateOf<typeof NORMALIZATION_QUANTITIES> & {
  /** What was measured in a network; absent without any, as in earlier documents. */
  measured?: MeasuredInNetwork;
};
export type NormalizationNoiseDocument = ViewDocument<'normalization-noise', NormalizationNoiseState>;

export const NORMALIZATION_NOISE_START: Readonly<NormalizationNoiseState> = startOf(NORMALIZATION_QUANTITIES);
export const normalizationNoiseSchema = record(schemasOf(NORMALIZATION_QUANTITIES), {
  measured: measuredSchema
});
