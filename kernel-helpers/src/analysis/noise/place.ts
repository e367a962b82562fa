import { SpecError } from '../errors';
import { type OptionNames, requireOptions } from '../option-names';
import { LIMITS, requireNumber } from '../validate';

/** Where a normalisation stands: what it averages over. */
export interface NormalizationPlace {
  /** N, images in the batch. */
  batchSize: number;
  /** H, rows of the map. */
  height: number;
  /** W, columns of the map. */
  width: number;
  /** C */
  channels: number;
  /** G, groups of group normalisation; divides C. */
  groups: number;
  /** ρ, correlation of any two pixels of one image's channel; images are independent. Default 0. */
  correlation?: number;
  /** μ₄/σ⁴ of the values, 3 (default) for a Gaussian. */
  kurtosis?: number;
}

const PLACE_FIELDS: OptionNames<NormalizationPlace> = {
  batchSize: true,
  height: true,
  width: true,
  channels: true,
  groups: true,
  correlation: true,
  kurtosis: true
};

/** Bounds of every number of a place, of momentum and of steps; both ends are allowed. */
export const NOISE_LIMITS = {
  batchSize: { min: 1, max: 65536, integer: true },
  side: LIMITS.resolution,
  channels: LIMITS.channels,
  groups: LIMITS.channels,
  correlation: { min: -1, max: 1 },
  kurtosis: { min: 1, max: 1e6 },
  momentum: LIMITS.momentum,
  steps: { min: 0, max: 1e9, integer: true }
} as const;

export const GAUSSIAN_KURTOSIS = 3;

/** How many numbers each normalisation averages. */
export interface NormalizationCounts {
  /** m_BN = N·H·W, for each channel. */
  batch: number;
  /** m_GN = (C/G)·H·W, of one image, for each group; never depends on N. */
  group: number;
  /** N* = C/G, the batch size at which the two are equal, whatever the map. */
  crossing: number;
}

/**
 * m_BN, m_GN and N*. Equal counts don't mean equal noise: a batch samples a population, while a group is all there
 * is of its image.
 * @throws SpecError for a number out of bounds, or groups that don't divide the channels.
 */
export function normalizationCounts(place: NormalizationPlace): NormalizationCounts {
  const { batchSize, height, width, channels, groups } = requirePlace(place);
  const crossing = channels / groups;
  return { batch: batchSize * height * width, group: crossing * height * width, crossing };
}

/** What requests of simulations hold beside a place: one object may serve theory and simulation. */
const OF_SIMULATIONS = { batches: true, batchSizes: true, seed: true, epsilon: true, shape: true } as const;

/**
 * A place with its defaults filled in.
 * @throws SpecError for a name that there is not, and the first number that no normalisation can have.
 */
export function requirePlace(place: NormalizationPlace): Required<NormalizationPlace> {
  requireOptions<object>(place, { ...PLACE_FIELDS, ...OF_SIMULATIONS });
  const batchSize = requireNumber('batchSize', place.batchSize, NOISE_LIMITS.batchSize);
  const height = requireNumber('height', place.height, NOISE_LIMITS.side);
  const width = requireNumber('width', place.width, NOISE_LIMITS.side);
  const channels = requireNumber('channels', place.channels, NOISE_LIMITS.channels);
  const groups = requireNumber('groups', place.groups, NOISE_LIMITS.groups);
  if (channels % groups !== 0) {
    throw new SpecError(
      'groups',
      groups,
      `a divisor of the ${channels} channels`,
      `Use ${nearestDivisor(channels, groups)}; groups of 8 channels fit every width that is a multiple of 8.`
    );
  }
  return {
    batchSize,
    height,
    width,
    channels,
    groups,
    correlation: requireCorrelation(place.correlation ?? 0, height * width),
    kurtosis: requireNumber('kurtosis', place.kurtosis ?? GAUSSIAN_KURTOSIS, NOISE_LIMITS.kurtosis)
  };
}

/**
 * n equally correlated values have variance σ²·(1 + (n−1)·ρ)/n in their mean, which must not be negative:
 * ρ ≥ −1/(n−1).
 * @throws SpecError for a number of pixels that no map has.
 */
export function leastCorrelation(pixels: number): number {
  requireNumber('pixels', pixels, { min: 1, max: LIMITS.resolution.max ** 2, integer: true });
  return pixels > 1 ? -1 / (pixels - 1) : NOISE_LIMITS.correlation.min;
}

function requireCorrelation(correlation: number, pixels: number): number {
  const least = leastCorrelation(pixels);
  if (!(
    typeof correlation === 'number' &&
    correlation >= least &&
    correlation <= NOISE_LIMITS.correlation.max
  )) {
    throw new SpecError(
      'correlation',
      correlation,
      `a number from ${least} to 1 for ${pixels} pixels`,
      'Equal correlation of n pixels can’t fall below −1/(n−1): set it within these bounds.'
    );
  }
  return correlation;
}

function nearestDivisor(channels: number, groups: number): number {
  let nearest = 1;
  for (let divisor = 1; divisor <= channels; divisor++) {
    if (channels % divisor === 0 && Math.abs(divisor - groups) < Math.abs(nearest - groups)) {
      nearest = divisor;
    }
  }
  return nearest;
}
