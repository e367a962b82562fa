/** Divisors of the channels, ascending: the numbers of groups that there can be. */
export function groupCountsOf(channels: number): number[] {
  return Array.from({ length: channels }, (_, i) => i + 1).filter((groups) => channels % groups === 0);
}

/** The nearest of ascending values, the smaller one of two equally near. */
export function closestCount(values: readonly number[], wanted: number): number {
  return values.reduce((best, value) => (Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best));
}
