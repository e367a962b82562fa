import { gunzipSync } from 'node:zlib';
import { allowedBytes, readPlainFile } from '../files';
import { DataError } from './errors';

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
/** Third byte of the magic number: unsigned bytes, the only numbers that MNIST and its kin use. */
const UNSIGNED_BYTE = 0x08;
const DOWNLOAD_AGAIN = 'Get the file again from where it came.';

/**
 * Reads an IDX file of unsigned bytes, plain or compressed with gzip.
 * @param maxBytes Of the file and of its content; default 2 GiB, and of a compressed one twice its size and 100 MB.
 * @throws DataError naming the file when it is missing, empty, cut off, too large or something else.
 */
export async function readIdx(path: string, maxBytes?: number): Promise<IdxArray> {
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
    const remedy = 'Check the path, and that you may read it; `npm run setup` installs the MNIST files.';
    throw new DataError('unreadable', path, code, 'a readable IDX file', remedy, { cause: error });
  }
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return parseIdx(packed ? inflate(bytes, path, maxBytes ?? allowedBytes(bytes.length)) : bytes, path);
}

/**
 * Checks an IDX file's content against its own header. Copies nothing: the values are a view of `bytes`.
 * @param source Name that errors carry.
 */
export function parseIdx(bytes: Uint8Array, source: string): IdxArray {
  if (bytes.length === 0) {
    throw new DataError('empty', source, 'an empty file', 'an IDX file', DOWNLOAD_AGAIN);
  }
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

function inflate(bytes: Uint8Array, path: string, maxBytes: number): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(path, bytes.length, maxBytes);
    }
    const got = 'a gzip file that is cut off or damaged';
    throw new DataError('truncated', path, got, 'a whole one', DOWNLOAD_AGAIN, { cause: error });
  }
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
    'Unpack it with gunzip, or split it into smaller files.'
  );
}
