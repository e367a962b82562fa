import { SpecError } from '../errors';
import { type OptionNames, requireOptions } from '../option-names';
import { requireNumber } from '../validate';
import { type SimulatedEstimate, Moments } from './moments';
import { NOISE_LIMITS, type NormalizationPlace, requirePlace } from './place';
import { RandomNormal } from './random-normal';
import { designEffect } from './statistic-noise';
import { draw, kurtosisOf, type ValueShape } from './value-shape';

/** Plain data: can be sent to a worker. */
export interface MonteCarloRequest extends Omit<NormalizationPlace, 'batchSize' | 'kurtosis'> {
  /** All are simulated from the same images: a batch of 4 is made of two batches of 2. */
  batchSizes: readonly number[];
  /** Batches of the largest size; smaller ones get as many as the same images make. */
  batches: number;
  /** Whole number from 0 to 2³² − 1. */
  seed: number;
  /** Default `gaussian`. */
  shape?: ValueShape;
}

const REQUEST: OptionNames<MonteCarloRequest> = {
  height: true,
  width: true,
  channels: true,
  groups: true,
  correlation: true,
  batchSizes: true,
  batches: true,
  seed: true,
  shape: true
};

/** What the batches of one size have shown. Each estimate belongs to a field of the theory. */
export interface MonteCarloPoint {
  batchSize: number;
  batches: number;
  /** `StatisticNoise.meanError` */
  meanError: SimulatedEstimate;
  /** `StatisticNoise.varianceMean` */
  varianceMean: SimulatedEstimate;
  /** `StatisticNoise.varianceError` */
  varianceError: SimulatedEstimate;
  /** `OutputNoise.exact` */
  outputNoise: SimulatedEstimate;
}

export interface MonteCarloResult {
  seed: number;
  /** Share of the images that has been drawn, 0…1. */
  progress: number;
  points: MonteCarloPoint[];
  /** `StatisticNoise.groupMeanSpread` */
  groupMeanSpread: SimulatedEstimate;
}

/** A sum of maps under way. */
class Tally {
  maps = 0;
  sum = 0;
  squares = 0;

  add(sum: number, squares: number): void {
    this.maps++;
    this.sum += sum;
    this.squares += squares;
  }

  clear(): void {
    this.maps = 0;
    this.sum = 0;
    this.squares = 0;
  }
}

class BatchPoint {
  readonly tally = new Tally();
  readonly means = new Moments();
  readonly variances = new Moments();
  readonly outputs = new Moments();

  constructor(readonly batchSize: number) {}

  finish(pixels: number): void {
    const values = this.batchSize * pixels;
    const mean = this.tally.sum / values;
    const variance = Math.max(0, this.tally.squares / values - mean * mean);
    this.means.add(mean);
    this.variances.add(variance);
    // (z − mean)/deviation − z, squared and averaged over a standard normal z.
    this.outputs.add((1 / Math.sqrt(variance) - 1) ** 2 + (mean * mean) / variance);
    this.tally.clear();
  }

  result(): MonteCarloPoint {
    return {
      batchSize: this.batchSize,
      batches: this.means.count,
      meanError: this.means.deviation(),
      varianceMean: this.variances.average(),
      varianceError: this.variances.deviation(),
      outputNoise: this.outputs.average()
    };
  }
}

/**
 * Statistics of batches of simulated maps, pixel by pixel, in portions, so that a page or a worker stays responsive.
 * A map is √ρ·(one shared value) + √(1−ρ)·(own values); for negative ρ, own values less a share of their mean.
 */
export class NormalizationMonteCarlo {
  private readonly points: BatchPoint[];
  private readonly random: RandomNormal;
  private readonly shape: ValueShape;
  private readonly pixels: number;
  private readonly rho: number;
  private readonly images: number;
  private readonly channelsPerGroup: number;
  private readonly group = new Tally();
  private readonly groupMeans = new Moments();
  private readonly seed: number;
  private drawn = 0;
  private last = { sum: 0, squares: 0 };

  /** @throws SpecError for an impossible place, seed or number of batches, or fewer than two values in a batch. */
  constructor(request: MonteCarloRequest) {
    requireOptions(request, REQUEST);
    const { batchSizes, seed, shape = 'gaussian' } = request;
    const { height, width, channels, groups, correlation } = request;
    const largest = Math.max(...batchSizes);
    const place = requirePlace({
      ...{ height, width, channels, groups, correlation },
      batchSize: largest,
      kurtosis: kurtosisOf(shape, request.correlation)
    });
    this.pixels = place.height * place.width;
    for (const batchSize of batchSizes) {
      requireNumber('batchSizes', batchSize, NOISE_LIMITS.batchSize);
      if (batchSize * this.pixels < 2) {
        throw new SpecError(
          'batchSizes',
          batchSize,
          'batches with at least 2 values for each channel',
          'One value has no variance: leave the size out, or enlarge the map.'
        );
      }
    }
    const batches = requireNumber('batches', request.batches, { min: 2, max: 1e7, integer: true });
    this.random = new RandomNormal(seed);
    this.seed = seed;
    this.shape = shape;
    this.rho = this.pixels === 1 ? 0 : place.correlation;
    this.channelsPerGroup = place.channels / place.groups;
    this.images = batches * largest;
    this.points = [...new Set(batchSizes)].sort((a, b) => a - b).map((size) => new BatchPoint(size));
  }

  get done(): boolean {
    return this.drawn === this.images;
  }

  /**
   * Draws whole images until so many pixels are reached, at least one image, or all are drawn; 100,000 pixels take a
   * few milliseconds. Returns whether all are drawn.
   */
  advance(pixels: number): boolean {
    for (let spent = 0; !this.done && (spent === 0 || spent < pixels); spent += this.pixels) {
      this.drawImage();
      const { sum, squares } = this.last;
      for (const point of this.points) {
        point.tally.add(sum, squares);
        if (point.tally.maps === point.batchSize) {
          point.finish(this.pixels);
        }
      }
      // Channels are independent, so that consecutive maps can stand for the channels of one image's group.
      this.group.add(sum, squares);
      if (this.group.maps === this.channelsPerGroup) {
        this.groupMeans.add(this.group.sum / (this.channelsPerGroup * this.pixels));
        this.group.clear();
      }
      this.drawn++;
    }
    return this.done;
  }

  /** What has been seen so far, as plain data. */
  result(): MonteCarloResult {
    return {
      seed: this.seed,
      progress: this.drawn / this.images,
      points: this.points.map((point) => point.result()),
      groupMeanSpread: this.groupMeans.deviation()
    };
  }

  /** Sum and sum of squares of one map's pixels. */
  private drawImage(): void {
    const { random, shape, pixels, rho, last } = this;
    let sum = 0;
    let squares = 0;
    for (let p = 0; p < pixels; p++) {
      const value = draw(random, shape);
      sum += value;
      squares += value * value;
    }
    if (rho > 0) {
      const shared = Math.sqrt(rho) * draw(random, shape);
      const own = Math.sqrt(1 - rho);
      last.sum = pixels * shared + own * sum;
      last.squares = pixels * shared * shared + 2 * shared * own * sum + (1 - rho) * squares;
    } else {
      const share = 1 - Math.sqrt(designEffect(pixels, rho) / (1 - rho));
      const mean = sum / pixels;
      last.sum = Math.sqrt(1 - rho) * (1 - share) * sum;
      last.squares = (1 - rho) * (squares - pixels * mean * mean * share * (2 - share));
    }
  }
}

/** The whole simulation at once, for kernels and tests. */
export function simulateNormalization(request: MonteCarloRequest): MonteCarloResult {
  const simulation = new NormalizationMonteCarlo(request);
  simulation.advance(Infinity);
  return simulation.result();
}
