import type { OptionNames } from '../analysis/option-names';
import { type Dataset } from './dataset';
import { DataError, requireKnown } from './errors';

export interface ClassWeightOptions {
  /**
   * `balanced` (default): n / (k·nᶜ) for n images of k classes, nᶜ in the class. `effective`: in inverse proportion
   * to the effective number of images (1 − βⁿ) / (1 − β), scaled to the mean 1 (Cui et al. 2019, arXiv 1901.05555).
   */
  method?: 'balanced' | 'effective';
  /** β of `effective`, from 0 to below 1; default 0.999. */
  beta?: number;
}

const WEIGHT_OPTIONS: OptionNames<ClassWeightOptions> = { method: true, beta: true };

/** Images of each class. */
export function classCounts({ labels, classes }: Dataset): number[] {
  const counts = new Array<number>(classes.length).fill(0);
  labels.forEach((label) => counts[label]++);
  return counts;
}

/**
 * Weights that make rare classes count as much as frequent ones.
 * @returns One weight for each class.
 * @throws DataError for a class without images, and a β that can't be.
 */
export function classWeights(dataset: Dataset, options: ClassWeightOptions = {}): number[] {
  requireKnown(options, WEIGHT_OPTIONS);
  const { method = 'balanced', beta = 0.999 } = options;
  const counts = classCounts(dataset);
  const empty = counts.indexOf(0);
  if (empty >= 0) {
    const got = `no images of the class ${JSON.stringify(dataset.classes[empty])}`;
    const remedy = 'Leave the class out, or add images of it.';
    throw new DataError('empty-class', dataset.name, got, 'at least one of each class', remedy);
  }
  if (method === 'balanced') {
    return counts.map((count) => dataset.labels.length / (counts.length * count));
  }
  if (method !== 'effective') {
    const remedy = 'Choose one of them.';
    throw new DataError('bad-option', 'method', String(method), 'balanced or effective', remedy);
  }
  if (!(beta >= 0 && beta < 1)) {
    const remedy = 'Common values are 0.9 to 0.9999.';
    throw new DataError('bad-option', 'beta', String(beta), 'a number from 0 to below 1', remedy);
  }
  const weights = counts.map((count) => (1 - beta) / (1 - beta ** count));
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}
