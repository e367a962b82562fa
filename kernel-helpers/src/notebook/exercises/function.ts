import { SeededOrder } from '../../data';
import { allDigits, named } from '../../wording/format';
import { agrees, asked, direction, type Exercise, isOpen, type Question, type Verdict } from './exercise';

/** A way to compute that a known misconception leads to. */
export interface FunctionMistake<Case> {
  compute: (given: Case) => number;
  /** What was probably done, in the past tense, without the right formula. */
  says: string;
}

export interface FunctionQuestion<Case extends object> extends Question {
  /** What the function returns, for example `MACs`. */
  result: string;
  /** Cases that everybody meets first, the simplest in front. */
  firstCases: readonly Case[];
  randomCase: (random: SeededOrder) => Case;
  truth: (given: Case) => number;
  mistakes: readonly FunctionMistake<Case>[];
}

const RANDOM_CASES = 60;
const SEED = 1;

/** A question that a function answers; it is tried on cases of which the reader sees the first that fails. */
export function functionExercise<Case extends object>(question: FunctionQuestion<Case>): Exercise {
  const { expected } = question;
  return {
    ...asked(question),
    judge(answer) {
      if (answer === undefined || answer === null) {
        return { status: 'open', text: `Expected is ${expected}.` };
      }
      return typeof answer === 'function'
        ? judgeFunction(answer as (given: Case) => unknown, question)
        : { status: 'unusable', text: `Got ${named(answer)}, expected ${expected}.` };
    }
  };
}

function casesOf<Case extends object>({ id, firstCases, randomCase }: FunctionQuestion<Case>): Case[] {
  const random = new SeededOrder(SEED, `exercise ${id}`);
  return [...firstCases, ...Array.from({ length: RANDOM_CASES }, () => randomCase(random))];
}

function judgeFunction<Case extends object>(
  answer: (given: Case) => unknown,
  question: FunctionQuestion<Case>
): Verdict {
  const cases = casesOf(question);
  const values: number[] = [];
  for (const given of cases) {
    const called = call(answer, given, question);
    if (typeof called !== 'number') {
      return called;
    }
    values.push(called);
  }
  const wrong = cases.findIndex((given, i) => !agrees(values[i], question.truth(given)));
  if (wrong < 0) {
    return { status: 'right', text: `The function agrees in all ${cases.length} cases. ${question.why()}` };
  }
  const off = direction(values[wrong], question.truth(cases[wrong]));
  const mistake = question.mistakes.find(({ compute }) =>
    cases.every((given, i) => agrees(values[i], compute(given)))
  );
  const agreed =
    wrong === 0 ? '' : `It agrees in the first ${wrong === 1 ? 'case' : `${wrong} cases`}, but for`;
  const text =
    `${agreed || 'For'} ${listed(cases[wrong])} the function returns ${allDigits(values[wrong])}, which is ${off}.` +
    (mistake ? ` ${mistake.says}` : '');
  return { status: 'wrong', text };
}

/** What the reader's function returns, or why that can't be judged. */
function call<Case extends object>(
  answer: (given: Case) => unknown,
  given: Case,
  { result, expected }: FunctionQuestion<Case>
): number | Verdict {
  let returned: unknown;
  try {
    returned = answer({ ...given });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      status: 'unusable',
      text: `For ${listed(given)} the function threw: ${message}. Expected is ${expected}.`
    };
  }
  if (isOpen(returned)) {
    return {
      status: 'open',
      text: `For ${listed(given)} the function returns ${String(returned)}. Expected is ${expected}.`
    };
  }
  if (typeof returned !== 'number' || !Number.isFinite(returned)) {
    return {
      status: 'unusable',
      text: `For ${listed(given)} the function returns ${named(returned)}, expected a number of ${result}.`
    };
  }
  return returned;
}

function listed(given: object): string {
  return Object.entries(given)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
