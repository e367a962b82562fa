import { evaluationCrop, type Pixels } from '../analysis';
import type { InputShape } from './batches';
import { type Dataset, inMemory } from './dataset';
import { type DecodeOptions, decodeFile } from './decoding/decode';
import { centredSquare, resized } from './fit';

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
  return withChannels(await decodeFile(source, options), channels);
}

/** An image as the network is evaluated on it: as `classify` shows it, where the network says how. */
export function fitted(image: Pixels, { resolution, view }: InputShape): Pixels {
  return view
    ? evaluationCrop(image, { resolution, ...view })
    : resized(image, centredSquare(image), { width: resolution, height: resolution });
}

/** Grey as three equal channels, or colour as grey by ITU-R 601's luma, as Pillow's `convert('L')`. */
export function withChannels(image: Pixels, channels: number): Pixels {
  const { width, height, channels: own, pixels } = image;
  if (own === channels) {
    return image;
  }
  const result = new Uint8Array(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    if (own === 1) {
      result.fill(pixels[i], i * channels, (i + 1) * channels);
    } else {
      const [red, green, blue] = pixels.subarray(i * own, i * own + 3);
      // Pillow's fixed-point form, rounded at 16 bits.
      result[i] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
    }
  }
  return { width, height, channels, pixels: result };
}
