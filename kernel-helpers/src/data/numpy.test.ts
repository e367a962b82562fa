import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError } from './errors';
import { npyPixels, parseNpy } from './npy';
import { loadNpz } from './npz';
import { mutated } from './mutated.fixtures';
import { NPY, NPZ } from './numpy.fixtures';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'numpy-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const counted = Array.from({ length: 12 }, (_, i) => i);

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

/** An array of version 1 with a header of its own, and no values. */
function withHeader(shape: string): Uint8Array {
  const text = `{'descr': '|u1', 'fortran_order': False, ${shape} }\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\0', 'latin1'), length, Buffer.from(text)]);
}

async function stored(bytes: Uint8Array, name = 'small.npz'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

describe('a NumPy array', () => {
  it.each([
    ['u1', 'u1', counted],
    ['fortran', 'u1', counted],
    ['v2', 'u1', counted],
    ['big', 'i2', counted.map((value) => value * 100 - 300)],
    ['i8', 'i8', counted.map((value) => value - 5)],
    ['f4', 'f4', counted.map((value) => value / 4)],
    ['bool', 'b1', counted.map((value) => Number(value % 2 === 0))]
  ] as const)('of %s is read as NumPy wrote it', (name, dtype, values) => {
    const array = parseNpy(bytesOf(NPY[name]), name);
    expect(array).toMatchObject({ shape: [2, 3, 2], dtype });
    expect([...array.values]).toEqual(values);
  });

  it('of no axes is one number', () => {
    expect(parseNpy(bytesOf(NPY.scalar), 'scalar')).toMatchObject({ shape: [], values: Uint8Array.of(7) });
  });

  it.each([
    ['objects', bytesOf(NPY.object), 'not-npy'],
    ['records', bytesOf(NPY.record), 'not-npy'],
    ['another magic number', bytesOf(NPY.u1).fill(0, 0, 1), 'not-npy'],
    ['a version to come', bytesOf(NPY.u1).fill(9, 6, 7), 'not-npy'],
    ['a header cut off', bytesOf(NPY.u1).subarray(0, 40), 'truncated'],
    ['values cut off', bytesOf(NPY.u1).subarray(0, -1), 'truncated'],
    ['values left over', Uint8Array.from([...bytesOf(NPY.u1), 0]), 'trailing-bytes'],
    ['nothing', new Uint8Array(0), 'not-npy'],
    // Each took time that doubles with every digit, or grows with the square of their number.
    ['a size without end', withHeader(`'shape': (${'1'.repeat(60)}`), 'not-npy'],
    ['a size of many digits', withHeader(`'shape': (${'1'.repeat(60_000)}),`), 'not-npy'],
    ['sizes without commas', withHeader(`'shape': (${'1 '.repeat(30_000)}),`), 'not-npy'],
    ['many sizes', withHeader(`'shape': (${'1,'.repeat(30_000)}),`), 'not-npy'],
    ['many names', withHeader("'descr': '".repeat(6_000)), 'not-npy']
  ])('with %s is refused', (_, bytes, kind) => {
    expect(() => parseNpy(bytes, 'bad')).toThrow(DataError);
    expect(() => parseNpy(bytes, 'bad')).toThrow(expect.objectContaining({ kind }));
  });

  it('that is damaged gives typed errors only', () => {
    const originals = [NPY.u1, NPY.fortran, NPY.i8].map(bytesOf);
    let refused = 0;
    for (let seed = 0; seed < 3000; seed++) {
      try {
        parseNpy(mutated(originals[seed % originals.length], seed), 'bad');
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });
});

describe('pixels of a NumPy array', () => {
  it.each(['u1', 'fortran', 'v2'] as const)('are bytes of %s', (name) => {
    expect([...npyPixels(bytesOf(NPY[name]), name, 12).values]).toEqual(counted);
  });

  it('of wider numbers are bytes too, and take memory for these alone', () => {
    const ones = bytesOf(NPY.bool);
    expect(npyPixels(ones, 'bool', 12).values).toEqual(Uint8Array.from(parseNpy(ones, 'bool').values));
    expect(() => npyPixels(ones, 'bool', 11)).toThrow(
      /12 values of b1 besides the arrays, expected at most 11/
    );
    expect(npyPixels(bytesOf(NPY.u1), 'u1', 0).values).toHaveLength(12);
  });

  it.each(['big', 'i8', 'f4'] as const)('that are none are refused in %s', (name) => {
    expect(() => npyPixels(bytesOf(NPY[name]), name, 12)).toThrow(
      expect.objectContaining({ kind: 'bad-pixels', got: expect.stringMatching(/at place [01]$/) as unknown })
    );
  });
});

describe('an archive of arrays', () => {
  it("is read in MedMNIST's layout", async () => {
    const data = await loadNpz(await stored(bytesOf(NPZ)));
    expect(data).toMatchObject({ name: 'small', classes: ['0', '1', '2'], warnings: [] });
    expect(data.train.shape).toEqual([6, 2, 2, 3]);
    expect([...data.train.images]).toEqual(Array.from({ length: 72 }, (_, i) => i));
    expect([...data.train.labels]).toEqual([0, 1, 2, 0, 1, 2]);
    expect(data.validation?.shape).toEqual([2, 2, 2, 3]);
    expect([...data.test.labels]).toEqual([0, 1, 2]);
  });

  it('takes names of classes, and refuses too few', async () => {
    const path = await stored(bytesOf(NPZ));
    expect((await loadNpz(path, { classes: ['a', 'b', 'c'] })).test.classes).toEqual(['a', 'b', 'c']);
    await expect(loadNpz(path, { classes: ['a', 'b'] })).rejects.toMatchObject({ kind: 'bad-label' });
  });

  it('is not unpacked beyond its limit', async () => {
    const path = await stored(bytesOf(NPZ));
    await expect(loadNpz(path, { maxBytes: 200 })).rejects.toMatchObject({ kind: 'too-large' });
  });

  it('that is none, is missing or cut off is refused', async () => {
    await expect(loadNpz(join(folder, 'none.npz'))).rejects.toMatchObject({ kind: 'unreadable' });
    const text = await stored(Buffer.from('<html>not found</html>'), 'text.npz');
    await expect(loadNpz(text)).rejects.toMatchObject({ kind: 'not-npy' });
    const cut = await stored(bytesOf(NPZ).subarray(0, 900), 'cut.npz');
    await expect(loadNpz(cut)).rejects.toMatchObject({ kind: 'not-npy' });
  });

  it('that is damaged gives typed errors only, and never other pixels', async () => {
    const original = bytesOf(NPZ);
    const { fingerprint } = await loadNpz(await stored(original));
    let refused = 0;
    for (let seed = 0; seed < 700; seed++) {
      const path = await stored(mutated(original, seed), 'mutated.npz');
      try {
        const data = await loadNpz(path);
        expect(data.fingerprint).toBe(fingerprint);
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(350);
  });
});
