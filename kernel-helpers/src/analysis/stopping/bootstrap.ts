import { SpecError } from '../errors';
import { RandomNormal } from '../noise/random-normal';
import { type OptionNames, requireOptions } from '../option-names';
import { quantileOf } from '../quantile';
import { accuracyAt, type ExponentialCost, type SaturatingCurve } from './saturating-curve';
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

const OPTIONS: OptionNames<BootstrapOptions> = { seed: true, resamples: true, level: true, rule: true };

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

/** Curves through the resamples of a fit. */
export interface BootstrapCurves {
  curves: readonly SaturatingCurve[];
  /** φ of every curve. */
  cost: ExponentialCost;
  /** Resamples that no saturating curve fits. */
  failed: number;
  resamples: number;
  seed: number;
}

/** Resamples between two yields: a few milliseconds for a family. */
const STEP = 50;

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
  requireOptions(options, OPTIONS);
  const steps = bootstrapSteps(fit, options);
  let next = steps.next();
  while (!next.done) {
    next = steps.next();
  }
  return bootstrapIntervals(next.value, options);
}

/**
 * The curves of {@link bootstrapFit}, in steps of a few milliseconds; yields the share that is done.
 * @throws SpecError as {@link bootstrapFit}, but for the level and the rule.
 */
export function* bootstrapSteps(
  fit: SaturatingFit,
  { seed, resamples = 1000 }: Pick<BootstrapOptions, 'seed' | 'resamples'>
): Generator<number, BootstrapCurves> {
  const { deviation, phis } = fit;
  if (deviation === null) {
    throw new SpecError('points', phis.length, 'at least 4', 'Three points leave no scatter to learn from.');
  }
  checkResamples(resamples, phis.length);
  const random = new RandomNormal(seed);
  const solver = new CurveSolver(phis);
  const expected = phis.map((phi) => accuracyAt(fit.curve, phi));
  const curves: SaturatingCurve[] = [];
  for (let i = 0; i < resamples; i++) {
    const outcome = resampled(solver, expected, deviation, random);
    if (outcome !== null) {
      curves.push(outcome);
    }
    if ((i + 1) % STEP === 0) {
      yield (i + 1) / resamples;
    }
  }
  if (curves.length < resamples / 2) {
    throw new SpecError(
      'points',
      `${resamples - curves.length} of ${resamples} resamples without a saturating curve`,
      'at most half of them',
      'The points scatter too much for this curve: add networks.'
    );
  }
  return { curves, cost: fit.cost, failed: resamples - curves.length, resamples, seed };
}

/**
 * What the curves leave open: of A∞, B and k, and of φ* by a rule.
 * @throws SpecError for a level outside 0 to 1, or a rule out of bounds.
 */
export function bootstrapIntervals(
  { curves, cost, failed, resamples, seed }: BootstrapCurves,
  options: Pick<BootstrapOptions, 'level' | 'rule'> = {}
): BootstrapIntervals {
  requireOptions(options, OPTIONS);
  const { level = 0.95, rule } = options;
  const interval = (of: (curve: SaturatingCurve) => number): BootstrapInterval =>
    intervalOf(curves, level, of);
  return {
    asymptote: interval(({ asymptote }) => asymptote),
    amplitude: interval(({ amplitude }) => amplitude),
    rate: interval(({ rate }) => rate),
    phi: rule === undefined ? null : interval((curve) => stoppingPoint(curve, cost, rule).phi),
    failed,
    resamples,
    seed,
    level
  };
}

/**
 * Interval of the accuracy at one φ: a cut through the band around the curve.
 * @throws SpecError for a level outside 0 to 1.
 */
export function bootstrapBand({ curves }: BootstrapCurves, phi: number, level = 0.95): BootstrapInterval {
  return intervalOf(curves, level, (curve) => accuracyAt(curve, phi));
}

function checkResamples(resamples: number, points: number): void {
  if (!(Number.isInteger(resamples) && resamples >= 100)) {
    throw new SpecError('resamples', resamples, 'a whole number of at least 100', 'Take 1000.');
  }
  if (resamples * points > MOST_WORK) {
    throw new SpecError(
      'resamples',
      resamples,
      `at most ${Math.floor(MOST_WORK / points)} for ${points} points`,
      'Take fewer resamples or fewer points.'
    );
  }
}

/** One resample's curve; null where none fits. */
function resampled(
  solver: CurveSolver,
  expected: Float64Array,
  deviation: number,
  random: RandomNormal
): SaturatingCurve | null {
  const freedom = expected.length - 3;
  let chiSquare = 0;
  for (let j = 0; j < freedom; j++) {
    chiSquare += random.next() ** 2;
  }
  const drawn = deviation * Math.sqrt(freedom / chiSquare);
  const outcome = solver.solve(expected.map((accuracy) => accuracy + drawn * random.next()));
  // A curve with a steep start may solve with a limit below 0 %, which is no accuracy.
  return typeof outcome === 'string' || outcome.asymptote <= 0 ? null : outcome;
}

function intervalOf(
  curves: readonly SaturatingCurve[],
  level: number,
  of: (curve: SaturatingCurve) => number
): BootstrapInterval {
  if (!(typeof level === 'number' && level > 0 && level < 1)) {
    throw new SpecError('level', level, 'between 0 and 1', 'Give 0.95 for 95 %.');
  }
  const values = Float64Array.from(curves, of).sort();
  return { from: quantileOf(values, (1 - level) / 2), to: quantileOf(values, (1 + level) / 2) };
}
