/** Below this many numbers, tables of digits cost more than comparing. */
const FEW = 2048;
const DIGITS = 4;
const RADIX = 2 ** 16;
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Places of finite numbers ≥ 0 in rising order, equal ones as they came. A million take some tens of milliseconds:
 * the bits of doubles of one sign are ordered as the doubles are, so they are sorted by their four digits of 16 bits,
 * the last first.
 */
export function risingOrder(values: Float64Array): Uint32Array {
  let order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) {
    order[i] = i;
  }
  if (values.length < FEW) {
    return order.sort((a, b) => values[a] - values[b] || a - b);
  }
  // Zero is added because −0 has another sign bit than 0.
  const digits = new Uint16Array(values.map((value) => value + 0).buffer);
  let sorted = new Uint32Array(values.length);
  for (let pass = 0; pass < DIGITS; pass++) {
    const digit = LITTLE_ENDIAN ? pass : DIGITS - 1 - pass;
    const starts = new Uint32Array(RADIX + 1);
    for (let i = digit; i < digits.length; i += DIGITS) {
      starts[digits[i] + 1]++;
    }
    for (let value = 0; value < RADIX; value++) {
      starts[value + 1] += starts[value];
    }
    for (let i = 0; i < order.length; i++) {
      sorted[starts[digits[order[i] * DIGITS + digit]]++] = order[i];
    }
    [order, sorted] = [sorted, order];
  }
  return order;
}
