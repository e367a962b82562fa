/**
 * @param {number[]} values at least one
 * @param {number} share from 0 to 1
 * @returns {number} the quantile, linear between neighbours
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (sorted[Math.ceil(at)] - sorted[low]) * (at - low);
}

/** @param {number[]} values */
export function summary(values) {
  return { median: quantile(values, 0.5), lower: quantile(values, 0.25), upper: quantile(values, 0.75) };
}

/**
 * Ratios of what was measured in the same round, so that a machine that slows down slows both.
 * @param {number[]} values
 * @param {number[]} base of the same rounds
 */
export function pairedRatio(values, base) {
  return summary(values.map((value, round) => value / base[round]));
}
