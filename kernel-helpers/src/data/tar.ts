import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { plainFileStream } from '../files';
import { DataError } from './errors';
import { type TarEntry, tarEntries } from './tar-entries';

const GET_AGAIN = 'Get the archive again from its source.';
/** What stands in the place of a file, in words. */
const KINDS: Readonly<Record<string, string>> = {
  1: 'a link to another file',
  2: 'a symbolic link',
  5: 'a folder',
  S: 'a file stored without its holes'
};

/**
 * Unpacks some files of a compressed tar archive, under their last names, into a folder. Names in the archive never
 * become paths: only wanted ones are written, and links and devices never are.
 * @param wanted Names in the archive.
 * @throws DataError for a damaged archive, one larger than `maxBytes` unpacked, and one without a wanted file.
 */
export async function unpackTar(
  archive: string,
  wanted: readonly string[],
  folder: string,
  maxBytes: number
): Promise<void> {
  const missing = new Map(wanted.map((name) => [name, 'no such file']));
  try {
    const packed = await plainFileStream(archive);
    await pipeline(packed, createGunzip(), limited(archive, maxBytes), async (unpacked) => {
      for await (const entry of tarEntries(unpacked as AsyncIterable<Buffer>, archive)) {
        const name = entry.name.replace(/^\.\//, '');
        if (missing.has(name) && entry.type === '0') {
          await write(entry, join(folder, basename(name)), `${archive}: ${name}`);
          missing.delete(name);
        } else if (missing.has(name)) {
          missing.set(name, KINDS[entry.type] ?? `an entry of type ${JSON.stringify(entry.type)}`);
        }
      }
    });
  } catch (error) {
    if (error instanceof DataError) {
      throw error;
    }
    const got = error instanceof Error ? error.message : String(error);
    throw new DataError('truncated', archive, got, 'a whole archive', GET_AGAIN, { cause: error });
  }
  for (const [name, got] of missing) {
    throw new DataError('missing', archive, got, `the file ${name} in it`, GET_AGAIN);
  }
}

async function write({ size, content }: TarEntry, path: string, source: string): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx' });
  await pipeline(content, file);
  const written = file.bytesWritten;
  if (written !== size) {
    throw new DataError('truncated', source, `${written} bytes`, String(size), GET_AGAIN);
  }
}

function limited(archive: string, maxBytes: number): Transform {
  let passed = 0;
  return new Transform({
    transform: (chunk: Buffer, _, done) => {
      passed += chunk.length;
      const remedy = 'Check that this is the archive of the data set.';
      const got = 'more unpacked';
      done(
        passed > maxBytes
          ? new DataError('too-large', archive, got, `at most ${maxBytes} bytes`, remedy)
          : null,
        chunk
      );
    }
  });
}
