import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

/** Bytes that are read at once. */
const PIECE = 2 ** 18;

/** What readers read from that need not have all of it in memory: bytes at a place. */
export interface Source {
  size: number;
  /** @param place Within the size, as is the last byte. */
  read(into: Buffer, place: number): Promise<void>;
}

/**
 * Gives the archive's reader bytes of the archive alone: a place outside, which the reader takes from the archive as it
 * is, is an error that it hears. What it throws in answer to bytes that have come, where nobody could catch it, is told.
 */
export class BoundedReader extends RandomAccessReader {
  constructor(
    private readonly source: Source,
    private readonly failed: (error: Error) => void
  ) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void
  ): void {
    const answer = (error: Error | null): void => {
      try {
        callback(error, error ? 0 : length);
      } catch (thrown) {
        this.failed(errorOf(thrown));
      }
    };
    this.fill(buffer.subarray(offset, offset + length), position).then(() => answer(null), answer);
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(
      this.pieces(start, end, (bytes) => Buffer.allocUnsafe(bytes)),
      { objectMode: false }
    );
  }

  /** The archive's bytes in pieces of one buffer, filled anew for each: who takes a piece keeps nothing of it. */
  passing(start: number, end: number): AsyncGenerator<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(Math.min(PIECE, Math.max(0, end - start)));
    return this.pieces(start, end, (bytes) => buffer.subarray(0, bytes));
  }

  private async *pieces(start: number, end: number, room: (bytes: number) => Buffer): AsyncGenerator<Buffer> {
    for (let at = start; at < end; at += PIECE) {
      const piece = room(Math.min(PIECE, end - at));
      await this.fill(piece, at);
      yield piece;
    }
  }

  private async fill(into: Buffer, position: number): Promise<void> {
    const { size } = this.source;
    // Written so that NaN fails too.
    if (!(Number.isSafeInteger(position) && position >= 0 && position + into.length <= size)) {
      throw new Error(`a part at byte ${position} of ${size}`);
    }
    await this.source.read(into, position);
  }
}

/** The content of an open file. */
export function fileSource(handle: FileHandle, size: number): Source {
  return {
    size,
    read: async (into, place) => {
      for (let at = 0, read = 1; at < into.length; at += read) {
        read = (await handle.read(into, at, into.length - at, place + at)).bytesRead;
        if (read === 0) {
          throw new Error('a file that became shorter');
        }
      }
    }
  };
}

export function bytesSource(bytes: Uint8Array): Source {
  return {
    size: bytes.length,
    read: async (into, place) => into.set(bytes.subarray(place, place + into.length))
  };
}

export function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
