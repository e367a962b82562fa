import { CheckpointError } from './errors';

/** A float32 array in a tensor file. */
export interface StoredTensor {
  shape: number[];
  values: Float32Array;
}

interface HeaderEntry {
  dtype: 'F32';
  shape: number[];
  data_offsets: [number, number];
}

/** Limit of the safetensors format, in bytes. */
const MAX_HEADER = 100_000_000;
const LENGTH_BYTES = 8;
/** Where a name would mean something else to JSON or JavaScript, it is refused. */
const RESERVED = new Set(['__metadata__', '__proto__']);

/**
 * Writes named float32 tensors in the safetensors format: the header's length (64 bits, little-endian), a
 * JSON header with shapes and places, then the values. Nothing in it is ever executed.
 */
export function encodeTensors(tensors: ReadonlyArray<readonly [string, StoredTensor]>): Uint8Array {
  const header: Record<string, HeaderEntry> = {};
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

/**
 * Reads what `encodeTensors` wrote. Every size and place is checked against the file before use.
 * @throws CheckpointError `damaged` naming the file and what is wrong.
 */
export function decodeTensors(bytes: Uint8Array, path: string): Map<string, StoredTensor> {
  const damaged = (what: string): CheckpointError =>
    new CheckpointError('damaged', path, `${what}. Use an earlier checkpoint.`);
  if (bytes.length < LENGTH_BYTES) {
    throw damaged(`${bytes.length} bytes are too few for a tensor file`);
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerSize = Number(buffer.readBigUInt64LE());
  const start = LENGTH_BYTES + headerSize;
  if (headerSize > MAX_HEADER || start > bytes.length) {
    throw damaged(`its header claims ${headerSize} bytes, the file has ${bytes.length}`);
  }
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(parseHeader(buffer.subarray(LENGTH_BYTES, start), damaged))) {
    if (name === '__metadata__') {
      continue;
    }
    if (RESERVED.has(name) || !isEntry(entry)) {
      throw damaged(`the entry ${JSON.stringify(name)} is no float32 tensor`);
    }
    const [from, to] = entry.data_offsets;
    const size = entry.shape.reduce((product, side) => product * side, 4);
    if (from > to || start + to > bytes.length || to - from !== size) {
      throw damaged(`${name} of shape [${entry.shape}] claims bytes ${from} to ${to}`);
    }
    // A copy, since the values need not lie on a multiple of four bytes in memory.
    const copy = new Uint8Array(bytes.subarray(start + from, start + to));
    tensors.set(name, { shape: entry.shape, values: new Float32Array(copy.buffer) });
  }
  return tensors;
}

function parseHeader(json: Buffer, damaged: (what: string) => Error): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(json.toString('utf8'));
  } catch {
    throw damaged('its header is no JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw damaged('its header is no JSON object');
  }
  return header as Record<string, unknown>;
}

function isEntry(entry: unknown): entry is HeaderEntry {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Partial<HeaderEntry>;
  const whole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  return (
    dtype === 'F32' &&
    Array.isArray(shape) &&
    shape.every(whole) &&
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every(whole)
  );
}
