import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { variant } from '../../analysis';
import { loadTensorFlow } from '../../tensorflow';
import { buildEfficientNet } from '../builder';
import { saveWeights } from './families';

const tf = loadTensorFlow();
let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'finite-'))));
afterAll(() => rm(folder, { recursive: true }));

function network(): LayersModel {
  const spec = variant('b0', { resolution: 32, classes: 2 });
  return buildEfficientNet({ ...spec, stages: spec.stages.slice(0, 1), head: { filters: 8 } }, { seed: 1 });
}

it.each<[string, (model: LayersModel, path: string) => Promise<unknown>]>([
  ['saveWeights', (model, path) => saveWeights(model, `${path}.safetensors`)],
  ['saveWeights for Keras', (model, path) => saveWeights(model, `${path}.weights.h5`, { format: 'keras' })],
  ['save', (model, path) => model.save(`file://${path}`)],
  [
    'save of a sequence',
    (model, path) => tf.sequential({ layers: [model, tf.layers.dense({ units: 2 })] }).save(`file://${path}`)
  ]
])('%s writes no weights that are not finite', async (name, save) => {
  const path = join(folder, name.replaceAll(' ', '-'));
  const model = network();
  const { weights } = model.getLayer('stem_bn');
  for (const value of [NaN, Infinity]) {
    weights[3].write(tf.fill(weights[3].shape as number[], value) as Tensor);
    await expect(save(model, path)).rejects.toMatchObject({
      name: 'WeightError',
      kind: 'not-finite',
      message: expect.stringMatching(/stem_bn\/moving_variance: got 32 of 32 values/) as string
    });
  }
  expect((await readdir(folder)).filter((file) => path.endsWith(file.split('.')[0]))).toEqual([]);
  weights[3].write(tf.ones(weights[3].shape as number[]) as Tensor);
  await save(model, path);
  expect((await readdir(folder)).filter((file) => path.endsWith(file.split('.')[0]))).not.toEqual([]);
});
