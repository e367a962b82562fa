import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingOrder } from './batch';
import { evaluationBatches, trainingBatches } from './batches';
import { collected } from './collected.fixtures';
import type { FileDataset, ImageDataset } from './dataset';
import { DataError } from './errors';
import { loadImageFolder } from './image-folder';
import { noisyHalves, writeTree } from './image-files.fixtures';
import { BatchPipeline, BatchSource } from './pipeline';

const SIDE = 8;
const input = { resolution: SIDE, channels: 3 };
const order: TrainingOrder = { batchSize: 4, seed: 2, epoch: 3, augmentation: { shift: 2 } };

let root: string;
let memory: ImageDataset;
let files: FileDataset;
let paths: string[];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'image-folder-test-'));
  memory = noisyHalves(14, SIDE, 3);
  paths = await writeTree(join(root, 'plain', 'train'), memory);
  await writeTree(join(root, 'plain', 'test'), memory);
  const data = await loadImageFolder(join(root, 'plain'), { validation: 0 });
  files = data.train;
});
afterAll(() => rm(root, { recursive: true }));

/** The files with some of them damaged, in a tree of their own. */
async function damaged(name: string, places: number[]): Promise<FileDataset> {
  const own = await writeTree(join(root, name), memory);
  await Promise.all(places.map((place) => writeFile(own[place], 'no image')));
  return { ...files, files: own, onUnreadable: 'skip' };
}

describe('a folder of images', () => {
  it('has the classes of its folders, sorted, and the files of each', () => {
    expect(files).toMatchObject({ classes: ['left', 'right'], shape: [14, null, null, 3], files: paths });
    expect(files.labels).toEqual(memory.labels);
  });

  it('gives the very batches of the same images in memory', async () => {
    expect(await collected(trainingBatches(files, input, order))).toEqual(
      await collected(trainingBatches(memory, input, order))
    );
    expect(await collected(evaluationBatches(files, input, 4))).toEqual(
      await collected(evaluationBatches(memory, input, 4))
    );
  });

  it('gives them in the thread of batches too, also in the middle of an epoch', async () => {
    const pipeline = new BatchPipeline(files, input);
    const source = new BatchSource(pipeline.port);
    source.begin(order);
    await source.next();
    const late = { ...order, firstStep: 1 };
    source.begin(late);
    const batches = [await source.next(), await source.next(), await source.next()];
    expect(batches).toEqual([...(await collected(trainingBatches(memory, input, late))), null]);
    await pipeline.dispose();
  });

  it('without splits holds the same share of each class out', async () => {
    const data = await loadImageFolder(join(root, 'plain', 'train'), { validation: 2, test: 4, seed: 1 });
    expect([...data.test.labels]).toEqual([0, 0, 1, 1]);
    expect([...(data.validation?.labels ?? [])]).toEqual([0, 1]);
    const all = [data.train, data.validation, data.test].flatMap((split) => split?.files ?? []);
    expect(all.sort()).toEqual(paths);
  });

  it('has a fingerprint of what the files hold, not of where they lie', async () => {
    const of = async (folder: string): Promise<string> => (await loadImageFolder(folder)).fingerprint;
    const original = await of(join(root, 'plain'));
    const copy = join(root, 'copy');
    await writeTree(join(copy, 'train'), memory);
    const [first] = await writeTree(join(copy, 'test'), memory);
    expect(await of(copy)).toBe(original);
    await writeFile(first, await sharp(first).negate().png().toBuffer());
    expect(await of(copy)).not.toBe(original);
  });

  it('takes images of any size, grey or coloured, also as WebP and JPEG', async () => {
    const folder = join(root, 'mixed');
    for (const name of ['a', 'b']) {
      await mkdir(join(folder, name), { recursive: true });
    }
    const plain = (width: number, height: number, grey: number): Sharp =>
      sharp({ create: { width, height, channels: 3, background: { r: grey, g: grey, b: grey } } });
    await plain(30, 20, 100)
      .png()
      .toFile(join(folder, 'a', '1.png'));
    await plain(5, 9, 100)
      .webp({ lossless: true })
      .toFile(join(folder, 'a', '2.webp'));
    await plain(40, 40, 100)
      .jpeg({ quality: 100 })
      .toFile(join(folder, 'b', '1.JPG'));
    await plain(16, 16, 100)
      .toColourspace('b-w')
      .png()
      .toFile(join(folder, 'b', '2.png'));
    const { train } = await loadImageFolder(folder, { validation: 0, test: 1 });
    const [{ pixels, shape }] = await collected(evaluationBatches(train, input, 4));
    expect(shape).toEqual([3, SIDE, SIDE, 3]);
    expect(new Set(pixels)).toEqual(new Set([100]));
    const [grey] = await collected(evaluationBatches({ ...train, shape: [3, null, null, 1] }, input, 4));
    expect(grey).toMatchObject({ shape: [3, SIDE, SIDE, 3], pixels });
  });
});

describe('images that cannot be decoded', () => {
  it('are an error by default, with their path', async () => {
    const bad = await damaged('error', [5]);
    const batches = evaluationBatches({ ...bad, onUnreadable: 'error' }, input, 4);
    const error: unknown = await collected(batches).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ kind: 'unreadable', source: bad.files[5] });
  });

  it('are replaced in training by the next of the batch, and told', async () => {
    const bad = await damaged('replaced', [5]);
    const whole = await collected(trainingBatches(memory, input, order));
    const batches = await collected(trainingBatches(bad, input, order));
    const step = whole.findIndex(({ places }) => places.includes(5));
    batches.forEach((batch, i) => {
      if (i !== step) {
        expect(batch).toEqual(whole[i]);
      }
    });
    const at = whole[step].places.indexOf(5);
    const next = (at + 1) % 4;
    expect(batches[step].places[at]).toBe(whole[step].places[next]);
    const size = SIDE * SIDE * 3;
    expect(batches[step].pixels.subarray(at * size, (at + 1) * size)).toEqual(
      whole[step].pixels.subarray(next * size, (next + 1) * size)
    );
    expect(batches[step].unreadable).toEqual([
      { path: bad.files[5], reason: 'content of no known image format' }
    ]);
  });

  it('are left out of evaluation, also when they are all of a batch', async () => {
    const places = [0, 1, 5, 12, 13];
    const bad = await damaged('left out', places);
    const batches = await collected(evaluationBatches(bad, input, 2));
    const told = batches.flatMap(({ unreadable = [] }) => unreadable.map(({ path }) => path));
    expect(told.sort()).toEqual(places.map((place) => bad.files[place]));
    const kept = batches.flatMap((batch) => [...batch.places]);
    expect(kept).toEqual([...memory.labels.keys()].filter((place) => !places.includes(place)));
    expect(batches.every(({ labels }) => labels.length > 0)).toBe(true);
  });

  it('are an error when nothing is left', async () => {
    const bad = await damaged('nothing', [...memory.labels.keys()]);
    await expect(collected(evaluationBatches(bad, input, 4))).rejects.toThrow(/no image that can be decoded/);
    await expect(collected(trainingBatches(bad, input, order))).rejects.toThrow(/in each batch/);
  });
});

describe('a tree that is no data set', () => {
  it('is refused', async () => {
    const empty = join(root, 'empty');
    await mkdir(empty);
    await expect(loadImageFolder(empty)).rejects.toMatchObject({ kind: 'empty' });
    await expect(loadImageFolder(join(root, 'none'))).rejects.toMatchObject({ kind: 'unreadable' });
    await mkdir(join(empty, 'cat'));
    await expect(loadImageFolder(empty)).rejects.toMatchObject({ kind: 'empty-class' });
    await writeFile(join(empty, 'cat', 'notes.txt'), '');
    await expect(loadImageFolder(empty)).rejects.toThrow(/Add images/);
  });
});
