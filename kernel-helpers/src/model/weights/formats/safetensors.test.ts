import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, isSafetensors } from './safetensors';
import { WeightFileError } from './weight-file';

const ROOM = 2 ** 20;

function file(header: string, values: number | Uint8Array = 8): Uint8Array {
  const json = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, typeof values === 'number' ? Buffer.alloc(values) : values]);
}

const tensor = (shape: string, offsets: string, dtype = 'F32'): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;
const entry = (shape: string, offsets: string, dtype?: string): string =>
  `{"a":${tensor(shape, offsets, dtype)}}`;
const pair = (a: string, b: string): string => `{"a":${tensor('[1]', a)},"b":${tensor('[1]', b)}}`;

function kindOf(bytes: Uint8Array, maxBytes = ROOM): string {
  try {
    decodeSafetensors(bytes, 'file', maxBytes);
  } catch (error) {
    return error instanceof WeightFileError ? error.kind : String(error);
  }
  return 'read';
}

describe('safetensors', () => {
  it('gives back what was written, from any place in memory', () => {
    const a = { shape: [2, 1], values: Float32Array.of(1.5, -0) };
    const b = { shape: [], values: Float32Array.of(3e-38) };
    const bytes = encodeSafetensors(
      [
        ['x/kernel', a],
        ['y', b]
      ],
      { epoch: '3' }
    );
    const unaligned = new Uint8Array(bytes.length + 1);
    unaligned.set(bytes, 1);
    const read = decodeSafetensors(unaligned.subarray(1), 'file', ROOM);
    expect([...read.tensors]).toEqual([
      ['x/kernel', a],
      ['y', b]
    ]);
    expect(read.metadata).toEqual({ epoch: '3' });
    expect(isSafetensors(bytes)).toBe(true);
  });

  it.each([
    ['F16', [0x00, 0x3c, 0x00, 0xc0], [1, -2]],
    ['BF16', [0x80, 0x3f, 0x00, 0xc0], [1, -2]],
    ['I16', [1, 0, 0xff, 0xff], [1, -1]],
    ['U8', [7, 255], [7, 255]]
  ])('widens %s', (dtype, bytes, values) => {
    const header = entry('[2]', `[0,${bytes.length}]`, dtype);
    const read = decodeSafetensors(file(header, Uint8Array.from(bytes)), 'file', ROOM);
    expect(read.tensors.get('a')).toEqual({ shape: [2], values: Float32Array.from(values) });
  });

  it.each([
    ['too short', new Uint8Array(7)],
    ['a header beyond the file', file('{}', 0).subarray(0, 9)],
    ['a header of 2^64 - 1 bytes', Buffer.concat([Buffer.alloc(8, 0xff), Buffer.from('{}')])],
    ['no JSON', file('{')],
    ['a list', file('[]')],
    ['an unknown type', file(entry('[2]', '[0,8]', 'F7'))],
    ['a type of the prototype', file(entry('[2]', '[0,8]', 'toString'))],
    ['a type that disagrees with its bytes', file(entry('[2]', '[0,8]', 'I64'))],
    ['values beyond the file', file(entry('[4]', '[0,16]'))],
    ['a shape that disagrees with its bytes', file(entry('[3]', '[0,8]'))],
    ['a shape beyond exact integers', file(entry('[4294967296,4294967296]', '[0,8]'))],
    ['negative places', file(entry('[2]', '[-8,0]'))],
    ['places the wrong way round', file(entry('[2]', '[8,0]'))],
    ['fractions', file(entry('[0.5,4]', '[0,8]'))],
    ['no entry', file('{"a":null}')],
    ['a reserved name', file(`{"__proto__":${tensor('[2]', '[0,8]')}}`)],
    ['a gap', file(pair('[0,4]', '[8,12]'), 12)],
    ['an overlap', file(pair('[0,4]', '[0,4]'), 4)],
    ['trailing bytes', file(entry('[2]', '[0,8]'), 9)]
  ])('refuses %s', (_, bytes) => {
    expect(kindOf(bytes)).toBe('damaged');
  });

  it('keeps to its limit, even where the file is smaller than its values', () => {
    const bytes = file(entry('[8]', '[0,8]', 'U8'));
    expect([kindOf(bytes, 32), kindOf(bytes, 31)]).toEqual(['read', 'too-large']);
  });

  it('refuses every truncation', () => {
    const bytes = encodeSafetensors([['a', { shape: [3], values: new Float32Array(3) }]]);
    for (let length = 0; length < bytes.length; length++) {
      expect(kindOf(bytes.subarray(0, length)), String(length)).toBe('damaged');
    }
  });
});
