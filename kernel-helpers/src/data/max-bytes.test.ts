import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { loadCifar10, loadCifar100 } from './cifar';
import { loadFashionMnist } from './fashion-mnist';
import { readIdx } from './idx';
import type { MaxBytesOption } from './max-bytes';
import { loadMedMnist } from './med-mnist';
import { loadMnist } from './mnist';
import { loadNpz } from './npz';
import { NPZ } from './numpy.fixtures';

const folder = mkdtempSync(join(tmpdir(), 'max-bytes-'));
afterAll(() => rmSync(folder, { recursive: true }));

function at(set: string, files: Record<string, Uint8Array | string>): string {
  const path = join(folder, set);
  mkdirSync(path);
  Object.entries(files).forEach(([name, content]) => writeFileSync(join(path, name), content));
  return path;
}

const COUNT = 300;
const header = (...shape: number[]): number[] => [
  ...[0, 0, 8, shape.length],
  ...shape.flatMap((side) => [0, 0, side >> 8, side & 255])
];
const images = gzipSync(Buffer.from([...header(COUNT, 28, 28), ...new Uint8Array(COUNT * 784)]));
const labels = Buffer.from([...header(COUNT), ...Array.from({ length: COUNT }, (_, i) => i % 10)]);
const idx = at('idx', {
  'train-images-idx3-ubyte.gz': images,
  'train-labels-idx1-ubyte': labels,
  't10k-images-idx3-ubyte.gz': images,
  't10k-labels-idx1-ubyte': labels
});
const record = (labelBytes: number): Buffer => Buffer.alloc(2 * (labelBytes + 3072));
const names = (count: number): string => Array.from({ length: count }, (_, i) => `class ${i}`).join('\n');
const cifar10 = at('cifar-10', {
  ...Object.fromEntries([1, 2, 3, 4, 5].map((part) => [`data_batch_${part}.bin`, record(1)])),
  'test_batch.bin': record(1),
  'batches.meta.txt': names(10)
});
const cifar100 = at('cifar-100', {
  'train.bin': record(2),
  'test.bin': record(2),
  'fine_label_names.txt': names(100)
});
const npz = join(at('npz', { 'small.npz': Buffer.from(NPZ, 'base64') }), 'small.npz');

/** Each door, and bytes of its largest file when unpacked. */
const DOORS: Record<string, [(options: MaxBytesOption) => Promise<unknown>, number]> = {
  readIdx: [({ maxBytes }) => readIdx(join(idx, 'train-images-idx3-ubyte.gz'), maxBytes), 16 + 784 * COUNT],
  loadMnist: [(options) => loadMnist({ ...options, folder: idx, validation: 10 }), 16 + 784 * COUNT],
  loadFashionMnist: [(options) => loadFashionMnist({ ...options, folder: idx }), 16 + 784 * COUNT],
  loadCifar10: [(options) => loadCifar10({ ...options, folder: cifar10 }), 2 * 3073],
  loadCifar100: [(options) => loadCifar100({ ...options, folder: cifar100 }), 2 * 3074],
  loadNpz: [(options) => loadNpz(npz, options), 911],
  loadMedMnist: [(options) => loadMedMnist('pathmnist', { ...options, path: npz }), 911]
};

it.each(Object.keys(DOORS))('%s reads what maxBytes allows, and no more', async (door) => {
  const [load, bytes] = DOORS[door];
  await expect(load({})).resolves.toBeDefined();
  await expect(load({ maxBytes: bytes })).resolves.toBeDefined();
  await expect(load({ maxBytes: Infinity })).resolves.toBeDefined();
  await expect(load({ maxBytes: bytes - 1 })).rejects.toMatchObject({
    kind: 'too-large',
    message: expect.stringMatching(/ with maxBytes\.$/) as unknown
  });
  for (const maxBytes of [0, -1, NaN, '1e9' as unknown as number]) {
    await expect(load({ maxBytes })).rejects.toMatchObject({ kind: 'bad-option', source: 'maxBytes' });
  }
});
