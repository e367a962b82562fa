/**
 * Quantile of values in ascending order, linear between neighbours (type 7 of Hyndman and Fan 1996, as NumPy's
 * default).
 * @param quantile 0…1; 0.5 is the median.
 */
export function quantileOf(sorted: ArrayLike<number>, quantile: number): number {
  const position = quantile * (sorted.length - 1);
  const low = Math.floor(position);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (position - low) * (sorted[high] - sorted[low]);
}
