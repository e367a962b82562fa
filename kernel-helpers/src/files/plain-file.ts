import { EnetError } from '../analysis/errors';
import { constants, createReadStream, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';

/** A path that leads to something else than a file: a pipe would never answer, a device never end. */
export class NotPlainFileError extends EnetError<string> {
  override readonly name = 'NotPlainFileError';

  constructor(
    readonly path: string,
    /** What it is, in words; where errors of the system have their code. */
    readonly code: string
  ) {
    super({ place: path, got: code, expected: 'a plain file', remedy: 'Give the path of a file.' });
  }
}

/** A file that is open for reading, and its bytes when it was opened. */
export interface PlainFile {
  handle: FileHandle;
  size: number;
}

/**
 * Opens a file for reading. The caller closes it.
 * @throws NotPlainFileError at once for folders, pipes, sockets and devices; an error of the system for what can't be opened.
 */
export async function openPlainFile(path: string): Promise<PlainFile> {
  // Opening a device may do something already.
  requirePlain(path, await stat(path));
  // Without waiting for who writes into a pipe that has come in the file's place.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    requirePlain(path, found);
    return { handle, size: found.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * The content of a file, no more than it had when it was opened.
 * @param check Is given the size, and throws for one that is too large, before memory is taken.
 * @throws NotPlainFileError, an error of the system, and what `check` throws.
 */
export async function readPlainFile(path: string, check?: (size: number) => void): Promise<Buffer> {
  const { handle, size } = await openPlainFile(path);
  try {
    check?.(size);
    const bytes = Buffer.allocUnsafeSlow(size);
    let at = 0;
    for (let read = 1; read > 0 && at < size; at += read) {
      read = (await handle.read(bytes, at, Math.min(size - at, LARGEST_READ), at)).bytesRead;
    }
    return bytes.subarray(0, at);
  } finally {
    await handle.close();
  }
}

/** The system reads no more at once. */
const LARGEST_READ = 2 ** 30;

/**
 * The content of a file in pieces, no more than it had when it was opened.
 * @throws NotPlainFileError, or an error of the system.
 */
export async function plainFileStream(path: string, highWaterMark?: number): Promise<Readable> {
  const { handle, size } = await openPlainFile(path);
  if (size === 0) {
    await handle.close();
    return Readable.from([]);
  }
  return createReadStream(path, { fd: handle, highWaterMark, start: 0, end: size - 1 });
}

function requirePlain(path: string, found: Stats): void {
  if (!found.isFile()) {
    const kinds: ReadonlyArray<[boolean, string]> = [
      [found.isDirectory(), 'a folder'],
      [found.isFIFO(), 'a pipe'],
      [found.isSocket(), 'a socket']
    ];
    throw new NotPlainFileError(path, kinds.find(([is]) => is)?.[1] ?? 'a device');
  }
}
