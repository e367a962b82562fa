import { describe, expect, it } from 'vitest';
import { decodeTensors, encodeTensors } from './tensor-file';

function file(header: string, values = 8): Uint8Array {
  const json = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(values)]);
}

const entry = (shape: string, offsets: string, dtype = 'F32'): string =>
  `{"a":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}}`;

describe('tensor file', () => {
  it('gives back what was written, from any place in memory', () => {
    const a = { shape: [2, 1], values: Float32Array.of(1.5, -0) };
    const b = { shape: [], values: Float32Array.of(3e-38) };
    const bytes = encodeTensors([
      ['x/kernel', a],
      ['y', b]
    ]);
    const unaligned = new Uint8Array(bytes.length + 1);
    unaligned.set(bytes, 1);
    const read = decodeTensors(unaligned.subarray(1), 'file');
    expect([...read.entries()]).toEqual([
      ['x/kernel', a],
      ['y', b]
    ]);
  });

  it('follows the published layout', () => {
    const read = decodeTensors(file(entry('[2]', '[0,8]')), 'file');
    expect(read.get('a')).toEqual({ shape: [2], values: new Float32Array(2) });
  });

  it.each([
    ['too short', new Uint8Array(7)],
    ['a header beyond the file', file('{}', 0).subarray(0, 9)],
    ['no JSON', file('{')],
    ['a list', file('[]')],
    ['another type', file(entry('[2]', '[0,8]', 'I64'))],
    ['values beyond the file', file(entry('[4]', '[0,16]'))],
    ['a shape that disagrees with its bytes', file(entry('[3]', '[0,8]'))],
    ['negative places', file(entry('[2]', '[-8,0]'))],
    ['fractions', file(entry('[0.5,4]', '[0,8]'))],
    ['no entry', file('{"a":null}')],
    ['a reserved name', file('{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}')]
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeTensors(bytes, 'file')).toThrow(/^file: .*Use an earlier checkpoint/);
  });
});
