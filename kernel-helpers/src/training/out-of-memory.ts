import { type ArchitectureSpec, largestBatch, summarize } from '../analysis';
import { askDriver, isOutOfMemory, judgeDriver, tensorFlowInfo } from '../tensorflow';
import { TrainingError } from './errors';
import { keptActivations } from './kept-activations';
import type { OptimizerName } from './optimizer';

/** Left to the rest of the machine, and to what fragments leave unused. */
const MEMORY_SHARE = 0.8;

/** A step that memory was not enough for. */
export interface OversizedStep {
  /** Null for networks that `buildEfficientNet` didn't make. */
  spec: ArchitectureSpec | null;
  batchSize: number;
  /** Parts of the batch that pass one after the other. */
  accumulationSteps: number;
  optimizer: OptimizerName;
  /** Whether activations are computed again rather than held; default true. */
  recompute?: boolean;
}

/** Memory that training may take on the device in use. */
export function deviceBytes(): number {
  const [gpu] = tensorFlowInfo().device === 'gpu' ? judgeDriver(askDriver()).gpus : [];
  return MEMORY_SHARE * (gpu?.memoryBytes ?? process.availableMemory());
}

/** Images whose training step fits into so many bytes, by the estimate of `trainingPeak`; 0 if none does. */
export function fittingBatchSize(
  spec: ArchitectureSpec,
  optimizer: OptimizerName,
  bytes: number,
  recompute = true
): number {
  return largestBatch(summarize(spec), bytes, { optimizer, kept: keptActivations(recompute) });
}

/**
 * What to do about a step for which memory ran out; null for an error that says something else.
 * @param bytes That training may take.
 */
export function memoryError(
  error: unknown,
  { spec, batchSize, accumulationSteps, optimizer, recompute = true }: OversizedStep,
  bytes: () => number = deviceBytes
): TrainingError | null {
  if (!isOutOfMemory(error instanceof Error ? error.message : String(error))) {
    return null;
  }
  const atOnce = batchSize / accumulationSteps;
  // What an estimate lets through has just failed: no more than half of it.
  const fitting = (again: boolean): number =>
    Math.min(Math.floor(atOnce / 2), spec ? fittingBatchSize(spec, optimizer, bytes(), again) : Infinity);
  const fits = fitting(recompute);
  const got = `${batchSize}, for which the device ran out of memory`;
  const cause = { cause: error };
  if (fits < 1) {
    const remedy = 'Take a smaller resolution or network, or end other programs that use the device.';
    return new TrainingError(
      'batchSize',
      got,
      'a step that fits; by estimate not even one image does',
      remedy,
      cause
    );
  }
  const parts = partsOf(batchSize, fits);
  const whole = parts === null ? '' : `, or accumulationSteps: ${parts} for steps of ${batchSize} as before`;
  const expected = `no more than ${fits} at once, ${spec ? 'which fit by estimate' : 'half of what failed'}`;
  const more = fitting(true);
  const again = more > fits ? ` With recompute: true, ${more} would fit by estimate.` : '';
  return new TrainingError('batchSize', got, expected, `Take batchSize: ${fits}${whole}.${again}`, cause);
}

/** Fewest equal parts of a batch with no more images than fit; null where that would be single images. */
function partsOf(batchSize: number, fits: number): number | null {
  for (let parts = 2; parts < batchSize; parts++) {
    if (batchSize % parts === 0 && batchSize / parts <= fits) {
      return parts;
    }
  }
  return null;
}
