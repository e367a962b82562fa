import type { LayersModel } from '@tensorflow/tfjs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError, type DatasetSplits, type FileDataset, type ImageDataset, loadImageFolder } from '../data';
import { noisyHalves, writeTree } from '../data/image-files.fixtures';
import { evaluate, predictor } from '../evaluation';
import { buildEfficientNet } from '../model';
import type { TrainingOptions } from './options';
import { smallSpec } from './small.fixtures';
import { train } from './train';

const SIDE = 16;
const short: TrainingOptions = { epochs: 2, batchSize: 8, checkpointDir: null, augmentation: { shift: 1 } };

let root: string;
let memory: DatasetSplits<ImageDataset>;
let files: DatasetSplits<FileDataset>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'file-data-test-'));
  const images = noisyHalves(24, SIDE, 1);
  for (const part of ['train', 'val', 'test']) {
    await writeTree(join(root, part), images);
  }
  files = await loadImageFolder(root, { channels: 1 });
  memory = { ...files, train: images, validation: images, test: images };
});
afterAll(() => rm(root, { recursive: true }));

function model(): LayersModel {
  // Images in memory are never cut.
  const spec = { ...smallSpec(), resolution: SIDE, cropFraction: 1, head: { filters: 16 } };
  return buildEfficientNet(spec, { seed: 1 });
}

/** The same files, two of them damaged. */
async function damaged(onUnreadable: 'error' | 'skip'): Promise<DatasetSplits<FileDataset>> {
  const own = await writeTree(join(root, onUnreadable), noisyHalves(24, SIDE, 1));
  await Promise.all([3, 20].map((place) => writeFile(own[place], 'no image')));
  const split = { ...files.train, files: own, onUnreadable };
  return { ...files, train: split, validation: split, test: split };
}

describe.each([
  ['eager', 'main'],
  ['compiled', 'main'],
  ['compiled', 'worker']
] as const)('training %s on %s', (execution, thread) => {
  const options = { ...short, execution, thread };

  it('gives the same losses from files as from memory', async () => {
    const fromMemory = await train(model(), memory, options);
    const fromFiles = await train(model(), files, options);
    const losses = ({ history }: typeof fromMemory): unknown =>
      history.map(({ loss, validationLoss, validationAccuracy }) => [
        loss,
        validationLoss,
        validationAccuracy
      ]);
    expect(losses(fromFiles)).toEqual(losses(fromMemory));
  });

  it('goes on without images that cannot be decoded, and tells once of each', async () => {
    const data = await damaged('skip');
    const run = await train(model(), data, { ...options, epochs: 1 });
    expect(run).toMatchObject({ status: 'finished', steps: 3 });
    const told = run.warnings.filter((warning) => warning.startsWith('Skipped'));
    expect(told.map((warning) => warning.split(':')[0]).sort()).toEqual(
      [3, 20].map((place) => `Skipped ${data.train.files[place]}`)
    );
    expect(run.warnings).toContain('2 images could not be decoded.');
  });

  it('ends at such an image when they are errors', async () => {
    const data = await damaged('error');
    const failed: unknown = await train(model(), data, options).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(DataError);
    expect(failed).toMatchObject({ kind: 'unreadable' });
  });
});

describe('scoring images in files', () => {
  it('answers as for the same images in memory', async () => {
    const network = model();
    const [fromFiles, fromMemory] = [files, memory].map(({ test }) =>
      evaluate(network, test, { batchSize: 7 })
    );
    const { seconds, imagesPerSecond, dataset, ...expected } = await fromMemory;
    expect(await fromFiles).toMatchObject(expected);
    const answers = predictor(network);
    expect(await answers.predict(files.test)).toEqual(await answers.predict(memory.test));
    answers.dispose();
  });

  it('leaves out what cannot be decoded, and says so', async () => {
    const network = model();
    const { test } = await damaged('skip');
    const told = [3, 20].map((place) => test.files[place]);
    const evaluation = await evaluate(network, test);
    expect(evaluation.images).toBe(22);
    expect(evaluation.unreadable.map(({ path }) => path)).toEqual(told);
    const answers = predictor(network);
    const { logits, unreadable } = await answers.predict(test);
    answers.dispose();
    expect(unreadable.map(({ path }) => path)).toEqual(told);
    const without = [...logits.keys()].filter((at) => Number.isNaN(logits[at])).map((at) => at >> 1);
    expect(new Set(without)).toEqual(new Set([3, 20]));
  });
});
