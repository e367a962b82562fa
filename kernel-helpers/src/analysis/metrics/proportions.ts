import { SpecError } from '../errors';
import { normalDeviate } from './normal';

export interface ProportionInterval {
  from: number;
  to: number;
}

/** Two classifiers on the same images. */
export interface McNemar {
  /** Images that only the first one recognises. */
  onlyFirst: number;
  /** Images that only the second one recognises. */
  onlySecond: number;
  /** Two-sided and exact: how often a fair coin splits the images at least as unevenly. */
  pValue: number;
  /** Accuracy of the first less that of the second. */
  difference: number;
  /** Of the difference, by the score test (Tango 1998); not of width 0 where both recognise the same images. */
  interval: ProportionInterval;
}

/**
 * Interval of a proportion by the score test (Wilson 1927); also sound near 0 and 1, where ±z·s is not.
 * @param level Share of such intervals that hold the true proportion; default 0.95.
 * @throws SpecError for counts that don't fit, or a level outside 0 to 1.
 */
export function wilsonInterval(successes: number, trials: number, level = 0.95): ProportionInterval {
  requireCount('trials', trials, 1, Number.MAX_SAFE_INTEGER);
  requireCount('successes', successes, 0, trials);
  const z = normalDeviate(level);
  const share = successes / trials;
  const middle = share + z ** 2 / (2 * trials);
  const half = z * Math.sqrt((share * (1 - share)) / trials + (z / (2 * trials)) ** 2);
  const scale = 1 + z ** 2 / trials;
  return { from: Math.max(0, (middle - half) / scale), to: Math.min(1, (middle + half) / scale) };
}

/**
 * McNemar's test (1947) in its exact form: of the images that one of two classifiers alone recognises, each is as likely
 * to be the first's as the second's if both are equally good. The interval is Tango's (Statistics in Medicine 17, 1998),
 * the paired counterpart of Wilson's: ±z standard errors would have no width without such images.
 * @param first Whether the first classifier is right, image by image.
 * @param second The same of the second one.
 * @throws SpecError for lists of different lengths, without images or of other values, or a level outside 0 to 1.
 */
export function mcNemar(first: readonly boolean[], second: readonly boolean[], level = 0.95): McNemar {
  const images = first.length;
  requireCount('first', images, 1, Number.MAX_SAFE_INTEGER);
  requireCount('second', second.length, images, images);
  requireVerdicts('first', first);
  requireVerdicts('second', second);
  const onlyFirst = first.filter((right, i) => right && !second[i]).length;
  const onlySecond = second.filter((right, i) => right && !first[i]).length;
  return pairedTest({ onlyFirst, onlySecond, images }, level);
}

/**
 * The same from counts.
 * @throws SpecError for counts that don't fit, or a level outside 0 to 1.
 */
export function pairedTest(
  { onlyFirst, onlySecond, images }: { onlyFirst: number; onlySecond: number; images: number },
  level = 0.95
): McNemar {
  requireCount('images', images, 1, Number.MAX_SAFE_INTEGER);
  requireCount('onlyFirst', onlyFirst, 0, images);
  requireCount('onlySecond', onlySecond, 0, images - onlyFirst);
  const difference = (onlyFirst - onlySecond) / images;
  const interval = pairedInterval(onlyFirst, onlySecond, images, normalDeviate(level));
  return { onlyFirst, onlySecond, pValue: coinTest(onlyFirst, onlySecond), difference, interval };
}

/**
 * Differences Δ that the score test doesn't reject: (b − c − nΔ)² ≤ z²·n·(2q + Δ(1 − Δ)), with b and c of n images
 * recognised by one alone, and q the most likely share of the latter if the difference is Δ.
 */
function pairedInterval(
  onlyFirst: number,
  onlySecond: number,
  images: number,
  z: number
): ProportionInterval {
  const difference = (onlyFirst - onlySecond) / images;
  const keeps = (shift: number): boolean => {
    const middle = (2 - difference) * shift - (onlyFirst + onlySecond) / images;
    const product = (onlySecond / images) * shift * (1 - shift);
    const root = Math.sqrt(Math.max(0, middle ** 2 + 8 * product));
    // Either form of the larger root, so that nothing cancels.
    const share = middle > 0 ? (2 * product) / (root + middle) : (root - middle) / 4;
    return images * (difference - shift) ** 2 <= z ** 2 * (2 * share + shift * (1 - shift));
  };
  return { from: edgeOf(keeps, difference, -1), to: edgeOf(keeps, difference, 1) };
}

/** Where a condition that holds at one place ends on the way to another, by halving. */
function edgeOf(holds: (place: number) => boolean, inside: number, outside: number): number {
  if (holds(outside)) {
    return outside;
  }
  let [last, first] = [inside, outside];
  for (let i = 0; i < 60; i++) {
    const middle = (last + first) / 2;
    [last, first] = holds(middle) ? [middle, first] : [last, middle];
  }
  return last;
}

/**
 * min(1, 2·Σ C(n, i)·2⁻ⁿ) for i up to the smaller count. The power of two is kept apart from the sum, so that nothing
 * underflows before the result does, and scaling rounds nothing.
 */
function coinTest(heads: number, tails: number): number {
  const tosses = heads + tails;
  let exponent = -tosses;
  let term = 1;
  let sum = 1;
  for (let i = 1; i <= Math.min(heads, tails); i++) {
    term *= (tosses - i + 1) / i;
    sum += term;
    if (sum > 2 ** SCALING) {
      term /= 2 ** SCALING;
      sum /= 2 ** SCALING;
      exponent += SCALING;
    }
  }
  const half = Math.trunc(exponent / 2);
  return Math.min(1, 2 * sum * 2 ** half * 2 ** (exponent - half));
}

/** Of two; sums stay far from the largest double. */
const SCALING = 500;

/** A text or a number would count as right, whatever it says. */
function requireVerdicts(field: string, verdicts: readonly unknown[]): void {
  verdicts.forEach((verdict, i) => {
    if (typeof verdict !== 'boolean') {
      throw new SpecError(
        `${field}[${i}]`,
        verdict,
        'true or false',
        'State for each image whether it was classified correctly.'
      );
    }
  });
}

function requireCount(field: string, count: number, least: number, most: number): void {
  if (!(Number.isInteger(count) && count >= least && count <= most)) {
    const expected = least === most ? `${least}` : `a whole number from ${least} to ${most}`;
    throw new SpecError(field, count, expected, 'Count the same images everywhere.');
  }
}
