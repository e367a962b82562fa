import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { WeightFileError } from './weight-file';

/**
 * Writes a file under another name first, so that it is there whole or not at all. Where the path is a link, what it
 * leads to is replaced.
 * @throws WeightFileError when the disk is full, read-only, the folder is missing, or something else than a file is there.
 */
export async function writeWhole(link: string, bytes: Uint8Array): Promise<void> {
  const path = await placeOf(link);
  const temporary = `${path}.writing-${randomBytes(6).toString('hex')}`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const remedy = 'Check the folder, its permissions and the free space.';
    throw new WeightFileError('unreadable', path, code, 'a place to write', remedy, { cause: error });
  }
}

async function placeOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found === null) {
    return path;
  }
  if (!found.isFile()) {
    const got = found.isDirectory() ? 'a folder' : 'a device, a pipe or a socket';
    throw new WeightFileError(
      'unreadable',
      path,
      got,
      'a file or nothing yet',
      'Name another file to write.'
    );
  }
  return realpath(path);
}
