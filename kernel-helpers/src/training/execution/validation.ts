import { type Batch, evaluationBatches, type ImageDataset, type InputShape } from '../../data';
import type { Values } from '../../tensorflow';
import type { ValidationResult } from './protocol';

/** Images in one step of validation. */
export const VALIDATION_BATCH = 256;

/**
 * Scores images with the program's `evaluate`, whose batches have one size: the last one is filled up with black
 * images that don't count. The event loop runs between batches.
 *
 * @param run Pixels and labels to the cross-entropy and the probabilities of each image.
 * @returns Null when it was stopped.
 */
export async function validated(
  { dataset, shape }: { dataset: ImageDataset; shape: Batch['shape'] },
  input: InputShape,
  run: (inputs: [Float32Array, Int32Array]) => Values[],
  stopped: () => boolean
): Promise<ValidationResult | null> {
  const [size] = shape;
  let [loss, right] = [0, 0];
  for (const { pixels, labels } of evaluationBatches(dataset, input, size)) {
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
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [count] = dataset.shape;
  return { loss: loss / count, top1: right / count };
}

function filledUp<T extends Float32Array | Int32Array>(values: T, zeros: T): T {
  zeros.set(values);
  return zeros;
}
