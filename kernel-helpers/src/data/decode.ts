import { readFile, stat } from 'node:fs/promises';
import { DataError } from './errors';
import type { Pixels } from './read-image';

/** Largest image that is decoded, in pixels: a compressed file of a few bytes can claim any size. */
const MAX_PIXELS = 2 ** 26;
/** Largest file that is read: as much as the largest image takes without compression. */
const MAX_BYTES = 4 * MAX_PIXELS;

/**
 * Decodes an image file, upright by its EXIF orientation, as grey or colour.
 * @throws DataError when it can't be.
 */
export async function decodeFile(path: string): Promise<Pixels> {
  const { default: sharp } = await import('sharp');
  try {
    // Read here, not by the decoder, which would remember a file by its name when its content has changed.
    const image = sharp(await content(path), { limitInputPixels: MAX_PIXELS, failOn: 'truncated' });
    const { data, info } = await image
      .autoOrient()
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels !== 1 && channels !== 3) {
      throw new Error(`${channels} channels`);
    }
    return { width, height, channels, pixels: data };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const remedy = "Check the file, or leave such files out with onUnreadable: 'skip'.";
    const expected = 'an image that can be decoded';
    throw new DataError('unreadable', path, reason, expected, remedy, { cause: error });
  }
}

async function content(path: string): Promise<Buffer> {
  const status = await stat(path);
  // A pipe or a device would never end.
  if (!status.isFile() || status.size > MAX_BYTES) {
    throw new Error(status.isFile() ? `a file of ${status.size} bytes` : 'not a regular file');
  }
  return readFile(path);
}
