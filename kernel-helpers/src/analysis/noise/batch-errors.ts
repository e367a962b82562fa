import type { StandardImages } from './standard-images';

/** Errors of a batch's statistics: of the mean in units of σ, of the biased variance in units of σ². */
export type StatisticError = 'meanError' | 'varianceError';

/** How statistics of drawn batches vary, channel by channel and batch by batch. */
export class BatchErrors {
  readonly batches: number;
  /** Variance over batches, divided by their number − 1, of each channel. */
  readonly variances: Record<StatisticError, Float64Array>;
  /** Mean over channels of squared deviations from the channel's mean over batches, of each batch. */
  readonly deviations: Record<StatisticError, Float64Array>;

  /** @param places Images of each batch, [batches, batchSize], row-major. */
  constructor(images: StandardImages, places: Uint32Array, batchSize: number) {
    this.batches = places.length / batchSize;
    const statistics = batchStatistics(images, places, batchSize);
    const channels = images.channels.length;
    const of = (values: Float64Array): { variances: Float64Array; deviations: Float64Array } =>
      spreadOf(values, channels, this.batches);
    const [mean, variance] = [of(statistics.meanError), of(statistics.varianceError)];
    this.variances = { meanError: mean.variances, varianceError: variance.variances };
    this.deviations = { meanError: mean.deviations, varianceError: variance.deviations };
  }

  /** Mean over channels of the variance over batches. */
  meanSquare(quantity: StatisticError): number {
    const variances = this.variances[quantity];
    return variances.reduce((sum, value) => sum + value, 0) / variances.length;
  }
}

/** μ̂ − μ and σ̂² of each batch and channel, [batches, channels]: from means and variances of whole images alone. */
function batchStatistics(
  { channels: { length: channels }, means, variances }: StandardImages,
  places: Uint32Array,
  batchSize: number
): Record<StatisticError, Float64Array> {
  const batches = places.length / batchSize;
  const meanError = new Float64Array(batches * channels);
  const varianceError = new Float64Array(batches * channels);
  for (let b = 0; b < batches; b++) {
    const row = b * channels;
    for (let j = 0; j < batchSize; j++) {
      const image = places[b * batchSize + j] * channels;
      for (let k = 0; k < channels; k++) {
        const mean = means[image + k];
        meanError[row + k] += mean;
        varianceError[row + k] += variances[image + k] + mean * mean;
      }
    }
    for (let k = row; k < row + channels; k++) {
      meanError[k] /= batchSize;
      varianceError[k] = varianceError[k] / batchSize - meanError[k] ** 2;
    }
  }
  return { meanError, varianceError };
}

function spreadOf(
  values: Float64Array,
  channels: number,
  batches: number
): { variances: Float64Array; deviations: Float64Array } {
  const means = new Float64Array(channels);
  values.forEach((value, at) => (means[at % channels] += value / batches));
  const variances = new Float64Array(channels);
  const deviations = new Float64Array(batches);
  values.forEach((value, at) => {
    const square = (value - means[at % channels]) ** 2;
    variances[at % channels] += square / (batches - 1);
    deviations[Math.floor(at / channels)] += square / channels;
  });
  return { variances, deviations };
}
