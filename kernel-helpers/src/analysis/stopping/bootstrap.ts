import { SpecError } from '../errors';
import { RandomNormal } from '../noise/random-normal';
import { accuracyAt, type SaturatingCurve } from './saturating-curve';
import { CurveSolver, type SaturatingFit } from './saturating-fit';
import { type StoppingRule, stoppingPoint } from './stopping-point';

export interface BootstrapOptions {
  /** Whole number from 0 to 2³² − 1: the same one gives the same interval. */
  seed: number;
  /** At least 100, and with the points at most 200,000 draws; 1000 unless given. */
  resamples?: number;
  /** Share of the resamples inside the interval; 0.95 unless given. */
  level?: number;
  /** Adds the interval of φ* by this rule. */
  rule?: StoppingRule;
}

/** Points times resamples: about a second. */
const MOST_WORK = 200_000;

export interface BootstrapInterval {
  from: number;
  to: number;
}

export interface BootstrapIntervals {
  asymptote: BootstrapInterval;
  amplitude: BootstrapInterval;
  rate: BootstrapInterval;
  /** Of φ*; null without a rule. */
  phi: BootstrapInterval | null;
  /** Resamples that no saturating curve fits. Many of them mean that the interval of A∞ is open above. */
  failed: number;
  resamples: number;
  seed: number;
  level: number;
}

/**
 * Parametric bootstrap of a fit: accuracies are drawn anew around the curve and fitted again; intervals hold the middle
 * share of the outcomes. Deviations are normal, with a standard deviation that is itself drawn for each resample as the
 * n − 3 degrees of freedom leave it open, s·√((n − 3)/χ²): with s alone, intervals from eight points are too narrow. It
 * knows the scatter around the curve only: not that
 * accuracies are one run each, nor that the curve's form is a choice.
 * @throws SpecError for fewer than four points, options out of bounds, or if fewer than half of the resamples can be
 * fitted.
 */
export function bootstrapFit(fit: SaturatingFit, options: BootstrapOptions): BootstrapIntervals {
  const { seed, resamples = 1000, level = 0.95, rule } = options;
  if (fit.deviation === null) {
    throw new SpecError(
      'points',
      fit.phis.length,
      'at least 4',
      'Three points leave no scatter to learn from.'
    );
  }
  if (!(Number.isInteger(resamples) && resamples >= 100)) {
    throw new SpecError('resamples', resamples, 'a whole number of at least 100', 'Take 1000.');
  }
  if (resamples * fit.phis.length > MOST_WORK) {
    throw new SpecError(
      'resamples',
      resamples,
      `at most ${Math.floor(MOST_WORK / fit.phis.length)} for ${fit.phis.length} points`,
      'Take fewer resamples or fewer points.'
    );
  }
  if (!(level > 0 && level < 1)) {
    throw new SpecError('level', level, 'between 0 and 1', 'Give 0.95 for 95 %.');
  }
  const curves = resampled(fit, fit.deviation, resamples, new RandomNormal(seed));
  if (curves.length < resamples / 2) {
    throw new SpecError(
      'points',
      `${resamples - curves.length} of ${resamples} resamples without a saturating curve`,
      'at most half of them',
      'The points scatter too much for this curve: add networks.'
    );
  }
  const interval = (of: (curve: SaturatingCurve) => number): BootstrapInterval => {
    const values = Float64Array.from(curves, of).sort();
    return { from: quantile(values, (1 - level) / 2), to: quantile(values, (1 + level) / 2) };
  };
  return {
    asymptote: interval(({ asymptote }) => asymptote),
    amplitude: interval(({ amplitude }) => amplitude),
    rate: interval(({ rate }) => rate),
    phi: rule === undefined ? null : interval((curve) => stoppingPoint(curve, fit.cost, rule).phi),
    failed: resamples - curves.length,
    resamples,
    seed,
    level
  };
}

function resampled(
  { curve, phis }: SaturatingFit,
  deviation: number,
  resamples: number,
  random: RandomNormal
): SaturatingCurve[] {
  const solver = new CurveSolver(phis);
  const expected = phis.map((phi) => accuracyAt(curve, phi));
  const freedom = phis.length - 3;
  const curves: SaturatingCurve[] = [];
  for (let i = 0; i < resamples; i++) {
    let chiSquare = 0;
    for (let j = 0; j < freedom; j++) {
      chiSquare += random.next() ** 2;
    }
    const drawn = deviation * Math.sqrt(freedom / chiSquare);
    const outcome = solver.solve(expected.map((accuracy) => accuracy + drawn * random.next()));
    if (typeof outcome !== 'string') {
      curves.push(outcome);
    }
  }
  return curves;
}

/** Linear between the order statistics (type 7 of Hyndman and Fan, 1996: numpy's and R's). */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below] + (at - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}
