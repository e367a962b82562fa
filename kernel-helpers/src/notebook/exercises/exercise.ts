/** A question whose answer is computed, never stored. */
export interface Exercise {
  /** Notebook and place in it, for example `01.2`. */
  readonly id: string;
  readonly title: string;
  /** The question in Markdown, as the notebook prints it. */
  readonly prompt: string;
  /** What an answer has to be, for example `a whole number of MACs`. */
  readonly expected: string;
  /** From vague to telling; none contains the answer. */
  readonly hints: readonly string[];
  judge(answer: unknown): Verdict;
}

/** `open`: not answered yet. `unusable`: neither right nor wrong, because it is nothing that could be compared. */
export type VerdictStatus = 'right' | 'wrong' | 'open' | 'unusable';

export interface Verdict {
  status: VerdictStatus;
  /** What was got, and what there is to say about it; never the right answer unless it was given. */
  text: string;
}

/** What every kind of exercise is described by. */
export interface Question {
  id: string;
  title: string;
  prompt: string;
  expected: string;
  hints: readonly string[];
  /** Said of a right answer. */
  why: () => string;
}

/** Nothing given, or the placeholder that a stub returns. */
export function isOpen(answer: unknown): boolean {
  return answer === undefined || answer === null || (typeof answer === 'number' && Number.isNaN(answer));
}

/** A reader's value as an error or a verdict names it: short, on one line. */
export function named(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return readable(value);
    case 'bigint':
      return `${value}n`;
    case 'string':
      return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? `a list of ${value.length}` : 'an object';
    default:
      return String(value);
  }
}

/** All digits of a number, whole thousands separated: nothing is rounded away, because it is compared. */
function readable(value: number): string {
  const [whole, rest] = String(value).split('.');
  return /^-?\d+$/.test(whole)
    ? `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${rest === undefined ? '' : `.${rest}`}`
    : String(value);
}

export function direction(value: number, truth: number): string {
  return value > truth ? 'too large' : 'too small';
}
