import { EnetError } from '../analysis';
import { named } from '../wording/format';
import type { MimeBundle } from './bridge';
import { DEPTHWISE_SEPARABLE } from './exercises/01-depthwise-separable';
import { MBCONV } from './exercises/02-mbconv';
import { COMPOUND_SCALING } from './exercises/03-compound-scaling';
import { COEFFICIENT_SEARCH } from './exercises/04-coefficient-search';
import { PARETO } from './exercises/05-pareto';
import { STOPPING_POINT } from './exercises/06-stopping-point';
import { BATCH_VS_GROUP_NORM } from './exercises/07-batch-vs-group-norm';
import { TRAIN_AND_TRANSFER } from './exercises/08-train-and-transfer';
import { APPLICATIONS } from './exercises/09-applications';
import { SE_GATES } from './exercises/10-se-gates';
import type { Exercise, Verdict, VerdictStatus } from './exercises/exercise';
import { verdictHtml } from './html';
import { display } from './output';

/** A question as a notebook prints it. */
export interface ExerciseText {
  id: string;
  title: string;
  /** Markdown. */
  prompt: string;
  /** What an answer has to be. */
  expected: string;
}

/** An exercise that does not exist. */
export class ExerciseError extends EnetError {
  override readonly name = 'ExerciseError';

  constructor(id: unknown, expected: string) {
    const remedy = 'exercises() lists them with their titles.';
    super({ place: 'checkAnswer', got: id, told: `exercise ${named(id)}`, expected, remedy });
  }
}

const EXERCISES: readonly Exercise[] = [
  ...DEPTHWISE_SEPARABLE,
  ...MBCONV,
  ...COMPOUND_SCALING,
  ...COEFFICIENT_SEARCH,
  ...PARETO,
  ...STOPPING_POINT,
  ...BATCH_VS_GROUP_NORM,
  ...TRAIN_AND_TRANSFER,
  ...APPLICATIONS,
  ...SE_GATES
];
/** Wrong answers so far, by exercise: each brings one hint more. */
const attempts = new Map<string, number>();

/**
 * All exercises, in the order of the notebooks.
 *
 * @example
 * ```ts
 * const [first] = enet.exercises();
 * console.log(first.id, first.title); // 01.1 A stride in front of the count
 * ```
 */
export function exercises(): ExerciseText[] {
  return EXERCISES.map(({ id, title, prompt, expected }) => ({ id, title, prompt, expected }));
}

/**
 * Shows under the running cell whether an answer is right. A wrong one is told in which direction it is off or
 * what it was probably mistaken for, with one hint more each time; the solution is never shown.
 * @param id for example `01.2`
 * @param answer a number or a function, as the exercise says; `undefined` for none yet
 * @throws ExerciseError for an unknown exercise; an answer of any kind never throws.
 *
 * @example
 * ```ts
 * enet.checkAnswer('01.3', 9); // tells in which direction it is off, with a hint
 * ```
 */
export function checkAnswer(id: string, answer: unknown): void {
  const exercise = exerciseOf(id);
  const verdict = exercise.judge(answer);
  const wrong = (attempts.get(id) ?? 0) + (verdict.status === 'wrong' ? 1 : 0);
  attempts.set(id, wrong);
  display(verdictBundle(exercise, verdict, wrong));
}

/** @throws ExerciseError for an unknown exercise. */
export function exerciseOf(id: unknown): Exercise {
  const found = EXERCISES.find((exercise) => exercise.id === id);
  if (!found) {
    const known = EXERCISES.map((exercise) => exercise.id).join(', ');
    throw new ExerciseError(id, `one of ${known}`);
  }
  return found;
}

const HEADLINES: Readonly<Record<VerdictStatus, string>> = {
  right: 'Right.',
  wrong: 'Not yet.',
  open: 'No answer yet.',
  unusable: 'This can’t be checked.'
};

/** @param wrong number of wrong answers so far, this one included */
export function verdictBundle(exercise: Exercise, { status, text }: Verdict, wrong: number): MimeBundle {
  const headline = HEADLINES[status];
  const hints = status === 'wrong' ? exercise.hints.slice(0, wrong) : [];
  const left = status === 'wrong' ? exercise.hints.length - hints.length : 0;
  const more = left > 0 ? 'Another hint comes with the next attempt.' : '';
  return {
    'text/html': verdictHtml({ status, headline, text, hints, more }),
    'text/plain': [
      `${headline} ${text}`,
      ...hints.map((hint) => `Hint: ${hint}`),
      ...(more ? [more] : [])
    ].join('\n')
  };
}
