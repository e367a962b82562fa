/** 1, 2, 5, 10, 20 … within a domain; 1, 10, 100 … with 5 between them where there would be too many. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const digits = high / low > 1e3 ? [1, 5] : [1, 2, 5];
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.log10(high); exponent++) {
    ticks.push(...digits.map((digit) => digit * 10 ** exponent));
  }
  return ticks.filter((tick) => tick >= low && tick <= high);
}
