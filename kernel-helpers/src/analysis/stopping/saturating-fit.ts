import { SpecError } from '../errors';
import { requireLists } from '../fronts/pareto';
import { accuracyAt, type ExponentialCost, phiOfCost, type SaturatingCurve } from './saturating-curve';

export interface SaturatingFit {
  curve: SaturatingCurve;
  /** F₀ is the least cost of the points, at φ = 0. */
  cost: ExponentialCost;
  /** φ of the points by their cost: ln(F/F₀)/ln g. */
  phis: Float64Array;
  /** Accuracy minus the curve's. */
  residuals: Float64Array;
  /** Root of the mean squared residual, per cent. */
  rms: number;
  /** Standard deviation around the curve, √(Σ residual²/(n − 3)); null for three points, which it meets exactly. */
  deviation: number | null;
}

/** k times the range of φ: below, the curve is a line; above, it is flat from the second point on. */
const RATE_RANGE = { from: 0.01, to: 100 };
const GRID = 96;
/** Halvings of a bracket: it ends at neighbouring doubles long before. */
const HALVINGS = 80;

/** Far more than a series of networks has; a whole file of runs is no series. */
const MOST_POINTS = 10_000;

/**
 * Least squares of A∞ − B·e^(−kφ) through points of one series, φ by cost. For each k, A∞ and B follow from a straight
 * line in e^(−kφ); k is searched on a grid, then where the derivative of the sum of squares is 0.
 * @param growth - g: what one step of φ multiplies the cost by
 * @throws SpecError for fewer than three different costs or more than 10,000 points, costs that aren't positive, accuracies outside 0 to 100, or
 * points through which the best such curve is a line, a step, or falls.
 */
export function fitSaturating(
  { costs, accuracies }: { costs: ArrayLike<number>; accuracies: ArrayLike<number> },
  growth = 2
): SaturatingFit {
  checkPoints(costs, accuracies, growth);
  const cost = { base: Math.min(...Array.from(costs)), growth };
  const phis = Float64Array.from(costs, (value) => phiOfCost(cost, value));
  const outcome = new CurveSolver(phis).solve(accuracies);
  if (typeof outcome === 'string') {
    throw new SpecError('accuracies', Array.from(accuracies), 'a rise that flattens out', FAILURES[outcome]);
  }
  const residuals = phis.map((phi, i) => accuracies[i] - accuracyAt(outcome, phi));
  const squares = residuals.reduce((sum, residual) => sum + residual * residual, 0);
  const free = phis.length - 3;
  return {
    curve: outcome,
    cost,
    phis,
    residuals,
    rms: Math.sqrt(squares / phis.length),
    deviation: free > 0 ? Math.sqrt(squares / free) : null
  };
}

/** Why no curve of this form fits. */
export type FitFailure = 'line' | 'step' | 'falling';

const FAILURES: Readonly<Record<FitFailure, string>> = {
  line: 'Accuracy doesn’t flatten out over these costs: add larger networks.',
  step: 'Accuracy is flat from the second cost on: add costs between the first two.',
  falling: 'Accuracy falls with cost: choose the networks of one family.'
};

/** Solves for one set of costs and many sets of accuracies. */
export class CurveSolver {
  private readonly rates: number[];
  /** e^(−kφ) for each k of the grid. */
  private readonly decays: Float64Array[];

  constructor(private readonly phis: Float64Array) {
    const range = Math.max(...phis);
    const { from, to } = RATE_RANGE;
    this.rates = Array.from({ length: GRID }, (_, i) => (from * (to / from) ** (i / (GRID - 1))) / range);
    this.decays = this.rates.map((rate) => this.decayAt(rate));
  }

  solve(accuracies: ArrayLike<number>): SaturatingCurve | FitFailure {
    const sums = this.decays.map((decay) => lineThrough(decay, accuracies).squares);
    const best = sums.indexOf(Math.min(...sums));
    if (best === 0) {
      return 'line';
    }
    if (best === GRID - 1) {
      return 'step';
    }
    const rate = this.stationary(accuracies, this.rates[best - 1], this.rates[best + 1]);
    const { intercept, slope } = lineThrough(this.decayAt(rate), accuracies);
    return slope < 0 ? { asymptote: intercept, amplitude: -slope, rate } : 'falling';
  }

  /** Halves to where the sum of squares stops falling with k; A∞ and B move along, so only e^(−kφ) is derived. */
  private stationary(accuracies: ArrayLike<number>, from: number, to: number): number {
    let [low, high] = [from, to];
    for (let i = 0; i < HALVINGS; i++) {
      const rate = (low + high) / 2;
      const decay = this.decayAt(rate);
      const { intercept, slope } = lineThrough(decay, accuracies);
      let derivative = 0;
      for (let j = 0; j < decay.length; j++) {
        derivative += slope * (accuracies[j] - intercept - slope * decay[j]) * this.phis[j] * decay[j];
      }
      if (derivative < 0) {
        low = rate;
      } else {
        high = rate;
      }
    }
    return (low + high) / 2;
  }

  private decayAt(rate: number): Float64Array {
    return this.phis.map((phi) => Math.exp(-rate * phi));
  }
}

/** Least squares of y = intercept + slope·x, and the sum of squares that is left. */
function lineThrough(
  x: Float64Array,
  y: ArrayLike<number>
): { intercept: number; slope: number; squares: number } {
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < x.length; i++) {
    meanX += x[i] / x.length;
    meanY += y[i] / x.length;
  }
  let [xx, xy] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    xx += (x[i] - meanX) ** 2;
    xy += (x[i] - meanX) * (y[i] - meanY);
  }
  const slope = xy / xx;
  const intercept = meanY - slope * meanX;
  let squares = 0;
  for (let i = 0; i < x.length; i++) {
    squares += (y[i] - intercept - slope * x[i]) ** 2;
  }
  return { intercept, slope, squares };
}

function checkPoints(costs: ArrayLike<number>, accuracies: ArrayLike<number>, growth: number): void {
  if (!(typeof growth === 'number' && growth > 1 && growth < Infinity)) {
    throw new SpecError('growth', growth, 'more than 1', 'Give 2 for a doubling at each step of φ.');
  }
  requireLists({ costs, accuracies });
  if (costs.length !== accuracies.length) {
    throw new SpecError(
      'accuracies',
      `${accuracies.length} values`,
      String(costs.length),
      'Give each point both.'
    );
  }
  for (let i = 0; i < costs.length; i++) {
    if (!(typeof costs[i] === 'number' && costs[i] > 0 && costs[i] < Infinity)) {
      throw new SpecError(`costs[${i}]`, costs[i], 'a positive finite number', 'Leave out unknown costs.');
    }
    if (!(typeof accuracies[i] === 'number' && accuracies[i] >= 0 && accuracies[i] <= 100)) {
      throw new SpecError(
        `accuracies[${i}]`,
        accuracies[i],
        'per cent from 0 to 100',
        'Leave out unknown ones.'
      );
    }
  }
  if (costs.length > MOST_POINTS) {
    throw new SpecError(
      'costs',
      `${costs.length} points`,
      `at most ${MOST_POINTS}`,
      'Choose one family or the front.'
    );
  }
  const different = new Set(Array.from(costs)).size;
  if (different < 3) {
    throw new SpecError('costs', `${different} different costs`, 'at least 3', 'Add networks of the family.');
  }
}
