import { allDigits, named } from '../../wording/format';
import { agrees, asked, direction, type Exercise, isOpen, type Question, type Verdict } from './exercise';

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

/** Share of the truth within which an answer is probably only rounded. */
const CLOSE = 0.02;

/** A question that one number answers. */
export function numberExercise(question: NumberQuestion): Exercise {
  const { expected } = question;
  return {
    ...asked(question),
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

/** Judges an answer that should be whole and is not; it repeats all digits, as rounding could tell the truth. For `consider`. */
export function whole(answer: number): Verdict | null {
  return Number.isInteger(answer)
    ? null
    : { status: 'wrong', text: `Got ${allDigits(answer)}, but asked is a whole number.` };
}

function judgeNumber(
  value: number,
  { truth, tolerance = 0, mistakes, consider, why }: NumberQuestion
): Verdict {
  const right = truth();
  if (agrees(value, right, tolerance)) {
    return { status: 'right', text: `${allDigits(value)}: ${why()}` };
  }
  const close = Math.abs(value - right) <= CLOSE * Math.abs(right) ? 'a little ' : '';
  const off = `Got ${allDigits(value)}, which is ${close}${direction(value, right)}.`;
  const mistake = mistakes().find((known) => agrees(value, known.value, tolerance));
  if (mistake) {
    return { status: 'wrong', text: `${off} ${mistake.says}` };
  }
  return consider?.(value) ?? { status: 'wrong', text: off };
}
