import { quantileOf } from '../quantile';
import { RandomBits } from '../random-bits';
import { BatchErrors, type StatisticError } from './batch-errors';
import { drawnBatches, resampledImages } from './drawn-batches';
import type { ImageMoments } from './image-moments';
import type {
  MeasuredErrors,
  MeasuredLayer,
  MeasuredPlace,
  MeasuredPoint,
  MeasuredValue,
  TheoryOfErrors
} from './measured-noise';
import { GAUSSIAN_KURTOSIS } from './place';
import { SpreadOfImages } from './spread-of-images';
import { StandardImages } from './standard-images';
import { statisticNoise } from './statistic-noise';
import { widthTotals } from './width-totals';

/** What is drawn, the same for all layers. */
export interface NoiseDraws {
  /** Each at least 2. */
  batchSizes: readonly number[];
  /** Batches of each size, with and without replacement. */
  batches: number;
  resamples: number;
  confidence: number;
  /** Whole number from 0 to 2³² − 1. */
  seed: number;
}

/** Random sequences: one for resampled images, and of each size two for batches and two for their resamples. */
const SEQUENCES = 4;
const SEEDS = 2 ** 32;

/**
 * Noise of the statistics of one layer: of batches drawn from its images, beside what theories say.
 *
 * An interval holds what other images would have given, by resampling images as a whole (never pixels, which are not
 * independent), and what other draws of batches would have, by resampling these: the product of both ratios. What a
 * resample of images gives for batches without end follows from its moments, so that no batches are drawn of it.
 * @returns null for a layer whose channels are all constant.
 * @throws SpecError for batches larger than the data, which can't be drawn without replacement.
 */
export function measuredLayer(
  place: MeasuredPlace,
  moments: ImageMoments,
  draws: NoiseDraws
): MeasuredLayer | null {
  const images = new StandardImages(moments);
  if (images.channels.length === 0) {
    return null;
  }
  const measurement = new LayerMeasurement(place, images, draws);
  const { correlations, squaresCorrelations } = measurement;
  return {
    ...place,
    constantChannels: images.constant,
    correlation: correlations && average(correlations),
    kurtosis: average(images.kurtoses),
    squaresCorrelation: squaresCorrelations && average(squaresCorrelations),
    moments: {
      mean: Array.from(moments.channelMeans()),
      variance: Array.from(moments.channelVariances()),
      correlation: measurement.placed(correlations),
      kurtosis: measurement.placed(images.kurtoses)
    },
    points: draws.batchSizes.map((batchSize, index) => measurement.point(batchSize, index))
  };
}

class LayerMeasurement {
  readonly correlations: Float64Array | null;
  readonly squaresCorrelations: Float64Array | null;
  private readonly spread: SpreadOfImages;
  private readonly resamples: SpreadOfImages[];

  constructor(
    private readonly place: MeasuredPlace,
    private readonly images: StandardImages,
    private readonly draws: NoiseDraws
  ) {
    const { resamples, seed } = draws;
    this.correlations = images.correlations();
    this.squaresCorrelations = images.squaresCorrelations();
    this.spread = new SpreadOfImages(images);
    const counts = resampledImages(images.count, resamples, seed);
    this.resamples = Array.from(
      { length: resamples },
      (_, r) => new SpreadOfImages(images, counts.subarray(r * images.count, (r + 1) * images.count))
    );
  }

  /** Values of the channels that vary at their places among all. */
  placed(values: ArrayLike<number> | null): (number | null)[] {
    const all = new Array<number | null>(this.place.channels).fill(null);
    this.images.channels.forEach((channel, k) => (all[channel] = values && values[k]));
    return all;
  }

  point(batchSize: number, index: number): MeasuredPoint {
    const { images, draws } = this;
    const seed = (sequence: number): number => (draws.seed + 1 + SEQUENCES * index + sequence) % SEEDS;
    const drawn = (replacement: boolean): BatchErrors => {
      const { batches } = draws;
      const request = { images: images.count, batchSize, batches, replacement, seed: seed(+replacement) };
      return new BatchErrors(images, drawnBatches(request), batchSize);
    };
    const [replaced, distinct] = [drawn(true), drawn(false)];
    const { theory, correlated, independent } = this.theory(batchSize);
    return {
      batchSize,
      replaced: this.errors(replaced, batchSize, seed(2)),
      distinct: this.errors(distinct, batchSize, seed(3)),
      finitePopulation: Math.sqrt(1 - batchSize / images.count),
      theory,
      totals: {
        measured: widthTotals(replaced.variances.meanError),
        correlated: widthTotals(correlated),
        independent: widthTotals(independent)
      },
      channels: {
        meanError: this.placed(replaced.variances.meanError.map(Math.sqrt)),
        varianceError: this.placed(replaced.variances.varianceError.map(Math.sqrt))
      },
      outputNoise: null
    };
  }

  private errors(measured: BatchErrors, batchSize: number, seed: number): MeasuredErrors {
    return {
      meanError: this.interval(measured, 'meanError', batchSize, seed),
      varianceError: this.interval(measured, 'varianceError', batchSize, seed)
    };
  }

  private interval(
    measured: BatchErrors,
    quantity: StatisticError,
    batchSize: number,
    seed: number
  ): MeasuredValue {
    const { confidence } = this.draws;
    const deviations = measured.deviations[quantity];
    const { batches } = measured;
    const random = new RandomBits(seed);
    const expected = this.spread.meanSquare(quantity, batchSize);
    const outcomes = Float64Array.from(this.resamples, (resample) => {
      let sum = 0;
      for (let b = 0; b < batches; b++) {
        sum += deviations[random.below(batches)];
      }
      const ofImages = expected > 0 ? resample.meanSquare(quantity, batchSize) / expected : 1;
      return Math.sqrt((sum / (batches - 1)) * ofImages);
    }).sort();
    return {
      value: Math.sqrt(measured.meanSquare(quantity)),
      from: quantileOf(outcomes, (1 - confidence) / 2),
      to: quantileOf(outcomes, (1 + confidence) / 2)
    };
  }

  private theory(batchSize: number): {
    theory: TheoryOfErrors;
    correlated: Float64Array;
    independent: Float64Array;
  } {
    const { height, width, channels } = this.place;
    const { kurtoses } = this.images;
    const at = { batchSize, height, width, channels, groups: 1 };
    const of = (correlation: number, kurtosis: number): ReturnType<typeof statisticNoise> =>
      statisticNoise({ ...at, correlation, kurtosis });
    const each = Array.from(kurtoses, (kurtosis, k) => {
      const rho = this.correlations?.[k] ?? 0;
      const positive = Math.max(0, rho);
      // The sum of a shared and an own part has a kurtosis of at least this.
      const least = GAUSSIAN_KURTOSIS - 2 * (positive ** 2 + (1 - positive) ** 2);
      const gaussian = of(rho, GAUSSIAN_KURTOSIS);
      return { gaussian, shaped: of(positive, Math.max(least, kurtosis)) };
    });
    const correlated = Float64Array.from(each, ({ gaussian }) => gaussian.meanError ** 2);
    const independent = Float64Array.from(each, ({ gaussian }) => gaussian.meanErrorIndependent ** 2);
    const root = (values: readonly number[]): number =>
      Math.sqrt(average(values.map((value) => value * value)));
    const theory: TheoryOfErrors = {
      meanError: { independent: Math.sqrt(average(independent)), correlated: Math.sqrt(average(correlated)) },
      varianceError: {
        independent: root(each.map(({ gaussian }) => gaussian.varianceErrorIndependent)),
        correlated: root(each.map(({ gaussian }) => gaussian.varianceError)),
        kurtosis: root(each.map(({ shaped }) => shaped.varianceError)),
        images: Math.sqrt(this.spread.meanSquare('varianceError', batchSize))
      }
    };
    return { theory, correlated, independent };
  }
}

function average(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}
