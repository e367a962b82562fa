import type { Source } from '../../../files';

/** Kinds of numbers in weight files. */
export type NumberType =
  'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U64' | 'U32' | 'U16' | 'U8' | 'BOOL';

type Read = (view: DataView, at: number) => number;

const READERS: Readonly<Record<NumberType, { bytes: number; read: Read }>> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => halfValue(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => brainValue(view.getUint16(at, true)) },
  I64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  I32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  I16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  I8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  U64: { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  U32: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  U16: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  U8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  BOOL: { bytes: 1, read: (view, at) => Number(view.getUint8(at) !== 0) }
};

export function isNumberType(name: unknown): name is NumberType {
  return typeof name === 'string' && Object.hasOwn(READERS, name);
}

/** Bytes of one number. */
export function bytesOf(type: NumberType): number {
  return READERS[type].bytes;
}

/**
 * Little-endian numbers as floats of 32 bits; those of 64 bits are rounded.
 * @param bytes At least `count` numbers long.
 */
export function toFloats(bytes: Uint8Array, type: NumberType, count: number): Float32Array {
  const values = new Float32Array(count);
  fillFloats(values, bytes, type);
  return values;
}

/**
 * The same into values that are there.
 * @param bytes At least as many numbers; they need not lie on a multiple of their size in memory.
 */
export function fillFloats(values: Float32Array, bytes: Uint8Array, type: NumberType): void {
  const { bytes: size, read } = READERS[type];
  if (type === 'F32') {
    bytesIn(values).set(bytes.subarray(0, values.byteLength));
    return;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < values.length; i++) {
    values[i] = read(view, i * size);
  }
}

/** Numbers that are converted at once: a file's need not all be in memory beside their floats. */
const PIECE = 2 ** 20;

/** Little-endian numbers of a file, from a byte on. */
export async function floatsAt(
  source: Source,
  start: number,
  type: NumberType,
  count: number
): Promise<Float32Array> {
  const values = new Float32Array(count);
  const size = bytesOf(type);
  const piece = Buffer.allocUnsafeSlow(Math.min(PIECE, count) * size);
  for (let at = 0; at < count; at += PIECE) {
    const part = values.subarray(at, at + PIECE);
    const bytes = piece.subarray(0, part.length * size);
    await source.read(bytes, start + at * size);
    fillFloats(part, bytes, type);
  }
  return values;
}

function bytesIn({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The numbers of a kind in `bytes`, one at a time. */
export function numberAt(bytes: Uint8Array, type: NumberType): (place: number) => number {
  const { bytes: size, read } = READERS[type];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (place) => read(view, place * size);
}

const scratch = new DataView(new ArrayBuffer(4));

/** bfloat16 is the upper half of a float of 32 bits. */
function brainValue(bits: number): number {
  scratch.setUint32(0, bits * 0x10000);
  return scratch.getFloat32(0);
}

/** IEEE 754 binary16. */
function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) {
    return sign * fraction * 2 ** -24;
  }
  if (exponent === 0x1f) {
    return fraction === 0 ? sign * Infinity : NaN;
  }
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
