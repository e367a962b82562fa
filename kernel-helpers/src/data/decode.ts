import { readFile, stat } from 'node:fs/promises';
import { DataError } from './errors';
import type { Pixels } from './read-image';

/** Largest image that is decoded, in pixels: a compressed file of a few bytes can claim any size. */
const MAX_PIXELS = 2 ** 26;
/** Largest file that is read: as much as the largest image takes without compression. */
const MAX_BYTES = 4 * MAX_PIXELS;

/**
 * Decodes a PNG, JPEG or WebP file, or its bytes, upright by its EXIF orientation, as grey or colour of 8 bits. As with
 * Pillow's `convert('RGB')` transparency is dropped and colour profiles are ignored.
 * @throws DataError naming the file when it can't be.
 */
export async function decodeFile(source: string | Uint8Array): Promise<Pixels> {
  const { default: sharp } = await import('sharp');
  try {
    // Read here, not by the decoder, which would remember a file by its name when its content has changed.
    const bytes = typeof source === 'string' ? await content(source) : limited(source);
    const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'truncated', ignoreIcc: true });
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
    const [name, remedy] =
      typeof source === 'string'
        ? [source, "Check the file, or leave such files out with onUnreadable: 'skip'."]
        : ['image', 'Pass the whole content of a PNG, JPEG or WebP file.'];
    const expected = 'an image that can be decoded';
    throw new DataError('unreadable', name, reason, expected, remedy, { cause: error });
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

function limited(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0 || bytes.length > MAX_BYTES) {
    throw new Error(`${bytes.length} bytes`);
  }
  return bytes;
}
