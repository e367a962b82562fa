import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCifar10, loadCifar100 } from './cifar';
import { DataError } from './errors';
import { loadFashionMnist } from './fashion-mnist';
import { mutated } from './mutated.fixtures';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stored-sets-test-'));
});
afterAll(() => rm(root, { recursive: true }));

const PIXELS = 32 * 32;
const NAMES = Array.from({ length: 100 }, (_, i) => `class ${i}`);

/** Value of a place of a colour plane, differing by place, colour and image. */
function valueOf(image: number, channel: number, pixel: number): number {
  return (image * 7 + channel * 85 + pixel * 3) % 256;
}

/** Records as the data set's page describes them: labels, then the red, the green and the blue plane. */
function records(labels: number[][], first = 0): Buffer {
  const record = (own: number[], image: number): number[] => [
    ...own,
    ...Array.from({ length: 3 * PIXELS }, (_, at) => valueOf(image, Math.floor(at / PIXELS), at % PIXELS))
  ];
  return Buffer.from(labels.flatMap((own, i) => record(own, first + i)));
}

async function folderOf(name: string, files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder, { recursive: true });
  await Promise.all(Object.entries(files).map(([file, content]) => writeFile(join(folder, file), content)));
  return folder;
}

describe('CIFAR', () => {
  const files: Record<string, string | Uint8Array> = {
    'batches.meta.txt': `${NAMES.slice(0, 10).join('\n')}\n\n`,
    'test_batch.bin': records([[9]])
  };
  [0, 1, 2, 3, 4].forEach((part) => (files[`data_batch_${part + 1}.bin`] = records([[part], [5]], 2 * part)));

  it('10 is read with its channels last and its labels', async () => {
    const data = await loadCifar10({ folder: await folderOf('10', files), validation: 0 });
    expect(data.train.shape).toEqual([10, 32, 32, 3]);
    expect([...data.train.labels]).toEqual([0, 5, 1, 5, 2, 5, 3, 5, 4, 5]);
    expect(data.classes).toEqual(NAMES.slice(0, 10));
    const expected = Array.from({ length: 10 * PIXELS * 3 }, (_, at) =>
      valueOf(Math.floor(at / (3 * PIXELS)), at % 3, Math.floor(at / 3) % PIXELS)
    );
    expect(Buffer.compare(data.train.images, Uint8Array.from(expected))).toBe(0);
    expect(data.test.labels).toEqual(Uint8Array.of(9));
    // Four classes of the ten have no image here.
    expect(data.warnings).toEqual([
      "4 classes class 6, class 7, class 8, class 9 of CIFAR-10 train can't be learned: no training images."
    ]);
  });

  it('100 is read with fine or coarse classes', async () => {
    const folder = await folderOf('100', {
      'train.bin': records([
        [3, 42],
        [4, 99]
      ]),
      'test.bin': records([[19, 0]]),
      'fine_label_names.txt': NAMES.join('\n'),
      'coarse_label_names.txt': NAMES.slice(0, 20).join('\n')
    });
    const fine = await loadCifar100({ folder, validation: 0 });
    const coarse = await loadCifar100({ folder, validation: 0, labels: 'coarse' });
    expect([fine, coarse].map(({ train }) => [...train.labels])).toEqual([
      [42, 99],
      [3, 4]
    ]);
    expect(coarse.classes).toHaveLength(20);
    expect(fine.test.images[1]).toBe(valueOf(0, 1, 0));
  });

  it.each([
    ['cut off', { 'test_batch.bin': records([[9]]).subarray(0, -1) }, 'truncated'],
    ['empty', { 'test_batch.bin': '' }, 'empty'],
    ['of another class', { 'test_batch.bin': records([[10]]) }, 'bad-label'],
    ['without names', { 'batches.meta.txt': 'cat\n' }, 'length-mismatch']
  ])('%s is refused by name', async (name, damage, kind) => {
    const folder = await folderOf(name, { ...files, ...damage });
    const error: unknown = await loadCifar10({ folder }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ kind, source: join(folder, Object.keys(damage)[0]) });
  });

  it('that is damaged gives typed errors only', async () => {
    const whole = records([
      [1, 2],
      [3, 4]
    ]);
    const folder = await folderOf('mutated', {
      'train.bin': records([[0, 0]]),
      'fine_label_names.txt': NAMES.join('\n')
    });
    let refused = 0;
    for (let seed = 0; seed < 2000; seed++) {
      await writeFile(join(folder, 'test.bin'), mutated(whole, seed));
      const result: unknown = await loadCifar100({ folder, validation: 0 }).catch((error: unknown) => error);
      refused += result instanceof DataError ? 1 : 0;
      expect(result instanceof Error).toBe(result instanceof DataError);
    }
    // About one in four is cut off; a changed pixel can't be told.
    expect(refused).toBeGreaterThan(300);
  });

  it('that is not there is refused', async () => {
    await expect(loadCifar10({ folder: join(root, 'none') })).rejects.toMatchObject({ kind: 'unreadable' });
    await expect(loadCifar10({ folder: '' })).rejects.toMatchObject({ kind: 'bad-option' });
  });
});

describe('Fashion-MNIST', () => {
  const idx = (shape: number[], values: number[]): Uint8Array =>
    Uint8Array.from([
      0,
      0,
      8,
      shape.length,
      ...shape.flatMap((side) => [0, 0, side >> 8, side & 255]),
      ...values
    ]);
  const images = (count: number): Uint8Array =>
    idx(
      [count, 28, 28],
      Array.from({ length: count * 784 }, (_, i) => i % 251)
    );

  it('is read from compressed files, and split with as much of each class', async () => {
    const labels = Array.from({ length: 40 }, (_, i) => i % 10);
    const folder = await folderOf('fashion', {
      'train-images-idx3-ubyte.gz': gzipSync(images(40)),
      'train-labels-idx1-ubyte.gz': gzipSync(idx([40], labels)),
      't10k-images-idx3-ubyte': images(10),
      't10k-labels-idx1-ubyte': idx([10], labels.slice(0, 10))
    });
    const data = await loadFashionMnist({ folder, validation: 0.25 });
    expect(data.train.shape).toEqual([30, 28, 28, 1]);
    expect([...(data.validation?.labels ?? [])].sort((a, b) => a - b)).toEqual(labels.slice(0, 10));
    expect(data.classes[9]).toBe('Ankle boot');
  });
});
