import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, open, type ZipFile } from 'yauzl';
import { DataError } from './errors';

/** More than any archive of arrays has. */
const MAX_ENTRIES = 1_000;
/** Deflate never makes data smaller than this: a larger claim is a bomb or a lie. */
const MAX_DEFLATE_RATIO = 1_032;
const GET_AGAIN = 'Get the file again from where it came.';

/**
 * Reads some files of a zip archive into memory.
 * @param wanted Names; others are not unpacked, and missing ones are left out of the result.
 * @throws DataError for what is no whole zip archive, and for content beyond `maxBytes` in all.
 */
export async function readZip(
  path: string,
  wanted: readonly string[],
  maxBytes: number
): Promise<Map<string, Uint8Array>> {
  const zip = await opened(path);
  try {
    const entries = await listed(zip, path);
    const found = new Map<string, Uint8Array>();
    let room = maxBytes;
    for (const entry of entries.filter(({ fileName }) => wanted.includes(fileName))) {
      const source = `${path}: ${entry.fileName}`;
      if (found.has(entry.fileName)) {
        throw new DataError('not-npy', source, 'two files of this name', 'one', GET_AGAIN);
      }
      requirePlausible(entry, source, room, maxBytes);
      room -= entry.uncompressedSize;
      found.set(entry.fileName, await unpacked(zip, entry, source));
    }
    return found;
  } finally {
    zip.close();
  }
}

function opened(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, zip) => {
      if (error) {
        const { code } = error as NodeJS.ErrnoException;
        reject(
          code
            ? new DataError('unreadable', path, code, 'a readable file', 'Check the path.', { cause: error })
            : notZip(path, error)
        );
      } else {
        resolve(zip);
      }
    });
  });
}

function listed(zip: ZipFile, path: string): Promise<Entry[]> {
  if (zip.entryCount > MAX_ENTRIES) {
    const got = `${zip.entryCount} files in it`;
    return Promise.reject(new DataError('too-large', path, got, `at most ${MAX_ENTRIES}`, GET_AGAIN));
  }
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', (error: Error) => reject(notZip(path, error)));
    zip.readEntry();
  });
}

function requirePlausible(entry: Entry, source: string, room: number, maxBytes: number): void {
  const { uncompressedSize: size, compressedSize } = entry;
  if (size > room) {
    const got = `${size} bytes unpacked`;
    const remedy = 'Split the archive, or allow more with maxBytes.';
    throw new DataError('too-large', source, got, `at most ${maxBytes} in all`, remedy);
  }
  if (size > compressedSize * MAX_DEFLATE_RATIO) {
    const got = `${size} bytes said to come from ${compressedSize}`;
    throw new DataError('not-npy', source, got, `at most ${MAX_DEFLATE_RATIO} times as many`, GET_AGAIN);
  }
}

function unpacked(zip: ZipFile, entry: Entry, source: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const bytes = new Uint8Array(entry.uncompressedSize);
    const damaged = (error: Error): void => {
      const expected = `${entry.uncompressedSize} bytes`;
      reject(new DataError('truncated', source, error.message, expected, GET_AGAIN, { cause: error }));
    };
    const read = (error: Error | null, stream: Readable): void => {
      if (error) {
        damaged(error);
        return;
      }
      let at = 0;
      // Never more than the entry says: the library checks while it unpacks.
      stream.on('data', (chunk: Buffer) => {
        bytes.set(chunk, at);
        at += chunk.length;
      });
      stream.on('end', () =>
        at === bytes.length && crc32(bytes) === entry.crc32
          ? resolve(bytes)
          : damaged(new Error('content that differs from its checksum'))
      );
      stream.on('error', damaged);
    };
    try {
      zip.openReadStream(entry, read);
    } catch (error) {
      damaged(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function notZip(path: string, error: Error): DataError {
  return new DataError('not-npy', path, error.message, 'a zip archive, as numpy.savez writes', GET_AGAIN, {
    cause: error
  });
}
