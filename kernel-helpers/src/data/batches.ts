import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../tensorflow';
import { type Augmenter, augmenterOf, changesImages, cropOf, mixed, mixes } from './augmentation';
import type { Batch, Selection, TrainingOrder } from './batch';
import { collect } from './collect';
import { type Dataset, inMemory } from './dataset';
import { DataError } from './errors';
import { collectFiles, withoutEmpty } from './file-batches';
import { levelsChecked } from './levels';
import { SeededOrder } from './order';
import { type InputShape, workingChannels } from './prepare';
import { type BatchImages, batchImages, PreparedImages } from './prepared-images';

/**
 * The batches of one training epoch: shuffled by seed and epoch, the last partial one dropped. In place of an image
 * that can't be decoded, where the data set says to skip it, stands the next one of its batch: steps keep their size,
 * and the batches before and after don't change.
 * @param images The run's, so that those in memory are prepared once.
 * @throws DataError when the batch is larger than the data, and for images that can't be decoded or don't fit.
 */
export function trainingBatches(
  dataset: Dataset,
  input: InputShape,
  options: TrainingOrder,
  images?: BatchImages
): AsyncGenerator<Batch, void, void> {
  return levelsChecked(dataset.name, input, orderedBatches(dataset, input, options, images));
}

async function* orderedBatches(
  dataset: Dataset,
  input: InputShape,
  options: TrainingOrder,
  images = batchImages(dataset, input, { keep: false })
): AsyncGenerator<Batch, void, void> {
  const { batchSize, seed, epoch, augmentation = {}, firstStep = 0 } = options;
  const order = new SeededOrder(seed, `epoch ${epoch}`).shuffled(dataset.shape[0]);
  const steps = stepsPerEpoch(dataset, batchSize);
  for (let step = firstStep; step < steps; step++) {
    // Each step has its own sequence, so that an epoch can begin in its middle.
    const random = new SeededOrder(seed, `shifts ${epoch} ${step}`);
    const places = order.slice(step * batchSize, (step + 1) * batchSize);
    const { shift = 0 } = augmentation;
    const shifts = shift > 0 ? drawn(random, 2 * batchSize, shift) : null;
    const augmenter = (i: number): Augmenter =>
      augmenterOf(augmentation, seed, `image ${epoch} ${step} ${i}`);
    const crops = cropOf(augmentation) !== null;
    const selection = { places, shifts, augmenters: changesImages(augmentation) ? augmenter : null, crops };
    const batch = await collectedFrom(images, input, selection, { fillUp: true });
    const mix = new SeededOrder(seed, `mix ${epoch} ${step}`);
    yield mixes(augmentation) ? mixed(batch, augmentation, mix) : batch;
  }
}

/** Shape of a batch. @throws DataError when the channels don't fit the network. */
export function batchShape(dataset: Dataset, input: InputShape, batchSize: number): Batch['shape'] {
  workingChannels(dataset.name, dataset.shape, input);
  return [batchSize, input.resolution, input.resolution, input.channels];
}

/**
 * The images in their order, the last partial batch included; images that are skipped make their batch smaller.
 * @throws DataError for a batchSize that can't be, and for images that can't be decoded or don't fit.
 */
export async function* evaluationBatches(
  dataset: Dataset,
  input: InputShape,
  batchSize: number
): AsyncGenerator<Batch, void, void> {
  requireBatchSize(batchSize);
  const batches = consecutiveBatches(dataset, input, batchSize);
  yield* levelsChecked(
    dataset.name,
    input,
    inMemory(dataset) ? batches : withoutEmpty(dataset.name, batches)
  );
}

async function* consecutiveBatches(
  dataset: Dataset,
  input: InputShape,
  batchSize: number
): AsyncGenerator<Batch, void, void> {
  const images = batchImages(dataset, input, { keep: false });
  for (const places of consecutive(dataset, batchSize)) {
    const selection = { places, shifts: null, augmenters: null, crops: false };
    yield await collectedFrom(images, input, selection, { fillUp: false });
  }
}

function collectedFrom(
  images: BatchImages,
  input: InputShape,
  selection: Selection,
  options: { fillUp: boolean }
): Batch | Promise<Batch> {
  return images instanceof PreparedImages
    ? collect(images, selection)
    : collectFiles(images, input, selection, options);
}

function* consecutive(
  { shape: [count] }: Dataset,
  batchSize: number
): Generator<Uint32Array<ArrayBuffer>, void, void> {
  for (let start = 0; start < count; start += batchSize) {
    yield Uint32Array.from({ length: Math.min(batchSize, count - start) }, (_, i) => start + i);
  }
}

/** @throws DataError when the batch is no positive whole number or larger than the data. */
export function stepsPerEpoch(dataset: Dataset, batchSize: number): number {
  requireBatchSize(batchSize);
  const [count] = dataset.shape;
  if (batchSize > count) {
    const remedy = 'Use a smaller batch or more images.';
    throw new DataError('bad-batch', 'batchSize', String(batchSize), `at most the ${count} images`, remedy);
  }
  return Math.floor(count / batchSize);
}

/**
 * The batch as tensors; the caller disposes them.
 * @returns Images [N, resolution, resolution, channels], labels [N]; second labels and weights of mixed images.
 */
export function batchTensors(batch: Batch): {
  images: Tensor4D;
  labels: Tensor1D;
  mixing?: { labels: Tensor1D; share: Tensor1D };
} {
  const tf = loadTensorFlow();
  const mixing = batch.mixing && {
    labels: tf.tensor1d(batch.mixing.labels, 'int32'),
    share: tf.tensor1d(batch.mixing.share)
  };
  const images = tf.tensor4d(batch.pixels, batch.shape, 'float32');
  return { images, labels: tf.tensor1d(batch.labels, 'int32'), mixing };
}

function drawn(random: SeededOrder, count: number, limit: number): Int32Array {
  return Int32Array.from({ length: count }, () => random.below(2 * limit + 1) - limit);
}

function requireBatchSize(batchSize: number): void {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    const remedy = 'Common sizes are 32 to 256.';
    throw new DataError('bad-batch', 'batchSize', String(batchSize), 'a positive whole number', remedy);
  }
}
