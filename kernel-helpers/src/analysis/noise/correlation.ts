import { SpecError } from '../errors';
import { requireNumber, requireNumbers } from '../validate';
import { NOISE_LIMITS } from './place';

/** Correlation of two pixels of one image at a distance of so many rows and columns; 1 at (0, 0). */
export type SpatialCorrelation = (rows: number, columns: number) => number;

/**
 * ρ̄, mean correlation over all pairs of different pixels of a map: takes the place of ρ in the variance of the mean,
 * Var(μ̂) = σ²/(N·n²)·Σ ρ(p − q). 0 for a map of one pixel.
 * @throws SpecError for a side out of bounds, or a correlation outside −1…1.
 */
export function averageCorrelation(map: {
  height: number;
  width: number;
  correlation: SpatialCorrelation;
}): number {
  const height = requireNumber('height', map.height, NOISE_LIMITS.side);
  const width = requireNumber('width', map.width, NOISE_LIMITS.side);
  const pixels = height * width;
  let sum = 0;
  for (let row = 1 - height; row < height; row++) {
    for (let column = 1 - width; column < width; column++) {
      if (row !== 0 || column !== 0) {
        const correlation = requireNumber(
          `correlation(${row}, ${column})`,
          map.correlation(row, column),
          NOISE_LIMITS.correlation
        );
        // So many pairs of pixels lie this far apart.
        sum += (height - Math.abs(row)) * (width - Math.abs(column)) * correlation;
      }
    }
  }
  return pixels === 1 ? 0 : sum / (pixels * (pixels - 1));
}

/** One-way analysis of variance of one channel. */
export interface CorrelationEstimate {
  images: number;
  pixels: number;
  mean: number;
  /** Between images: n·Σ(image mean − mean)²/(I−1), expected σ²·D. */
  meanSquareBetween: number;
  /** Within images, expected σ²·(1−ρ). */
  meanSquareWithin: number;
  /** ρ̂ = (between − within)/(between + (n−1)·within), within its possible range. */
  correlation: number;
}

/**
 * Estimates ρ of one channel from measured values, one list of H·W pixels for each image.
 * @throws SpecError for fewer than two images or pixels, ragged or non-finite values, or no variance at all.
 */
export function estimateCorrelation(images: readonly ArrayLike<number>[]): CorrelationEstimate {
  const count = images.length;
  const pixels = images[0]?.length ?? 0;
  if (count < 2 || pixels < 2) {
    throw new SpecError(
      'images',
      `${count} × ${pixels}`,
      'at least 2 images of at least 2 pixels',
      'Record one channel’s map for more images.'
    );
  }
  const means = images.map((image, i) => imageMean(image, pixels, i));
  const mean = means.reduce((sum, value) => sum + value, 0) / count;
  let between = 0;
  let within = 0;
  images.forEach((image, i) => {
    between += pixels * (means[i] - mean) ** 2;
    for (let p = 0; p < pixels; p++) {
      within += (image[p] - means[i]) ** 2;
    }
  });
  const meanSquareBetween = between / (count - 1);
  const meanSquareWithin = within / (count * (pixels - 1));
  const total = meanSquareBetween + (pixels - 1) * meanSquareWithin;
  if (!(total > 0)) {
    throw new SpecError(
      'images',
      'equal values everywhere',
      'values that differ',
      'A channel without variance has no correlation: record another channel or other images.'
    );
  }
  return {
    images: count,
    pixels,
    mean,
    meanSquareBetween,
    meanSquareWithin,
    correlation: (meanSquareBetween - meanSquareWithin) / total
  };
}

function imageMean(image: ArrayLike<number>, pixels: number, index: number): number {
  requireNumbers(`images[${index}]`, image, 'Leave out images with NaN or infinities.');
  if (image.length !== pixels) {
    throw new SpecError(
      `images[${index}]`,
      `${image.length} pixels`,
      `${pixels}, as in the first image`,
      'Give all images of one channel the same size.'
    );
  }
  let sum = 0;
  for (let p = 0; p < pixels; p++) {
    sum += image[p];
  }
  if (!Number.isFinite(sum)) {
    throw new SpecError(
      `images[${index}]`,
      sum,
      'a finite sum of pixels',
      'Divide all images by one number.'
    );
  }
  return sum / pixels;
}
