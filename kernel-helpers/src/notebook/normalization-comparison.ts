import {
  compareNormalizations,
  measuredRuns,
  normalizationComparisonInWords,
  type RecordSet
} from '../analysis';
import { comparisonPicture, errorText } from '../views/normalization-noise';
import { mimeBundle } from './bundle';
import { display } from './output';

/**
 * Batch against group normalisation by batch size: measured errors with their intervals, the published ones beside
 * them, and what follows.
 * @param runs As of `enet.noise.compareNormalizations`; default those that ship with the product.
 * @throws SpecError for records that are no such runs.
 *
 * @example
 * ```ts
 * enet.showNormalizationComparison(); // the runs that ship with the product
 * ```
 */
export function showNormalizationComparison(runs: RecordSet = measuredRuns('mnist-batch-size')): void {
  const comparison = compareNormalizations(runs);
  const rows = comparison.sizes.map(
    ({ batchSize, batch, group, difference }) =>
      `N ${batchSize}: batch norm ${errorText(batch)} %, group norm ${errorText(group)} %, batch − group ${errorText(difference)} points`
  );
  const text = [...normalizationComparisonInWords(comparison), ...rows].join('\n');
  display(mimeBundle({ svg: comparisonPicture(comparison, runs, new Date()), text }));
}
