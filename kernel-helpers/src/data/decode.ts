import { DataError } from './errors';
import type { Pixels } from './read-image';

/** Largest image that is decoded, in pixels: a compressed file of a few bytes can claim any size. */
const MAX_PIXELS = 2 ** 26;

/**
 * Decodes an image file, upright by its EXIF orientation, as grey or colour.
 * @throws DataError when it can't be.
 */
export async function decodeFile(path: string): Promise<Pixels> {
  const { default: sharp } = await import('sharp');
  try {
    const image = sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'truncated' }).autoOrient();
    const { data, info } = await image
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    return { width, height, channels, pixels: data };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const remedy = "Check the file, or leave such files out with onUnreadable: 'skip'.";
    const expected = 'an image that can be decoded';
    throw new DataError('unreadable', path, reason, expected, remedy, { cause: error });
  }
}
