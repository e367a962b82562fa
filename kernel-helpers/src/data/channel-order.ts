import { DataError } from './errors';
import type { IdxArray } from './idx';

/** Where the channels of images stand: [images, channels, height, width], or [images, height, width, channels]. */
export type ChannelOrder = 'first' | 'last';

/** Images of these need no word about their axes. */
const PLAIN_CHANNELS = [1, 3];

/**
 * Images with their channels last. Sizes alone tell them where one axis, and no other, has the 1 or 3 channels of grey
 * or colour, and that axis is the last: [N, 3, 32, 32] would otherwise be read as images of 32 channels.
 * @throws DataError for other sizes, unless the order is given.
 */
export function channelsLast(
  { shape, values, isOwn = false }: IdxArray & { isOwn?: boolean },
  order: ChannelOrder | undefined,
  source: string
): { shape: [number, number, number, number]; values: Uint8Array } {
  if (order !== undefined && order !== 'first' && order !== 'last') {
    const remedy = 'Leave it out for [images, height, width] and for colour that is last.';
    throw new DataError('bad-option', 'channels', JSON.stringify(order), "'first' or 'last'", remedy);
  }
  const [count, second, third, fourth = 1] = shape;
  if (shape.length === 4 && order === undefined) {
    requireTelling(shape, source);
  }
  return shape.length === 4 && order === 'first'
    ? {
        shape: [count, third, fourth, second],
        values: transposed(values, second, third * fourth, isOwn ? values : null)
      }
    : { shape: [count, second, third, fourth], values };
}

function requireTelling(shape: readonly number[], source: string): void {
  const [, second, third, fourth] = shape;
  const [first, last] = [second, fourth].map((axis) => PLAIN_CHANNELS.includes(axis));
  if (last && !first) {
    return;
  }
  const ifFirst = `channels: 'first' for ${third} × ${fourth} pixels of ${channels(second)}`;
  const ifLast = `channels: 'last' for ${second} × ${third} pixels of ${channels(fourth)}`;
  const remedy =
    first && !last
      ? "The channels seem to come first: pass channels: 'first', or transpose(0, 2, 3, 1) in NumPy."
      : `Say which axis they are: ${ifLast}, ${ifFirst}.`;
  const got = `sizes [${shape.join(', ')}]`;
  throw new DataError('wrong-shape', source, got, '[images, height, width, 1 or 3 channels]', remedy);
}

function channels(count: number): string {
  return count === 1 ? '1 channel' : `${count} channels`;
}

/** Planes of each image as channels of its pixels. @param place For them; the values' own will do, null for another. */
function transposed(
  values: Uint8Array,
  planes: number,
  pixels: number,
  place: Uint8Array | null
): Uint8Array {
  if (planes === 1) {
    return values;
  }
  const result = place ?? new Uint8Array(values.length);
  const size = planes * pixels;
  const image = new Uint8Array(size);
  for (let start = 0; start < values.length; start += size) {
    image.set(values.subarray(start, start + size));
    for (let plane = 0; plane < planes; plane++) {
      const from = plane * pixels;
      for (let pixel = 0; pixel < pixels; pixel++) {
        result[start + pixel * planes + plane] = image[from + pixel];
      }
    }
  }
  return result;
}
