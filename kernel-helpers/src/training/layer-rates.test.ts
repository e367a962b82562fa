import { expect, it } from 'vitest';
import { getWeightsByName, variablesByName } from '../model';
import { freeze } from './freezing';
import { type LayerRates, rateFactors } from './layer-rates';
import type { OptimizerName } from './optimizer';
import { smallData, smallModel } from './small.fixtures';
import { train } from './train';

const OPTIONS = {
  epochs: 1,
  batchSize: 32,
  schedule: 'constant',
  thread: 'main',
  checkpointDir: null
} as const;

it('gives each stage its factor', () => {
  const model = smallModel();
  const names = new Map([...variablesByName(model)].map(([name, { id }]) => [id, name]));
  const factors = (rates: LayerRates): Record<string, number> => {
    const all = rateFactors(model, rates);
    return Object.fromEntries(model.trainableWeights.map(({ id }, i) => [names.get(id), all[i]]));
  };
  expect(factors({ decay: 0.5 })).toMatchObject({
    'predictions/kernel': 1,
    'top_conv/kernel': 0.5,
    'block1a_project_bn/gamma': 0.25,
    'stem_conv/kernel': 0.125
  });
  expect(factors({ stem: 0, classifier: 10 })).toMatchObject({
    'predictions/bias': 10,
    'top_conv/kernel': 1,
    'stem_bn/beta': 0
  });
  freeze(model, { through: 'all-but-classifier' });
  expect(rateFactors(model, { decay: 0.5 })).toEqual([1, 1]);
});

it.each<[LayerRates, RegExp]>([
  [{ stage9: 1 }, /got stage9, expected decay, or stem, stage1, top, classifier/],
  [{ decay: 2 }, /layerRates.decay: got 2/],
  [{ stem: NaN }, /layerRates.stem: got NaN/],
  [{ decay: 0.5, stem: 1 }, /either decay or factors/]
])('refuses %o', (rates, message) => {
  expect(() => rateFactors(smallModel(), rates)).toThrow(message);
});

it('makes plain gradient steps longer by the factor', async () => {
  const moved = async (layerRates: LayerRates | null): Promise<number[]> => {
    const model = smallModel();
    const before = getWeightsByName(model)['predictions/kernel'].values;
    const data = smallData();
    // Batches of all images: one step.
    const options = {
      ...OPTIONS,
      batchSize: data.train.shape[0],
      optimizer: 'sgd',
      learningRate: 0.01
    } as const;
    await train(model, data, { ...options, execution: 'eager', layerRates });
    return Array.from(getWeightsByName(model)['predictions/kernel'].values, (value, i) => value - before[i]);
  };
  const [plain, scaled] = [await moved(null), await moved({ classifier: 4 })];
  expect(Math.max(...plain.map(Math.abs))).toBeGreaterThan(1e-4);
  scaled.forEach((step, i) => expect(step).toBeCloseTo(4 * plain[i], 6));
});

it.each<OptimizerName>(['adamw', 'rmsprop'])(
  'leaves weights with factor 0 alone, and agrees in eager and compiled steps: %s',
  async (optimizer) => {
    const results = [];
    for (const execution of ['eager', 'compiled'] as const) {
      const model = smallModel();
      const before = getWeightsByName(model);
      const layerRates = { stem: 0, stage1: 0.5 };
      await train(model, smallData(), { ...OPTIONS, execution, optimizer, learningRate: 1e-3, layerRates });
      const after = getWeightsByName(model);
      expect(after['stem_conv/kernel'].values).toEqual(before['stem_conv/kernel'].values);
      expect(after['stem_bn/gamma'].values).toEqual(before['stem_bn/gamma'].values);
      expect(after['top_conv/kernel'].values).not.toEqual(before['top_conv/kernel'].values);
      results.push(after);
    }
    const [eager, compiled] = results;
    for (const [path, { values }] of Object.entries(eager)) {
      values.forEach((value, i) => expect(compiled[path].values[i]).toBeCloseTo(value, 3));
    }
  }
);
