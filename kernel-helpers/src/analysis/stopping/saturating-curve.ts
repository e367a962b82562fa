import { SpecError } from '../errors';

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

/** Accuracy at φ, per cent. */
export function accuracyAt({ asymptote, amplitude, rate }: SaturatingCurve, phi: number): number {
  return asymptote - amplitude * Math.exp(-rate * phi);
}

/** Cost at φ, in the unit of the base. */
export function costAt({ base, growth }: ExponentialCost, phi: number): number {
  return base * growth ** phi;
}

/** φ at which the cost is reached: ln(F/F₀)/ln g. */
export function phiOfCost({ base, growth }: ExponentialCost, cost: number): number {
  return Math.log(cost / base) / Math.log(growth);
}

/** m(φ) = dA/dF = k·B·e^(−kφ)/(F₀·ln g·g^φ): per cent for one more unit of cost. Falls everywhere. */
export function marginalGain(curve: SaturatingCurve, cost: ExponentialCost, phi: number): number {
  const { amplitude, rate } = curve;
  return (rate * amplitude * Math.exp(-rate * phi)) / (Math.log(cost.growth) * costAt(cost, phi));
}

/** Accuracy per unit of cost at φ. */
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
  require(growth > 1, 'growth', growth, 'more than 1', 'The cost must grow with φ.');
}
