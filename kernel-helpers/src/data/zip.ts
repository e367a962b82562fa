import { allowedBytes, readZip as readArchive, ZipError } from '../files';
import { DataError } from './errors';

/** More than any archive of arrays has. */
const MAX_ENTRIES = 1_000;
const GET_AGAIN = 'Get the file again from where it came.';

/**
 * Reads some files of a zip archive into memory.
 * @param wanted Names; others are not unpacked, and missing ones are left out of the result.
 * @param maxBytes Of all of them; null for what the archive's size allows.
 * @throws DataError for what is no whole zip archive, and for content beyond `maxBytes` in all.
 */
export async function readZip(
  path: string,
  wanted: readonly string[],
  maxBytes: number | null
): Promise<Map<string, Uint8Array>> {
  const limits = { maxBytes: maxBytes ?? allowedBytes, maxEntries: MAX_ENTRIES };
  try {
    return await readArchive(path, path, (name) => wanted.includes(name), limits);
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
