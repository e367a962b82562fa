import { expect, it } from 'vitest';
import { variant } from '../analysis';
import { prepareImages } from '../data';
import { buildEfficientNet } from '../model';
import { loadTensorFlow } from '../tensorflow';
import { classify } from './classify';
import { EvaluationError } from './errors';
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
