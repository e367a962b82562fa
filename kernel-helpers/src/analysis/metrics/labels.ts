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
