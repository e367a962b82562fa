import {
  bootstrapBand,
  type BootstrapCurves,
  type BootstrapIntervals,
  bootstrapIntervals,
  bootstrapSteps,
  type CostMeasure,
  type EfficiencyPeak,
  efficiencyPeak,
  efficiencySteps,
  type EfficiencyStep,
  type ExponentialCost,
  fitSaturating,
  MACS_MEASURE,
  marginalGain,
  phiOfCost,
  pointsOf,
  type RecordPoints,
  type SaturatingCurve,
  type SaturatingFit,
  SpecError,
  type StoppingPoint,
  stoppingPoint,
  type StoppingRule
} from '../../analysis';
import { recordSetOf } from '../record-source';
import type { StoppingPointState, StoppingSource } from './state';

/** What costs are counted in, so that gains for one unit are numbers a person reads. */
export interface CostUnit {
  measure: CostMeasure;
  /** How many of the measure's own unit: 10⁹ for MACs, 10⁶ for parameters, else 1. */
  size: number;
}

/** A curve over its cost, and what efficiency does on it. */
export interface StoppingLaw {
  curve: SaturatingCurve;
  /** In cost units. */
  cost: ExponentialCost;
  peak: EfficiencyPeak;
  /** Of what follows, each alone would bring accuracy per cost to rise at φ = 0. */
  peakNeeds: {
    /** A∞ below this. */
    asymptote: number;
    /** B above this. */
    amplitude: number;
    /** k above this. */
    rate: number;
    /** Accuracy at φ = 0 below this, with A∞ and k as they are. */
    baseline: number;
  };
}

/** All that doesn't depend on the rule. */
export interface StoppingBasis {
  unit: CostUnit;
  /** Costs in cost units; null for a model. */
  points: RecordPoints | null;
  /** φ of the points by their cost, 0 at the least. */
  phis: number[];
  /** Neighbours by rising cost. */
  steps: EfficiencyStep[];
  fit: SaturatingFit | null;
  /** Null where no saturating curve fits. */
  law: StoppingLaw | null;
  /** Why none fits; null where one does. */
  problem: SpecError | null;
}

/** The stopping point of one state. */
export interface StoppingPointResult extends StoppingBasis {
  rule: StoppingRule;
  /** Null where there is no law. */
  stop: StoppingPoint | null;
  /** Marginal gain at φ = 0, percentage points for one cost unit; null where there is no law. */
  firstMarginal: number | null;
  /** Place among the points of the one nearest φ*; null where there are no points or no φ*. */
  nearest: number | null;
  /** Whether φ* lies beyond the points. */
  extrapolates: boolean;
  /** Curves of the bootstrap; null where there are none, or not yet. */
  bootstrap: BootstrapCurves | null;
  intervals: BootstrapIntervals | null;
  /** Why there are no intervals; null where there are some, or not yet. */
  withoutIntervals: string | null;
}

/** What the costs of a measure are counted in. */
export function costUnitOf(measure: CostMeasure): CostUnit {
  const sizes: Partial<Record<CostMeasure['quantity'], number>> = { macs: 1e9, params: 1e6 };
  return { measure, size: sizes[measure.quantity] ?? 1 };
}

/**
 * Points, curve and efficiency of a source.
 * @throws SpecError for records that aren't any, a measure that they lack, no point at all, or a model out of bounds.
 */
export function stoppingBasis(source: StoppingSource): StoppingBasis {
  if (source.kind === 'model') {
    checkModel(source.curve);
    const law = lawOf(source.curve, source.cost);
    const unit = costUnitOf(MACS_MEASURE);
    return { unit, points: null, phis: [], steps: [], fit: null, law, problem: null };
  }
  const points = stoppingPoints(source);
  const unit = costUnitOf(points.measure);
  const steps = efficiencySteps(points);
  const { costs } = points;
  const least = { base: steps[0].cost, growth: source.growth };
  // From a cost of 0 nothing grows; the fit says so.
  const phis = Array.from(costs, (cost) => (least.base > 0 ? phiOfCost(least, cost) : NaN));
  try {
    const fit = fitSaturating(points, source.growth);
    return { unit, points, phis, steps, fit, law: lawOf(fit.curve, fit.cost), problem: null };
  } catch (error) {
    if (error instanceof SpecError) {
      return { unit, points, phis, steps, fit: null, law: null, problem: error };
    }
    throw error;
  }
}

/**
 * The stopping point on a basis.
 * @param bootstrap - curves that were drawn before; null where there are none
 * @throws SpecError for a rule out of bounds.
 */
export function stoppingPointOn(
  basis: StoppingBasis,
  rule: StoppingRule,
  bootstrap: BootstrapCurves | null = null,
  withoutIntervals: string | null = null
): StoppingPointResult {
  const { law, phis } = basis;
  const stop = law && stoppingPoint(law.curve, law.cost, rule);
  return {
    ...basis,
    rule,
    stop,
    firstMarginal: law && marginalGain(law.curve, law.cost, 0),
    nearest: stop && nearestTo(phis, stop.phi),
    extrapolates: stop !== null && phis.length > 0 && stop.phi > Math.max(...phis),
    bootstrap,
    intervals: bootstrap && bootstrapIntervals(bootstrap, { rule }),
    withoutIntervals
  };
}

/**
 * Points, curve, φ* and their intervals: all that the view shows. The bootstrap takes about 50 ms.
 * @throws SpecError for a state that stands for nothing.
 */
export function stoppingPointResult({ source, rule }: StoppingPointState): StoppingPointResult {
  const basis = stoppingBasis(source);
  if (source.kind === 'model' || basis.fit === null) {
    return stoppingPointOn(basis, rule);
  }
  try {
    const steps = bootstrapSteps(basis.fit, source);
    let next = steps.next();
    while (!next.done) {
      next = steps.next();
    }
    return stoppingPointOn(basis, rule, next.value);
  } catch (error) {
    if (error instanceof SpecError) {
      return stoppingPointOn(basis, rule, null, error.message);
    }
    throw error;
  }
}

/** The band around the curve at each φ; none where there are no curves of a bootstrap. */
export function stoppingBand(
  { bootstrap }: Pick<StoppingPointResult, 'bootstrap'>,
  phis: readonly number[]
): { phi: number; from: number; to: number }[] {
  return bootstrap === null ? [] : phis.map((phi) => ({ phi, ...bootstrapBand(bootstrap, phi) }));
}

/** Records of the families that are shown, costs in cost units. */
function stoppingPoints(source: Extract<StoppingSource, { kind: 'records' }>): RecordPoints {
  const hidden = new Set(source.hidden);
  const points = pointsOf(
    recordSetOf(source.source),
    source.cost,
    ({ family }) => family === undefined || !hidden.has(family)
  );
  if (points.records.length === 0) {
    throw new SpecError('records', 'none', 'at least one with cost and accuracy', 'Show another family.');
  }
  const { size } = costUnitOf(points.measure);
  return { ...points, costs: points.costs.map((cost) => cost / size) };
}

function lawOf(curve: SaturatingCurve, cost: ExponentialCost): StoppingLaw {
  const peak = efficiencyPeak(curve, cost);
  const { asymptote, amplitude, rate } = curve;
  const logGrowth = Math.log(cost.growth);
  const share = logGrowth / (rate + logGrowth);
  return {
    curve,
    cost,
    peak,
    peakNeeds: {
      asymptote: amplitude / share,
      amplitude: asymptote * share,
      rate: logGrowth * (asymptote / amplitude - 1),
      baseline: asymptote * (1 - share)
    }
  };
}

function checkModel({ asymptote, amplitude }: SaturatingCurve): void {
  if (asymptote > 100) {
    throw new SpecError(
      'asymptote',
      asymptote,
      'at most 100',
      'Give the accuracy that no size exceeds, in %.'
    );
  }
  if (amplitude > asymptote) {
    throw new SpecError(
      'amplitude',
      amplitude,
      `at most A∞, ${asymptote}`,
      'Accuracy at φ = 0 can’t be below 0 %.'
    );
  }
}

function nearestTo(phis: readonly number[], phi: number): number | null {
  let nearest: number | null = null;
  phis.forEach((candidate, i) => {
    if (nearest === null || Math.abs(candidate - phi) < Math.abs(phis[nearest] - phi)) {
      nearest = i;
    }
  });
  return nearest;
}
