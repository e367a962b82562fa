import { SpecError } from '../errors';

/** Central moments of whole images' values, one for each channel: Σ(x − mean)ᵏ of n values. */
export interface ImageBatchMoments {
  /** [images, channels], row-major, as all of these. */
  means: ArrayLike<number>;
  squares: ArrayLike<number>;
  cubes: ArrayLike<number>;
  fourths: ArrayLike<number>;
}

/**
 * What is kept of a layer's activations: for each image and channel the mean and the sum of squared deviations from it,
 * images × channels × 2 × 8 bytes, whatever the size of the maps. They say as much as Σx and Σx², which lose their
 * digits where a mean is large beside the deviation. Third and fourth moments are kept of channels alone.
 */
export class ImageMoments {
  /** Σx/n of each image and channel, [images, channels], row-major. */
  readonly means: Float64Array;
  /** Σ(x − mean)² of the same. */
  readonly squares: Float64Array;
  /** Images that were added. */
  images = 0;
  private readonly mean: Float64Array;
  private readonly second: Float64Array;
  private readonly third: Float64Array;
  private readonly fourth: Float64Array;

  constructor(
    /** Most images that can be added. */
    readonly capacity: number,
    /** n = H·W */
    readonly pixels: number,
    readonly channels: number
  ) {
    this.means = new Float64Array(capacity * channels);
    this.squares = new Float64Array(capacity * channels);
    this.mean = new Float64Array(channels);
    this.second = new Float64Array(channels);
    this.third = new Float64Array(channels);
    this.fourth = new Float64Array(channels);
  }

  /**
   * Adds the first images of a batch.
   * @throws SpecError for more images than there is room for, and for moments that aren't finite.
   */
  add(batch: ImageBatchMoments, count: number): void {
    const { channels, images } = this;
    if (images + count > this.capacity) {
      throw new SpecError(
        'images',
        images + count,
        `at most ${this.capacity}`,
        'Make room for as many images as there are.'
      );
    }
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < channels; c++) {
        const at = i * channels + c;
        const [mean, square, cube, fourth] = [
          batch.means[at],
          batch.squares[at],
          batch.cubes[at],
          batch.fourths[at]
        ];
        if (!Number.isFinite(mean + square + cube + fourth)) {
          throw new SpecError(
            `channels[${c}]`,
            [mean, square, cube, fourth].find((value) => !Number.isFinite(value)),
            'finite values',
            `Leave out image ${images + i}, or correct the network.`
          );
        }
        this.means[(images + i) * channels + c] = mean;
        this.squares[(images + i) * channels + c] = square;
        this.merge(c, (images + i) * this.pixels, mean, square, cube, fourth);
      }
    }
    this.images += count;
  }

  /** μ of each channel over all images. */
  channelMeans(): Float64Array {
    return this.mean.slice();
  }

  /** Variance of each channel over all values of all images, divided by their number. */
  channelVariances(): Float64Array {
    return this.second.map((sum) => sum / (this.images * this.pixels));
  }

  /** μ₄/σ⁴ of each channel; NaN for one without variance. */
  channelKurtoses(): Float64Array {
    return this.fourth.map((sum, c) => (sum * this.images * this.pixels) / this.second[c] ** 2);
  }

  /** Central moments of two sets together (Pébay 2008), of `before` values and of one image. */
  private merge(c: number, before: number, mean: number, square: number, cube: number, fourth: number): void {
    const n = this.pixels;
    const all = before + n;
    const delta = mean - this.mean[c];
    const product = before * n;
    this.fourth[c] +=
      fourth +
      (delta ** 4 * product * (before * before - product + n * n)) / all ** 3 +
      (6 * delta ** 2 * (before * before * square + n * n * this.second[c])) / all ** 2 +
      (4 * delta * (before * cube - n * this.third[c])) / all;
    this.third[c] +=
      cube +
      (delta ** 3 * product * (before - n)) / all ** 2 +
      (3 * delta * (before * square - n * this.second[c])) / all;
    this.second[c] += square + (delta ** 2 * product) / all;
    this.mean[c] += (delta * n) / all;
  }
}
