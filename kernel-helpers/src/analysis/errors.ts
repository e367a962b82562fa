/** A specification that can't be built: names the field, what it held, what it may hold, and what to do. */
export class SpecError extends Error {
  override readonly name = 'SpecError';

  constructor(
    /** Path of the field, for example `stages[2].blocks[0].kernelSize`. */
    readonly field: string,
    readonly got: unknown,
    readonly expected: string,
    readonly remedy: string
  ) {
    super(`${shortened(field, 200)}: got ${describe(got)}, expected ${expected}. ${remedy}`);
  }
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** A value as a person would write it, short enough for one line of an error. */
function describe(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(shortened(value, 40));
  }
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
  }
  if (typeof value === 'function') {
    return 'a function';
  }
  if (typeof value === 'bigint') {
    return `the BigInt ${value}n`;
  }
  return Object.is(value, -0) ? '-0' : String(value);
}
