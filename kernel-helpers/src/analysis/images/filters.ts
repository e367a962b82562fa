/** Filters that average over the pixels around a place. */
export type AveragingFilter = (typeof AVERAGING_FILTERS)[number];
export const AVERAGING_FILTERS = ['bilinear', 'bicubic'] as const;
export const INTERPOLATIONS = [...AVERAGING_FILTERS, 'nearest'] as const;
export type Interpolation = (typeof INTERPOLATIONS)[number];

/** Weights are whole multiples of 2⁻²², as in Pillow's `Resample.c` for 8-bit images. */
export const WEIGHT_BITS = 22;

/** Pixels that a pixel of the result averages. */
export interface Taps {
  first: number;
  /** Sum to about 2^WEIGHT_BITS. */
  weights: Int32Array;
}

/** A stretch of one axis: pixels `start` to `start + length`, which may lie between pixels. */
export interface Stretch {
  start: number;
  length: number;
}

/** a of Keys' cubic convolution (IEEE Trans. ASSP 29, 1981). */
const CUBIC = -0.5;

const FILTERS: Record<AveragingFilter, { reach: number; at(distance: number): number }> = {
  bilinear: { reach: 1, at: (distance) => Math.max(0, 1 - Math.abs(distance)) },
  bicubic: {
    reach: 2,
    at: (distance) => {
      const x = Math.abs(distance);
      if (x < 1) {
        return ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1;
      }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * CUBIC : 0;
    }
  }
};

/**
 * For each pixel of a window of the result the pixels that it averages. When shrinking, the filter is as wide as the
 * step (antialiasing). Pillow's `precompute_coeffs`: the same double arithmetic, rounded to whole weights.
 *
 * @param available Pixels that the axis has.
 * @param from The stretch of them that becomes `to` pixels.
 * @param window The stretch of those `to` pixels that is asked for, whole.
 */
export function tapsOf(
  filter: AveragingFilter,
  available: number,
  from: Stretch,
  to: number,
  window: Stretch
): Taps[] {
  const { reach, at } = FILTERS[filter];
  // Pillow keeps the ends in single precision.
  const [start, end] = [Math.fround(from.start), Math.fround(from.start + from.length)];
  const scale = Math.fround(end - start) / to;
  const widening = Math.max(scale, 1);
  const support = reach * widening;
  return Array.from({ length: window.length }, (_, i) => {
    const centre = start + (window.start + i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const last = Math.min(available, Math.trunc(centre + support + 0.5));
    const heights = Float64Array.from({ length: last - first }, (_each, tap) =>
      at((tap + first - centre + 0.5) * (1 / widening))
    );
    const sum = heights.reduce((total, height) => total + height, 0);
    return { first, weights: Int32Array.from(heights, (height) => fixedPoint(height / (sum || 1))) };
  });
}

function fixedPoint(weight: number): number {
  return Math.trunc((weight < 0 ? -0.5 : 0.5) + weight * 2 ** WEIGHT_BITS);
}
