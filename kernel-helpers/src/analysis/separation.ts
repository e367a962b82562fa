import { type BlockShape, SHAPE_NAMES } from './closed-form';
import { type OptionNames, requireOptions } from './option-names';
import type { SpatialDimensions } from './spec';
import { LIMITS, requireNumber, requireOneOf } from './validate';

/**
 * What "worth it" means; the two answer differently, so a view has to name the one it uses.
 * `perMac`: benefit for each MAC. `netUtility`: benefit less λ times the cost.
 */
export type SeparationCriterion = 'perMac' | 'netUtility';

export interface SeparationShape {
  kernelSize: number;
  /** C′; a real number is allowed, so that curves can be drawn. */
  outputFilters: number;
  /** Default 2. */
  spatialDimensions?: SpatialDimensions;
}

export interface SeparationQuestion extends SeparationShape {
  criterion: SeparationCriterion;
  /** Benefit of the separable convolution as a share of the standard one's, 0…1. */
  alpha: number;
  /** λF/B, the standard convolution's cost in units of its benefit; default 1, used by `netUtility` alone. */
  relativeCost?: number;
}

/** A place of a convolution is taken too, whatever else it has. */
const QUESTION: OptionNames<SeparationQuestion & BlockShape> = {
  ...SHAPE_NAMES,
  criterion: true,
  alpha: true,
  relativeCost: true
};

export interface SeparationAnswer {
  /** Cost of the separable as a share of the standard convolution: 1/C′ + 1/kⁿ. */
  ratio: number;
  /** The share of the benefit above which separation pays. */
  alphaStar: number;
  /** Whether `alpha` lies above `alphaStar`; at equality nothing is won. */
  pays: boolean;
  /** Real width above which `alpha` is enough; null where no width is. */
  breakEvenFilters: number | null;
  /** Smallest whole width at which separation pays; null where none does. */
  firstPayingFilters: number | null;
}

/**
 * Cost of a depthwise separable as a share of the standard convolution, 1/C′ + 1/kⁿ: the same for MACs and for
 * weights, at any map, stride and C. Above 1 the separable one costs more.
 * @throws SpecError for a kernel, width or number of dimensions out of bounds.
 */
export function separationRatio(shape: SeparationShape): number {
  requireOptions<object>(shape, QUESTION);
  const { kernelSize, outputFilters, spatialDimensions = 2 } = shape;
  requireNumber('kernelSize', kernelSize, LIMITS.kernelSize);
  const { min, max } = LIMITS.channels;
  requireNumber('outputFilters', outputFilters, { min, max });
  requireOneOf('spatialDimensions', spatialDimensions, [1, 2]);
  return 1 / outputFilters + 1 / kernelSize ** spatialDimensions;
}

/**
 * Whether a depthwise separable convolution is worth its lost benefit. With ρ the cost ratio,
 * `perMac`: α/ρ > 1, so α* = ρ and the break-even width is 1/(α − 1/kⁿ);
 * `netUtility`: αB − λρF > B − λF, so α* = 1 − (λF/B)·(1 − ρ) and the width is 1/(1 − (1 − α)·B/(λF) − 1/kⁿ).
 * Wider layers always favour separation, under both.
 * @throws SpecError for an unknown criterion or a number out of bounds.
 */
export function separationPays(question: SeparationQuestion): SeparationAnswer {
  requireOptions<object>(question, QUESTION);
  const { kernelSize, relativeCost = 1, spatialDimensions = 2 } = question;
  const criterion = requireOneOf('criterion', question.criterion, ['perMac', 'netUtility']);
  const alpha = requireNumber('alpha', question.alpha, { min: 0, max: 1 });
  requireNumber('relativeCost', relativeCost, { min: 0, max: 1e6 });
  const ratio = separationRatio(question);
  const threshold = (costRatio: number): number =>
    criterion === 'perMac' ? costRatio : 1 - relativeCost * (1 - costRatio);
  const affordable = criterion === 'perMac' ? alpha : 1 - (1 - alpha) / relativeCost;
  const inverseWidth = affordable - 1 / kernelSize ** spatialDimensions;
  const breakEvenFilters = inverseWidth > 0 ? 1 / inverseWidth : null;
  const paysAt = (outputFilters: number): boolean =>
    alpha > threshold(separationRatio({ kernelSize, outputFilters, spatialDimensions }));
  const alphaStar = threshold(ratio);
  return {
    ratio,
    alphaStar,
    pays: alpha > alphaStar,
    breakEvenFilters,
    firstPayingFilters: breakEvenFilters === null ? null : firstWhole(breakEvenFilters, paysAt)
  };
}

/** The whole width after the break-even one; null beyond the widest layer that can be described. */
function firstWhole(breakEven: number, paysAt: (filters: number) => boolean): number | null {
  const near = Math.max(1, Math.floor(breakEven));
  // The quotient may be off in its last bit when it comes out whole: ask the criterion itself.
  const candidates = [near, near + 1, near + 2].filter((filters) => filters <= LIMITS.channels.max);
  return candidates.find(paysAt) ?? null;
}
