import { GAUSSIAN_KURTOSIS, type NormalizationPlace, requirePlace } from './place';
import { designEffect, statisticNoise } from './statistic-noise';

/** Mean square of (z − μ̂)/σ̂ − z, what a batch's statistics do to a standard normal value z outside the batch. */
export interface OutputNoise {
  /** 1.5/m, for independent Gaussian values and large m: what counting pixels alone says. */
  independent: number;
  /** Var(μ̂) + Var(σ̂²)/4, from δz ≈ −δμ − z·δσ. */
  firstOrder: number;
  /**
   * Exact for Gaussian values, bias of σ̂ included; ∞ where σ̂² has at most two degrees of freedom, null for other
   * kurtosis.
   */
  exact: number | null;
  /** Standard deviation over batches of the exact output for a given z, squared and averaged over z. */
  exactVariance: number | null;
}

/**
 * Noise of a normalised value. With s = σ̂²/σ², independent of μ̂ for Gaussian values,
 * E[δz²] = E[1/s]·(1 + Var(μ̂)) − 2·E[s^(−½)] + 1. The moments come from the Laplace transform
 * E[e^(−ts)] = (1 + 2t(1−ρ)/m)^(−N(n−1)/2) · (1 + 2tD/m)^(−(N−1)/2) of the two eigenvalues' χ² sums:
 * E[s^(−a)] = ∫ t^(a−1)·E[e^(−ts)] dt / Γ(a).
 * @throws SpecError for a number out of bounds, or a single value.
 */
export function outputNoise(place: NormalizationPlace): OutputNoise {
  const { meanError, varianceError, values: m } = statisticNoise(place);
  const firstOrder = meanError ** 2 + varianceError ** 2 / 4;
  const independent = 1.5 / m;
  const { batchSize: N, height, width, correlation, kurtosis } = requirePlace(place);
  if (kurtosis !== GAUSSIAN_KURTOSIS) {
    return { independent, firstOrder, exact: null, exactVariance: null };
  }
  const n = height * width;
  const parts = [
    { scale: (1 - correlation) / m, freedom: N * (n - 1) },
    { scale: designEffect(n, correlation) / m, freedom: N - 1 }
  ].filter(({ scale }) => scale > 0);
  const freedom = parts.reduce((sum, part) => sum + part.freedom, 0);
  if (freedom <= 2) {
    return { independent, firstOrder, exact: Infinity, exactVariance: Infinity };
  }
  const logTransform = (t: number): number =>
    parts.reduce((sum, part) => sum - (part.freedom / 2) * Math.log1p(2 * t * part.scale), 0);
  const inverse = negativeMoment(1, logTransform);
  const inverseRoot = negativeMoment(0.5, logTransform);
  const shift = meanError ** 2 * inverse;
  return {
    independent,
    firstOrder,
    exact: inverse - 2 * inverseRoot + 1 + shift,
    exactVariance: inverse - inverseRoot ** 2 + shift
  };
}

/** Γ(1) and Γ(½). */
const GAMMA = { 1: 1, 0.5: Math.sqrt(Math.PI) } as const;
/** The trapezoidal rule's error on these integrands, about e^(−π²/step), is then far below a double's. */
const STEP = 1 / 8;
/** Tails are left out where the integrand is e^(−TAIL). */
const TAIL = 40;

/**
 * E[s^(−power)], by the trapezoidal rule on t = eᵘ. The integrand's logarithm is concave in u, and falls in the end
 * like u·(power − freedom/2), so that the sum ends.
 */
function negativeMoment(power: 1 | 0.5, logTransform: (t: number) => number): number {
  const logIntegrand = (u: number): number => power * u + logTransform(Math.exp(u));
  let sum = 0;
  for (let u = -TAIL / power; u < 1 || logIntegrand(u) > -TAIL; u += STEP) {
    sum += Math.exp(logIntegrand(u));
  }
  return (sum * STEP) / GAMMA[power];
}
