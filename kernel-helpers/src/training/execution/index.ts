/** Where training steps are computed: at once, compiled on this thread, or compiled in a thread of their own. */
import type { DatasetSplits } from '../../data';
import type { Classifier } from '../../evaluation';
import type { Settings } from '../options';
import { CompiledExecution } from './compiled-execution';
import { EagerExecution } from './eager-execution';
import type { Execution } from './execution';
import { WorkerExecution } from './worker-execution';

export type { Execution, StepValues, ValidationResult } from './execution';

export function executionOf(classifier: Classifier, data: DatasetSplits, settings: Settings): Execution {
  if (settings.execution === 'eager') {
    return new EagerExecution(classifier, data, settings);
  }
  return settings.thread === 'main'
    ? new CompiledExecution(classifier, data, settings)
    : new WorkerExecution(classifier, data, settings);
}
