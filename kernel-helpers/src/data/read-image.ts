import type { Pixels } from '../analysis';
import { type Dataset, inMemory } from './dataset';
import { decodeFile } from './decoding/decode';
import { type DecodeOptions, decodeOptionsOf } from './decoding/options';
import { fitted, type InputShape, withChannels } from './prepare';

export type { Pixels };

/**
 * One image of a data set: as it is in memory, or decoded from its file at the network's side.
 * @throws DataError when the file can't be decoded.
 */
export async function imageAt(dataset: Dataset, place: number, input: InputShape): Promise<Pixels> {
  if (!inMemory(dataset)) {
    return fitted(await readImage(dataset.files[place], dataset.shape[3], dataset), input);
  }
  const [, height, width, channels] = dataset.shape;
  const size = height * width * channels;
  return { width, height, channels, pixels: dataset.images.subarray(place * size, (place + 1) * size) };
}

/** An image file, or its bytes, with 1 or 3 channels. @throws DataError when it can't be decoded. */
export async function readImage(
  source: string | Uint8Array,
  channels: number,
  options: DecodeOptions = {}
): Promise<Pixels> {
  return withChannels(await decodeFile(source, decodeOptionsOf(options)), channels);
}
