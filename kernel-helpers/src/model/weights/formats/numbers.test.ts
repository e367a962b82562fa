import { describe, expect, it } from 'vitest';
import { bytesOf, type NumberType, toFloats } from './numbers';

/** All 65,536 patterns of two bytes. */
const PATTERNS = new Uint8Array(Uint16Array.from({ length: 0x10000 }, (_, i) => i).buffer);

/** Moves the fields of a small float into those of a float of 32 bits, after normalising by counting zeros. */
function halfByBits(bits: number): number {
  const sign = (bits & 0x8000) << 16;
  let exponent = (bits >> 10) & 31;
  let fraction = bits & 1023;
  if (exponent === 0 && fraction !== 0) {
    const shift = Math.clz32(fraction) - 21;
    exponent = 1 - shift;
    fraction = (fraction << shift) & 1023;
    exponent += 112;
  } else if (exponent === 31) {
    exponent = 255;
  } else if (exponent !== 0) {
    exponent += 112;
  }
  return new Float32Array(Int32Array.of(sign | (exponent << 23) | (fraction << 13)).buffer)[0];
}

describe('numbers of weight files', () => {
  it.each([
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x0400, 2 ** -14],
    [0x8000, -0],
    [0x7c00, Infinity],
    [0xfe00, NaN]
  ])('reads the half %i as %f', (bits, value) => {
    expect(toFloats(Uint8Array.of(bits & 255, bits >> 8), 'F16', 1)[0]).toBe(value);
  });

  it('reads every half as its fields moved into a float of 32 bits', () => {
    const expected = Float32Array.from({ length: 0x10000 }, (_, i) => halfByBits(i));
    const read = toFloats(PATTERNS, 'F16', 0x10000);
    expect(read.findIndex((value, i) => !Object.is(value, expected[i]))).toBe(-1);
  });

  it('reads every bfloat16 as the upper half of a float of 32 bits', () => {
    const expected = new Float32Array(Uint32Array.from({ length: 0x10000 }, (_, i) => i << 16).buffer);
    const read = toFloats(PATTERNS, 'BF16', 0x10000);
    expect(read.findIndex((value, i) => !Object.is(value, expected[i]))).toBe(-1);
  });

  it.each<[NumberType, ArrayBufferView, number[]]>([
    ['F64', Float64Array.of(0.1, -1e300), [Math.fround(0.1), -Infinity]],
    ['F32', Float32Array.of(1.5, -0), [1.5, -0]],
    ['I64', BigInt64Array.of(-3n, 2n ** 53n), [-3, 2 ** 53]],
    ['U64', BigUint64Array.of(2n ** 64n - 1n), [2 ** 64]],
    ['I32', Int32Array.of(-7), [-7]],
    ['U32', Uint32Array.of(2 ** 31), [2 ** 31]],
    ['I16', Int16Array.of(-9), [-9]],
    ['U16', Uint16Array.of(65535), [65535]],
    ['I8', Int8Array.of(-128), [-128]],
    ['U8', Uint8Array.of(255), [255]],
    ['BOOL', Uint8Array.of(0, 1, 2), [0, 1, 1]]
  ])('reads %s from any place in memory', (type, view, expected) => {
    const bytes = new Uint8Array(view.byteLength + 1);
    bytes.set(new Uint8Array(view.buffer), 1);
    expect(bytesOf(type) * expected.length).toBe(view.byteLength);
    expect([...toFloats(bytes.subarray(1), type, expected.length)]).toEqual(expected);
  });
});
