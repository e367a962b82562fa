/**
 * 1, 2, 5, 10, 20 … within a domain; 1, 10, 100 … with 5 between them where there would be too many, and round steps
 * where there would be too few.
 */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const digits = high / low > 1e3 ? [1, 5] : [1, 2, 5];
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.log10(high); exponent++) {
    ticks.push(...digits.map((digit) => digit * 10 ** exponent));
  }
  const within = ticks.filter((tick) => tick >= low && tick <= high);
  return within.length < FEWEST ? linearTicks([low, high]) : within;
}

const FEWEST = 3;
const MOST = 8;

/** Multiples of 1, 2 or 5 times a power of ten within a domain, at most eight. */
export function linearTicks([low, high]: readonly [number, number]): number[] {
  const size = 10 ** Math.floor(Math.log10((high - low) / MOST));
  const step = size * ([1, 2, 5].find((digit) => (high - low) / (digit * size) <= MOST) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
