import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { batchTensors, trainingBatches } from '../data';
import { classifierOf } from '../evaluation';
import { buildEfficientNet, getWeightsByName, randomState } from '../model';
import { loadTensorFlow } from '../tensorflow';
import { freeze } from './freezing';
import { recalibrateBatchNorm } from './recalibration';
import { smallData, smallModel, smallSpec } from './small.fixtures';

/** Every value that a layer puts out for the training images, channels last, read at inference. */
async function outputs(model: LayersModel, name: string, batchSize: number): Promise<number[][]> {
  const tf = loadTensorFlow();
  const { input } = classifierOf(model);
  const upTo = tf.model({ inputs: model.inputs, outputs: model.getLayer(name).output });
  const rows: number[][] = [];
  for await (const batch of trainingBatches(smallData().train, input, { batchSize, seed: 0, epoch: 1 })) {
    tf.tidy(() => {
      const map = upTo.predict(batchTensors(batch).images) as Tensor;
      rows.push(...((map.reshape([-1, map.shape[3] ?? 0]) as Tensor).arraySync() as number[][]));
    });
  }
  return rows;
}

it('sets the statistics to the moments of all images, where the input does not depend on the batch', async () => {
  const model = smallModel();
  const result = await recalibrateBatchNorm(model, smallData().train, { batchSize: 16 });
  expect(result).toMatchObject({ batches: 4, images: 64 });
  expect(result.layers).toContain('top_bn');
  const rows = await outputs(model, 'stem_conv', 16);
  const weights = getWeightsByName(model);
  rows[0].forEach((_, channel) => {
    const values = rows.map((row) => row[channel]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(weights['stem_bn/moving_mean'].values[channel]).toBeCloseTo(mean, 5);
    expect(weights['stem_bn/moving_variance'].values[channel]).toBeCloseTo(variance, 5);
  });
});

it('changes statistics alone, and gives the same twice', async () => {
  const model = smallModel();
  const before = getWeightsByName(model);
  const masks = randomState(model);
  await recalibrateBatchNorm(model, smallData().train, { batchSize: 16, batches: 2 });
  const once = getWeightsByName(model);
  const differing = Object.keys(once).filter((path) =>
    once[path].values.some((v, i) => v !== before[path].values[i])
  );
  expect(differing.length).toBeGreaterThan(4);
  expect(differing.every((path) => path.includes('/moving_'))).toBe(true);
  expect(randomState(model)).toEqual(masks);
  await recalibrateBatchNorm(model, smallData().train, { batchSize: 16, batches: 2 });
  expect(getWeightsByName(model)).toEqual(once);
});

it('leaves frozen statistics alone', async () => {
  const model = smallModel();
  freeze(model, { through: 'stage1' });
  const before = getWeightsByName(model);
  const { layers } = await recalibrateBatchNorm(model, smallData().train, { batchSize: 16 });
  expect(layers).toEqual(['top_bn']);
  const after = getWeightsByName(model);
  expect(after['stem_bn/moving_mean']).toEqual(before['stem_bn/moving_mean']);
  expect(after['top_bn/moving_mean']).not.toEqual(before['top_bn/moving_mean']);
});

it('refuses too many batches, and networks without batch statistics', async () => {
  const { train } = smallData();
  await expect(recalibrateBatchNorm(smallModel(), train, { batchSize: 16, batches: 5 })).rejects.toThrow(
    /batches: got 5, expected a whole number from 1 to 4/
  );
  const frozen = smallModel();
  freeze(frozen, { through: 'all-but-classifier' });
  await expect(recalibrateBatchNorm(frozen, train)).rejects.toThrow(/no layer with free statistics/);
  const groups = buildEfficientNet({ ...smallSpec(), normalization: 'group' });
  await expect(recalibrateBatchNorm(groups, train)).rejects.toThrow(/no layer with free statistics/);
});
