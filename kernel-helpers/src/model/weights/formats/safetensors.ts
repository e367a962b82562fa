import { JSON_LIMITS, JsonLimitError, parseJson } from '../../../files';
import { bytesOf, isNumberType, type NumberType, toFloats } from './numbers';
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

/**
 * Reads a safetensors file. Every size and place is checked against the file before use; as the format demands,
 * tensors neither overlap nor leave gaps.
 * @throws WeightFileError naming what is wrong.
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  source: string,
  maxBytes: number
): { tensors: Map<string, StoredTensor>; metadata: Record<string, string> } {
  const damaged = (got: string, expected: string): WeightFileError =>
    new WeightFileError('damaged', source, got, expected, GET_AGAIN);
  if (bytes.length < LENGTH_BYTES) {
    throw damaged(`${bytes.length} bytes`, 'a header');
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerSize = Number(buffer.readBigUInt64LE());
  const start = LENGTH_BYTES + headerSize;
  if (headerSize > MAX_HEADER && start <= bytes.length) {
    throw new WeightFileError(
      'too-large',
      source,
      `a header of ${headerSize} bytes`,
      `at most ${MAX_HEADER}`,
      GET_AGAIN
    );
  }
  if (start > bytes.length) {
    throw damaged(`a header of ${headerSize} bytes`, `one within the file's ${bytes.length}`);
  }
  const { [METADATA]: metadata, ...entries } = parseHeader(buffer.subarray(LENGTH_BYTES, start), damaged);
  const budget = new Budget(maxBytes, source);
  const tensors = new Map<string, StoredTensor>();
  const entriesFound: Array<[string, HeaderEntry, number]> = [];
  for (const [name, entry] of Object.entries(entries)) {
    if (!isEntry(entry)) {
      throw damaged(`the entry ${JSON.stringify(name)}`, 'a tensor with dtype, shape and data_offsets');
    }
    const [from, to] = entry.data_offsets;
    const count = elementsOf(entry.shape);
    if (from > to || start + to > bytes.length || to - from !== count * bytesOf(entry.dtype)) {
      throw damaged(`${name} at bytes ${from} to ${to}`, `${count} values of ${entry.dtype} in the file`);
    }
    budget.take(name, count);
    entriesFound.push([name, entry, count]);
  }
  const places = entriesFound.map(([, { data_offsets: place }]) => place);
  requireTiling(places, bytes.length - start, damaged);
  // All are known to fit before memory is taken for the first.
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to]
    },
    count
  ] of entriesFound) {
    tensors.set(name, { shape, values: toFloats(bytes.subarray(start + from, start + to), dtype, count) });
  }
  return { tensors, metadata: textsOf(metadata) };
}

function requireTiling(
  places: Array<[number, number]>,
  size: number,
  damaged: (got: string, expected: string) => Error
): void {
  let end = 0;
  for (const [from, to] of places.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (from !== end) {
      throw damaged(`values at byte ${from}`, `the next tensor at ${end}, without overlap or gap`);
    }
    end = to;
  }
  if (end !== size) {
    throw damaged(`${size - end} bytes after the last tensor`, 'none');
  }
}

function parseHeader(
  json: Buffer,
  damaged: (got: string, expected: string) => Error
): Record<string, unknown> {
  let header: unknown;
  try {
    header = parseJson(json);
  } catch (error) {
    throw error instanceof JsonLimitError
      ? damaged(error.got, error.expected)
      : damaged('a header that is no JSON', 'JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw damaged('a header that is no JSON object', 'an object');
  }
  if (Object.hasOwn(header, '__proto__')) {
    throw damaged('the reserved name __proto__', 'names of tensors');
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
