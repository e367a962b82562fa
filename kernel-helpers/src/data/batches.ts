import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../tensorflow';
import type { ImageDataset } from './dataset';
import { DataError } from './errors';
import { SeededOrder } from './order';

/** Shape that a network takes in. */
export interface InputShape {
  /** Side of the square input in pixels. */
  resolution: number;
  channels: number;
}

/** Augmentation of training images. */
export interface Augmentation {
  /** Largest shift in pixels to each side, drawn for each image; default 0. */
  shift: number;
}

/** Which images a step of an epoch sees, and how. */
export interface TrainingOrder {
  batchSize: number;
  seed: number;
  /** 1-based. */
  epoch: number;
  augmentation?: Augmentation;
  /** Steps of the epoch to leave out, done before a resume; default 0. */
  firstStep?: number;
}

/** Images of one step, before they become tensors. */
export interface Batch {
  /** Pixels 0…255 as floats, [count, height, width, channels]. */
  pixels: Float32Array;
  shape: [number, number, number, number];
  labels: Int32Array;
}

/** Images are padded, not resized, up to this ratio of the network's side to theirs: 28 to 32 keeps pixels. */
const MAX_PADDING_RATIO = 1.25;

/**
 * The batches of one training epoch: shuffled by seed and epoch, the last partial one dropped.
 * @throws DataError when the batch is larger than the data.
 */
export function* trainingBatches(
  dataset: ImageDataset,
  input: InputShape,
  options: TrainingOrder
): Generator<Batch, void, void> {
  const { batchSize, seed, epoch, augmentation = { shift: 0 }, firstStep = 0 } = options;
  const order = new SeededOrder(seed, `epoch ${epoch}`).shuffled(dataset.shape[0]);
  const steps = stepsPerEpoch(dataset, batchSize);
  for (let step = firstStep; step < steps; step++) {
    // Each step has its own sequence, so that an epoch can begin in its middle.
    const shifts = new SeededOrder(seed, `shifts ${epoch} ${step}`);
    const places = order.subarray(step * batchSize, (step + 1) * batchSize);
    yield collect(dataset, input, places, (limit) => shifts.below(2 * limit + 1) - limit, augmentation.shift);
  }
}

/** Shape of a batch before it is resized. @throws DataError when the channels don't fit the network. */
export function batchShape(dataset: ImageDataset, input: InputShape, batchSize: number): Batch['shape'] {
  const [, height, width, channels] = dataset.shape;
  const [high, wide] = [height, width].map((side) => padded(side, input.resolution).side);
  return [batchSize, high, wide, channels * channelRepeat(dataset, input)];
}

/** The images in their order, the last partial batch included. */
export function* evaluationBatches(
  dataset: ImageDataset,
  input: InputShape,
  batchSize: number
): Generator<Batch, void, void> {
  requireBatchSize(batchSize);
  const [count] = dataset.shape;
  for (let start = 0; start < count; start += batchSize) {
    const size = Math.min(batchSize, count - start);
    yield collect(
      dataset,
      input,
      Uint32Array.from({ length: size }, (_, i) => start + i),
      () => 0,
      0
    );
  }
}

/** @throws DataError when the batch is no positive whole number or larger than the data. */
export function stepsPerEpoch(dataset: ImageDataset, batchSize: number): number {
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
 * @returns Images [N, resolution, resolution, channels], labels [N].
 */
export function batchTensors(batch: Batch, input: InputShape): { images: Tensor4D; labels: Tensor1D } {
  const tf = loadTensorFlow();
  const images = tf.tidy(() => atResolution(tf.tensor4d(batch.pixels, batch.shape, 'float32'), input));
  return { images, labels: tf.tensor1d(batch.labels, 'int32') };
}

/** Images that don't have the network's side resized to it, bilinearly with half-pixel centres. */
export function atResolution(pixels: Tensor4D, { resolution }: InputShape): Tensor4D {
  const [, height, width] = pixels.shape;
  return height === resolution && width === resolution
    ? pixels
    : loadTensorFlow().image.resizeBilinear(pixels, [resolution, resolution], false, true);
}

/**
 * Copies images into a batch, shifted, on black. Smaller images are centred on the network's side when that
 * is at most a quarter larger; grey becomes three equal channels for a network that takes colour.
 */
function collect(
  dataset: ImageDataset,
  input: InputShape,
  places: Uint32Array,
  draw: (limit: number) => number,
  shift: number
): Batch {
  const [, height, width, channels] = dataset.shape;
  const repeat = channelRepeat(dataset, input);
  const { side: high, margin: top } = padded(height, input.resolution);
  const { side: wide, margin: left } = padded(width, input.resolution);
  const out = channels * repeat;
  const pixels = new Float32Array(places.length * high * wide * out);
  const labels = new Int32Array(places.length);
  for (let i = 0; i < places.length; i++) {
    const source = places[i] * height * width * channels;
    const down = top + (shift > 0 ? draw(shift) : 0);
    const right = left + (shift > 0 ? draw(shift) : 0);
    for (let y = Math.max(0, -down); y < Math.min(height, high - down); y++) {
      for (let x = Math.max(0, -right); x < Math.min(width, wide - right); x++) {
        const from = source + (y * width + x) * channels;
        const to = ((i * high + y + down) * wide + x + right) * out;
        for (let channel = 0; channel < out; channel++) {
          pixels[to + channel] = dataset.images[from + (repeat > 1 ? 0 : channel)];
        }
      }
    }
    labels[i] = dataset.labels[places[i]];
  }
  return { pixels, shape: [places.length, high, wide, out], labels };
}

function padded(side: number, resolution: number): { side: number; margin: number } {
  const pads = resolution > side && resolution <= side * MAX_PADDING_RATIO;
  return pads ? { side: resolution, margin: (resolution - side) >> 1 } : { side, margin: 0 };
}

function channelRepeat(dataset: ImageDataset, input: InputShape): number {
  const channels = dataset.shape[3];
  if (channels === input.channels) {
    return 1;
  }
  if (channels === 1) {
    return input.channels;
  }
  const remedy = `Build the network with inputChannels: ${channels}.`;
  const got = `images of ${channels} channels`;
  throw new DataError('wrong-shape', dataset.name, got, `${input.channels}, as the network takes`, remedy);
}

function requireBatchSize(batchSize: number): void {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    const remedy = 'Common sizes are 32 to 256.';
    throw new DataError('bad-batch', 'batchSize', String(batchSize), 'a positive whole number', remedy);
  }
}
