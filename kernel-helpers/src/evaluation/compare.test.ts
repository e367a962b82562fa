import { expect, it } from 'vitest';
import { scale } from '../analysis';
import { imageDataset } from '../data';
import { buildEfficientNet } from '../model';
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
  expect(result.answers).toEqual({ bothRight: 0, onlyFirst: 2, onlySecond: 1, bothWrong: 0 });
  expect(result.classes).toEqual([
    { name: 'a', bothRight: 0, onlyFirst: 1, onlySecond: 0, bothWrong: 0 },
    { name: 'b', bothRight: 0, onlyFirst: 1, onlySecond: 1, bothWrong: 0 }
  ]);
});

it('keeps small images of those that are classified differently, from each kind in turn', async () => {
  const options = { execution: 'eager', names: ['up', 'down'], examples: 2 } as const;
  const { examples, first, second } = await compareModels(brighter(1), brighter(-1), pairs, options);
  expect([first, second]).toEqual([
    { name: 'up', spec: null },
    { name: 'down', spec: null }
  ]);
  expect(
    examples.map(({ index, truth, ...answers }) => [index, truth, answers.first, answers.second])
  ).toEqual([
    [0, 'a', 'a', 'b'],
    [2, 'b', 'a', 'b']
  ]);
  expect([...Buffer.from(examples[1].image.base64, 'base64')]).toEqual([2, 0, 0, 0]);
  expect((await compareModels(brighter(1), brighter(-1), pairs, { examples: 0 })).examples).toEqual([]);
});

it('calls networks as their specifications do, and by their order where that is no difference', async () => {
  const small = { width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 2 } as const;
  const build = (name: string) => buildEfficientNet(scale({ ...small, name }), { seed: 1 });
  const compared = await compareModels(build('thin'), build('wide'), pairs, { execution: 'eager' });
  expect([compared.first.name, compared.second.name]).toEqual(['thin', 'wide']);
  expect(compared.second.spec).toEqual(scale({ ...small, name: 'wide' }));
  const same = await compareModels(build('thin'), build('thin'), pairs, { execution: 'eager' });
  expect([same.first.name, same.second.name]).toEqual(['the first network', 'the second network']);
});

it.each([
  [{ names: ['a', 'a'] as const }, /^names: got \["a","a"\], expected two different names/],
  [{ names: ['a', ''] as const }, /^names: /],
  [{ examples: 65 }, /^examples: got 65, expected a whole number from 0 to 64/],
  [{ examples: 0.5 }, /^examples: /]
])('refuses %j', async (options, message) => {
  await expect(compareModels(brighter(1), brighter(-1), pairs, options)).rejects.toThrow(message);
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
