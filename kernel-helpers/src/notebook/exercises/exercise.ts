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

/** What the reader may see of a question. */
export function asked({ id, title, prompt, expected, hints }: Question): Omit<Exercise, 'judge'> {
  return { id, title, prompt, expected, hints };
}

/** Nothing given, or the placeholder that a stub returns. */
export function isOpen(answer: unknown): boolean {
  return answer === undefined || answer === null || (typeof answer === 'number' && Number.isNaN(answer));
}

/** Relative error of double arithmetic that no reader is to be blamed for. */
const ARITHMETIC = 1e-9;

/** Equal up to `tolerance`, and to what adding in another order changes. */
export function agrees(value: number, truth: number, tolerance = 0): boolean {
  return Math.abs(value - truth) <= tolerance + ARITHMETIC * Math.max(1, Math.abs(truth));
}

export function direction(value: number, truth: number): string {
  return value > truth ? 'too large' : 'too small';
}
