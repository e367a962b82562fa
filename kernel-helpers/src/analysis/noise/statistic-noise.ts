import { SpecError } from '../errors';
import { GAUSSIAN_KURTOSIS, type NormalizationPlace, requirePlace } from './place';

/**
 * How far a batch's statistics of one channel lie from the population's, for values of variance σ². All errors are
 * standard deviations over batches; those of the mean in units of σ, those of the variance in units of σ².
 */
export interface StatisticNoise {
  /** m = N·H·W, numbers averaged. */
  values: number;
  /** D = 1 + (n−1)·ρ with n = H·W: the variance of the mean over what independent pixels would give. */
  designEffect: number;
  /** m/D, independent numbers that would do as well; tends to N/ρ as maps grow. ∞ where D is 0. */
  effectiveValues: number;
  /** √(D/m) */
  meanError: number;
  /** 1/√m, what counting pixels alone says. */
  meanErrorIndependent: number;
  /**
   * √(D·(N−1)/(m·N)): the part that comes from the other images of the batch. 0 for N = 1, where batch normalisation
   * is instance normalisation. For group normalisation it is 0 at any N.
   */
  meanErrorFromOthers: number;
  /** E[σ̂²]/σ², below 1: σ̂² divides by m, and its images resemble themselves. */
  varianceMean: number;
  /** Standard deviation of σ̂². */
  varianceError: number;
  /** The same if pixels were independent. */
  varianceErrorIndependent: number;
  /** Standard deviation of S² = σ̂²·m/(m−1), the estimate without bias for independent pixels. */
  sampleVarianceError: number;
  /**
   * √(D·G/(C·H·W)), standard deviation over images of the mean of one group, for independent channels: not noise,
   * because it follows from the image alone, but signal that is normalised away.
   */
  groupMeanSpread: number;
}

/**
 * Standard errors of mean and variance over a batch of N images of n = H·W pixels.
 *
 * Mean: Var(μ̂) = σ²·D/m. Variance, Gaussian: the centred covariance has the eigenvalues (1−ρ), N·(n−1) times, and
 * D, N−1 times, so that E[σ̂²] = σ²·[N(n−1)(1−ρ) + (N−1)D]/m and Var(σ̂²) = 2σ⁴·[N(n−1)(1−ρ)² + (N−1)D²]/m².
 *
 * Other kurtosis: a value is taken as √ρ·(a part that its image shares) + √(1−ρ)·(its own part), both of one shape
 * with excess kurtosis κ = (kurtosis − 3)/(ρ² + (1−ρ)²). A quadratic form of independent values has 2·tr(B²) +
 * κ·Σ Bᵢᵢ² as its variance, which adds κ·[ρ²(1−1/N)²/N + (1−ρ)²(1−1/m)²/m]·σ⁴. For ρ = 0 this is
 * Var(S²) = [μ₄ − σ⁴(m−3)/(m−1)]/m.
 * @throws SpecError for a number out of bounds, or a single value.
 */
export function statisticNoise(place: NormalizationPlace): StatisticNoise {
  const { batchSize: N, height, width, channels, groups, correlation, kurtosis } = requirePlace(place);
  const n = height * width;
  const m = N * n;
  if (m < 2) {
    throw new SpecError(
      'batchSize',
      N,
      'a batch with at least 2 values for each channel',
      'One value has no variance: use more images or a larger map.'
    );
  }
  // A map of one pixel has no pair to correlate.
  const rho = n === 1 ? 0 : correlation;
  const D = designEffect(n, rho);
  const variance = varianceOfVariance({ N, n, rho, kurtosis });
  const own = groups / (channels * n);
  return {
    values: m,
    designEffect: D,
    effectiveValues: m / D,
    meanError: Math.sqrt(D / m),
    meanErrorIndependent: Math.sqrt(1 / m),
    meanErrorFromOthers: Math.sqrt((D / m) * (1 - 1 / N)),
    varianceMean: (N * (n - 1) * (1 - rho) + (N - 1) * D) / m,
    varianceError: Math.sqrt(variance),
    varianceErrorIndependent: Math.sqrt(varianceOfVariance({ N, n, rho: 0, kurtosis })),
    sampleVarianceError: (Math.sqrt(variance) * m) / (m - 1),
    groupMeanSpread: Math.sqrt(D * own)
  };
}

/** 1 + (n−1)·ρ, at the lower bound of ρ exactly 0 rather than a rounding error below. */
export function designEffect(pixels: number, correlation: number): number {
  return Math.max(0, 1 + (pixels - 1) * correlation);
}

interface BatchShape {
  N: number;
  n: number;
  rho: number;
  kurtosis: number;
}

function varianceOfVariance({ N, n, rho, kurtosis }: BatchShape): number {
  const m = N * n;
  const D = designEffect(n, rho);
  const gaussian = (2 * (N * (n - 1) * (1 - rho) ** 2 + (N - 1) * D ** 2)) / m ** 2;
  const excess = excessOfParts(kurtosis, rho);
  const shared = (rho ** 2 * (1 - 1 / N) ** 2) / N;
  const own = ((1 - rho) ** 2 * (1 - 1 / m) ** 2) / m;
  return Math.max(0, gaussian + excess * (shared + own));
}

/** κ of the shared and of the own part, which together give the values their kurtosis. */
function excessOfParts(kurtosis: number, rho: number): number {
  if (kurtosis === GAUSSIAN_KURTOSIS) {
    return 0;
  }
  if (rho < 0) {
    throw new SpecError(
      'kurtosis',
      kurtosis,
      '3 where the correlation is negative',
      'Values of one image then have no shared part: use the Gaussian, or a correlation of at least 0.'
    );
  }
  const weight = rho ** 2 + (1 - rho) ** 2;
  // No distribution has a kurtosis below 1, an excess below −2.
  const least = GAUSSIAN_KURTOSIS - 2 * weight;
  if (kurtosis < least) {
    throw new SpecError(
      'kurtosis',
      kurtosis,
      `at least ${least} at a correlation of ${rho}`,
      'The sum of two independent parts is closer to a Gaussian than either: raise the kurtosis.'
    );
  }
  return (kurtosis - GAUSSIAN_KURTOSIS) / weight;
}
