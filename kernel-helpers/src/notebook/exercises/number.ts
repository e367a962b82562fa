import { direction, type Exercise, isOpen, named, type Question, type Verdict } from './exercise';

/** A wrong value that a known misconception leads to. */
export interface NumberMistake {
  value: number;
  /** What was probably done, in the past tense, without the right value. */
  says: string;
}

export interface NumberQuestion extends Question {
  truth: () => number;
  /** Largest accepted distance from the truth, to either side; 0 unless given. */
  tolerance?: number;
  mistakes: () => readonly NumberMistake[];
  /** Other answers that are right too, or what is wrong with one in place of "too large"; null when nothing is. */
  consider?: (answer: number) => Verdict | null;
}

/** Relative error of double arithmetic that no reader is to be blamed for. */
const ARITHMETIC = 1e-9;

/** A question that one number answers. */
export function numberExercise(question: NumberQuestion): Exercise {
  const { id, title, prompt, expected, hints } = question;
  return {
    id,
    title,
    prompt,
    expected,
    hints,
    judge(answer) {
      if (isOpen(answer)) {
        return { status: 'open', text: `Expected is ${expected}.` };
      }
      const value = typeof answer === 'bigint' ? Number(answer) : answer;
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        return { status: 'unusable', text: `Got ${named(answer)}, expected ${expected}.` };
      }
      return judgeNumber(value, question);
    }
  };
}

function judgeNumber(
  value: number,
  { truth, tolerance = 0, mistakes, consider, why }: NumberQuestion
): Verdict {
  const right = truth();
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= tolerance + ARITHMETIC * Math.abs(b);
  if (near(value, right)) {
    return { status: 'right', text: `${named(value)}: ${why()}` };
  }
  const mistake = mistakes().find((known) => near(value, known.value));
  if (mistake) {
    return {
      status: 'wrong',
      text: `Got ${named(value)}, which is ${direction(value, right)}. ${mistake.says}`
    };
  }
  const considered = consider?.(value);
  return considered ?? { status: 'wrong', text: `Got ${named(value)}, which is ${direction(value, right)}.` };
}
