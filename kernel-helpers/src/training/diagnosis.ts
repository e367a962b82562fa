import { type DatasetSplits, trainingBatches, type TrainingOrder } from '../data';
import type { Classifier } from '../evaluation';
import type { Execution } from './execution';
import { diagnose, type FailedStep, type NonFiniteReport } from './non-finite';
import type { Settings } from './options';

/**
 * Why a step was not taken, found out by repeating it. Such a step has left the weights that it was computed with.
 * @param order That of the batches from this step on.
 */
export async function reportOf(
  run: { classifier: Classifier; data: DatasetSplits; settings: Settings; execution: Execution },
  order: TrainingOrder,
  failed: FailedStep
): Promise<NonFiniteReport> {
  const { classifier, data, settings, execution } = run;
  await execution.pull();
  const { value: batch } = await trainingBatches(data.train, classifier.input, order).next();
  if (!batch) {
    throw new Error('The batch that failed is no longer available.');
  }
  return diagnose(classifier, batch, settings, failed);
}
