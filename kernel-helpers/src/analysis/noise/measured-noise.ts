import type { WidthTotals } from './width-totals';

/** A measured value with the ends of its interval. */
export interface MeasuredValue {
  value: number;
  from: number;
  to: number;
}

/** Standard deviations over batches of a layer's statistics, root mean squares over its channels. */
export interface MeasuredErrors {
  /** sd(μ̂)/σ */
  meanError: MeasuredValue;
  /** sd(σ̂²)/σ² of the biased variance. */
  varianceError: MeasuredValue;
}

/** What theories say of the same, root mean squares over channels of `statisticNoise` with each channel's own numbers. */
export interface TheoryOfErrors {
  meanError: {
    /** 1/√m: what counting pixels alone says. */
    independent: number;
    /**
     * √(D/m) with the channel's ρ. The estimate of ρ is that of the spread of image means, so that this follows from
     * the same images by algebra: where it misses, draws or intervals are wrong, not pixels.
     */
    correlated: number;
  };
  varianceError: {
    /** Independent Gaussian pixels. */
    independent: number;
    /** Gaussian pixels that are all correlated alike. */
    correlated: number;
    /** The same with the channel's kurtosis; ρ below 0 counts as 0, kurtosis below what the model allows as that. */
    kurtosis: number;
    /** No theory of pixels: what independent draws of these very images give, by the moments of images. */
    images: number;
  };
}

/** Statistics of batches of one size. */
export interface MeasuredPoint {
  /** N */
  batchSize: number;
  /** Of batches whose images are drawn with replacement, as from an endless population. */
  replaced: MeasuredErrors;
  /** Of batches in which no image comes twice, as in an epoch. */
  distinct: MeasuredErrors;
  /** √(1 − N/images), by which theory of the first order is smaller for `distinct`. */
  finitePopulation: number;
  theory: TheoryOfErrors;
  /** Noise of the means of all channels together, in three ways. */
  totals: { measured: WidthTotals; correlated: WidthTotals; independent: WidthTotals };
  /** Of `replaced`, channel by channel; null for constant channels. */
  channels: { meanError: (number | null)[]; varianceError: (number | null)[] };
  /**
   * How much normalised values of a fixed image move when only its companions change: standard deviation over draws,
   * root mean square over values, before γ and β, in the network at work with statistics of batches, so that what layers
   * before add is in it. 0 up to round-off under group normalisation; null where no probes were asked for.
   */
  outputNoise: number | null;
}

/** Where a normalisation stands in a network. */
export interface MeasuredPlace {
  /** The layer's name. */
  name: string;
  /** `batch` takes statistics of the batch in training, `group` those of groups of channels of one image. */
  normalization: 'batch' | 'group';
  /** G; null for batch normalisation. */
  groups: number | null;
  /** Whether batch normalisation keeps its running statistics in training. */
  frozen: boolean;
  height: number;
  width: number;
  channels: number;
}

/** Noise of the statistics of one layer's input. */
export interface MeasuredLayer extends MeasuredPlace {
  /** Places of channels without variance, which nothing else here counts. */
  constantChannels: number[];
  /** ρ, mean over channels; null for maps of one pixel. */
  correlation: number | null;
  /** μ₄/σ⁴, mean over channels. */
  kurtosis: number;
  /**
   * Correlation of squared deviations of two pixels of one image, mean over channels; null for maps of one pixel.
   * Gaussian theory takes it for ρ²: images that differ in contrast have more, and their variances more noise.
   */
  squaresCorrelation: number | null;
  /** Moments of each channel over all values of all images; null where a channel has none. */
  moments: {
    mean: number[];
    /** Divided by the number of values. */
    variance: number[];
    correlation: (number | null)[];
    kurtosis: (number | null)[];
  };
  /** By batch size, as asked for. */
  points: MeasuredPoint[];
}

/** Loss and accuracy of a network with one kind of statistics. */
export interface MeasuredAnswers {
  /** Mean cross-entropy, nats. */
  loss: number;
  /** Share of images recognised, 0…1. */
  accuracy: number;
  images: number;
}

/** How statistics of batches and those of evaluation differ in what they make of a network. */
export interface StatisticsGap {
  /** With running statistics, as in evaluation. */
  running: MeasuredAnswers;
  /** With moments of the measured images in place of running statistics; null without free batch normalisation. */
  recalibrated: MeasuredAnswers | null;
  /** With statistics of batches, as in training, but without dropout. */
  batches: (MeasuredAnswers & { batchSize: number })[];
}

/** Noise of normalisation statistics in one network, on images. Plain JSON. */
export interface MeasuredNoise {
  network: string;
  dataset: string;
  /** Images measured; those that can't be decoded are left out. */
  images: number;
  seed: number;
  /** Batches drawn of each size. */
  batches: number;
  /** Of images and of batches, for intervals. */
  resamples: number;
  /** Share of such intervals that hold the value of an endless number of images and batches. */
  confidence: number;
  /** Images held while companions change, and how often these are drawn. */
  probes: number;
  companionDraws: number;
  batchSizes: number[];
  layers: MeasuredLayer[];
  /** Layers left out because all their channels are constant. */
  constantLayers: string[];
  /** Standard deviation over companions of a probe's logits, root mean square; null without probes. */
  logitNoise: { batchSize: number; noise: number }[] | null;
  gap: StatisticsGap;
}
