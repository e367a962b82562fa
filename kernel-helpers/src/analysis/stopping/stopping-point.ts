import { SpecError } from '../errors';
import {
  accuracyAt,
  checkCurve,
  costAt,
  efficiencyAt,
  type ExponentialCost,
  marginalGain,
  type SaturatingCurve
} from './saturating-curve';

/**
 * When to stop. `absolute`: the marginal gain falls to τ per cent for one unit of cost. `relative`: it falls to the
 * share ε of what it is at φ = 0. Which one, and the threshold, are choices: no data decide them.
 */
export type StoppingRule = { kind: 'absolute'; threshold: number } | { kind: 'relative'; share: number };

export interface StoppingPoint {
  /** φ*, 0 where even the baseline's marginal gain is below the threshold. */
  phi: number;
  /** Whether the rule already stops at the baseline. */
  atBaseline: boolean;
  cost: number;
  accuracy: number;
  /** m(φ*), per cent for one unit of cost. */
  marginal: number;
}

/**
 * φ*: absolute max(0, ln[k·B/(τ·F₀·ln g)]/(k + ln g)), relative −ln ε/(k + ln g).
 * @throws SpecError for a curve or cost out of bounds, a threshold that isn't positive, a share outside (0, 1].
 */
export function stoppingPoint(
  curve: SaturatingCurve,
  cost: ExponentialCost,
  rule: StoppingRule
): StoppingPoint {
  checkCurve(curve, cost);
  const { amplitude, rate } = curve;
  const decay = rate + Math.log(cost.growth);
  const unclipped =
    rule.kind === 'absolute'
      ? Math.log((rate * amplitude) / (threshold(rule.threshold) * cost.base * Math.log(cost.growth))) / decay
      : -Math.log(share(rule.share)) / decay;
  // −ln 1 is −0.
  const phi = unclipped > 0 ? unclipped : 0;
  return {
    phi,
    atBaseline: unclipped <= 0,
    cost: costAt(cost, phi),
    accuracy: accuracyAt(curve, phi),
    marginal: marginalGain(curve, cost, phi)
  };
}

function threshold(value: number): number {
  if (!(value > 0 && value < Infinity)) {
    throw new SpecError('threshold', value, 'a positive number', 'Give per cent for one unit of the cost.');
  }
  return value;
}

function share(value: number): number {
  if (!(value > 0 && value <= 1)) {
    throw new SpecError('share', value, 'more than 0, at most 1', 'Give the share of the gain at φ = 0.');
  }
  return value;
}

export interface EfficiencyPeak {
  /** Whether accuracy per cost rises at φ = 0, so that it peaks beyond. */
  interior: boolean;
  /** B·(k + ln g)/(A∞·ln g): above 1 the peak is interior, otherwise accuracy per cost only falls. */
  ratio: number;
  /** Where accuracy per cost is highest for φ ≥ 0: ln(ratio)/k, or 0. */
  phi: number;
  /** Accuracy per unit of cost there. */
  efficiency: number;
}

/**
 * Where accuracy per cost is highest. d(A/F)/dφ = 0 at e^(kφ) = B·(k + ln g)/(A∞·ln g), so it has an interior peak only
 * if B·(k + ln g) > A∞·ln g: only if the baseline is far from what the family reaches.
 * @throws SpecError for a curve or cost out of bounds.
 */
export function efficiencyPeak(curve: SaturatingCurve, cost: ExponentialCost): EfficiencyPeak {
  checkCurve(curve, cost);
  const { asymptote, amplitude, rate } = curve;
  const logGrowth = Math.log(cost.growth);
  const ratio = (amplitude * (rate + logGrowth)) / (asymptote * logGrowth);
  const interior = ratio > 1;
  const phi = interior ? Math.log(ratio) / rate : 0;
  return { interior, ratio, phi, efficiency: efficiencyAt(curve, cost, phi) };
}
