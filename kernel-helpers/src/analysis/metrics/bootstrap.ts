import { SpecError } from '../errors';
import { type OptionNames, requireOptions } from '../option-names';
import { quantileOf } from '../quantile';
import { RandomBits } from '../random-bits';
import { requireNumbers } from '../validate';
import { normalQuantile, normalShare } from './normal';
import { wilsonInterval } from './proportions';
import { FEWEST, resamplingWarnings } from './resampling-warnings';

/** How the ends of an interval are found. */
export type IntervalMethod = 'wilson' | 'percentile' | 'bca';

export interface BootstrapIntervalOptions {
  /** 100 to 100,000; default 2000. */
  resamples?: number;
  /** Share of such intervals that hold the true value; default 0.95. */
  confidence?: number;
  /** Whole number from 0 to 2³² − 1: the same one gives the same interval. Default 0. */
  seed?: number;
  /**
   * `percentile` takes the middle of what resamples give. `bca` corrects it for bias and for an error that depends on
   * the value itself (Efron 1987). `wilson` is {@link wilsonInterval}, without resamples. Default `wilson` for the mean
   * of values that are all 0 or 1, a proportion, or all 0 or 100, one in per cent; otherwise `bca`.
   */
  method?: IntervalMethod;
}

const INTERVAL_OPTIONS: OptionNames<BootstrapIntervalOptions> = {
  resamples: true,
  confidence: true,
  seed: true,
  method: true
};

/** Plain JSON. */
export interface ResampledInterval {
  /** The statistic of the values themselves. */
  estimate: number;
  from: number;
  to: number;
  /** Standard deviation of the statistic over the resamples; of a proportion by `wilson`, √(p·(1 − p)/n). */
  standardError: number;
  method: IntervalMethod;
  confidence: number;
  /** 0 for `wilson`. */
  resamples: number;
  seed: number;
  /** Why the interval may hold the true value less often than `confidence` says; empty where nothing speaks for it. */
  warnings: string[];
}

/** Values that are read: some seconds of a statistic like the mean. */
const MOST_WORK = 1e9;

/**
 * Interval of a statistic by drawing as many values anew, with replacement, from those at hand (Efron and Tibshirani,
 * An Introduction to the Bootstrap, 1993, sections 13.3 and 14.3).
 *
 * Whether each image was recognised gives the interval of accuracy. For a statistic of whole images, such as a macro F1
 * or a calibration error, give the places 0, 1, 2, … as values and look the images up in the statistic.
 *
 * Resamples hold nothing that the values lack. Of 50 images with an accuracy of 0.97 that is too little: intervals by
 * resampling, of either kind, hold the true one in some 77 % of the cases in place of 95. So proportions are given
 * Wilson's interval, those of 0 and 100 in per cent, and what else resamples can't tell is said in `warnings`.
 * @param values Numbers, or true and false, which count as 1 and 0.
 * @param statistic Of a sample, which is only lent: the next resample overwrites it. Default the mean.
 * @returns Both ends at the estimate, with a warning, if all resamples agree.
 * @throws SpecError for values or options out of bounds, for a statistic that is not finite, for `wilson` of anything
 *   but the mean of 0 and 1 or of 0 and 100, for `percentile` and `bca` of a proportion with fewer than 10 values of either kind, and
 *   where `bca` has no answer because the estimate lies outside of all resamples.
 */
export function bootstrapInterval(
  values: ArrayLike<number | boolean>,
  statistic: (sample: Float64Array) => number = meanOf,
  options: BootstrapIntervalOptions = {}
): ResampledInterval {
  requireOptions(options, INTERVAL_OPTIONS);
  const numbers = Array.from(values ?? [], (value) => (typeof value === 'boolean' ? Number(value) : value));
  checkValues(numbers);
  if (typeof statistic !== 'function') {
    const remedy = 'Give undefined for the mean; options come third.';
    throw new SpecError('statistic', statistic, 'a function of a sample', remedy);
  }
  const sample = Float64Array.from(numbers);
  const proportion = statistic === meanOf ? proportionOf(sample) : null;
  const { resamples = 2000, confidence = 0.95, seed = 0 } = options;
  const { method = proportion === null ? 'bca' : 'wilson' } = options;
  const random = new RandomBits(seed);
  checkOptions(confidence, method);
  checkProportion(method, proportion?.ones ?? null, sample.length);
  if (method === 'wilson') {
    checkResamples(resamples, 0, 1);
    const { ones, unit } = proportion ?? { ones: 0, unit: 1 };
    const share = ones / sample.length;
    const { from, to } = wilsonInterval(ones, sample.length, confidence);
    return {
      estimate: unit * share,
      from: unit * from,
      to: unit * to,
      standardError: unit * Math.sqrt((share * (1 - share)) / sample.length),
      ...{ method, confidence, resamples: 0, seed, warnings: [] }
    };
  }
  const jackknifed = method === 'bca' && statistic !== meanOf ? sample.length : 0;
  checkResamples(resamples, jackknifed, sample.length);
  const estimate = finite(statistic(Float64Array.from(sample)));
  const outcomes = resampled(sample, statistic, resamples, random).sort();
  const tails: [number, number] = [(1 - confidence) / 2, (1 + confidence) / 2];
  const corrected = (): [number, number] => correctedTails(tails, estimate, outcomes, sample, statistic);
  const [low, high] = method === 'bca' ? corrected() : tails;
  const [from, to] = [quantileOf(outcomes, low), quantileOf(outcomes, high)];
  const standardError = deviation(outcomes);
  const warnings = resamplingWarnings(sample, outcomes, {
    ...{ estimate, from, to, confidence },
    ofMean: statistic === meanOf
  });
  return { estimate, from, to, standardError, method, confidence, resamples, seed, warnings };
}

/** How many values are not 0, if all others are 1, or 100 for per cent; otherwise null. */
function proportionOf(sample: Float64Array): { ones: number; unit: number } | null {
  const unit = sample.includes(100) ? 100 : 1;
  return sample.every((value) => value === 0 || value === unit)
    ? { ones: sample.filter((value) => value !== 0).length, unit }
    : null;
}

function resampled(
  sample: Float64Array,
  statistic: (sample: Float64Array) => number,
  resamples: number,
  random: RandomBits
): Float64Array {
  const drawn = new Float64Array(sample.length);
  return Float64Array.from({ length: resamples }, () => {
    for (let i = 0; i < drawn.length; i++) {
      drawn[i] = sample[random.below(sample.length)];
    }
    return finite(statistic(drawn));
  });
}

/**
 * Which quantiles of the resamples BCa takes: Φ(z₀ + (z₀ + z)/(1 − a·(z₀ + z))) for z of either tail, with z₀ of the
 * share of resamples below the estimate (half of those equal to it), and a of the {@link jackknife}.
 */
function correctedTails(
  tails: [number, number],
  estimate: number,
  outcomes: Float64Array,
  sample: Float64Array,
  statistic: (sample: Float64Array) => number
): [number, number] {
  const below = outcomes.filter((outcome) => outcome < estimate).length;
  const equal = outcomes.filter((outcome) => outcome === estimate).length;
  const share = (below + equal / 2) / outcomes.length;
  const acceleration = accelerationOf(jackknife(sample, statistic));
  const bias = normalQuantile(share);
  const [low, high] = tails.map((tail) => {
    const z = bias + normalQuantile(tail);
    const scale = 1 - acceleration * z;
    if (!(share > 0 && share < 1 && scale > 0)) {
      const got = `'bca', with ${below} of ${outcomes.length} resamples below the estimate`;
      throw new SpecError(
        'method',
        got,
        'some on either side',
        "Take 'percentile', more resamples or less confidence."
      );
    }
    return normalShare(bias + z / scale);
  });
  return [low, high];
}

/** The statistic without one value after the other. */
function jackknife(sample: Float64Array, statistic: (sample: Float64Array) => number): Float64Array {
  if (statistic === meanOf) {
    const sum = meanOf(sample) * sample.length;
    return sample.map((value) => (sum - value) / (sample.length - 1));
  }
  const without = sample.slice(1);
  return sample.map((_, i) => {
    // Where the value i stood is now the one before it.
    if (i > 0) {
      without[i - 1] = sample[i - 1];
    }
    return finite(statistic(Float64Array.from(without)));
  });
}

/** a = Σd³ / (6·(Σd²)^1.5) of the distances below the mean; 0 where there are none. */
function accelerationOf(outcomes: Float64Array): number {
  const mean = meanOf(outcomes);
  const squares = outcomes.reduce((sum, outcome) => sum + (mean - outcome) ** 2, 0);
  const cubes = outcomes.reduce((sum, outcome) => sum + (mean - outcome) ** 3, 0);
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
  }
  return sum / values.length;
}

function deviation(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

function finite(outcome: number): number {
  if (!Number.isFinite(outcome)) {
    const remedy = 'Return a number for every sample, even one that repeats a single value.';
    throw new SpecError('statistic', outcome, 'a finite number', remedy);
  }
  return outcome;
}

function checkValues(values: readonly number[]): void {
  if (values.length < 2) {
    throw new SpecError('values', `${values.length} of them`, 'at least 2', 'Give one for each image.');
  }
  requireNumbers('values', values, 'Leave out images without answers.');
}

function checkOptions(confidence: number, method: string): void {
  if (!(confidence > 0 && confidence <= 0.9999)) {
    throw new SpecError('confidence', confidence, 'above 0 and at most 0.9999', 'Give 0.95 for 95 %.');
  }
  if (method !== 'wilson' && method !== 'percentile' && method !== 'bca') {
    throw new SpecError('method', method, "'wilson', 'percentile' or 'bca'", 'Leave it out.');
  }
}

function checkProportion(method: IntervalMethod, ones: number | null, values: number): void {
  if (method === 'wilson' && ones === null) {
    const remedy = "Take 'bca', or call wilsonInterval with the counts.";
    throw new SpecError('method', "'wilson'", 'the mean of values that are all 0 or 1, or 0 or 100', remedy);
  }
  if (method !== 'wilson' && ones !== null && Math.min(ones, values - ones) < FEWEST) {
    const got = `'${method}' of a proportion with ${ones} of ${values}`;
    const remedy = "Resampling so few gives too narrow an interval: leave the method out to use Wilson's.";
    throw new SpecError('method', got, `at least ${FEWEST} values of either kind`, remedy);
  }
}

function checkResamples(resamples: number, more: number, values: number): void {
  if (!(Number.isInteger(resamples) && resamples >= 100 && resamples <= 100_000)) {
    throw new SpecError('resamples', resamples, 'a whole number from 100 to 100000', 'Take 2000.');
  }
  if ((resamples + more) * values > MOST_WORK) {
    const remedy = "Take fewer resamples or values, or 'percentile'.";
    const got = `${resamples} for ${values} values`;
    throw new SpecError('resamples', got, `at most ${MOST_WORK} values read in all`, remedy);
  }
}
