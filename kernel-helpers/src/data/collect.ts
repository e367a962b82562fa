import type { Batch, InputShape, Selection } from './batches';
import type { Dataset, ImageDataset } from './dataset';
import { DataError } from './errors';

/** Images are padded, not resized, up to this ratio of the network's side to theirs: 28 to 32 keeps pixels. */
const MAX_PADDING_RATIO = 1.25;

/** A picture and the batch it is copied into: both have rows of pixels, channels last. */
export interface Placement {
  height: number;
  width: number;
  channels: number;
  /** How often a single channel is repeated. */
  repeat: number;
  /** Sides in the batch. */
  high: number;
  wide: number;
  /** Pixels down and to the right; may be negative. */
  down: number;
  right: number;
}

/**
 * Copies images into a batch, shifted, on black. Smaller images are centred on the network's side when that
 * is at most a quarter larger; grey becomes three equal channels for a network that takes colour.
 */
export function collect(
  dataset: ImageDataset,
  input: InputShape,
  { places, shifts, augmenters }: Selection
): Batch {
  const [, height, width, channels] = dataset.shape;
  const repeat = channelRepeat(dataset, input);
  const [{ side: high, margin: top }, { side: wide, margin: left }] = batchSides(dataset, input);
  const out = channels * repeat;
  const pixels = new Float32Array(places.length * high * wide * out);
  const labels = new Int32Array(places.length);
  const [size, sizeOut] = [height * width * channels, high * wide * out];
  for (let i = 0; i < places.length; i++) {
    const own = dataset.images.subarray(places[i] * size, (places[i] + 1) * size);
    const image = augmenters?.(i)({ width, height, channels, pixels: own }, { width, height }).pixels ?? own;
    const down = top + (shifts?.[2 * i] ?? 0);
    const right = left + (shifts?.[2 * i + 1] ?? 0);
    const placement = { height, width, channels, repeat, high, wide, down, right };
    place(image, pixels.subarray(i * sizeOut, (i + 1) * sizeOut), placement);
    labels[i] = dataset.labels[places[i]];
  }
  return { pixels, shape: [places.length, high, wide, out], labels, places };
}

/** Copies one picture to its place; what lies outside is cut off. */
export function place(image: ArrayLike<number>, target: Float32Array, placement: Placement): void {
  const { height, width, channels, repeat, high, wide, down, right } = placement;
  const out = channels * repeat;
  for (let y = Math.max(0, -down); y < Math.min(height, high - down); y++) {
    for (let x = Math.max(0, -right); x < Math.min(width, wide - right); x++) {
      const from = (y * width + x) * channels;
      const to = ((y + down) * wide + x + right) * out;
      for (let channel = 0; channel < out; channel++) {
        target[to + channel] = image[from + (repeat > 1 ? 0 : channel)];
      }
    }
  }
}

/** Height and width of a batch before it is resized, and where its images begin in it. */
export function batchSides(
  { shape: [, height, width] }: ImageDataset,
  { resolution }: InputShape
): Array<{ side: number; margin: number }> {
  return [height, width].map((side) => padded(side, resolution));
}

/** @throws DataError when the channels don't fit the network. */
export function channelRepeat(dataset: Dataset, input: InputShape): number {
  const channels = dataset.shape[3];
  if (channels === input.channels) {
    return 1;
  }
  if (channels === 1) {
    return input.channels;
  }
  const remedy =
    dataset.shape[1] === input.channels
      ? "Channels come last: make the set by imagesFromArrays() with channels: 'first'."
      : `Build the network with inputChannels: ${channels}.`;
  const got = `images of ${channels} channels`;
  throw new DataError('wrong-shape', dataset.name, got, `${input.channels}, as the network takes`, remedy);
}

function padded(side: number, resolution: number): { side: number; margin: number } {
  const pads = resolution > side && resolution <= side * MAX_PADDING_RATIO;
  return pads ? { side: resolution, margin: (resolution - side) >> 1 } : { side, margin: 0 };
}
