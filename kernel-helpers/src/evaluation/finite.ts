import type { LayersModel } from '@tensorflow/tfjs';
import { nonFiniteWeights } from '../model';
import { EvaluationError } from './errors';

const REMEDY = 'The weights are damaged or come from a run that diverged: load an earlier checkpoint.';
/** Weights that an error names. */
const NAMED = 3;

/** @throws EvaluationError naming the weights that hold NaN or infinite values; such a network answers at random. */
export function requireFiniteWeights(model: LayersModel): void {
  const found = nonFiniteWeights(model);
  if (found.length > 0) {
    const named = found
      .slice(0, NAMED)
      .map(({ name, nonFinite, values }) => `${name} (${nonFinite} of ${values} values)`);
    const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
    const got = `weights that are not finite: ${named.join(', ')}${more}`;
    throw new EvaluationError('model', got, 'finite weights', REMEDY);
  }
}

/** @throws EvaluationError for outputs that finite weights gave and that are not finite. */
export function requireFiniteOutputs(values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new EvaluationError('model', `${values[i]} among the outputs`, 'finite outputs', REMEDY);
    }
  }
}
