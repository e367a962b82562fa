import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { Transform, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parse, type ReadEntry } from 'tar';
import { plainFileStream } from '../files';
import { DataError } from './errors';

const GET_AGAIN = 'Get the archive again from where it came.';

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
  const members = new Members(wanted, folder);
  try {
    const packed = await plainFileStream(archive);
    await pipeline(packed, createGunzip(), limited(archive, maxBytes), members.sink(archive));
    await members.written();
  } catch (error) {
    if (error instanceof DataError) {
      throw error;
    }
    const got = error instanceof Error ? error.message : String(error);
    throw new DataError('truncated', archive, got, 'a whole archive', GET_AGAIN, { cause: error });
  }
  members.requireWhole(archive);
}

/** The wanted files as they pass by. */
class Members {
  private readonly sizes = new Map<string, { expected: number; written: () => number }>();
  private readonly writing: Promise<void>[] = [];
  private warning = 'not all files';

  constructor(
    private readonly wanted: readonly string[],
    private readonly folder: string
  ) {}

  sink(archive: string): Writable {
    const parser = new Parse();
    parser.on('entry', (entry) => this.take(entry));
    parser.on('warn', (code, message) => {
      this.warning = message;
      if (code === 'TAR_ENTRY_INVALID') {
        // The parser would look for an entry in every block that follows, thousands of times as slow as it reads.
        sink.destroy(new DataError('truncated', archive, message, 'entries alone', GET_AGAIN));
      }
    });
    // The parser would keep whatever follows the archive's end, and copy all of it with every piece.
    let isOver = false;
    const events: NodeJS.EventEmitter = parser;
    events.on('eof', () => (isOver = true));
    const sink = new Writable({
      write: (chunk: Buffer, _, done) => {
        if (isOver || parser.write(chunk)) {
          done();
        } else {
          parser.once('drain', () => done());
        }
      },
      final: (done) => {
        parser.on('end', () => done());
        parser.end();
      }
    });
    parser.on('error', (error) => sink.destroy(error));
    return sink;
  }

  async written(): Promise<void> {
    await Promise.all(this.writing);
  }

  requireWhole(archive: string): void {
    for (const name of this.wanted) {
      const size = this.sizes.get(name);
      if (size === undefined) {
        throw new DataError('missing', archive, this.warning, `${name} in it`, GET_AGAIN);
      }
      if (size.written() !== size.expected) {
        const got = `${size.written()} bytes`;
        throw new DataError('truncated', `${archive}: ${name}`, got, `${size.expected}`, GET_AGAIN);
      }
    }
  }

  private take(entry: ReadEntry): void {
    const name = entry.path.replace(/^\.\//, '');
    if (entry.type !== 'File' || !this.wanted.includes(name) || this.sizes.has(name)) {
      entry.resume();
      return;
    }
    const file = createWriteStream(join(this.folder, basename(name)), { flags: 'wx' });
    this.sizes.set(name, { expected: entry.size, written: () => file.bytesWritten });
    const written = finished(file);
    // Told by written(); until then nobody listens.
    written.catch(() => undefined);
    this.writing.push(written);
    entry.pipe(file);
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
