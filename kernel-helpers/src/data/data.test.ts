import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluationBatches, stepsPerEpoch, trainingBatches } from './batches';
import { collected } from './collected.fixtures';
import { imageDataset, select } from './dataset';
import { DataError } from './errors';
import { parseIdx, readIdx } from './idx';
import { loadMnist } from './mnist';
import { mutated } from './mutated.fixtures';
import { splitDataset } from './splits';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'data-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

function idx(shape: number[], values: number[]): Uint8Array {
  const sizes = shape.flatMap((side) => [side >>> 24, (side >>> 16) & 255, (side >>> 8) & 255, side & 255]);
  return Uint8Array.from([0, 0, 8, shape.length, ...sizes, ...values]);
}

function kindOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).kind;
  }
  return 'no error';
}

/** Image i holds the pixels 4i … 4i+3 and is of class i mod 3. */
function small(count: number): ReturnType<typeof imageDataset> {
  const pixels = Uint8Array.from({ length: 4 * count }, (_, i) => i);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
  const images = { shape: [count, 2, 2], values: pixels };
  return imageDataset('small', images, { shape: [count], values: labels }, ['a', 'b', 'c']);
}

describe('IDX', () => {
  it('reads sizes and values', () => {
    const array = parseIdx(idx([2, 1, 3], [1, 2, 3, 4, 5, 6]), 'good');
    expect(array.shape).toEqual([2, 1, 3]);
    expect([...array.values]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    ['empty', [], 'empty'],
    ['text', [...Buffer.from('<html>not found</html>')], 'not-idx'],
    ['one byte', [0], 'not-idx'],
    ['floats', [0, 0, 0x0d, 1, 0, 0, 0, 1, 0, 0, 0, 0], 'not-idx'],
    ['a header cut off', [0, 0, 8, 3, 0, 0], 'truncated'],
    ['values cut off', [...idx([4], [1, 2, 3])], 'truncated'],
    ['sizes beyond all memory', [...idx([0xffffffff, 0xffffffff, 0xffffffff], [1])], 'truncated'],
    ['no images', [...idx([0, 28, 28], [])], 'empty'],
    ['values left over', [...idx([1], [1, 2])], 'trailing-bytes']
  ])('refuses %s', (_, bytes, kind) => {
    expect(kindOf(() => parseIdx(Uint8Array.from(bytes), 'bad'))).toBe(kind);
  });

  it('that is damaged gives typed errors only', () => {
    const whole = idx([3, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const kinds = Array.from({ length: 3000 }, (_, seed) =>
      kindOf(() => parseIdx(mutated(whole, seed), 'bad'))
    );
    expect(kinds.filter((kind) => kind !== 'no error').length).toBeGreaterThan(1500);
  });

  it('reads files, also compressed, and names the one that is wrong', async () => {
    const bytes = idx([3], [7, 8, 9]);
    const [plain, packed, cut] = ['plain', 'packed.gz', 'cut.gz'].map((name) => join(folder, name));
    await writeFile(plain, bytes);
    await writeFile(packed, gzipSync(bytes));
    await writeFile(cut, gzipSync(bytes).subarray(0, 15));
    expect(await readIdx(packed)).toEqual(await readIdx(plain));
    await expect(readIdx(cut)).rejects.toThrow(cut);
    await expect(readIdx(plain, 5)).rejects.toMatchObject({ kind: 'too-large' });
    await expect(readIdx(packed, 5)).rejects.toMatchObject({ kind: 'too-large' });
    await expect(readIdx(join(folder, 'none'))).rejects.toMatchObject({ kind: 'unreadable', got: 'ENOENT' });
  });
});

describe('data set', () => {
  it('refuses images and labels that do not belong together', () => {
    const images = { shape: [2, 1, 1], values: new Uint8Array(2) };
    const labels = (...values: number[]): { shape: number[]; values: Uint8Array } => ({
      shape: [values.length],
      values: Uint8Array.from(values)
    });
    expect(kindOf(() => imageDataset('x', images, labels(0), ['a']))).toBe('length-mismatch');
    expect(kindOf(() => imageDataset('x', images, labels(0, 1), ['a']))).toBe('bad-label');
    expect(kindOf(() => imageDataset('x', labels(0, 1), images, ['a']))).toBe('wrong-shape');
  });

  it('holds out every image once, by the seed', () => {
    const data = small(10);
    const split = splitDataset('s', data, data, { validation: 4, seed: 1 });
    const pixels = [...split.train.images, ...split.validation!.images].sort((a, b) => a - b);
    expect(pixels).toEqual([...data.images]);
    expect(split.fingerprint).toBe(splitDataset('s', data, data, { validation: 4, seed: 1 }).fingerprint);
    expect(split.fingerprint).not.toBe(splitDataset('s', data, data, { validation: 4, seed: 2 }).fingerprint);
    expect(kindOf(() => splitDataset('s', data, data, { validation: 10, seed: 1 }))).toBe('bad-option');
    expect(kindOf(() => select(data, 'x', [10]))).toBe('bad-option');
  });

  it('reads the real MNIST files', async () => {
    const data = await loadMnist({ validation: 0 });
    expect(data.train.shape).toEqual([60000, 28, 28, 1]);
    // Published counts of each digit in the test set.
    const counts = data.classes.map((_, digit) => data.test.labels.filter((label) => label === digit).length);
    expect(counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect([...data.train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect(createHash('md5').update(data.test.labels).digest('hex')).toHaveLength(32);
  });
});

describe('batches', () => {
  const input = { resolution: 2, channels: 1 };
  const order = { batchSize: 3, seed: 5, epoch: 1 };

  it('shows each image once an epoch, in an order of its own, without the last partial batch', async () => {
    const seen = async (epoch: number): Promise<number[]> =>
      (await collected(trainingBatches(small(10), input, { ...order, epoch }))).flatMap(({ pixels }) =>
        [...pixels].filter((_, i) => i % 4 === 0)
      );
    const [first, again, second] = [await seen(1), await seen(1), await seen(2)];
    expect(first).toHaveLength(9);
    expect(new Set(first).size).toBe(9);
    expect(again).toEqual(first);
    expect(second).not.toEqual(first);
  });

  it('goes on in the middle of an epoch as if it had begun there', async () => {
    const shifted = { ...order, augmentation: { shift: 1 } };
    const all = await collected(trainingBatches(small(10), input, shifted));
    const rest = trainingBatches(small(10), input, { ...shifted, firstStep: 2 });
    expect(await collected(rest)).toEqual(all.slice(2));
  });

  it('keeps the order and the last partial batch in evaluation', async () => {
    const batches = await collected(evaluationBatches(small(5), input, 2));
    expect(batches.map(({ labels }) => [...labels])).toEqual([[0, 1], [2, 0], [1]]);
  });

  it('repeats grey for colour and never pads', async () => {
    const pixels = { shape: [1, 4, 4], values: new Uint8Array(16).fill(9) };
    const data = imageDataset('x', pixels, { shape: [1], values: new Uint8Array(1) }, ['a']);
    const [batch] = await collected(evaluationBatches(data, { resolution: 5, channels: 3 }, 1));
    expect(batch.shape).toEqual([1, 5, 5, 3]);
    expect(new Set(batch.pixels)).toEqual(new Set([9]));
  });

  it('refuses a batch larger than the data and fractions', () => {
    expect(kindOf(() => stepsPerEpoch(small(4), 5))).toBe('bad-batch');
    expect(kindOf(() => stepsPerEpoch(small(4), 1.5))).toBe('bad-batch');
    expect(kindOf(() => stepsPerEpoch(small(4), 0))).toBe('bad-batch');
  });
});
