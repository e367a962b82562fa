import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { type ZipFixture, zipOf } from '../../kernel-helpers/src/model/weights/formats/torch.fixtures';
import { readings } from './readings';

/** What any set may take beside twice its files, in bytes. */
const MEMORY = 100e6;
const folder = mkdtempSync(join(tmpdir(), 'sets-'));
afterAll(() => rmSync(folder, { recursive: true }));

function at(set: string, files: Record<string, Uint8Array | string>): string {
  const path = join(folder, set);
  mkdirSync(path);
  Object.entries(files).forEach(([name, content]) => writeFileSync(join(path, name), content));
  return path;
}

/** Its images are of a side of 28. */
function idx(count: number): Record<'images' | 'labels', Buffer> {
  const header = (...shape: number[]): Buffer => {
    const bytes = Buffer.alloc(4 + 4 * shape.length);
    bytes.set([0, 0, 8, shape.length]);
    shape.forEach((side, axis) => bytes.writeUInt32BE(side, 4 + 4 * axis));
    return bytes;
  };
  return {
    images: Buffer.concat([header(count, 28, 28), Buffer.alloc(784 * count, 7)]),
    labels: Buffer.concat([header(count), Buffer.from(Uint8Array.from({ length: count }, (_, i) => i % 10))])
  };
}

type Pack = (bytes: Uint8Array) => Uint8Array;
function mnist(set: string, count: number, ending: string, pack: Pack): string {
  const [train, test] = [idx(count), idx(100)];
  const path = at(set, {
    [`train-images-idx3-ubyte${ending}`]: pack(train.images),
    [`train-labels-idx1-ubyte${ending}`]: pack(train.labels),
    [`t10k-images-idx3-ubyte${ending}`]: pack(test.images),
    [`t10k-labels-idx1-ubyte${ending}`]: pack(test.labels)
  });
  return join(path, `train-images-idx3-ubyte${ending}`);
}

function cifar(set: string): string {
  const names = Array.from({ length: 10 }, (_, i) => `class ${i}`).join('\n');
  const path = at(set, { 'batches.meta.txt': names });
  for (const name of [...[1, 2, 3, 4, 5].map((part) => `data_batch_${part}.bin`), 'test_batch.bin']) {
    writeFileSync(join(path, name), '');
    truncateSync(join(path, name), 10_000 * 3073);
  }
  return join(path, 'test_batch.bin');
}

function npy(descr: string, shape: readonly number[], content: Buffer): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = Buffer.from(`${text.padEnd(117)}\n`);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\0', 'latin1'), Buffer.from([118, 0]), header, content]);
}

/** So many images of 64 × 64 pixels in colour, and ten to test on. */
function npz(set: string, count: number, bytes: number, shape: readonly number[], packed: boolean): string {
  const descr = bytes === 1 ? '|u1' : `<u${bytes}`;
  const images = (own: number): Buffer => npy(descr, [own, ...shape], Buffer.alloc(12_288 * bytes * own));
  const labels = (own: number): Buffer =>
    npy('|u1', [own], Buffer.from(Uint8Array.from({ length: own }, (_, i) => i % 2)));
  const files = [
    { name: 'train_images.npy', content: images(count) },
    { name: 'train_labels.npy', content: labels(count) },
    { name: 'test_images.npy', content: images(10) },
    { name: 'test_labels.npy', content: labels(10) }
  ];
  const entry = ({ name, content }: ZipFixture): ZipFixture =>
    packed
      ? { name, content: deflateRawSync(content, { level: 1 }), crc: crc32(content), size: content.length }
      : { name, content };
  return join(at(set, { 'set.npz': zipOf(files.map(entry)) }), 'set.npz');
}

/** What each set is, its reader, and whether it is read. */
const SETS: Record<string, [string, () => string, 'read' | 'refused']> = {
  'IDX files': ['mnist', () => mnist('plain', 250_000, '', (bytes) => bytes), 'read'],
  'packed IDX files': [
    'mnist',
    () => mnist('packed', 72_000, '.gz', (bytes) => gzipSync(bytes, { level: 1 })),
    'read'
  ],
  CIFAR: ['cifar', () => cifar('cifar'), 'read'],
  'an archive of bytes': ['npz', () => npz('npz', 12_000, 1, [64, 64, 3], false), 'read'],
  'a packed one': ['npz', () => npz('npz-packed', 4_500, 1, [64, 64, 3], true), 'read'],
  'one with channels first': [
    'npz, channels first',
    () => npz('npz-first', 4_500, 1, [3, 64, 64], true),
    'read'
  ],
  'one of long numbers': ['npz', () => npz('npz-long', 2_000, 8, [64, 64, 3], false), 'read'],
  'one of long numbers that is packed': [
    'npz',
    () => npz('npz-packed-long', 480, 8, [64, 64, 3], true),
    'read'
  ],
  'one of short numbers that leaves no room': [
    'npz',
    () => npz('npz-short', 2_200, 2, [64, 64, 3], true),
    'refused'
  ]
};

it.each(Object.keys(SETS))('%s, read and split, take twice their size and 100 MB at most', async (set) => {
  const [reader, write, expected] = SETS[set];
  const first = reader.startsWith('npz')
    ? npz(`first-${set}`, 10, 1, [64, 64, 3], false)
    : mnist(`first-${set}`, 100, '', (bytes) => bytes);
  const path = write();
  const [, { outcome, growth, message }] = await readings(reader, [first, path]);
  const own = dirname(path);
  const size = readdirSync(own).reduce((sum, name) => sum + statSync(join(own, name)).size, 0);
  expect(outcome, message ?? '').toBe(expected);
  expect(growth, `${size} bytes`).toBeLessThan(2 * size + MEMORY);
  if (process.env.READER_FILES) {
    console.log(`${set}: ${outcome}, ${size} bytes, ${growth} more`);
  }
});
