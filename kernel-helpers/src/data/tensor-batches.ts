import type { Tensor4D } from '@tensorflow/tfjs';
import { pixelBytes } from './arrays';
import type { Batch } from './batch';
import { DataError } from './errors';
import { type InputShape, prepared, workingChannels } from './prepare';

/**
 * Images of a tensor in their order. One of the network's own shape, [N, resolution, resolution, channels], is what
 * `prepareImages` gives and is taken as it is, whatever its values. Any other holds images as they come from a camera,
 * whole numbers 0…255, which are prepared as files are.
 *
 * @throws DataError for shapes that can't be images, numbers that aren't finite, and values of images to be prepared
 *   that aren't such whole numbers.
 */
export function* tensorBatches(
  images: Tensor4D,
  input: InputShape,
  batchSize: number
): Generator<Batch, void, void> {
  const [count, height, width, channels] = images.shape;
  if (images.rank !== 4 || images.size === 0) {
    const expected = `[N, height, width, ${input.channels}]`;
    throw new DataError('wrong-shape', 'images', `[${images.shape}]`, expected, 'Reshape them.');
  }
  workingChannels('images', images.shape, input);
  const { resolution } = input;
  const values = images.dataSync();
  requireFinite(values);
  const ready = height === resolution && width === resolution && channels === input.channels;
  const [size, sizeIn] = [height * width * channels, resolution * resolution * input.channels];
  for (let start = 0; start < count; start += batchSize) {
    const own = Math.min(batchSize, count - start);
    const pixels = new Float32Array(own * sizeIn);
    if (ready) {
      pixels.set(values.subarray(start * size, (start + own) * size));
    } else {
      for (let i = 0; i < own; i++) {
        const image = levels(values.subarray((start + i) * size, (start + i + 1) * size), resolution);
        pixels.set(prepared({ width, height, channels, pixels: image }, input).pixels, i * sizeIn);
      }
    }
    const places = Uint32Array.from({ length: own }, (_, i) => start + i);
    const shape: Batch['shape'] = [own, resolution, resolution, input.channels];
    yield { pixels, shape, labels: new Int32Array(own), places };
  }
}

/** Values as they are seen by networks that take images of this side. */
function levels(values: Float32Array | Int32Array | Uint8Array, resolution: number): Uint8Array {
  const remedy =
    "Round them to whole levels of the scale 0…255, or bring the images to the network's side yourself: a tensor of " +
    `[N, ${resolution}, ${resolution}, channels] is taken as it is.`;
  return pixelBytes(values, 'images', remedy);
}

function requireFinite(values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      const got = `${values[i]} at place ${i}`;
      throw new DataError('bad-pixels', 'images', got, 'finite numbers', 'Check the source of the images.');
    }
  }
}
