import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { openPlainFile } from '../files';
import { HEAD_BYTES, IMAGE_EXTENSIONS, recognised } from './decoding/formats';
import { DataError } from './errors';
import type { LeftOut } from './left-out';

/** What lies in one folder, sorted by name; hidden and system entries are left out. */
export interface FolderEntries {
  folders: string[];
  files: string[];
}

/** Folders that archives and network drives put beside one's own: copies of files without their content. */
const SYSTEM_FOLDERS = ['__MACOSX', '@eaDir'];
const MAX_FILES = 2 ** 24;

/**
 * Names in a folder; links count as what they lead to.
 * @throws DataError for a folder that can't be read.
 */
export async function entriesOf(folder: string, left: LeftOut): Promise<FolderEntries> {
  const [folders, files]: [string[], string[]] = [[], []];
  for (const entry of await listed(folder)) {
    const path = join(folder, entry.name);
    const kind = await kindOf(entry, path);
    if (entry.name.startsWith('.')) {
      left.add(`hidden ${kind === 'folder' ? 'folder' : 'file'}`, path, 'their names begin with a dot');
    } else if (kind === 'folder' && SYSTEM_FOLDERS.includes(entry.name)) {
      left.add('folder of the system', path, 'no images of yours');
    } else if (kind === 'other') {
      left.add('special file', path, 'pipes, sockets and devices are not read');
    } else {
      (kind === 'folder' ? folders : files).push(entry.name);
    }
  }
  return { folders: folders.sort(byCodeUnits), files: files.sort(byCodeUnits) };
}

/** Paths of the images in a folder and those within it, sorted. @throws DataError for a folder that can't be read. */
export async function imagesIn(folder: string, left: LeftOut): Promise<string[]> {
  const found: string[] = [];
  const folders = [{ path: folder, around: [await realpath(folder)] }];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const { path, around } = next;
    const entries = await entriesOf(path, left);
    for (const name of entries.folders) {
      const inner = join(path, name);
      const real = await realpath(inner);
      if (around.includes(real)) {
        left.add('link to a folder around it', inner, 'its images are there already');
      } else {
        folders.push({ path: inner, around: [...around, real] });
      }
    }
    for (const name of entries.files) {
      const file = join(path, name);
      if (await isImage(file, left)) {
        found.push(file);
      }
    }
    requireRoom(folder, found.length + folders.length);
  }
  return found.sort(byCodeUnits);
}

/** By its name, so that a damaged image is found out, or else by its content. */
async function isImage(path: string, left: LeftOut): Promise<boolean> {
  const extension = extname(path).toLowerCase();
  if (IMAGE_EXTENSIONS.includes(extension)) {
    return true;
  }
  const known = recognised(await headOf(path));
  if (known && !known.format) {
    left.add(`${known.name} file`, path, 'this format is not supported; convert such files to PNG');
  } else if (!known) {
    left.add(
      extension ? `${extension} file` : 'file without extension',
      path,
      'no image of a format that is read'
    );
  }
  return known?.format != null;
}

/** The first bytes of a file; none when it can't be read. */
async function headOf(path: string): Promise<Uint8Array> {
  const file = (await openPlainFile(path).catch(() => null))?.handle;
  try {
    const read = await file?.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return read?.buffer.subarray(0, read.bytesRead) ?? new Uint8Array(0);
  } finally {
    await file?.close();
  }
}

/** A link that leads nowhere is a file, which then can't be read. */
async function kindOf(entry: Dirent, path: string): Promise<'folder' | 'file' | 'other'> {
  const what = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
  if (what === null || what.isFile()) {
    return 'file';
  }
  return what.isDirectory() ? 'folder' : 'other';
}

async function listed(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const remedy = 'Check the path, and that each split has the same classes.';
    throw new DataError('unreadable', folder, code, 'a folder of images', remedy, { cause: error });
  }
}

/** @throws DataError for more files than a data set holds. */
export function requireRoom(path: string, files: number): void {
  if (files > MAX_FILES) {
    const remedy = 'Split the data set.';
    throw new DataError('too-large', path, `${files} files and more`, `at most ${MAX_FILES}`, remedy);
  }
}

/** The same order on every machine, whatever its language. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
