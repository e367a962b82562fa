import { crc32 } from 'node:zlib';
import { EnetError } from '../analysis/errors';
import { type Entry, fromRandomAccessReader, type Options, type ZipFile } from 'yauzl';
import { BoundedReader, bytesSource, errorOf, fileSource } from './bounded-reader';
import { openPlainFile, type PlainFile } from './plain-file';

/** Deflate never makes data smaller than this: a larger claim is a bomb or a lie. */
const MAX_DEFLATE_RATIO = 1_032;

export interface ZipLimits {
  /** Of the unpacked files together, perhaps by the archive's own size. */
  maxBytes: number | ((archiveBytes: number) => number);
  /** Of files in the archive, wanted or not. */
  maxEntries: number;
}

/** What is wrong with an archive. */
export class ZipError extends EnetError<string> {
  override readonly name = 'ZipError';

  constructor(
    readonly kind: 'unreadable' | 'damaged' | 'too-large',
    /** The archive, or a file in it. */
    readonly source: string,
    got: string,
    expected: string,
    options?: { cause?: unknown }
  ) {
    super({ place: source, got, expected, remedy: 'Get the archive again.', cause: options?.cause });
  }
}

/** The wanted files of an open archive. */
export interface ZipFiles {
  /** Bytes of each when unpacked, by name, in the archive's order. */
  sizes: ReadonlyMap<string, number>;
  /** The content of one of them, unpacked anew each time. @throws ZipError for damage. */
  read(name: string): Promise<Uint8Array>;
  /**
   * The same in pieces, so that it need not be in memory as a whole. Whether its checksum is right is known at the end.
   * @param take Gets each piece, of which it keeps nothing, and the number of bytes before it.
   */
  pass(name: string, take: (piece: Uint8Array, at: number) => void): Promise<void>;
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
  return withZip(archive, source, { wanted, ...limits }, async ({ sizes, read }) => {
    const found = new Map<string, Uint8Array>();
    for (const name of sizes.keys()) {
      found.set(name, await read(name));
    }
    return found;
  });
}

/**
 * The same for who needs one file after the other, and not all of them in memory.
 * @param use Its result is awaited while the archive is open.
 * @throws ZipError as above, and what `use` throws.
 */
export async function withZip<T>(
  archive: string | Uint8Array,
  source: string,
  { wanted, ...limits }: ZipLimits & { wanted: (name: string) => boolean },
  use: (files: ZipFiles) => Promise<T>
): Promise<T> {
  const file = typeof archive === 'string' ? await opened(archive, source) : null;
  // What the library throws while it answers the system, where nobody awaits it, ends the reading.
  let fail: (error: Error) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => {
    fail = (error) => reject(damaged(source, error));
  });
  const content = file ? fileSource(file.handle, file.size) : bytesSource(archive as Uint8Array);
  const reader = new BoundedReader(content, fail);
  const used = async (): Promise<T> => use(await filesOf(reader, content.size, source, wanted, limits));
  try {
    return await Promise.race([broken, used()]);
  } finally {
    await file?.handle.close();
  }
}

async function filesOf(
  reader: BoundedReader,
  size: number,
  source: string,
  wanted: (name: string) => boolean,
  { maxBytes, maxEntries }: ZipLimits
): Promise<ZipFiles> {
  const zip = await begun(reader, size, source);
  const most = typeof maxBytes === 'number' ? maxBytes : maxBytes(size);
  const entries = await listed(zip, source, wanted, maxEntries);
  // All together before the first is unpacked.
  let room = most;
  for (const [place, entry] of entries) {
    requirePlausible(entry, place, { room, maxBytes: most, archive: size });
    room -= entry.uncompressedSize;
  }
  const byName = new Map(entries.map(([place, entry]) => [entry.fileName, { place, entry }]));
  const pass: ZipFiles['pass'] = async (name, take) => {
    const found = byName.get(name);
    if (!found) {
      throw new ZipError('damaged', source, `no file ${name}`, 'one of those that it lists');
    }
    await unpacked(piecesOf(zip, reader, found.entry), found, take);
  };
  return {
    sizes: new Map(entries.map(([, { fileName, uncompressedSize }]) => [fileName, uncompressedSize])),
    read: async (name) => {
      const bytes = new Uint8Array(byName.get(name)?.entry.uncompressedSize ?? 0);
      await pass(name, (piece, at) => bytes.set(piece, at));
      return bytes;
    },
    pass
  };
}

async function opened(path: string, source: string): Promise<PlainFile> {
  try {
    return await openPlainFile(path);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new ZipError('unreadable', source, code, 'a zip archive', { cause: error });
  }
}

function begun(reader: BoundedReader, size: number, source: string): Promise<ZipFile> {
  const options: Options = { lazyEntries: true, autoClose: false, validateEntrySizes: true };
  return new Promise((resolve, reject) => {
    fromRandomAccessReader(reader, size, options, (error, zip) =>
      error ? reject(damaged(source, error)) : resolve(zip)
    );
  });
}

function damaged(source: string, error: Error): ZipError {
  return new ZipError('damaged', source, error.message, 'a zip archive', { cause: error });
}

/** The wanted files and their places in words. */
function listed(
  zip: ZipFile,
  source: string,
  wanted: (name: string) => boolean,
  maxEntries: number
): Promise<Array<[string, Entry]>> {
  if (zip.entryCount > maxEntries) {
    const got = `${zip.entryCount} files in it`;
    return Promise.reject(new ZipError('too-large', source, got, `at most ${maxEntries}`));
  }
  return new Promise((resolve, reject) => {
    const entries = new Map<string, [string, Entry]>();
    zip.on('entry', (entry: Entry) => {
      const { fileName } = entry;
      if (wanted(fileName)) {
        const place = `${source}: ${fileName}`;
        if (entries.has(fileName)) {
          reject(new ZipError('damaged', place, 'two files of this name', 'one'));
          return;
        }
        entries.set(fileName, [place, entry]);
      }
      zip.readEntry();
    });
    zip.on('end', () => resolve([...entries.values()]));
    zip.on('error', (error: Error) => reject(damaged(source, error)));
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

/** Never more than the entry says: the library checks while it unpacks, and when it lists what is stored as it is. */
async function* piecesOf(zip: ZipFile, reader: BoundedReader, entry: Entry): AsyncGenerator<Uint8Array> {
  if (entry.compressionMethod === 0 && !entry.isEncrypted()) {
    const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    yield* reader.passing(start, start + entry.uncompressedSize);
  } else {
    yield* await zip.openReadStreamPromise(entry);
  }
}

async function unpacked(
  pieces: AsyncIterable<Uint8Array>,
  { place, entry }: { place: string; entry: Entry },
  take: (piece: Uint8Array, at: number) => void
): Promise<void> {
  const { uncompressedSize: size } = entry;
  let [at, sum] = [0, 0];
  try {
    for await (const piece of pieces) {
      take(piece, at);
      at += piece.length;
      sum = crc32(piece, sum);
    }
    if (at !== size || sum !== entry.crc32) {
      throw new Error('content that differs from its checksum');
    }
  } catch (error) {
    throw new ZipError('damaged', place, errorOf(error).message, `${size} bytes`, { cause: error });
  }
}
