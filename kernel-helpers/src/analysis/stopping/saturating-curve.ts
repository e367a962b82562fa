import { SpecError } from '../errors';
import { FINITE, POSITIVE, requireNumber, requireObject } from '../validate';

const GROWTH_REMEDY = 'The cost must grow with φ.';

/** A(φ) = A∞ − B·e^(−kφ), in per cent. */
export interface SaturatingCurve {
  /** A∞, per cent: what no φ reaches. */
  asymptote: number;
  /** B, per cent: what is missing at φ = 0. */
  amplitude: number;
  /** k: each step of φ leaves e^(−k) of what is missing. */
  rate: number;
}

/** F(φ) = F₀·g^φ. */
export interface ExponentialCost {
  /** F₀, in any unit; marginal gains and thresholds are per this unit. */
  base: number;
  /** g, more than 1. */
  growth: number;
}

/**
 * Accuracy at φ, per cent.
 * @throws SpecError for what is no number.
 */
export function accuracyAt(curve: SaturatingCurve, phi: number): number {
  const { asymptote, amplitude, rate } = ofNumbers(curve);
  requireNumber('phi', phi, FINITE);
  return asymptote - amplitude * Math.exp(-rate * phi);
}

/**
 * Cost at φ, in the unit of the base.
 * @throws SpecError for a base or growth that is no positive number, and a φ that is none.
 */
export function costAt(cost: ExponentialCost, phi: number): number {
  const { base, growth } = ofPositives(cost);
  requireNumber('phi', phi, FINITE);
  return base * growth ** phi;
}

/**
 * φ at which the cost is reached: ln(F/F₀)/ln g.
 * @throws SpecError for costs or a growth that are no positive numbers, and for a growth of 1, which reaches no other cost.
 */
export function phiOfCost(law: ExponentialCost, cost: number): number {
  const { base, growth } = growing(law);
  requireNumber('cost', cost, POSITIVE);
  return Math.log(cost / base) / Math.log(growth);
}

function ofNumbers(curve: SaturatingCurve): SaturatingCurve {
  requireObject('curve', curve, 'Give asymptote, amplitude and rate.');
  requireNumber('asymptote', curve.asymptote, FINITE);
  requireNumber('amplitude', curve.amplitude, FINITE);
  requireNumber('rate', curve.rate, FINITE);
  return curve;
}

function ofPositives(cost: ExponentialCost): ExponentialCost {
  requireObject('cost', cost, 'Give base and growth.');
  requireNumber('base', cost.base, POSITIVE);
  requireNumber('growth', cost.growth, POSITIVE);
  return cost;
}

function growing(cost: ExponentialCost): ExponentialCost {
  const { growth } = ofPositives(cost);
  if (growth === 1) {
    throw new SpecError('growth', growth, 'more than 1', GROWTH_REMEDY);
  }
  return cost;
}

/**
 * m(φ) = dA/dF = k·B·e^(−kφ)/(F₀·ln g·g^φ): per cent for one more unit of cost. Falls everywhere.
 * @throws SpecError for what is no number, and for a cost that stays the same.
 */
export function marginalGain(curve: SaturatingCurve, cost: ExponentialCost, phi: number): number {
  const { amplitude, rate } = ofNumbers(curve);
  const { growth } = growing(cost);
  return (rate * amplitude * Math.exp(-rate * phi)) / (Math.log(growth) * costAt(cost, phi));
}

/**
 * Accuracy per unit of cost at φ.
 * @throws SpecError for what is no number.
 */
export function efficiencyAt(curve: SaturatingCurve, cost: ExponentialCost, phi: number): number {
  return accuracyAt(curve, phi) / costAt(cost, phi);
}

/** @throws SpecError unless A∞, B, k and F₀ are positive and g is more than 1, all finite. */
export function checkCurve(
  { asymptote, amplitude, rate }: SaturatingCurve,
  { base, growth }: ExponentialCost
): void {
  const require = (holds: boolean, field: string, got: number, expected: string, remedy: string): void => {
    if (!holds || !Number.isFinite(got)) {
      throw new SpecError(field, got, expected, remedy);
    }
  };
  require(asymptote > 0, 'asymptote', asymptote, 'a positive number', 'Give per cent.');
  require(amplitude > 0, 'amplitude', amplitude, 'a positive number', 'Accuracy must rise with φ.');
  require(rate > 0, 'rate', rate, 'a positive number', 'Without saturation there is nothing to stop at.');
  require(base > 0, 'base', base, 'a positive number', 'Give the cost at φ = 0.');
  require(growth > 1, 'growth', growth, 'more than 1', GROWTH_REMEDY);
}
