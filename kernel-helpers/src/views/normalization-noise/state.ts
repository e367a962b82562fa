import { NOISE_LIMITS, type NoiseAxis, type ValueShape } from '../../analysis';
import type { ViewDocument } from '../document';
import { bounded, record } from '../schema-parts';

/** What the y axis may show, the x axis, and what pixels may be, in the order of the controls. */
export const NOISE_QUANTITIES = ['meanError', 'varianceError', 'outputNoise'] as const;
export const NOISE_AXES: readonly NoiseAxis[] = ['batchSize', 'channels', 'groups', 'side', 'correlation'];
export const NOISE_SHAPES: readonly ValueShape[] = ['gaussian', 'rectified'];
export const NOISE_SEEDS = { min: 0, max: 2 ** 32 - 1, integer: true } as const;

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
  quantity: (typeof NOISE_QUANTITIES)[number];
  axis: NoiseAxis;
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
  shape: { enum: [...NOISE_SHAPES] },
  momentum: bounded(NOISE_LIMITS.momentum),
  quantity: { enum: [...NOISE_QUANTITIES] },
  axis: { enum: [...NOISE_AXES] },
  seed: bounded(NOISE_SEEDS)
});
