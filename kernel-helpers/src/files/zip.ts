import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, fromBuffer, open, type Options, type ZipFile } from 'yauzl';

/** Deflate never makes data smaller than this: a larger claim is a bomb or a lie. */
const MAX_DEFLATE_RATIO = 1_032;

export interface ZipLimits {
  /** Of the unpacked files together. */
  maxBytes: number;
  /** Of files in the archive, wanted or not. */
  maxEntries: number;
}

/** What is wrong with an archive. */
export class ZipError extends Error {
  override readonly name = 'ZipError';

  constructor(
    readonly kind: 'unreadable' | 'damaged' | 'too-large',
    /** The archive, or a file in it. */
    readonly source: string,
    readonly got: string,
    readonly expected: string,
    options?: { cause?: unknown }
  ) {
    super(`${source}: got ${got}, expected ${expected}.`, options);
  }
}

/**
 * Reads some files of a zip archive into memory. Sizes are checked before anything is unpacked, checksums after.
 * @param archive Path or content; `source` names it in errors.
 * @param wanted Which names to read.
 * @throws ZipError for what is no whole archive, and for content beyond the limits.
 */
export async function readZip(
  archive: string | Uint8Array,
  source: string,
  wanted: (name: string) => boolean,
  limits: ZipLimits
): Promise<Map<string, Uint8Array>> {
  const zip = await opened(archive, source);
  try {
    const entries = await listed(zip, source, limits.maxEntries);
    const found = new Map<string, Uint8Array>();
    let room = limits.maxBytes;
    for (const entry of entries.filter(({ fileName }) => wanted(fileName))) {
      const place = `${source}: ${entry.fileName}`;
      if (found.has(entry.fileName)) {
        throw new ZipError('damaged', place, 'two files of this name', 'one');
      }
      requirePlausible(entry, place, { room, maxBytes: limits.maxBytes, archive: zip.fileSize });
      room -= entry.uncompressedSize;
      found.set(entry.fileName, await unpacked(zip, entry, place));
    }
    return found;
  } finally {
    zip.close();
  }
}

function opened(archive: string | Uint8Array, source: string): Promise<ZipFile> {
  const options: Options = { lazyEntries: true, autoClose: false, validateEntrySizes: true };
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, zip: ZipFile): void => {
      if (error) {
        const { code } = error as NodeJS.ErrnoException;
        const kind = code ? 'unreadable' : 'damaged';
        reject(new ZipError(kind, source, code ?? error.message, 'a zip archive', { cause: error }));
      } else {
        resolve(zip);
      }
    };
    if (typeof archive === 'string') {
      open(archive, options, done);
    } else {
      fromBuffer(Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength), options, done);
    }
  });
}

function listed(zip: ZipFile, source: string, maxEntries: number): Promise<Entry[]> {
  if (zip.entryCount > maxEntries) {
    const got = `${zip.entryCount} files in it`;
    return Promise.reject(new ZipError('too-large', source, got, `at most ${maxEntries}`));
  }
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', (error: Error) =>
      reject(new ZipError('damaged', source, error.message, 'a zip archive', { cause: error }))
    );
    zip.readEntry();
  });
}

function requirePlausible(
  entry: Entry,
  place: string,
  { room, maxBytes, archive }: { room: number; maxBytes: number; archive: number }
): void {
  const { uncompressedSize: size, compressedSize } = entry;
  if (size > room) {
    throw new ZipError('too-large', place, `${size} bytes unpacked`, `at most ${maxBytes} in all`);
  }
  if (compressedSize > archive) {
    const got = `${compressedSize} bytes in the archive`;
    throw new ZipError('damaged', place, got, `at most its ${archive}`);
  }
  if (size > compressedSize * MAX_DEFLATE_RATIO) {
    const got = `${size} bytes said to come from ${compressedSize}`;
    throw new ZipError('damaged', place, got, `at most ${MAX_DEFLATE_RATIO} times as many`);
  }
}

function unpacked(zip: ZipFile, entry: Entry, place: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const bytes = new Uint8Array(entry.uncompressedSize);
    const damaged = (error: Error): void => {
      const expected = `${entry.uncompressedSize} bytes`;
      reject(new ZipError('damaged', place, error.message, expected, { cause: error }));
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
