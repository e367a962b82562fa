import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadImageFolder, loadNpz, readIdx } from '../../kernel-helpers/src/data';
import { readImage } from '../../kernel-helpers/src/data/read-image';
import { loadWeightFile } from '../../kernel-helpers/src/model';
import { torchOld, torchZip } from '../../kernel-helpers/src/model/weights/formats/torch.fixtures';
import { loadCheckpoint, loadRun } from '../../kernel-helpers/src/training';

const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');
/** What any file may take beside twice its size, and what the library of a reader takes when it is first used. In KiB. */
const MEMORY = 180e6 / 1024;

const folder = mkdtempSync(join(tmpdir(), 'claims-'));
afterAll(() => rmSync(folder, { recursive: true }));

function stored(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** A header of the format with a list that takes thirteen times its text's bytes in memory. */
function manyLists(begin: string, bytes: number, end: string): Buffer {
  return Buffer.from(begin + '[],'.repeat(bytes / 3) + end);
}

function safetensorsOf(header: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header]);
}

/** A PyTorch file of a hundred megabytes and more that are one number. */
const expanded = ['a', 'b', 'c'].map((name) => ({
  name,
  storage: 'FloatStorage',
  count: 1,
  content: Buffer.alloc(4),
  shape: [2 ** 14, 2 ** 14],
  strides: [0, 0]
}));

/**
 * Files that this process must not make itself, or it would have taken the memory before: arrays of zeros, a thousandth
 * of what they unpack to; and HDF5's chunks that were never written, which it fills while it reads.
 */
const BOMBS = `
import gzip, h5py, numpy, os, sys
os.chdir(sys.argv[1])
images, labels = numpy.zeros((2 ** 18, 28, 28), 'i1'), numpy.zeros(2 ** 18, 'u1')
numpy.savez_compressed('bomb.npz', train_images=images, train_labels=labels, test_images=images, test_labels=labels)
header = bytes([0, 0, 8, 3, 0, 4, 0, 0, 0, 0, 0, 32, 0, 0, 0, 32])
gzip.open('bomb-idx3-ubyte.gz', 'wb', 1).write(header + bytes(2 ** 28))
with h5py.File('fill.h5', 'w') as f:
    f.attrs['layer_names'] = [b'a']
    f.create_group('a').attrs['weight_names'] = [b'k']
    f['a'].create_dataset('k', shape=(2 ** 28,), dtype='f4', chunks=(1024,))
`;

const side = 8192;
const picture = (): Sharp => sharp({ create: { width: side, height: side, channels: 3, background: 'red' } });

/** A filter that takes minutes, under a picture's name. */
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="4000"><filter id="a"><feTurbulence
  baseFrequency="0.01" numOctaves="1000"/></filter><rect width="4000" height="4000" filter="url(#a)"/></svg>`;

const READERS = {
  weights: (path: string) => loadWeightFile(path),
  npz: (path: string) => loadNpz(path),
  idx: (path: string) => readIdx(path),
  image: (path: string) => readImage(path, 3)
};

describe('a small file that claims to be large is refused before memory is taken', () => {
  beforeAll(() => {
    expect(spawnSync(PYTHON, ['-c', BOMBS, folder], { encoding: 'utf8' }).stderr).toBe('');
  });

  it.each<[string, keyof typeof READERS, string, () => Promise<Uint8Array> | Uint8Array | string | null]>([
    ['expanded.pth', 'weights', 'too-large', () => torchZip(expanded)],
    ['expanded-old.pth', 'weights', 'too-large', () => torchOld(expanded)],
    [
      'dictionaries.pth',
      'weights',
      'too-large',
      () =>
        Buffer.concat([
          Buffer.from('80028a0a6cfc9c46f9206aa850192e80024de9032e80027d2e8002', 'hex'),
          Buffer.from('}'.repeat(900_000))
        ])
    ],
    [
      'header.safetensors',
      'weights',
      'too-large',
      () => safetensorsOf(manyLists('{"a":[', 21_000_000, '[]]}'))
    ],
    ['lists.safetensors', 'weights', 'damaged', () => safetensorsOf(manyLists('{"a":[', 15_000_000, '[]]}'))],
    ['model.json', 'weights', 'damaged', () => manyLists('{"weightsManifest":[', 15_000_000, '[]]}')],
    ['fill.h5', 'weights', 'too-large', () => null],
    ['bomb.npz', 'npz', 'too-large', () => null],
    ['bomb-idx3-ubyte.gz', 'idx', 'too-large', () => null],
    ['bomb.png', 'image', 'unreadable', () => picture().png({ compressionLevel: 1 }).toBuffer()],
    ['svg.png', 'image', 'unreadable', () => SVG],
    ['svgz.png', 'image', 'unreadable', () => gzipSync(SVG)],
    ['svg16.png', 'image', 'unreadable', () => Buffer.from(`\ufeff${SVG}`, 'utf16le')]
  ])('%s', async (name, reader, kind, content) => {
    const made = await content();
    const path = made === null ? join(folder, name) : stored(name, made);
    const before = process.resourceUsage().maxRSS;
    await expect(READERS[reader](path)).rejects.toMatchObject({ kind });
    const allowed = MEMORY + (2 * statSync(path).size) / 1024;
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(allowed);
  });
});

describe('what is no plain file', () => {
  const checkpoint = join(folder, 'run', 'step-00000001');
  const kinds = ['pipe', 'zero'];
  beforeAll(() => {
    expect(spawnSync('mkfifo', [join(folder, 'pipe')]).status).toBe(0);
    symlinkSync('/dev/zero', join(folder, 'zero'));
    mkdirSync(checkpoint, { recursive: true });
  });

  it.each(kinds)('a %s, is refused at once by every reader', async (name) => {
    const path = join(folder, name);
    for (const [reader, read] of Object.entries(READERS)) {
      await expect(read(path), reader).rejects.toMatchObject({ kind: 'unreadable' });
    }
    for (const [file, read] of [
      [join(checkpoint, 'checkpoint.json'), () => loadCheckpoint(checkpoint)],
      [join(folder, 'run', 'run.json'), () => loadRun(join(folder, 'run'))]
    ] as const) {
      symlinkSync(path, file);
      await expect(read(), file).rejects.toMatchObject({ name: 'CheckpointError' });
      rmSync(file);
    }
  });

  it.each(kinds)('a %s, is passed over in a folder of images', async (name) => {
    const root = join(folder, `images-${name}`);
    const small = await sharp(Buffer.alloc(16), { raw: { width: 4, height: 4, channels: 1 } })
      .png()
      .toBuffer();
    for (const label of ['a', 'b']) {
      mkdirSync(join(root, label), { recursive: true });
      for (let i = 0; i < 6; i++) {
        writeFileSync(join(root, label, `${i}.png`), small);
      }
    }
    symlinkSync(join(folder, name), join(root, 'a', 'special.png'));
    const { train, warnings } = await loadImageFolder(root);
    expect(train.files.some((file) => file.endsWith('special.png'))).toBe(false);
    expect(warnings.join()).toContain('special file');
  });
});
