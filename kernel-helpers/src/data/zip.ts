import { allowedInPieces, readZip as readArchive, ZipError } from '../files';
import { DataError } from './errors';

/** More than any archive of arrays has. */
const MAX_ENTRIES = 1_000;
const GET_AGAIN = 'Get the file again from its source.';

/**
 * Reads some files of a zip archive into memory.
 * @param wanted Names; others are not unpacked, and missing ones are left out of the result.
 * @param maxBytes Of all of them; null for what the archive's size allows.
 * @returns Their content, and how many more bytes may be taken.
 * @throws DataError for what is no whole zip archive, and for content beyond `maxBytes` in all.
 */
export async function readZip(
  path: string,
  wanted: readonly string[],
  maxBytes: number | null
): Promise<{ files: Map<string, Uint8Array>; room: number }> {
  let room = 0;
  const most = (archiveBytes: number): number => (room = maxBytes ?? allowedInPieces(archiveBytes));
  try {
    const limits = { maxBytes: most, maxEntries: MAX_ENTRIES };
    const files = await readArchive(path, path, (name) => wanted.includes(name), limits);
    files.forEach(({ length }) => (room -= length));
    return { files, room };
  } catch (error) {
    throw error instanceof ZipError ? explained(error, path) : error;
  }
}

function explained(error: ZipError, path: string): DataError {
  const { kind, source, got, expected } = error;
  switch (kind) {
    case 'unreadable':
      return new DataError(kind, source, got, 'a readable file', 'Check the path.', { cause: error });
    case 'too-large': {
      const remedy = 'Split the archive, or allow more with maxBytes.';
      return new DataError(kind, source, got, expected, remedy, { cause: error });
    }
    case 'damaged': {
      const own = source === path ? 'not-npy' : 'truncated';
      return new DataError(own, source, got, expected, GET_AGAIN, { cause: error });
    }
  }
}
