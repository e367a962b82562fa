import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { allowedUnpacked, commandHere, readPlainFile } from '../files';
import { DataError } from './errors';
import { requireMaxBytes } from './max-bytes';

/** Numbers of an IDX file (the format of MNIST's files: a magic number, the sizes, the values). */
export interface IdxArray {
  /** One size for each axis, slowest first. */
  shape: number[];
  /** Row-major, as many as the shape holds. */
  values: Uint8Array;
}

/** Largest file that is read, in bytes; MNIST's largest has 47 MB. */
const MAX_BYTES = 2 ** 31 - 1;
const MAX_AXES = 4;
/** Bytes that are unpacked at once. */
const PIECE = 2 ** 16;
/** Third byte of the magic number: unsigned bytes, the only numbers that MNIST and its kin use. */
const UNSIGNED_BYTE = 0x08;
const DOWNLOAD_AGAIN = 'Get the file again from its source.';

/**
 * Reads an IDX file of unsigned bytes, plain or compressed with gzip.
 * @param maxBytes Of the file and of its content; default 2 GiB, and of a compressed one's content its size and 60 MB.
 * @throws DataError naming the file when it is missing, empty, cut off, too large or something else.
 */
export async function readIdx(path: string, maxBytes?: number): Promise<IdxArray> {
  requireMaxBytes({ maxBytes });
  let bytes: Uint8Array;
  try {
    bytes = await readPlainFile(path, (size) => {
      if (size > (maxBytes ?? MAX_BYTES)) {
        throw tooLarge(path, size, maxBytes ?? MAX_BYTES);
      }
    });
  } catch (error) {
    if (error instanceof DataError) {
      throw error;
    }
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const remedy = `Check the path, and that you may read it; \`${commandHere('installPackages')}\` installs the MNIST files.`;
    throw new DataError('unreadable', path, code, 'a readable IDX file', remedy, { cause: error });
  }
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return parseIdx(
    packed ? await inflated(bytes, path, maxBytes ?? allowedUnpacked(bytes.length)) : bytes,
    path
  );
}

/**
 * Checks an IDX file's content against its own header. Copies nothing: the values are a view of `bytes`.
 * @param source Name that errors carry.
 */
export function parseIdx(bytes: Uint8Array, source: string): IdxArray {
  if (bytes.length === 0) {
    throw new DataError('empty', source, 'an empty file', 'an IDX file', DOWNLOAD_AGAIN);
  }
  requireMagic(bytes, source);
  const axes = bytes[3];
  const header = 4 + 4 * axes;
  if (bytes.length < header) {
    throw truncated(source, bytes.length, `a header of ${header} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  // Up to 2^128 in doubles: inexact, but never wrongly equal to a length that a file can have.
  const size = shape.reduce((product, side) => product * side, 1);
  if (size === 0) {
    throw new DataError('empty', source, `sizes [${shape.join(', ')}]`, 'at least one value', DOWNLOAD_AGAIN);
  }
  if (size > bytes.length - header) {
    throw truncated(source, bytes.length, `${header + size} bytes for sizes [${shape.join(', ')}]`);
  }
  if (size < bytes.length - header) {
    const expected = `${header + size} bytes for sizes [${shape.join(', ')}]`;
    throw new DataError('trailing-bytes', source, `${bytes.length} bytes`, expected, DOWNLOAD_AGAIN);
  }
  return { shape, values: bytes.subarray(header) };
}

/** @throws DataError for bytes that begin otherwise than an IDX file of bytes. */
function requireMagic(bytes: Uint8Array, source: string): void {
  const axes = bytes[3];
  const magic = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes.length < 4 || axes < 1 || axes > MAX_AXES) {
    const expected = `an IDX file of bytes, beginning with 00 00 08 and 1 to ${MAX_AXES} axes`;
    throw new DataError('not-idx', source, `0x${magic} at its beginning`, expected, DOWNLOAD_AGAIN);
  }
  if (bytes[2] !== UNSIGNED_BYTE) {
    const got = `numbers of type 0x${magic.slice(4, 6)}`;
    throw new DataError(
      'not-idx',
      source,
      got,
      'unsigned bytes (0x08)',
      'Convert the values to bytes 0…255.'
    );
  }
}

/** Unpacked into a place of the size that its header tells, so that it is in memory once. */
async function inflated(packed: Uint8Array, path: string, maxBytes: number): Promise<Uint8Array> {
  let head = Buffer.alloc(0);
  let content: Buffer | null = null;
  let size = 0;
  try {
    for await (const piece of Readable.from(pieces(packed)).pipe(createGunzip()) as AsyncIterable<Buffer>) {
      size += piece.length;
      if (content === null) {
        head = Buffer.concat([head, piece]);
        if (head.length >= 4) {
          requireMagic(head, path);
        }
        const expected = sizeOf(head);
        if (expected > maxBytes) {
          throw tooLarge(path, packed.length, maxBytes);
        }
        content = expected > 0 ? Buffer.alloc(expected) : null;
        content?.set(head.subarray(0, expected));
      } else if (size <= content.length) {
        content.set(piece, size - piece.length);
      }
      if (content !== null && size > content.length) {
        const expected = `${content.length} bytes by its header`;
        throw new DataError('trailing-bytes', path, `${size} bytes and more`, expected, DOWNLOAD_AGAIN);
      }
      if (size > maxBytes) {
        throw tooLarge(path, packed.length, maxBytes);
      }
    }
  } catch (error) {
    if (error instanceof DataError) {
      throw error;
    }
    const got = 'a gzip file that is cut off or damaged';
    throw new DataError('truncated', path, got, 'a whole one', DOWNLOAD_AGAIN, { cause: error });
  }
  return (content ?? head).subarray(0, size);
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) {
    yield bytes.subarray(at, at + PIECE);
  }
}

/** Bytes of a file by its header, of which the beginning is given; 0 while that is not all there. */
function sizeOf(start: Buffer): number {
  const axes = start[3];
  const header = 4 + 4 * axes;
  if (start.length < 4 || start.length < header) {
    return 0;
  }
  return (
    Array.from({ length: axes }, (_, axis) => start.readUInt32BE(4 + 4 * axis)).reduce((a, b) => a * b, 1) +
    header
  );
}

function truncated(source: string, length: number, expected: string): DataError {
  return new DataError('truncated', source, `${length} bytes`, expected, DOWNLOAD_AGAIN);
}

function tooLarge(path: string, size: number, maxBytes: number): DataError {
  const expected = `at most ${maxBytes} bytes of content`;
  return new DataError(
    'too-large',
    path,
    `a file of ${size} bytes`,
    expected,
    'Unpack it with gunzip, or allow more with maxBytes.'
  );
}
