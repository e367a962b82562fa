import { SpecError } from '../errors';
import { requireNumber, requireOneOf } from '../validate';
import { GAUSSIAN_KURTOSIS, NOISE_LIMITS } from './place';
import type { RandomNormal } from './random-normal';

/** Distribution of simulated values: Gaussian, or a Gaussian's positive part as after a ReLU; mean 0, variance 1. */
export type ValueShape = 'gaussian' | 'rectified';

/** Moments of max(0, z): E = 1/√(2π), E[x²] = ½, E[x³] = 2/√(2π), E[x⁴] = 3/2. */
const RECTIFIED_MEAN = 1 / Math.sqrt(2 * Math.PI);
const RECTIFIED_VARIANCE = (1 - 1 / Math.PI) / 2;
const RECTIFIED_DEVIATION = Math.sqrt(RECTIFIED_VARIANCE);

/** Kurtosis of a Gaussian's positive part, 5.408: (3/2 − 5/(2π) − 3/(4π²))/variance². */
export const RECTIFIED_KURTOSIS =
  (3 / 2 - 5 / (2 * Math.PI) - 3 / (4 * Math.PI ** 2)) / RECTIFIED_VARIANCE ** 2;

/**
 * Kurtosis of √ρ·(shared part) + √(1−ρ)·(own part), both of the shape: 3 + (shape's − 3)·(ρ² + (1−ρ)²).
 * @throws SpecError for another shape, a correlation outside −1 to 1, and rectified values of negative correlation, which
 * have no shared part.
 */
export function kurtosisOf(shape: ValueShape, correlation = 0): number {
  requireOneOf('shape', shape, ['gaussian', 'rectified']);
  requireNumber('correlation', correlation, NOISE_LIMITS.correlation);
  if (shape === 'gaussian') {
    return GAUSSIAN_KURTOSIS;
  }
  if (correlation < 0) {
    throw new SpecError(
      'correlation',
      correlation,
      'at least 0 for rectified values',
      'Use gaussian values, or a correlation of at least 0.'
    );
  }
  const weight = correlation ** 2 + (1 - correlation) ** 2;
  return GAUSSIAN_KURTOSIS + (RECTIFIED_KURTOSIS - GAUSSIAN_KURTOSIS) * weight;
}

/** One value of the shape. */
export function draw(random: RandomNormal, shape: ValueShape): number {
  const z = random.next();
  return shape === 'gaussian' ? z : (Math.max(0, z) - RECTIFIED_MEAN) / RECTIFIED_DEVIATION;
}
