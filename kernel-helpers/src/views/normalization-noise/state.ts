import { NOISE_LIMITS, type ValueShape } from '../../analysis';
import type { ViewDocument } from '../document';
import { bounded, record } from '../schema-parts';

/** Positions of the controls of batch against group normalisation; everything else is computed from them. */
export interface NormalizationNoiseState {
  /** N, the batch size that is marked; the axis shows others too. */
  batchSize: number;
  /** H and W of a square map. */
  side: number;
  /** C */
  channels: number;
  /** G, divides C. */
  groups: number;
  /** ρ of any two pixels of one image's channel. */
  correlation: number;
  /** Distribution of the pixels. */
  shape: ValueShape;
  /** p of the running statistics. */
  momentum: number;
  /** What the y axis shows. */
  quantity: 'meanError' | 'varianceError' | 'outputNoise';
  axis: 'batchSize' | 'channels' | 'groups' | 'side' | 'correlation';
  /** Of the simulation. */
  seed: number;
}

/** A late stage of B0 on a few images for each device. */
export const NORMALIZATION_NOISE_START: Readonly<NormalizationNoiseState> = {
  batchSize: 8,
  side: 7,
  channels: 192,
  groups: 24,
  correlation: 0.3,
  shape: 'gaussian',
  momentum: 0.99,
  quantity: 'meanError',
  axis: 'batchSize',
  seed: 1
};

export type NormalizationNoiseDocument = ViewDocument<'normalization-noise', NormalizationNoiseState>;

export const normalizationNoiseSchema = record({
  batchSize: bounded(NOISE_LIMITS.batchSize),
  side: bounded(NOISE_LIMITS.side),
  channels: bounded(NOISE_LIMITS.channels),
  groups: bounded(NOISE_LIMITS.groups),
  correlation: bounded(NOISE_LIMITS.correlation),
  shape: { enum: ['gaussian', 'rectified'] },
  momentum: bounded(NOISE_LIMITS.momentum),
  quantity: { enum: ['meanError', 'varianceError', 'outputNoise'] },
  axis: { enum: ['batchSize', 'channels', 'groups', 'side', 'correlation'] },
  seed: { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1 }
});
