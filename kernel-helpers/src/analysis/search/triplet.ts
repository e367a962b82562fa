import type { BaseNetwork } from '../bases';
import { IDEAL_EXPONENTS } from '../fronts';
import { SCALING_DIMENSIONS, type ScalingDimension } from '../growth';
import type { Multipliers } from '../scaling';

/** Coefficients of depth, width and resolution; at φ = 1 they are the multipliers themselves. */
export interface Triplet {
  alpha: number;
  beta: number;
  gamma: number;
}

/**
 * What a search may keep near g, each a sum over the blocks of the built network: multiply-adds, trainable
 * parameters, or bytes that its layers read and write.
 */
export const SEARCH_MEASURES = ['macs', 'params', 'bytesMoved'] as const;
export type SearchMeasure = (typeof SEARCH_MEASURES)[number];

/** Powers of d, w and r with which a cost ideally grows. */
export type CostPowers = Readonly<Record<ScalingDimension, number>>;

/**
 * Ideal powers of each measure: MACs d·w²·r²; parameters d·w², which no resolution changes; bytes d·w·r², those of the
 * maps, which outweigh the weights. Sequences have r in place of r².
 */
export function idealPowers(measure: SearchMeasure, base: BaseNetwork): CostPowers {
  const resolution = base.spatialDimensions ?? 2;
  return {
    macs: { ...IDEAL_EXPONENTS, resolution },
    params: { ...IDEAL_EXPONENTS, resolution: 0 },
    bytesMoved: { depth: 1, width: 1, resolution }
  }[measure];
}

/** The three multipliers of φ = 1. */
export function multipliersOf({ alpha, beta, gamma }: Triplet): Multipliers {
  return { depth: alpha, width: beta, resolution: gamma };
}

/** Ideal growth d^{e_d}·w^{e_w}·r^{e_r}. */
export function idealCost(multipliers: Multipliers, powers: CostPowers): number {
  return SCALING_DIMENSIONS.reduce(
    (cost, dimension) => cost * multipliers[dimension] ** powers[dimension],
    1
  );
}
