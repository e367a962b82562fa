import type { ImageMoments } from './image-moments';
import { leastCorrelation } from './place';

/** Deviations of float32 values from their mean are no variance up to here, as shares of the mean. */
const ROUND_OFF = 1e-6;

/**
 * A layer's images in units of each channel's μ and σ: all that statistics of batches of them depend on. Channels
 * without variance are left out; lists have one value for each of the others.
 */
export class StandardImages {
  readonly count: number;
  /** n = H·W */
  readonly pixels: number;
  /** Places of the channels that vary, ascending. */
  readonly channels: number[] = [];
  /** Places of the others. */
  readonly constant: number[] = [];
  /** (mean of the image − μ)/σ, [images, channels], row-major. */
  readonly means: Float64Array;
  /** (variance within the image)/σ², of the same. */
  readonly variances: Float64Array;
  /** μ₄/σ⁴ */
  readonly kurtoses: Float64Array;

  constructor(moments: ImageMoments) {
    const { images, pixels, channels } = moments;
    this.count = images;
    this.pixels = pixels;
    const [mean, variance] = [moments.channelMeans(), moments.channelVariances()];
    for (let c = 0; c < channels; c++) {
      (variance[c] > (ROUND_OFF * mean[c]) ** 2 ? this.channels : this.constant).push(c);
    }
    const kept = this.channels.length;
    const kurtoses = moments.channelKurtoses();
    this.kurtoses = Float64Array.from(this.channels, (c) => kurtoses[c]);
    this.means = new Float64Array(images * kept);
    this.variances = new Float64Array(images * kept);
    for (let i = 0; i < images; i++) {
      this.channels.forEach((c, k) => {
        this.means[i * kept + k] = (moments.means[i * channels + c] - mean[c]) / Math.sqrt(variance[c]);
        this.variances[i * kept + k] = moments.squares[i * channels + c] / pixels / variance[c];
      });
    }
  }

  /** ρ of each channel by one-way analysis of variance, as `estimateCorrelation`; null for maps of one pixel. */
  correlations(): Float64Array | null {
    return this.betweenImages(
      (i) => this.means[i],
      () => 1
    );
  }

  /**
   * The same of squared deviations from μ, whose mean over an image is (mean − μ)² + its variance and whose variance
   * over all values is (kurtosis − 1)·σ⁴.
   */
  squaresCorrelations(): Float64Array | null {
    return this.betweenImages(
      (i) => this.variances[i] + this.means[i] ** 2 - 1,
      (k) => this.kurtoses[k] - 1
    );
  }

  /** @param deviation Of an image's mean from that of all. @param variance Of all values, divided by their number. */
  private betweenImages(
    deviation: (at: number) => number,
    variance: (channel: number) => number
  ): Float64Array | null {
    const { count, pixels, channels } = this;
    if (pixels === 1) {
      return null;
    }
    return Float64Array.from(channels, (_, k) => {
      let squares = 0;
      for (let i = 0; i < count; i++) {
        squares += deviation(i * channels.length + k) ** 2;
      }
      const between = (pixels * squares) / (count - 1);
      const within = (pixels * (count * variance(k) - squares)) / (count * (pixels - 1));
      const total = between + (pixels - 1) * within;
      return total > 0 ? Math.max(leastCorrelation(pixels), (between - within) / total) : 0;
    });
  }
}
