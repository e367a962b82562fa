import { RandomNormal } from '../noise/random-normal';
import { RandomBits } from '../random-bits';
import { meanOf, pooledDeviation, type Trial } from './trial';

/** Places at which the deviation between networks is weighed, evenly from 0 on. */
const GRID = 100;
/** Up to which it may lie: times the deviation of the means, and the least certain mean's own. */
const REACH = 5;

/** Trials of as many seeds: their number, the sum of their means, and of the squared distances from `middle`. */
interface Group {
  seeds: number;
  trials: number;
  sum: number;
  squares: number;
}

/**
 * What many more seeds would show, as far as those at hand tell: draws from the posterior of the hierarchical normal
 * model of Gelman et al. (Bayesian Data Analysis, 3rd edition, 2013, section 5.4). A seed's accuracy is its network's
 * true mean plus noise of one deviation σ, true means are normal with a deviation τ; σ² follows from the pooled
 * deviation (scaled inverse χ²), τ and the mean of all are uniform beforehand. Such draws take into account that the
 * best of many means is partly lucky: where networks lie no further apart than seeds, its true mean is drawn towards
 * the others.
 */
export class TrueMeans {
  /** True mean accuracies of the trials, of the last draw. */
  readonly truths: Float64Array;
  /** Means of as many new seeds as each trial had, of the last draw. */
  readonly redrawn: Float64Array;
  /** Standard deviation of one seed, pooled. */
  readonly deviation: number;
  private readonly random: RandomNormal;
  private readonly bits: RandomBits;
  private readonly freedom: number;
  private readonly groups: Group[];
  /** Around which sums are taken, so that they keep their digits. */
  private readonly middle: number;
  private readonly step: number;
  private readonly weights = new Float64Array(GRID);

  /** @param deviation Pooled, of `freedom` degrees of freedom, at least 1. */
  private constructor(
    private readonly trials: readonly Trial[],
    private readonly means: readonly number[],
    pooled: { deviation: number; freedom: number },
    seed: number
  ) {
    this.random = new RandomNormal(seed);
    // Another stream than that of the normal numbers.
    this.bits = new RandomBits((seed ^ 0x9e3779b9) >>> 0);
    this.deviation = pooled.deviation;
    this.freedom = pooled.freedom;
    this.truths = new Float64Array(trials.length);
    this.redrawn = new Float64Array(trials.length);
    this.middle = meanOf(means);
    const groups = new Map<number, Group>();
    let squares = 0;
    trials.forEach(({ accuracies: { length: seeds } }, i) => {
      const group = groups.get(seeds) ?? { seeds, trials: 0, sum: 0, squares: 0 };
      groups.set(seeds, group);
      const distance = means[i] - this.middle;
      group.trials++;
      group.sum += distance;
      group.squares += distance ** 2;
      squares += distance ** 2;
    });
    this.groups = [...groups.values()];
    const ownDeviation = this.deviation / Math.sqrt(Math.min(...groups.keys()));
    this.step = (REACH * (Math.sqrt(squares / trials.length) + ownDeviation)) / (GRID - 1);
  }

  /** Null where no trial has two seeds: nothing then tells noise from difference. */
  static of(trials: readonly Trial[], means: readonly number[], seed: number): TrueMeans | null {
    const { deviation, freedom } = pooledDeviation(trials, means);
    return deviation === null ? null : new TrueMeans(trials, means, { deviation, freedom }, seed);
  }

  /** Overwrites `truths` and `redrawn`. */
  draw(): void {
    if (this.deviation === 0) {
      // Seeds make no difference.
      this.truths.set(this.means);
      this.redrawn.set(this.means);
      return;
    }
    const noise = this.deviation * Math.sqrt(this.freedom / chiSquared(this.freedom, this.random));
    const between = this.betweenNetworks(noise);
    const { mean, precision } = this.commonMean(noise, between);
    const common = mean + this.random.next() / Math.sqrt(precision);
    this.trials.forEach(({ accuracies: { length } }, i) => {
      const ofSeeds = noise / Math.sqrt(length);
      const variance = ofSeeds ** 2 + between ** 2;
      const kept = between ** 2 / variance;
      const expected = common + kept * (this.means[i] - this.middle - common);
      const truth = this.middle + expected + Math.sqrt(kept) * ofSeeds * this.random.next();
      this.truths[i] = truth;
      this.redrawn[i] = truth + ofSeeds * this.random.next();
    });
  }

  /** A draw of τ by its marginal posterior (equation 5.21 there), on a grid. */
  private betweenNetworks(noise: number): number {
    const { weights } = this;
    let highest = -Infinity;
    for (let i = 0; i < GRID; i++) {
      weights[i] = this.logDensity(noise, i * this.step);
      highest = Math.max(highest, weights[i]);
    }
    let sum = 0;
    for (let i = 0; i < GRID; i++) {
      sum += Math.exp(weights[i] - highest);
      weights[i] = sum;
    }
    const share = (sum * this.bits.next()) / 2 ** 32;
    return this.step * weights.findIndex((upTo) => upTo >= share);
  }

  private logDensity(noise: number, between: number): number {
    const { mean, precision } = this.commonMean(noise, between);
    let density = -Math.log(precision) / 2;
    for (const { seeds, trials, sum, squares } of this.groups) {
      const variance = noise ** 2 / seeds + between ** 2;
      const distances = squares - 2 * mean * sum + trials * mean ** 2;
      density -= (trials * Math.log(variance) + distances / variance) / 2;
    }
    return density;
  }

  /** Mean of all less `middle`, weighed by their precision, and the precision of it. */
  private commonMean(noise: number, between: number): { mean: number; precision: number } {
    let [weighed, precision] = [0, 0];
    for (const { seeds, trials, sum } of this.groups) {
      const variance = noise ** 2 / seeds + between ** 2;
      weighed += sum / variance;
      precision += trials / variance;
    }
    return { mean: weighed / precision, precision };
  }
}

/** Of many degrees of freedom by Wilson and Hilferty's approximation (1931), of fewer as the sum of as many squares. */
function chiSquared(freedom: number, random: RandomNormal): number {
  if (freedom > 100) {
    const share = 2 / (9 * freedom);
    return freedom * (1 - share + random.next() * Math.sqrt(share)) ** 3;
  }
  let sum = 0;
  for (let i = 0; i < freedom; i++) {
    sum += random.next() ** 2;
  }
  return sum;
}
