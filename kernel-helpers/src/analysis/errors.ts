/** What is wrong, of which the message is made. */
export interface Complaint<Got> {
  /** What it is about: a field, an option, a file. Null where `got` is a sentence that says it. */
  place: string | null;
  got: Got;
  expected: string;
  /** What to do, in sentences. */
  remedy: string;
  /** `got` as the message has it, where that is not how it prints. */
  told?: string;
  cause?: unknown;
}

/** What every error of EfficientNet Lab is: it tells what it got, what it expected and what to do. */
export abstract class EnetError<Got = unknown> extends Error {
  readonly got: Got;
  readonly expected: string;
  readonly remedy: string;

  constructor({ place, got, expected, remedy, told = String(got), cause }: Complaint<Got>) {
    const sentences =
      place === null
        ? `${told} Expected ${expected}.`
        : `${shortened(place, LONGEST_PLACE)}: got ${told}, expected ${expected}.`;
    super(`${sentences} ${remedy}`, cause === undefined ? undefined : { cause });
    this.got = got;
    this.expected = expected;
    this.remedy = remedy;
  }
}

/** A path may be as long as the system allows; a name in a file has no end. */
const LONGEST_PLACE = 4_096;

/** A specification that can't be built: names the field, what it held, what it may hold, and what to do. */
export class SpecError extends EnetError {
  override readonly name = 'SpecError';

  constructor(
    /** Path of the field, for example `stages[2].blocks[0].kernelSize`. */
    readonly field: string,
    got: unknown,
    expected: string,
    remedy: string
  ) {
    super({ place: shortened(field, 200), got, told: describe(got), expected, remedy });
  }
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** A text in quotes where it would be read as a number, as nothing, or as another word of JSON's. */
export function unmistakable(value: unknown): string {
  const isMistakable =
    typeof value === 'string' &&
    (!Number.isNaN(Number(value)) || /^(null|true|false|undefined|NaN)$/.test(value));
  return isMistakable ? JSON.stringify(value) : String(value);
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
