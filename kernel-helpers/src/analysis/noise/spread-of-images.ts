import type { StatisticError } from './batch-errors';
import type { StandardImages } from './standard-images';

/** Sums over images of one channel: of d, d², d³, d⁴, v, v², v·d and v·d², with d its means and v its variances. */
const SUMS = 8;
/** Share of the variance of all images that sums of squares can't tell from none. */
const ROUND_OFF = 1e-9;

/**
 * Variances of the statistics of batches without end, drawn with replacement from images that each come so often. With
 * d = mean − μ and v the variance of an image, μ̂ is the mean of N draws of d, and σ̂² that of v plus the biased variance
 * of the d:
 *
 * Var(μ̂) = E[d²]/N; Var(σ̂²) = Var(v)/N + 2·Cov(v, d²)·(N−1)/N² + [E[d⁴] − E[d²]²·(N−3)/(N−1)]·(N−1)²/N³.
 */
export class SpreadOfImages {
  private readonly sums: Float64Array;
  private readonly channels: number;
  private readonly count: number;

  /** @param counts How often each image comes; once by default. */
  constructor(images: StandardImages, counts?: ArrayLike<number>) {
    const { count, means, variances } = images;
    this.channels = images.channels.length;
    this.count = count;
    this.sums = new Float64Array(SUMS * this.channels);
    const { sums, channels } = this;
    for (let i = 0; i < count; i++) {
      const weight = counts ? counts[i] : 1;
      for (let k = 0; weight > 0 && k < channels; k++) {
        const d = means[i * channels + k];
        const v = variances[i * channels + k];
        const at = SUMS * k;
        sums[at] += weight * d;
        sums[at + 1] += weight * d * d;
        sums[at + 2] += weight * d * d * d;
        sums[at + 3] += weight * d * d * d * d;
        sums[at + 4] += weight * v;
        sums[at + 5] += weight * v * v;
        sums[at + 6] += weight * v * d;
        sums[at + 7] += weight * v * d * d;
      }
    }
  }

  /** Mean over channels of Var(μ̂)/σ² or Var(σ̂²)/σ⁴, each with the σ² of these images. */
  meanSquare(quantity: StatisticError, batchSize: number): number {
    let sum = 0;
    for (let k = 0; k < this.channels; k++) {
      sum += this.variance(k, quantity, batchSize);
    }
    return sum / this.channels;
  }

  private variance(channel: number, quantity: StatisticError, N: number): number {
    const at = (i: number): number => this.sums[SUMS * channel + i] / this.count;
    const d = at(0);
    // Below 0 only by round-off, where all images have one mean.
    const square = Math.max(0, at(1) - d * d);
    const v = at(4);
    const total = v + square;
    // A resample may hold equal images only, and what is left then is round-off.
    if (!(total > ROUND_OFF)) {
      return 0;
    }
    if (quantity === 'meanError') {
      return square / N / total;
    }
    const fourth = at(3) - 4 * d * at(2) + 6 * d * d * at(1) - 3 * d ** 4;
    const within = at(5) - v * v;
    const both = at(7) - 2 * d * at(6) + d * d * v - v * square;
    const ofMeans = N === 1 ? 0 : ((fourth - (square * square * (N - 3)) / (N - 1)) * (N - 1) ** 2) / N ** 3;
    return Math.max(0, within / N + (2 * both * (N - 1)) / N ** 2 + ofMeans) / total ** 2;
  }
}
