import { expect, it } from 'vitest';
import * as enet from '..';
import type { ImageDataset } from './dataset';
import { smallData, smallModel } from '../training/small.fixtures';

const model = smallModel();
const data = smallData();
const test = data.test as ImageDataset;
const eager = { execution: 'eager', checkpointDir: null } as const;

const doors: Array<[string, (set: typeof test) => Promise<unknown>]> = [
  ['evaluate', (set) => enet.evaluate(model, set)],
  ['compareModels', (set) => enet.compareModels(model, model, set)],
  ['gateValues', (set) => enet.gateValues(model, set, 'block1a')],
  ['channelStatistics', (set) => enet.pruning.channelStatistics(model, set)],
  ['measureNormalizationNoise', (set) => enet.noise.measureNormalizationNoise(model, set)],
  ['train', (set) => enet.train(model, { ...data, train: set }, eager)],
  ['train, validation', (set) => enet.train(model, { ...data, validation: set }, eager)]
];

/** Copies of a set of which a cell changed one field. */
const changed: Array<[string, Partial<typeof test>, RegExp]> = [
  ['no images', { images: new Uint8Array(0), labels: new Uint8Array(0), shape: [0, 8, 8, 1] }, /no images/],
  ['labels of other classes', { labels: test.labels.map(() => 9) }, /label 9 at image 0, expected 0 to 1/],
  ['fewer labels', { labels: test.labels.slice(0, 3) }, /3 labels for 40 images, expected 40/],
  ['fewer images', { shape: [3, 8, 8, 1] }, /40 labels for 3 images, expected 3/],
  ['larger images', { shape: [40, 16, 16, 1] }, /2560 values for 40 images, expected 10240/]
];

it.each(doors.flatMap(([door, open]) => changed.map((change) => [door, change[0], open, change] as const)))(
  '%s refuses a copy with %s',
  async (_door, _change, open, [, fields, told]) => {
    await expect(open({ ...test, ...fields })).rejects.toMatchObject({
      name: 'DataError',
      message: expect.stringMatching(told)
    });
  }
);

it('splits put together by hand tell what they lack', async () => {
  const { train, validation, test: held } = data;
  await expect(enet.train(model, { train, validation, test: held } as never, eager)).rejects.toThrow(
    'data: got an object without classes, warnings, expected train, validation and test images'
  );
});
