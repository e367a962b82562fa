import { SpecError } from './errors';
import { requireNumber, requireNumbers } from './validate';

/**
 * Quantile of values in ascending order, linear between neighbours (type 7 of Hyndman and Fan 1996, as NumPy's
 * default).
 * @param quantile 0…1; 0.5 is the median.
 * @throws SpecError for no values, values that are not finite or in another order, or a quantile outside 0 to 1.
 */
export function quantileOf(sorted: ArrayLike<number>, quantile: number): number {
  requireNumber('quantile', quantile, { min: 0, max: 1 });
  requireAscending(sorted);
  const position = quantile * (sorted.length - 1);
  const low = Math.floor(position);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (position - low) * (sorted[high] - sorted[low]);
}

function requireAscending(values: ArrayLike<number>): void {
  requireNumbers('sorted', values, 'Leave out what is not finite.');
  if (values.length === 0) {
    throw new SpecError('sorted', 'no values', 'at least one', 'Leave the quantile out.');
  }
  for (let i = 1; i < values.length; i++) {
    if (values[i - 1] > values[i]) {
      const got = `${values[i - 1]} before ${values[i]}`;
      throw new SpecError('sorted', got, 'ascending numbers', 'Sort them: Float64Array.from(values).sort().');
    }
  }
}
