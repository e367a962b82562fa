import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { evaluationBatches } from './batches';
import { collected } from './collected.fixtures';
import { loadImageFolder } from './image-folder';
import { loadImage, prepareImages } from './images';
import { bmpOf, grey16Tiff } from './image-files.fixtures';
import { BatchPipeline, BatchSource } from './pipeline';

const SIDE = 8;
const input = { resolution: SIDE, channels: 3 };

let root: string;
let folder: string;
let number = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'folder-entries-test-'));
});
beforeEach(() => (folder = join(root, String(number++))));
afterAll(() => rm(root, { recursive: true }));

function plain(grey: number): Sharp {
  const background = { r: grey, g: grey, b: grey };
  return sharp({ create: { width: SIDE, height: SIDE, channels: 3, background } });
}

/** Writes files by their paths in the folder. */
async function write(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

/** Paths of all images, within the folder. */
async function found(options = {}): Promise<{ files: string[]; warnings: string[] }> {
  const { train, test, warnings } = await loadImageFolder(folder, { validation: 0, test: 1, ...options });
  const files = [...train.files, ...test.files].map((path) => relative(folder, path)).sort();
  return { files, warnings: warnings.map((sentence) => sentence.replaceAll(`${folder}/`, '')) };
}

describe('a folder of images', () => {
  it('reads every format, by whatever name, and tells of nothing left out', async () => {
    const png = await plain(100).png().toBuffer();
    const jpeg = await plain(100).jpeg({ quality: 100 }).toBuffer();
    const tiff = await plain(100).tiff({ compression: 'lzw' }).toBuffer();
    await write({
      'a/1.PNG': png,
      'a/2.jpg': jpeg,
      'a/3.Jpeg': jpeg,
      'a/4.jfif': jpeg,
      'a/5.jpe': jpeg,
      'a/6.webp': await plain(100).webp({ lossless: true }).toBuffer(),
      'a/within/it/7.tif': tiff,
      'b/1.TIFF': tiff,
      'b/2.gif': await plain(100).gif().toBuffer(),
      'b/3.avif': await plain(100).avif({ lossless: true }).toBuffer(),
      'b/4.bmp': bmpOf(new Uint8Array(SIDE * SIDE * 3).fill(100), SIDE),
      'b/without': png,
      'b/other.dat': jpeg,
      'b/wrong.png': jpeg
    });
    const { files, warnings } = await found();
    expect(warnings).toEqual([]);
    expect(files).toHaveLength(14);
    const { train } = await loadImageFolder(folder, { validation: 0, test: 1 });
    const batches = await collected(evaluationBatches(train, input, 4));
    expect(new Set(batches.flatMap(({ pixels }) => [...pixels]))).toEqual(new Set([100]));
  });

  it('counts and names what it leaves out, by kind', async () => {
    const png = await plain(1).png().toBuffer();
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>';
    await write({
      'readme.md': '',
      '__MACOSX/a/._1.png': '',
      '.cache/1.png': png,
      'a/1.png': png,
      'a/2.svg': svg,
      'a/3': svg,
      'a/4.jp2': Uint8Array.of(0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 13, 10, 0x87, 10),
      'a/5.heic': Uint8Array.of(0, 0, 0, 24, ...Buffer.from('ftypheic')),
      'a/6.ppm': 'P6 1 1 255\n...',
      'a/Thumbs.db': Uint8Array.of(0xd0, 0xcf),
      'a/notes.txt': 'BM is no image',
      'a/LICENSE': 'text',
      'a/deep/.DS_Store': '',
      'b/1.png': png,
      'b/2.png': png,
      'b/more.txt': ''
    });
    spawnSync('mkfifo', [join(folder, 'b', 'pipe.png')]);
    const { files, warnings } = await found();
    expect(files).toEqual(['a/1.png', 'b/1.png', 'b/2.png']);
    const convert = 'this format is not supported; convert such files to PNG';
    expect(new Set(warnings)).toEqual(
      new Set([
        'Left out 1 folder of the system, __MACOSX: no images of yours.',
        'Left out 1 hidden folder, .cache: their names begin with a dot.',
        'Left out 1 file beside the folders of classes, readme.md: it has no class.',
        `Left out 2 SVG files, for example a/2.svg: ${convert}.`,
        `Left out 1 JPEG 2000 file, a/4.jp2: ${convert}.`,
        `Left out 1 HEIC file, a/5.heic: ${convert}.`,
        `Left out 1 PNM file, a/6.ppm: ${convert}.`,
        'Left out 1 .db file, a/Thumbs.db: no image of a format that is read.',
        'Left out 2 .txt files, for example a/notes.txt: no image of a format that is read.',
        'Left out 1 file without extension, a/LICENSE: no image of a format that is read.',
        'Left out 1 hidden file, a/deep/.DS_Store: their names begin with a dot.',
        'Left out 1 special file, b/pipe.png: pipes, sockets and devices are not read.'
      ])
    );
  });

  it('tells what lies beside the splits', async () => {
    const png = await plain(1).png().toBuffer();
    const names = [
      'train/a/1.png',
      'train/b/1.png',
      'val/a/1.png',
      'val/b/1.png',
      'test/a/1.png',
      'test/b/1.png'
    ];
    const images = Object.fromEntries(names.map((name) => [name, png]));
    await write({
      ...images,
      'extra/a/1.png': png,
      'validation/a/1.png': png,
      '1.png': png,
      'test/2.png': png
    });
    const { warnings } = await found();
    expect(warnings).toEqual([
      'Left out 2 folders beside those of the splits, for example extra: it is no split.',
      'Left out 1 file beside the folders of the splits, 1.png: it has no class.',
      'Left out 1 file beside the folders of classes, test/2.png: it has no class.'
    ]);
  });

  it('follows links, but not in circles', async () => {
    const png = await plain(1).png().toBuffer();
    await write({ 'a/1.png': png, 'a/within/2.png': png, 'b/1.png': png, '../elsewhere/deep/3.png': png });
    await symlink(join(folder, 'a', '1.png'), join(folder, 'b', 'linked.png'));
    await symlink(join(root, 'elsewhere'), join(folder, 'c'));
    await symlink(join(folder, 'a'), join(folder, 'a', 'within', 'around'));
    const { files, warnings } = await found();
    expect(files).toEqual(['a/1.png', 'a/within/2.png', 'b/1.png', 'b/linked.png', 'c/deep/3.png']);
    const expected = 'Left out 1 link to a folder around it, a/within/around: its images are there already.';
    expect(warnings).toEqual([expected]);
  });

  it('takes a link that leads nowhere for an image that can’t be read', async () => {
    const png = await plain(1).png().toBuffer();
    await write({ 'a/1.png': png, 'b/1.png': png });
    await symlink(join(folder, 'none.png'), join(folder, 'b', '2.png'));
    await expect(found()).rejects.toMatchObject({ kind: 'unreadable', got: 'ENOENT' });
    const { warnings } = await found({ onUnreadable: 'skip' });
    expect(warnings[0]).toBe('Skipped b/2.png: ENOENT.');
  });

  it('tells what there is in place of images', async () => {
    const png = await plain(1).png().toBuffer();
    await write({ 'a/1.png': png, 'b/1.svg': '<svg/>', 'b/2.svg': '<svg/>' });
    await expect(found()).rejects.toThrow(/no images; Left out 2 SVG files.*convert such files to PNG/);
    await expect(loadImageFolder(join(folder, 'a'))).rejects.toThrow(/no folders but 1 file/);
  });
});

describe('values of 12 bits in 16', () => {
  const values = Uint16Array.from({ length: SIDE * SIDE }, (_, i) => (i * 4095) / (SIDE * SIDE - 1));
  /** In proportion to 4095, as bytes, three times. */
  const expected = Array.from(values, (value) => Math.round((value * 255) / 4095)).flatMap((byte) => [
    byte,
    byte,
    byte
  ]);
  const valueRange = [0, 4095] as const;
  beforeEach(async () => {
    const tiff = grey16Tiff(values, SIDE);
    await write({ 'a/1.tif': tiff, 'a/2.tif': tiff, 'b/1.tif': tiff, 'b/2.tif': tiff });
  });

  it('are refused when the set is made, also where files are skipped', async () => {
    const refused = { kind: 'bad-pixels', got: '16 bits, none above 4095' };
    await expect(found()).rejects.toMatchObject(refused);
    await expect(found({ onUnreadable: 'skip' })).rejects.toMatchObject(refused);
    const { test } = await loadImageFolder(folder, { valueRange, onUnreadable: 'skip' });
    const batches = evaluationBatches({ ...test, valueRange: undefined }, input, 1);
    await expect(collected(batches)).rejects.toMatchObject(refused);
    await expect(found({ valueRange: [5, 5] })).rejects.toMatchObject({
      kind: 'bad-option',
      source: 'valueRange'
    });
  });

  it('have the same pixels by every door with their range', async () => {
    const path = join(folder, 'a', '1.tif');
    expect([...(await loadImage(path, { valueRange })).pixels]).toEqual(expected);
    expect([...(await loadImage(await readFile(path), { valueRange })).pixels]).toEqual(expected);
    const data = await loadImageFolder(folder, { valueRange, validation: 0 });
    const [{ pixels }] = await collected(evaluationBatches(data.test, input, 1));
    expect([...pixels]).toEqual(expected);
    const pipeline = new BatchPipeline(data.test, input);
    const source = new BatchSource(pipeline.port);
    source.begin({ batchSize: 1, seed: 1, epoch: 1 });
    expect([...((await source.next())?.pixels ?? [])]).toEqual(expected);
    await pipeline.dispose();
    const spec = { resolution: SIDE, inputChannels: 3, spatialDimensions: 2, cropFraction: 1 } as const;
    const prepared = await prepareImages([path], { ...spec, interpolation: 'bilinear' }, { valueRange });
    expect([...prepared.dataSync()]).toEqual(expected);
    prepared.dispose();
    await expect(prepareImages([path], { ...spec, interpolation: 'bilinear' })).rejects.toThrow(
      /none above 4095/
    );
  });

  it('have a fingerprint that tells their range', async () => {
    const of = async (range: readonly [number, number]): Promise<string> =>
      (await loadImageFolder(folder, { valueRange: range })).fingerprint;
    expect(await of([0, 4095])).toBe(await of([0, 4095]));
    expect(await of([0, 4095])).not.toBe(await of([0, 65535]));
  });
});
