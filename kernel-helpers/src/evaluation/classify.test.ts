import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { variant } from '../analysis';
import { loadImageFolder, prepareImages, trainingBatches } from '../data';
import { grey16Tiff } from '../data/image-files.fixtures';
import { buildEfficientNet } from '../model';
import { loadTensorFlow } from '../tensorflow';
import { classify } from './classify';
import { EvaluationError } from './errors';
import { classifierOf } from './network';
import { predictor } from './predictor';

const b0 = variant('b0', { resolution: 32, classes: 4, preprocessing: 'unit' });
const spec = { ...b0, stages: b0.stages.slice(0, 1), head: { filters: 8 } };
const model = buildEfficientNet(spec, { seed: 3 });
const labels = ['a', 'b', 'c', 'd'];
const images = Array.from({ length: 3 }, (_, image) => {
  const pixels = Uint8Array.from({ length: 20 * 30 * 3 }, (_each, i) => (i * (7 + image)) % 256);
  return { width: 20, height: 30, channels: 3, pixels };
});

it('names the most probable classes of each image, also over several batches', async () => {
  const answers = await classify(model, images, { top: 2, labels, batchSize: 2, execution: 'eager' });
  const network = predictor(model, { execution: 'eager' });
  const batch = await prepareImages(images, spec);
  const { probabilities } = await network.predict(batch);
  network.dispose();
  batch.dispose();
  expect(answers).toHaveLength(3);
  answers.forEach((best, i) => {
    const own = [...probabilities.subarray(4 * i, 4 * i + 4)];
    const [first, second] = [...own].sort((a, b) => b - a);
    expect(best.map(({ probability }) => probability)).toEqual([first, second]);
    expect(best.map(({ label }) => label)).toEqual([labels[own.indexOf(first)], labels[own.indexOf(second)]]);
    expect(best.map(({ index }) => index)).toEqual([own.indexOf(first), own.indexOf(second)]);
  });
});

it('sees files as data sets of them do, in training too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'classify-'));
  try {
    for (const [i, { width, height, channels, pixels }] of images.entries()) {
      // Odd sides, so that the middle lies between two pixels.
      const place = join(folder, labels[i]);
      mkdirSync(place);
      for (const name of ['1.png', '2.png']) {
        await sharp(pixels, { raw: { width, height, channels: channels as 3 } })
          .resize(61 + 2 * i, 47, { fit: 'fill' })
          .png()
          .toFile(join(place, name));
      }
    }
    mkdirSync(join(folder, 'd'));
    await sharp(images[0].pixels, { raw: { width: 20, height: 30, channels: 3 } })
      .png()
      .toFile(join(folder, 'd', '1.png'));
    expect([spec.cropFraction, spec.interpolation]).toEqual([0.875, 'bicubic']);
    const { train } = await loadImageFolder(folder, { validation: 0, test: 1 });
    const answers = await classify(model, train.files, { labels, top: 4, execution: 'eager' });
    const network = predictor(model, { execution: 'eager' });
    const { probabilities } = await network.predict(train);
    network.dispose();
    answers.forEach((all, i) =>
      all.forEach(({ index, probability }) => expect(probability).toBe(probabilities[4 * i + index]))
    );
    const { input } = classifierOf(model);
    const count = train.files.length;
    const { value: batch } = await trainingBatches(train, input, {
      batchSize: count,
      seed: 1,
      epoch: 1
    }).next();
    const prepared = await prepareImages(
      [...(batch?.places ?? [])].map((at) => train.files[at]),
      spec
    );
    expect(batch?.pixels).toEqual(prepared.dataSync());
    prepared.dispose();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('sees deep values by the range that is given', async () => {
  const grey = Uint8Array.from({ length: 20 * 20 }, (_, i) => (i * 7) % 256);
  const pixels = Uint8Array.from({ length: 3 * grey.length }, (_, i) => grey[Math.floor(i / 3)]);
  const tiff = grey16Tiff(
    Uint16Array.from(grey, (value) => value * 16),
    20
  );
  const options = { labels, execution: 'eager' } as const;
  await expect(classify(model, [tiff], options)).rejects.toThrow(/valueRange: \[0, 4095\]/);
  expect(await classify(model, [tiff], { ...options, valueRange: [0, 16 * 255] })).toEqual(
    await classify(model, [{ width: 20, height: 20, channels: 3, pixels }], options)
  );
});

it('keeps no tensors', async () => {
  const tf = loadTensorFlow();
  const before = tf.memory().numTensors;
  await classify(model, images, { labels, execution: 'eager' });
  expect(tf.memory().numTensors).toBe(before);
});

it.each([
  ['labels', { labels: ['a', 'b'] }],
  ['top', { top: 0 }]
])('refuses %s that do not fit', async (field, options) => {
  const error: unknown = await classify(model, images, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EvaluationError);
  expect(error).toMatchObject({ field });
});
