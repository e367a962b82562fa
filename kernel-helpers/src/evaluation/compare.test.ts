import { expect, it } from 'vitest';
import { imageDataset } from '../data';
import { loadTensorFlow } from '../tensorflow';
import { compareModels } from './compare';

const tf = loadTensorFlow();

/** A network that names the brighter of the first two pixels, or the darker. */
function brighter(scale: number): ReturnType<typeof tf.sequential> {
  const model = tf.sequential();
  model.add(tf.layers.flatten({ inputShape: [2, 2, 1] }));
  model.add(tf.layers.dense({ units: 2, useBias: false }));
  model.layers[1].setWeights([tf.tensor2d([scale, 0, 0, scale, 0, 0, 0, 0], [4, 2])]);
  return model;
}

const images = { shape: [3, 2, 2], values: Uint8Array.from([2, 0, 0, 0, 0, 2, 0, 0, 2, 0, 0, 0]) };
const pairs = imageDataset('pairs', images, { shape: [3], values: Uint8Array.from([0, 1, 1]) }, ['a', 'b']);

it.each(['compiled', 'eager'] as const)('compares two networks image by image, %s', async (execution) => {
  const result = await compareModels(brighter(1), brighter(-1), pairs, { execution, batchSize: 2 });
  expect(result).toMatchObject({ images: 3, firstTop1: 2 / 3, secondTop1: 1 / 3 });
  expect(result).toMatchObject({ onlyFirst: 2, onlySecond: 1, pValue: 1 });
  expect(result.differing).toEqual([
    { index: 0, truth: 0, first: 0, second: 1 },
    { index: 1, truth: 1, first: 1, second: 0 },
    { index: 2, truth: 1, first: 0, second: 1 }
  ]);
});

it('finds no difference of a network from itself, and leaves no tensors', async () => {
  const model = brighter(1);
  const before = tf.memory().numTensors;
  const result = await compareModels(model, model, pairs, { execution: 'eager' });
  expect(result).toMatchObject({ difference: 0, pValue: 1, differing: [] });
  expect(tf.memory().numTensors).toBe(before);
});

it('refuses outputs that are no numbers', async () => {
  const attempt = compareModels(brighter(1), brighter(NaN), pairs, { execution: 'eager' });
  await expect(attempt).rejects.toMatchObject({ name: 'EvaluationError', field: 'model' });
});
