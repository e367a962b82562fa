import type { ArchitectureSpec } from '../spec';
import type { ChannelMeans } from './channel-means';
import type { GateVerdict } from './gate-statistics';

/** What the gates of a place do over a data set, a number for each channel. */
export interface PlaceGates {
  mean: number[];
  /** Standard deviation over images, divided by their number. */
  deviation: number[];
  min: number[];
  max: number[];
  /** Within {@link QUANTILE_ERROR} of the order statistic at or below: counted in bins, however many images there are. */
  quantiles: { q05: number[]; q25: number[]; median: number[]; q75: number[]; q95: number[] };
  /** Share of images whose gate lies below the threshold; an exact count. */
  below: number[];
  /** `alwaysLow`: below the threshold on at least the share `quantile` of images; with 1, on all. */
  verdict: GateVerdict[];
  /** [classes][channels]; null for a class without images. */
  classMeans: Array<number[] | null>;
  /**
   * Share of a gate's variance that lies between classes, 0…1 (the correlation ratio η²): a gate that tells classes apart
   * has much, one that follows the image little. 0 for constant gates.
   */
  classShare: number[];
}

/** What the channels of a place do over a data set. Plain JSON. */
export interface PlaceStatistics extends ChannelMeans {
  /** Null without squeeze-and-excitation. */
  gates: PlaceGates | null;
  /** Standard deviation over images of the pooled channel, what the squeeze sees. */
  squeezedDeviation: number[];
  /** E|g_c·v_c|·‖W_p[c]‖; without gates g is 1. */
  contribution: number[];
  /** E|∂L/∂g_c·g_c|, the first-order change of the loss if the channel went (arXiv 1906.10771); null if not asked for. */
  taylor: number[] | null;
  /** ‖W_p[c]‖: of what reads the channel, the projection's or the classifier's weights. */
  projectionNorms: number[];
}

/** Of a network over a data set. Plain JSON. */
export interface ChannelStatistics {
  dataset: string;
  /** Images seen. */
  images: number;
  spec: ArchitectureSpec;
  /** τ; gates below it count as low. */
  threshold: number;
  quantile: number;
  /** By the names that `pruneChannels` takes. */
  places: Record<string, PlaceStatistics>;
}

/** Bins of the gates of one channel, 0…1. */
const BINS = 1024;
export const QUANTILE_ERROR = 1 / BINS;

/** What one step found, row-major [images, channels]. */
export interface PlaceRows {
  /** Null without squeeze-and-excitation. */
  gates: Float32Array | null;
  /** Mean of v over the pixels of an image. */
  means: Float32Array;
  /** Mean of |v|. */
  magnitudes: Float32Array;
  /** ∂L/∂g·g of each image. */
  taylor: Float32Array | null;
}

/** Adds up what steps find, in memory that does not grow with the images: 4 kB and a number a class for each channel. */
export class PlaceAccumulator {
  private images = 0;
  private readonly sums: Record<'squeezed' | 'squares' | 'passed' | 'magnitude' | 'taylor', Float64Array>;
  private readonly gates: GateAccumulator | null;
  private hasTaylor = false;

  constructor(
    private readonly channels: number,
    request: { gated: boolean; classes: number; threshold: number; quantile: number }
  ) {
    const zeros = (): Float64Array => new Float64Array(channels);
    this.sums = {
      squeezed: zeros(),
      squares: zeros(),
      passed: zeros(),
      magnitude: zeros(),
      taylor: zeros()
    };
    this.gates = request.gated ? new GateAccumulator(channels, request) : null;
  }

  add({ gates, means, magnitudes, taylor }: PlaceRows, labels: ArrayLike<number>): void {
    const { channels, sums } = this;
    for (let i = 0; i < labels.length; i++) {
      for (let c = 0; c < channels; c++) {
        const at = i * channels + c;
        const gate = gates ? gates[at] : 1;
        sums.squeezed[c] += means[at];
        sums.squares[c] += means[at] ** 2;
        sums.passed[c] += gate * means[at];
        // A gate is the same for all pixels and not negative: |g·v| is g·|v|.
        sums.magnitude[c] += gate * magnitudes[at];
        sums.taylor[c] += taylor ? Math.abs(taylor[at]) : 0;
      }
    }
    if (gates) {
      this.gates?.add(gates, labels);
    }
    this.hasTaylor = taylor !== null;
    this.images += labels.length;
  }

  finish(projectionNorms: readonly number[]): PlaceStatistics {
    const { images, sums } = this;
    const mean = (values: Float64Array): number[] => Array.from(values, (value) => value / images);
    const squeezed = mean(sums.squeezed);
    return {
      squeezed,
      passed: mean(sums.passed),
      gates: this.gates?.finish() ?? null,
      squeezedDeviation: mean(sums.squares).map((square, c) =>
        Math.sqrt(Math.max(0, square - squeezed[c] ** 2))
      ),
      contribution: mean(sums.magnitude).map((value, c) => value * projectionNorms[c]),
      taylor: this.hasTaylor ? mean(sums.taylor) : null,
      projectionNorms: [...projectionNorms]
    };
  }
}

class GateAccumulator {
  private readonly counts: Uint32Array;
  private readonly below: Float64Array;
  private readonly min: Float64Array;
  private readonly max: Float64Array;
  private readonly squares: Float64Array;
  /** [classes][channels]. */
  private readonly classSums: Float64Array;
  private readonly classImages: Float64Array;

  constructor(
    private readonly channels: number,
    private readonly request: { classes: number; threshold: number; quantile: number }
  ) {
    const { classes } = request;
    this.counts = new Uint32Array(channels * BINS);
    this.below = new Float64Array(channels);
    this.min = new Float64Array(channels).fill(Infinity);
    this.max = new Float64Array(channels).fill(-Infinity);
    this.squares = new Float64Array(channels);
    this.classSums = new Float64Array(classes * channels);
    this.classImages = new Float64Array(classes);
  }

  add(gates: Float32Array, labels: ArrayLike<number>): void {
    const { channels, counts, request } = this;
    for (let i = 0; i < labels.length; i++) {
      const own = labels[i] * channels;
      this.classImages[labels[i]]++;
      for (let c = 0; c < channels; c++) {
        const gate = gates[i * channels + c];
        counts[c * BINS + Math.min(BINS - 1, Math.floor(gate * BINS))]++;
        this.below[c] += gate < request.threshold ? 1 : 0;
        this.min[c] = Math.min(this.min[c], gate);
        this.max[c] = Math.max(this.max[c], gate);
        this.squares[c] += gate ** 2;
        this.classSums[own + c] += gate;
      }
    }
  }

  finish(): PlaceGates {
    const { channels, request } = this;
    const images = this.classImages.reduce((sum, count) => sum + count, 0);
    const each = <T>(value: (channel: number) => T): T[] =>
      Array.from({ length: channels }, (_, c) => value(c));
    const mean = each((c) => this.overClasses((k) => this.classSums[k * channels + c]) / images);
    const variance = each((c) => Math.max(0, this.squares[c] / images - mean[c] ** 2));
    const quantile = (q: number): number[] => each((c) => this.quantile(c, q * (images - 1)));
    return {
      mean,
      deviation: variance.map(Math.sqrt),
      min: [...this.min],
      max: [...this.max],
      quantiles: {
        q05: quantile(0.05),
        q25: quantile(0.25),
        median: quantile(0.5),
        q75: quantile(0.75),
        q95: quantile(0.95)
      },
      below: each((c) => this.below[c] / images),
      verdict: each((c) =>
        this.below[c] >= request.quantile * images
          ? 'alwaysLow'
          : this.below[c] > 0
            ? 'sometimesLow'
            : 'neverLow'
      ),
      classMeans: Array.from(this.classImages, (count, k) =>
        count > 0 ? each((c) => this.classSums[k * channels + c] / count) : null
      ),
      classShare: each((c) => this.classShare(c, mean[c], variance[c] * images))
    };
  }

  private classShare(channel: number, mean: number, squares: number): number {
    const between = this.overClasses((k) => {
      const count = this.classImages[k];
      return count > 0 ? count * (this.classSums[k * this.channels + channel] / count - mean) ** 2 : 0;
    });
    // Of a constant gate only round-off is left.
    return squares > 1e-12 ? Math.min(1, between / squares) : 0;
  }

  private overClasses(value: (k: number) => number): number {
    return this.classImages.reduce((sum, _, k) => sum + value(k), 0);
  }

  /** Value at a place among the ascending gates, from 0; values of one bin count as evenly spread in it. */
  private quantile(channel: number, position: number): number {
    let before = 0;
    for (let bin = 0; bin < BINS; bin++) {
      const count = this.counts[channel * BINS + bin];
      if (position < before + count) {
        const value = (bin + (position - before + 0.5) / count) / BINS;
        return Math.min(Math.max(value, this.min[channel]), this.max[channel]);
      }
      before += count;
    }
    return this.max[channel];
  }
}
