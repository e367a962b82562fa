import { endianness } from 'node:os';
import { noPixel } from './arrays';
import { DataError } from './errors';
import type { IdxArray } from './idx';

type NpyValues =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** Numbers of a NumPy array in C order, whatever order the file has. */
export interface NpyArray {
  shape: number[];
  /** As the file's type is called, for example `u1` or `i8`. */
  dtype: string;
  /** Not copied where they can be read in place: in the machine's order of bytes, and C's of the axes. */
  values: NpyValues;
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** Far longer than any header of plain numbers. */
const MAX_HEADER_BYTES = 65_536;
const MAX_AXES = 32;
const SAVE_AGAIN = 'Save the array again with numpy.save, or get the file again from its source.';

/** Where numbers of a kind are kept, and how one of them is read; `little` is the order of its bytes. */
interface NumberKind {
  bytes: number;
  Values: {
    new (length: number): NpyValues;
    new (buffer: ArrayBufferLike, from: number, length: number): NpyValues;
  };
  read(view: DataView, at: number, little: boolean): number;
  /** Whether a kept number is written otherwise than in the file. */
  converted?: true;
}

const KINDS = new Map<string, NumberKind>([
  ['b1', { bytes: 1, Values: Uint8Array, read: (view, at) => view.getUint8(at) }],
  ['u1', { bytes: 1, Values: Uint8Array, read: (view, at) => view.getUint8(at) }],
  ['i1', { bytes: 1, Values: Int8Array, read: (view, at) => view.getInt8(at) }],
  ['u2', { bytes: 2, Values: Uint16Array, read: (view, at, little) => view.getUint16(at, little) }],
  ['i2', { bytes: 2, Values: Int16Array, read: (view, at, little) => view.getInt16(at, little) }],
  ['u4', { bytes: 4, Values: Uint32Array, read: (view, at, little) => view.getUint32(at, little) }],
  ['i4', { bytes: 4, Values: Int32Array, read: (view, at, little) => view.getInt32(at, little) }],
  // Beyond 2⁵³ a double is inexact; such a value is neither a pixel nor a label, and refused as either.
  [
    'u8',
    {
      bytes: 8,
      Values: Float64Array,
      read: (view, at, little) => Number(view.getBigUint64(at, little)),
      converted: true
    }
  ],
  [
    'i8',
    {
      bytes: 8,
      Values: Float64Array,
      read: (view, at, little) => Number(view.getBigInt64(at, little)),
      converted: true
    }
  ],
  ['f4', { bytes: 4, Values: Float32Array, read: (view, at, little) => view.getFloat32(at, little) }],
  ['f8', { bytes: 8, Values: Float64Array, read: (view, at, little) => view.getFloat64(at, little) }]
]);

/**
 * Reads a NumPy `.npy` file of booleans, whole numbers or floats (format versions 1 to 3, as numpy.lib.format
 * documents it). Objects, which are pickles, are refused: nothing is executed.
 * @param source Name that errors carry.
 * @throws DataError for anything else, and for files shorter or longer than their header says.
 */
export function parseNpy(bytes: Uint8Array, source: string): NpyArray {
  const { shape, dtype, content } = contentOf(bytes, source);
  return {
    shape,
    dtype,
    values: numbers(content, inPlace(content) ?? new content.kind.Values(content.count))
  };
}

/**
 * Images of such a file as bytes, which take no more memory than these, whatever the kind of their numbers.
 * @param room Bytes that may be taken for them; those of bytes in C's order are not copied.
 * @throws DataError as above, for values that are no whole numbers 0…255, and for more than there is room for.
 */
export function npyPixels(bytes: Uint8Array, source: string, room: number): IdxArray {
  const { shape, dtype, content } = contentOf(bytes, source);
  const own = dtype === 'u1' ? inPlace(content) : null;
  if (own instanceof Uint8Array) {
    return { shape, values: own };
  }
  if (content.count > room) {
    const got = `${content.count} values of ${dtype} besides the arrays`;
    const remedy = 'Save them as bytes, with astype(numpy.uint8), or allow more with maxBytes.';
    throw new DataError('too-large', source, got, `at most ${room} bytes for them`, remedy);
  }
  const values = numbers(content, new Uint8Array(content.count), (value, place) => {
    throw noPixel(value, place, source);
  });
  return { shape, values: values as Uint8Array };
}

/** What stands behind a file's header. */
interface Content {
  bytes: Uint8Array;
  kind: NumberKind;
  count: number;
  little: boolean;
  /** Sizes by which the file counts with the first axis fastest; one size where that is the only way. */
  order: number[];
}

function contentOf(bytes: Uint8Array, source: string): { shape: number[]; dtype: string; content: Content } {
  const { text, begin } = headerOf(bytes, source);
  const { descr, fortran, shape } = parseHeader(text, source);
  const [, order, dtype] = /^([<>|=])([a-z][0-9]+)$/.exec(descr) ?? [];
  const type = KINDS.get(dtype);
  if (!type) {
    const expected = `one of ${[...KINDS.keys()].join(', ')}`;
    const remedy = 'Convert the array with astype() before saving it.';
    const got = `numbers of type ${JSON.stringify(descr.slice(0, 40))}`;
    throw new DataError('not-npy', source, got, expected, remedy);
  }
  // In doubles: inexact for absurd sizes, but never wrongly equal to a length that a file can have.
  const count = shape.reduce((product, side) => product * side, 1);
  const expected = `${begin + count * type.bytes} bytes for sizes [${shape.join(', ')}] of ${dtype}`;
  if (begin + count * type.bytes !== bytes.length) {
    const kind = begin + count * type.bytes > bytes.length ? 'truncated' : 'trailing-bytes';
    throw new DataError(kind, source, `${bytes.length} bytes`, expected, SAVE_AGAIN);
  }
  const little = order === '<' || (order === '=' && endianness() === 'LE');
  const content = {
    bytes: bytes.subarray(begin),
    kind: type,
    count,
    little,
    order: fortran ? shape : [count]
  };
  return { shape, dtype, content };
}

function headerOf(bytes: Uint8Array, source: string): { text: string; begin: number } {
  if (bytes.length < MAGIC.length || !MAGIC.equals(bytes.subarray(0, MAGIC.length))) {
    const got = `0x${Buffer.from(bytes.subarray(0, MAGIC.length)).toString('hex')} at its beginning`;
    throw new DataError('not-npy', source, got, 'a NumPy array, beginning with \\x93NUMPY', SAVE_AGAIN);
  }
  const version = bytes[MAGIC.length];
  const lengthBytes = version === 1 ? 2 : 4;
  if (version < 1 || version > 3) {
    throw new DataError('not-npy', source, `format version ${version}`, '1 to 3', SAVE_AGAIN);
  }
  const start = MAGIC.length + 2 + lengthBytes;
  if (bytes.length < start) {
    throw new DataError('truncated', source, `${bytes.length} bytes`, 'a whole header', SAVE_AGAIN);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = lengthBytes === 2 ? view.getUint16(start - 2, true) : view.getUint32(start - 4, true);
  if (length > MAX_HEADER_BYTES) {
    const got = `a header of ${length} bytes`;
    throw new DataError('not-npy', source, got, `at most ${MAX_HEADER_BYTES}`, SAVE_AGAIN);
  }
  if (bytes.length < start + length) {
    const expected = `a header of ${length} bytes`;
    throw new DataError('truncated', source, `${bytes.length} bytes`, expected, SAVE_AGAIN);
  }
  return {
    text: Buffer.from(bytes.subarray(start, start + length)).toString('latin1'),
    begin: start + length
  };
}

/** Reads the Python dictionary of a header, which for plain numbers has three entries of known form. */
function parseHeader(text: string, source: string): { descr: string; fortran: boolean; shape: number[] } {
  const descr = /'descr': *'([^'\\]*)'/.exec(text);
  const order = /'fortran_order': *(True|False)/.exec(text);
  const shape = /'shape': *\(([0-9, ]*)\)/.exec(text);
  // What remains when the three are taken out tells whether there is anything else.
  const rest = [descr, order, shape].reduce((left, match) => left.replace(match?.[0] ?? '?', ''), text);
  const sizes = shape?.[1].split(',').map((size) => size.trim()) ?? [];
  // One size has a comma behind it.
  const whole = sizes.every(
    (size, i) => /^[0-9]{1,10}$/.test(size) || (size === '' && i === sizes.length - 1)
  );
  if (!descr || !order || !shape || !whole || !/^\{[ ,]*\}\s*$/.test(rest)) {
    const expected = 'descr, fortran_order and shape of an array of plain numbers';
    const remedy = 'Arrays of objects and records are not supported: save plain numbers.';
    throw new DataError(
      'not-npy',
      source,
      `the header ${JSON.stringify(text.slice(0, 80))}`,
      expected,
      remedy
    );
  }
  const axes = sizes.filter((size) => size !== '').map(Number);
  if (axes.length > MAX_AXES) {
    throw new DataError('not-npy', source, `${axes.length} axes`, `at most ${MAX_AXES}`, SAVE_AGAIN);
  }
  return { descr: descr[1], fortran: order[1] === 'True', shape: axes };
}

/** The numbers where they stand, if they can be read there. */
function inPlace({ bytes, kind, count, little, order }: Content): NpyValues | null {
  const own = kind.bytes === 1 || little === (endianness() === 'LE');
  return order.length < 2 && own && !kind.converted && bytes.byteOffset % kind.bytes === 0
    ? new kind.Values(bytes.buffer, bytes.byteOffset, count)
    : null;
}

/**
 * Reads all numbers into their place, unless that is where they stand.
 * @param refuse Called for one that the place can't hold.
 */
function numbers(
  { bytes, kind, count, little, order }: Content,
  values: NpyValues,
  refuse?: (value: number, at: number) => void
): NpyValues {
  if (values.buffer === bytes.buffer) {
    return values;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const put = (to: number, from: number): void => {
    const value = kind.read(view, from, little);
    values[to] = value;
    if (refuse && values[to] !== value) {
      refuse(value, to);
    }
  };
  if (order.length < 2) {
    for (let i = 0; i < count; i++) {
      put(i, i * kind.bytes);
    }
    return values;
  }
  const strides = order.map((_, axis) =>
    order.slice(0, axis).reduce((product, side) => product * side, kind.bytes)
  );
  const at = order.map(() => 0);
  let from = 0;
  for (let to = 0; to < count; to++) {
    put(to, from);
    for (let axis = order.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++at[axis] < order[axis]) {
        break;
      }
      from -= strides[axis] * order[axis];
      at[axis] = 0;
    }
  }
  return values;
}
