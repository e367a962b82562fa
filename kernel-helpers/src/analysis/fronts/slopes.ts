import { SpecError } from '../errors';
import { SCALING_DIMENSIONS, type ScalingDimension } from '../growth';
import { requireNumber } from '../validate';

/** Powers of the multipliers in the ideal cost d·w²·r². */
export const IDEAL_EXPONENTS: Readonly<Record<ScalingDimension, number>> = {
  depth: 1,
  width: 2,
  resolution: 2
};

/**
 * What each dimension gains for cost at the baseline, where F = d^{e_d}·w^{e_w}·r^{e_r} = 1: dA/dF = A′(1)/e. With
 * the ideal exponents A_d′(1), A_w′(1)/2 and A_r′(1)/2. Depth is the steepest only if width and resolution gain less
 * than twice what depth gains for the same multiplier: that is an assumption, no law.
 * @param derivatives - dA/dd, dA/dw and dA/dr at 1, per cent
 * @param exponents - local exponents of the cost; the ideal ones unless given (`costExponents` has the true ones)
 * @returns per cent for each multiple of the baseline's cost
 * @throws SpecError for a value that isn't finite, or exponents that aren't positive.
 */
export function slopesAtBaseline(
  derivatives: Readonly<Record<ScalingDimension, number>>,
  exponents: Readonly<Record<ScalingDimension, number>> = IDEAL_EXPONENTS
): Record<ScalingDimension, number> {
  const slope = (dimension: ScalingDimension): number => {
    const gain = derivatives[dimension];
    const exponent = exponents[dimension];
    if (!Number.isFinite(gain)) {
      throw new SpecError(`derivatives.${dimension}`, gain, 'a finite number', 'Give per cent of accuracy.');
    }
    if (!(exponent > 0 && exponent < Infinity)) {
      throw new SpecError(
        `exponents.${dimension}`,
        exponent,
        'a positive number',
        'Give 1 for a cost in proportion.'
      );
    }
    return gain / exponent;
  };
  const [depth, width, resolution] = SCALING_DIMENSIONS.map(slope);
  return { depth, width, resolution };
}

/** From a baseline to one scaled network. */
export interface MeasuredSlope {
  /** Cost over the baseline's. */
  growth: number;
  /** Difference of accuracy, per cent. */
  gain: number;
  /** Gain for each multiple of the baseline's cost: gain/(growth − 1); null for equal costs. */
  perCost: number | null;
  /** Gain for each doubling: gain/log₂ growth; null for equal costs. */
  perDoubling: number | null;
}

/**
 * Secant of measured points: what a whole step gained for its cost. Steps of different size compare by doublings,
 * and only roughly: gains fall on the way.
 * @throws SpecError for costs that aren't positive and finite, or accuracies that are no numbers.
 */
export function slopeBetween(baseline: CostAndAccuracy, scaled: CostAndAccuracy): MeasuredSlope {
  requireCosts([baseline.cost, scaled.cost]);
  requireAccuracies([baseline.accuracy, scaled.accuracy]);
  const growth = scaled.cost / baseline.cost;
  const gain = scaled.accuracy - baseline.accuracy;
  return {
    growth,
    gain,
    perCost: growth === 1 ? null : gain / (growth - 1),
    perDoubling: growth === 1 ? null : gain / Math.log2(growth)
  };
}

/** A network's cost and accuracy in per cent. */
export interface CostAndAccuracy {
  cost: number;
  accuracy: number;
}

/**
 * Accuracy of a scaling at a cost between two of its networks: on the straight line in the logarithm of the cost, which
 * lies below every curve whose gains for a doubling fall. Beyond the larger network its accuracy, which is to be had
 * for less.
 * @throws SpecError for costs that aren't positive and finite, a scaling that doesn't grow, or a cost below both.
 */
export function accuracyAtCost(from: CostAndAccuracy, to: CostAndAccuracy, cost: number): number {
  requireCosts([from.cost, to.cost, cost]);
  requireAccuracies([from.accuracy, to.accuracy]);
  if (!(from.cost < to.cost && from.cost <= cost)) {
    throw new SpecError(
      'cost',
      `${cost} for networks of ${from.cost} and ${to.cost}`,
      'at least the first, which costs less than the second',
      'Give the baseline first, and a cost that is not below it.'
    );
  }
  const share = Math.min(1, Math.log(cost / from.cost) / Math.log(to.cost / from.cost));
  return from.accuracy + share * (to.accuracy - from.accuracy);
}

/**
 * Slope dA/dF at the baseline, F = 1, of the saturating curve A₀ + a·(1 − F^(−q)) through a baseline and one scaled
 * network: q·gain/(1 − growth^(−q)), gain/ln growth for q = 0, where the curve is a logarithm. Two networks fix a, not
 * q: a secant of a large step says nothing of the slope where it begins.
 * @returns per cent for each multiple of the baseline's cost
 * @throws SpecError for costs that aren't positive and finite, equal costs, or q below 0.
 */
export function initialSlope(baseline: CostAndAccuracy, scaled: CostAndAccuracy, rate: number): number {
  const { growth, gain } = slopeBetween(baseline, scaled);
  if (growth === 1) {
    throw new SpecError('cost', scaled.cost, 'another cost than the baseline’s', 'Choose a scaled network.');
  }
  requireNumber('rate', rate, { min: 0, max: LARGEST_RATE });
  return rate === 0 ? gain / Math.log(growth) : (rate * gain) / -Math.expm1(-rate * Math.log(growth));
}

/** Beyond it even a growth of a tenth has saturated. */
const LARGEST_RATE = 1000;

function requireAccuracies(accuracies: readonly number[]): void {
  for (const accuracy of accuracies) {
    if (!Number.isFinite(accuracy)) {
      throw new SpecError('accuracy', accuracy, 'per cent', 'Choose points with a known accuracy.');
    }
  }
}

function requireCosts(costs: readonly number[]): void {
  for (const cost of costs) {
    if (!(cost > 0 && cost < Infinity)) {
      throw new SpecError('cost', cost, 'a positive finite number', 'Choose points with a known cost.');
    }
  }
}
