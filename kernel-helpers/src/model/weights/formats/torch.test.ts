import { describe, expect, it } from 'vitest';
import { PickleName, PickleObject, type PickleValue, Unpickler } from './pickle';
import { loadWeightFile } from './read';
import { torchOld, torchPacked, torchZip, type Written } from './torch.fixtures';
import { TorchHooks } from './torch-pickle';
import { WeightFileError } from './weight-file';

/** A whole number below 2^11 as a float of 16 bits. */
function halfBits(value: number): number {
  if (value === 0) {
    return 0;
  }
  const power = Math.floor(Math.log2(Math.abs(value)));
  const fraction = (Math.abs(value) / 2 ** power - 1) * 1024;
  return (value < 0 ? 0x8000 : 0) | ((power + 15) << 10) | fraction;
}

const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

function written(given: Partial<Written> = {}): Written {
  const content = floats(0, 1, 2, 3, 4, 5);
  return { name: 'w', storage: 'FloatStorage', content, count: 6, shape: [2, 3], strides: [3, 1], ...given };
}

async function kindOf(bytes: Uint8Array, maxBytes = 2 ** 16): Promise<string> {
  try {
    await loadWeightFile(bytes, { maxBytes });
  } catch (error) {
    return error instanceof WeightFileError ? error.kind : String(error);
  }
  return 'read';
}

describe.each([
  ['a zip archive', torchZip],
  ['a packed zip archive', torchPacked],
  ['the older form', torchOld]
])('what torch.save writes as %s', (_, encode) => {
  const values = async (given: Partial<Written>, wrappers: string[] = []): Promise<number[]> => {
    const { format, tensors } = await loadWeightFile(encode([written(given)], wrappers));
    expect([format, [...tensors.keys()]]).toEqual(['torch', ['w']]);
    return [...(tensors.get('w')?.values ?? [])];
  };

  it('is read, with tensors that are views', async () => {
    expect(await values({})).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await values({ shape: [3, 2], strides: [1, 3] })).toEqual([0, 3, 1, 4, 2, 5]);
    expect(await values({ offset: 1, shape: [2, 2], strides: [3, 1] })).toEqual([1, 2, 4, 5]);
    expect(await values({ shape: [2, 2], strides: [0, 1] })).toEqual([0, 1, 0, 1]);
    expect(await values({ shape: [], strides: [], offset: 5 })).toEqual([5]);
    expect(await values({ shape: [0, 3], strides: [3, 1] })).toEqual([]);
  });

  it.each([
    ['HalfStorage', [0x00, 0x3c, 0x00, 0xc0]],
    ['BFloat16Storage', [0x80, 0x3f, 0x00, 0xc0]],
    ['CharStorage', [1, 254]]
  ])('is widened from %s', async (storage, bytes) => {
    const content = Uint8Array.from(bytes);
    expect(await values({ storage, content, count: 2, shape: [2], strides: [1] })).toEqual([1, -2]);
  });

  it.each([
    ['HalfStorage', 2, (i: number) => (i % 2048) - 1024],
    ['FloatStorage', 4, (i: number) => i / 7],
    ['DoubleStorage', 8, (i: number) => i * Math.PI]
  ])('is read from storages of %s that come in pieces', async (storage, size, value) => {
    // A prime: no piece ends where a tensor does.
    const count = 150_001;
    const numbers = Float64Array.from({ length: count }, (_, i) => value(i));
    const content =
      size === 2 ? Uint16Array.from(numbers, halfBits) : size === 4 ? Float32Array.from(numbers) : numbers;
    const bytes = new Uint8Array(content.buffer);
    const all = { storage, content: bytes, count };
    const from = (offset: number, length: number): Float32Array =>
      Float32Array.from(numbers.subarray(offset, offset + length));
    const views: Written[] = [
      { ...all, name: 'all', shape: [count], strides: [1] },
      { ...all, name: 'middle', shape: [3, 40_001], strides: [40_001, 1], offset: 7_777 },
      { ...all, name: 'last', shape: [1], strides: [1], offset: count - 1 },
      { ...all, name: 'second of each', shape: [count >> 1], strides: [2] }
    ];
    const { tensors } = await loadWeightFile(encode(views), { maxBytes: 2 ** 25 });
    const expected: Record<string, Float32Array> = {
      all: from(0, count),
      middle: from(7_777, 120_003),
      last: from(count - 1, 1),
      'second of each': from(0, count - 1).filter((_, i) => i % 2 === 0)
    };
    expect([...tensors.keys()]).toEqual(Object.keys(expected));
    for (const [name, values] of Object.entries(expected)) {
      const found = tensors.get(name)?.values;
      expect([found?.length, found?.findIndex((number, i) => number !== values[i])]).toEqual([
        values.length,
        -1
      ]);
    }
  });

  it('is found within checkpoints', async () => {
    expect(await values({}, ['state_dict'])).toHaveLength(6);
    expect(await values({}, ['state_dict', 'model'])).toHaveLength(6);
    expect(await values({}, ['other', 'names'])).toHaveLength(6);
    expect(await kindOf(encode([], ['other']))).toBe('unsupported');
  });

  it('is refused where a view leaves its storage', async () => {
    expect(await kindOf(encode([written({ offset: 1 })]))).toBe('damaged');
    expect(await kindOf(encode([written({ shape: [2, 3], strides: [4, 1] })]))).toBe('damaged');
    expect(await kindOf(encode([written({ strides: [1] })]))).toBe('damaged');
    expect(await kindOf(encode([written({ offset: -1 })]))).toBe('damaged');
    expect(await kindOf(encode([written({ count: 7, shape: [7], strides: [1] })]))).toBe('damaged');
  });

  it('is refused where few numbers are spread over many', async () => {
    const bomb = written({ shape: [2 ** 30, 2 ** 30], strides: [0, 0] });
    expect(await kindOf(encode([bomb]))).toBe('too-large');
    expect(await kindOf(encode([written({ shape: [2 ** 14 + 1], strides: [0] })]))).toBe('too-large');
  });

  it('is refused at every truncation', async () => {
    const whole = encode([written()]);
    for (let length = 0; length < whole.length; length++) {
      expect(await kindOf(whole.subarray(0, length)), String(length)).toMatch(/damaged|unknown-format/);
    }
  });
});

describe('what stands within a class', () => {
  const within = (module: string, name: string, attribute: string): string =>
    `c__builtin__\ngetattr\nc${module}\n${name}\nX${String.fromCharCode(attribute.length)}\0\0\0${attribute}\x86R`;
  const read = (text: string): PickleValue =>
    new Unpickler(Buffer.from(`\x80\x02${text}.`, 'latin1'), 'file', new TorchHooks('file')).read();

  it('is a name, an object where it is made, and a flag where two are put together', () => {
    const red = new PickleName('own', 'Colour.RED');
    expect(read(within('own', 'Colour', 'RED'))).toEqual(red);
    expect(read(`${within('own', 'Outer', 'Inner')})\x81`)).toEqual(
      new PickleObject(new PickleName('own', 'Outer.Inner'))
    );
    const both = within('own', 'Colour', 'RED') + within('own', 'Colour', 'BLUE');
    expect(read(`c_operator\nor_\n${both}\x86R`)).toEqual(red);
  });

  it.each([
    ['of Python’s library', within('os', 'path', 'join')],
    ['of a class of data', within('collections', 'Counter', 'update')],
    ['of NumPy', within('numpy', 'ndarray', 'tofile')],
    ['of PyTorch that is called', `${within('torch', 'hub', 'load')})R`],
    ['of no name', 'c__builtin__\ngetattr\nK\x01U\x04real\x86R'],
    ['by no text', 'c__builtin__\ngetattr\ncown\nColour\nK\x01\x86R'],
    ['nested without end', `c__builtin__\ngetattr\n${within('own', 'a'.repeat(1000), 'b')}U\x01c\x86R`],
    ['put together with a number', 'c_operator\nor_\nK\x01K\x02\x86R']
  ])('is refused %s', (_, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ kind: 'unsafe' }));
  });
});
