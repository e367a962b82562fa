import type { BaseNetwork } from '../bases';
import { IDEAL_EXPONENTS } from '../fronts';
import type { ScalingDimension } from '../growth';
import type { Multipliers } from '../scaling';
import { requireOneOf } from '../validate';
import type { Triplet } from './scored-triplet';

/**
 * What a search may keep near g: multiply-adds or trainable parameters, the costs that follow exactly from the network.
 * Latency has to be measured, network by network.
 */
export const SEARCH_MEASURES = ['macs', 'params'] as const;
export type SearchMeasure = (typeof SEARCH_MEASURES)[number];

/** Powers of d, w and r with which a cost ideally grows. */
export type CostPowers = Readonly<Record<ScalingDimension, number>>;

/**
 * Ideal powers: MACs d·w²·r², for sequences d·w²·r; parameters d·w², which no resolution changes.
 * @throws SpecError for another measure.
 */
export function idealPowers(measure: SearchMeasure, base: BaseNetwork): CostPowers {
  requireOneOf('measure', measure, SEARCH_MEASURES);
  return { ...IDEAL_EXPONENTS, resolution: measure === 'macs' ? (base.spatialDimensions ?? 2) : 0 };
}

/** The three multipliers of φ = 1. */
export function multipliersOf({ alpha, beta, gamma }: Triplet): Multipliers {
  return { depth: alpha, width: beta, resolution: gamma };
}

/** Ideal growth d^{e_d}·w^{e_w}·r^{e_r}. */
export function idealCost({ depth, width, resolution }: Multipliers, powers: CostPowers): number {
  return depth ** powers.depth * width ** powers.width * resolution ** powers.resolution;
}
