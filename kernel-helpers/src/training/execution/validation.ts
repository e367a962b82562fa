import {
  type Batch,
  type Dataset,
  evaluationBatches,
  type InputShape,
  type UnreadableImage
} from '../../data';
import type { Values } from '../../tensorflow';
import type { ValidationResult } from './protocol';

/** Images in one step of validation at most. */
const MOST_IMAGES = 256;

/** An image takes less memory in validation than in training, by a factor of 5 for B0 and more for larger networks. */
const IMAGES_PER_TRAINED = 4;

/**
 * Images in one step of validation: no more than there are, and so few that validation never takes more memory than a
 * training step.
 */
export function validationBatchSize(
  { shape: [images] }: Pick<Dataset, 'shape'>,
  { batchSize, accumulationSteps }: { batchSize: number; accumulationSteps: number }
): number {
  return Math.min(MOST_IMAGES, images, (IMAGES_PER_TRAINED * batchSize) / accumulationSteps);
}

/**
 * Scores images with the program's `evaluate`, whose batches have one size: the last one is filled up with black
 * images that don't count. The event loop runs between batches.
 *
 * @param run Pixels and labels to the cross-entropy and the probabilities of each image.
 * @returns Null when it was stopped.
 */
export async function validated(
  { dataset, shape }: { dataset: Dataset; shape: Batch['shape'] },
  input: InputShape,
  run: (inputs: [Float32Array, Int32Array]) => Values[],
  stopped: () => boolean
): Promise<ValidationResult | null> {
  const [size] = shape;
  let [loss, right, count] = [0, 0, 0];
  const left: UnreadableImage[] = [];
  for await (const { pixels, labels, unreadable = [] } of evaluationBatches(dataset, input, size)) {
    if (stopped()) {
      return null;
    }
    const [losses, probabilities] = run([
      filledUp(pixels, new Float32Array((pixels.length / labels.length) * size)),
      filledUp(labels, new Int32Array(size))
    ]);
    const classes = probabilities.length / size;
    labels.forEach((label, i) => {
      const row = probabilities.subarray(i * classes, (i + 1) * classes) as Float32Array;
      loss += losses[i];
      right += row.indexOf(Math.max(...row)) === label ? 1 : 0;
    });
    count += labels.length;
    left.push(...unreadable);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { loss: loss / count, top1: right / count, ...(left.length > 0 ? { unreadable: left } : {}) };
}

function filledUp<T extends Float32Array | Int32Array>(values: T, zeros: T): T {
  zeros.set(values);
  return zeros;
}
