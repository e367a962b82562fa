import { SpecError } from '../errors';
import { requireNumber } from '../validate';
import { requireLabels } from './labels';

/**
 * Classes ahead of one: those with a higher score, and of equal ones those before it.
 * @throws SpecError for a class that has no score.
 */
export function rankOf(index: number, scores: ArrayLike<number>): number {
  requireNumber('index', index, { min: 0, max: scores.length - 1, integer: true });
  const own = scores[index];
  let ahead = 0;
  for (let i = 0; i < scores.length; i++) {
    ahead += scores[i] > own || (scores[i] === own && i < index) ? 1 : 0;
  }
  return ahead;
}

/**
 * Share of images whose true class is among the `k` most likely ones; of equally likely classes the first comes first.
 * @param scores Logits or probabilities, row-major, images × classes.
 * @param labels Class of each image.
 * @throws SpecError for lengths, labels or k that don't fit, and for scores that are no numbers.
 */
export function topAccuracy(scores: ArrayLike<number>, labels: ArrayLike<number>, k: number): number {
  const classes = requireLabels('scores', scores, labels);
  if (!(Number.isInteger(k) && k >= 1 && k <= classes)) {
    throw new SpecError('k', k, `a whole number from 1 to the ${classes} classes`, 'Common are 1 and 5.');
  }
  const rows = Float64Array.from(scores);
  let among = 0;
  for (let image = 0; image < labels.length; image++) {
    const row = rows.subarray(image * classes, (image + 1) * classes);
    among += rankOf(labels[image], row) < k ? 1 : 0;
  }
  return among / labels.length;
}
