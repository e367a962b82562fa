import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { WeightFileError } from './weight-file';

/**
 * Writes a file under another name first, so that it is there whole or not at all.
 * @throws WeightFileError when the disk is full, read-only, or the folder is missing.
 */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
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
