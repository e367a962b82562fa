/** A number, with the least and the greatest that it may be, as far as what it was computed from is known. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
  /** What makes it uncertain; null where it is exact, and `low` and `high` are the value. */
  from: string | null;
}

/** A number as a table prints it. */
export interface Printed {
  value: number;
  /** Half a unit of the last digit that is printed. */
  half: number;
}

export const ROUNDING = 'the rounding of printed numbers';

export function exactly(value: number): Estimate {
  return { value, low: value, high: value, from: null };
}

/** A number printed with so many significant digits: 0.39 and 19 have two. */
export function withDigits(value: number, digits: number): Printed {
  const leading = Math.floor(Math.log10(Math.abs(value)));
  return { value, half: 10 ** (leading + 1 - digits) / 2 };
}

/**
 * A result over all that its printed inputs may have been before rounding: its least and greatest over the corners,
 * where a result lies that rises or falls with each input alone. 2ⁿ evaluations.
 */
export function overCorners(
  inputs: readonly Printed[],
  result: (values: readonly number[]) => number
): Estimate {
  const value = result(inputs.map((input) => input.value));
  let [low, high] = [value, value];
  for (let corner = 0; corner < 2 ** inputs.length; corner++) {
    const at = result(inputs.map((input, i) => input.value + ((corner >> i) & 1 ? 1 : -1) * input.half));
    low = Math.min(low, at);
    high = Math.max(high, at);
  }
  return { value, low, high, from: ROUNDING };
}

/**
 * The same to first order, for many inputs of which each moves the result a little: ± Σ of what moving one alone by
 * its half unit changes. 2n evaluations.
 */
export function toFirstOrder(
  inputs: readonly Printed[],
  result: (values: readonly number[]) => number
): Estimate {
  const values = inputs.map((input) => input.value);
  const value = result(values);
  const reach = inputs.reduce((sum, { half }, i) => {
    const moved = [half, -half].map((step) =>
      result(values.map((each, j) => (j === i ? each + step : each)))
    );
    return sum + Math.max(...moved.map((each) => Math.abs(each - value)));
  }, 0);
  return { value, low: value - reach, high: value + reach, from: ROUNDING };
}
