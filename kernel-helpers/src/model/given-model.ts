import type { LayersModel } from '@tensorflow/tfjs';
import { SpecError } from '../analysis/errors';

/** What stands in the place of a model, for example a promise of one or its specification; null for a model. */
export function otherThanModel(value: unknown): { got: string; remedy: string } | null {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Partial<LayersModel>;
  if (Array.isArray(given.inputs) && Array.isArray(given.outputs)) {
    return null;
  }
  if ('then' in given) {
    return { got: 'a promise', remedy: 'Put await before the call that loads it.' };
  }
  return 'stages' in given
    ? { got: 'a specification', remedy: 'Build it with buildEfficientNet(spec).' }
    : { got: String(value), remedy: 'Build or load one.' };
}

/** @throws SpecError for anything that is not a model. */
export function requireModel(value: unknown): asserts value is LayersModel {
  const other = otherThanModel(value);
  if (other) {
    throw new SpecError('model', value, 'a model', other.remedy);
  }
}
