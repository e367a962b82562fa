import { SpecError } from '../errors';
import { studentDeviate } from '../metrics';
import { meanOf } from './trial';

/** A mean over seeds with Student's interval. */
export interface MeanOverSeeds {
  mean: number;
  from: number;
  to: number;
}

/**
 * A mean with Student's interval, mean ± t·s/√n, by the values' own deviation: for what differs in how far its seeds lie
 * apart, where `seedIntervals` pools the deviation of trials that do not.
 * @param values One for each seed, at least two.
 * @throws SpecError for a single value, or a confidence outside 0 to 0.9999.
 */
export function meanOverSeeds(values: readonly number[], confidence: number): MeanOverSeeds {
  const { length } = values;
  if (length < 2) {
    throw new SpecError('values', `${length} seeds`, 'at least 2', 'Train with more seeds.');
  }
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = studentDeviate(confidence, length - 1) * Math.sqrt(squares / (length - 1) / length);
  return { mean, from: mean - half, to: mean + half };
}
