import { JSON_LIMITS, JsonLimitError, parseJson, type Source } from '../../../files';
import { bytesOf, floatsAt, isNumberType, type NumberType, toFloats } from './numbers';
import { Budget, elementsOf, GET_AGAIN, type StoredTensor, WeightFileError } from './weight-file';

interface HeaderEntry {
  dtype: NumberType;
  shape: number[];
  data_offsets: [number, number];
}

/** Far below the format's own 100 MB, which would take gigabytes to parse; a network of 10,000 tensors takes 1 MB. */
const MAX_HEADER = JSON_LIMITS.maxBytes;
/** Limit of the format's headers, in bytes. */
const FORMAT_LIMIT = 100_000_000n;
const LENGTH_BYTES = 8;
const METADATA = '__metadata__';

/**
 * Writes named float32 tensors in the safetensors format: the header's length (64 bits, little-endian), a
 * JSON header with shapes and places, then the values. Nothing in it is ever executed.
 */
export function encodeSafetensors(
  tensors: ReadonlyArray<readonly [string, StoredTensor]>,
  metadata: Readonly<Record<string, string>> = {}
): Uint8Array {
  const header: Record<string, HeaderEntry | Record<string, string>> =
    Object.keys(metadata).length > 0 ? { [METADATA]: metadata } : {};
  let size = 0;
  for (const [name, { shape, values }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [size, size + values.byteLength] };
    size += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  // Spaces at the end of the header align the values, as the format allows.
  const headerSize = Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES;
  const bytes = Buffer.alloc(LENGTH_BYTES + headerSize + size, ' ');
  bytes.writeBigUInt64LE(BigInt(headerSize));
  json.copy(bytes, LENGTH_BYTES);
  let place = LENGTH_BYTES + headerSize;
  for (const [, { values }] of tensors) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), place);
    place += values.byteLength;
  }
  return bytes;
}

/** Whether bytes begin as a safetensors file does: a plausible length, then an object. */
export function isSafetensors(start: Uint8Array): boolean {
  if (start.length <= LENGTH_BYTES || start[LENGTH_BYTES] !== 0x7b) {
    return false;
  }
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  return view.getBigUint64(0, true) <= FORMAT_LIMIT;
}

/** What a file holds, and where. */
interface Plan {
  tensors: Array<{ name: string; dtype: NumberType; shape: number[]; from: number; count: number }>;
  metadata: Record<string, string>;
}

type Contents = { tensors: Map<string, StoredTensor>; metadata: Record<string, string> };

/**
 * Reads a safetensors file. Every size and place is checked against the file before use; as the format demands,
 * tensors neither overlap nor leave gaps.
 * @throws WeightFileError naming what is wrong.
 */
export function decodeSafetensors(bytes: Uint8Array, source: string, maxBytes: number): Contents {
  const headerSize = headerSizeOf(bytes, bytes.length, source);
  const header = bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + headerSize);
  const { tensors, metadata } = planOf(header, bytes.length, source, maxBytes);
  const read = tensors.map(({ name, dtype, shape, from, count }): [string, StoredTensor] => [
    name,
    { shape, values: toFloats(bytes.subarray(from), dtype, count) }
  ]);
  return { tensors: new Map(read), metadata };
}

/** The same from a file that is open, of which no more than a tensor's piece is in memory beside the values. */
export async function readSafetensors(content: Source, source: string, maxBytes: number): Promise<Contents> {
  const start = Buffer.alloc(Math.min(LENGTH_BYTES, content.size));
  await content.read(start, 0);
  const header = Buffer.alloc(headerSizeOf(start, content.size, source));
  await content.read(header, LENGTH_BYTES);
  const { tensors, metadata } = planOf(header, content.size, source, maxBytes);
  const read = new Map<string, StoredTensor>();
  for (const { name, dtype, shape, from, count } of tensors) {
    read.set(name, { shape, values: await floatsAt(content, from, dtype, count) });
  }
  return { tensors: read, metadata };
}

function damaged(source: string, got: string, expected: string): WeightFileError {
  return new WeightFileError('damaged', source, got, expected, GET_AGAIN);
}

/** @param start The file's first bytes, of `size`. */
function headerSizeOf(start: Uint8Array, size: number, source: string): number {
  if (start.length < LENGTH_BYTES) {
    throw damaged(source, `${start.length} bytes`, 'a header');
  }
  const { buffer, byteOffset, byteLength } = start;
  const headerSize = Number(new DataView(buffer, byteOffset, byteLength).getBigUint64(0, true));
  if (LENGTH_BYTES + headerSize > size) {
    throw damaged(source, `a header of ${headerSize} bytes`, `one within the file's ${size}`);
  }
  if (headerSize > MAX_HEADER) {
    const got = `a header of ${headerSize} bytes`;
    throw new WeightFileError('too-large', source, got, `at most ${MAX_HEADER}`, GET_AGAIN);
  }
  return headerSize;
}

/** @param size Of the file. */
function planOf(header: Uint8Array, size: number, source: string, maxBytes: number): Plan {
  const start = LENGTH_BYTES + header.length;
  const { [METADATA]: metadata, ...entries } = parseHeader(header, source);
  const budget = new Budget(maxBytes, source);
  const tensors: Plan['tensors'] = [];
  const places: Array<[number, number]> = [];
  for (const [name, entry] of Object.entries(entries)) {
    if (!isEntry(entry)) {
      throw damaged(
        source,
        `the entry ${JSON.stringify(name)}`,
        'a tensor with dtype, shape and data_offsets'
      );
    }
    const { dtype, shape, data_offsets: place } = entry;
    const [from, to] = place;
    const count = elementsOf(shape);
    if (from > to || start + to > size || to - from !== count * bytesOf(dtype)) {
      throw damaged(source, `${name} at bytes ${from} to ${to}`, `${count} values of ${dtype} in the file`);
    }
    budget.take(name, count);
    places.push(place);
    tensors.push({ name, dtype, shape, from: start + from, count });
  }
  requireTiling(places, size - start, source);
  return { tensors, metadata: textsOf(metadata) };
}

function requireTiling(places: Array<[number, number]>, size: number, source: string): void {
  let end = 0;
  for (const [from, to] of places.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (from !== end) {
      throw damaged(source, `values at byte ${from}`, `the next tensor at ${end}, without overlap or gap`);
    }
    end = to;
  }
  if (end !== size) {
    throw damaged(source, `${size - end} bytes after the last tensor`, 'none');
  }
}

function parseHeader(json: Uint8Array, source: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = parseJson(json);
  } catch (error) {
    throw error instanceof JsonLimitError
      ? damaged(source, error.got, error.expected)
      : damaged(source, 'a header that is not JSON', 'JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw damaged(source, 'a header that is not a JSON object', 'an object');
  }
  if (Object.hasOwn(header, '__proto__')) {
    throw damaged(source, 'the reserved name __proto__', 'names of tensors');
  }
  return header as Record<string, unknown>;
}

function isEntry(entry: unknown): entry is HeaderEntry {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Partial<HeaderEntry>;
  const whole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  return (
    isNumberType(dtype) &&
    Array.isArray(shape) &&
    shape.every(whole) &&
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every(whole)
  );
}

function textsOf(metadata: unknown): Record<string, string> {
  const entries = typeof metadata === 'object' && metadata !== null ? Object.entries(metadata) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  );
}
