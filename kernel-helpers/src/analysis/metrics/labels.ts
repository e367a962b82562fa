import { SpecError } from '../errors';

/**
 * The number of classes of row-major values, images × classes.
 * @throws SpecError unless there are as many rows as labels, the values are numbers and the labels name classes.
 */
export function requireLabels(field: string, values: ArrayLike<number>, labels: ArrayLike<number>): number {
  const classes = values.length / labels.length;
  if (!(Number.isInteger(classes) && classes >= 1)) {
    const got = `${values.length} values for ${labels.length} labels`;
    throw new SpecError(field, got, 'a row of values for each label', 'Give the same images to both.');
  }
  for (let i = 0; i < labels.length; i++) {
    if (!(Number.isInteger(labels[i]) && labels[i] >= 0 && labels[i] < classes)) {
      throw new SpecError('labels', labels[i], `0 to ${classes - 1}`, 'Number the classes from 0.');
    }
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      const remedy = 'Leave out images without answers.';
      throw new SpecError(`${field}[${i}]`, values[i], 'a finite number', remedy);
    }
  }
  return classes;
}

/** Far more than the round-off of a softmax over many classes in half precision. */
const ROUND_OFF = 0.02;

/** Whether all lie from 0 to 1 and make 1 together, up to round-off. */
export function areProbabilities(row: ArrayLike<number>): boolean {
  let sum = 0;
  for (let i = 0; i < row.length; i++) {
    if (!(row[i] >= 0 && row[i] <= 1 + 1e-6)) {
      return false;
    }
    sum += row[i];
  }
  return Math.abs(sum - 1) <= ROUND_OFF;
}

/** @throws SpecError for a row that is none of probabilities. */
export function requireProbabilities(field: string, row: ArrayLike<number>): void {
  if (!areProbabilities(row)) {
    const shown = Array.from({ length: Math.min(row.length, 5) }, (_, i) => Number(row[i].toPrecision(4)));
    const got = `${shown.join(', ')}${row.length > shown.length ? ', …' : ''}`;
    const remedy =
      'To turn logits into probabilities, call enet.metrics.temperedProbabilities(logits, classes, 1).';
    throw new SpecError(field, got, 'from 0 to 1, adding up to 1 for each image', remedy);
  }
}
