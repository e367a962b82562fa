import { SpecError } from '../errors';
import { studentDeviate } from '../metrics';

/** One network, or one way of training it, trained once for each seed. */
export interface Trial {
  /** Names it in answers. */
  name: string;
  /** Positive, in one unit for all: multiply-adds, parameters, milliseconds. */
  cost: number;
  /** Accuracy in per cent, one for each seed. */
  accuracies: readonly number[];
}

/** Mean over seeds, and what other seeds might have given. */
export interface SeedInterval {
  mean: number;
  /** Ends of the interval of the mean; null where nothing tells how far seeds lie apart. */
  interval: { from: number; to: number } | null;
  /** Standard deviation of one seed, per cent; null where nothing tells it. */
  deviation: number | null;
  /** Degrees of freedom behind it. */
  freedom: number;
}

/** Trials of a sweep that are read at once. */
const MOST_TRIALS = 20_000;

/** @throws SpecError naming the trial for one without a name, a positive cost, or accuracies from 0 to 100. */
export function checkTrials(trials: readonly Trial[]): void {
  if (!(trials.length >= 1 && trials.length <= MOST_TRIALS)) {
    throw new SpecError('trials', `${trials.length} of them`, `1 to ${MOST_TRIALS}`, 'Give finished trials.');
  }
  const names = new Set<string>();
  trials.forEach(({ name, cost, accuracies }, i) => {
    if (names.has(name)) {
      throw new SpecError(
        `trials[${i}].name`,
        name,
        'a name of its own',
        'Put all seeds of one trial into one entry.'
      );
    }
    names.add(name);
    if (!(cost > 0 && cost < Infinity)) {
      throw new SpecError(`trials[${i}].cost`, cost, 'a number above 0', `Give the cost of ${name}.`);
    }
    const odd = accuracies.findIndex((accuracy) => !(accuracy >= 0 && accuracy <= 100));
    if (accuracies.length === 0 || odd >= 0) {
      const [place, got] = odd >= 0 ? [`[${odd}]`, accuracies[odd]] : ['', 'none'];
      const expected = 'one accuracy from 0 to 100 for each seed';
      throw new SpecError(`trials[${i}].accuracies${place}`, got, expected, 'Leave out trials that failed.');
    }
  });
}

/**
 * Mean of each trial with Student's interval. The deviation is pooled, √(ΣΣ(x − x̄)²/Σ(n − 1)): of two or three seeds
 * alone it is hardly known (Student's t of one degree of freedom is 12.7), and trials of one sweep differ in their
 * network alone, so that all of them tell of it.
 * @param level Share of such intervals that hold the true mean; default 0.95.
 * @returns In the order of the trials.
 * @throws SpecError for trials as {@link checkTrials} refuses them, or a level outside 0 to 0.9999.
 */
export function seedIntervals(trials: readonly Trial[], level = 0.95): SeedInterval[] {
  checkTrials(trials);
  const means = trials.map(({ accuracies }) => meanOf(accuracies));
  const { deviation, freedom } = pooledDeviation(trials, means);
  const deviate = freedom > 0 ? studentDeviate(level, Math.min(freedom, 100_000)) : null;
  return trials.map(({ accuracies }, i) => {
    const mean = means[i];
    if (deviation === null || deviate === null) {
      return { mean, interval: null, deviation, freedom };
    }
    const half = (deviate * deviation) / Math.sqrt(accuracies.length);
    return { mean, interval: { from: mean - half, to: mean + half }, deviation, freedom };
  });
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
  }
  return sum / values.length;
}

/** Deviation of one seed from the mean of its trial; null where no trial has two. */
export function pooledDeviation(
  trials: readonly Trial[],
  means: readonly number[]
): { deviation: number | null; freedom: number } {
  let [squares, freedom] = [0, 0];
  trials.forEach(({ accuracies }, i) => {
    freedom += accuracies.length - 1;
    accuracies.forEach((accuracy) => {
      squares += (accuracy - means[i]) ** 2;
    });
  });
  return { deviation: freedom > 0 ? Math.sqrt(squares / freedom) : null, freedom };
}
