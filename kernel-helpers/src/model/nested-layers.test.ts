import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { variant } from '../analysis';
import { loadTensorFlow } from '../tensorflow';
import { buildEfficientNet } from './builder';
import { layersWithin } from './nested-layers';
import { nonFiniteWeights } from './non-finite';
import { randomState, reseed, restoreRandomState } from './random-state';
import { getWeightsByName, setWeightsByName, variablesByName } from './weights';

const tf = loadTensorFlow();
const b0 = variant('b0', { resolution: 32, classes: 3, preprocessing: 'unit' });
const spec = { ...b0, name: 'features', stages: b0.stages.slice(0, 2), head: { filters: 8 } };

function features(seed: number): LayersModel {
  return buildEfficientNet(spec, { seed, output: 'pooled' });
}

const dense = () => tf.layers.dense({ units: 3, name: 'own' });

/** Features in a network, which lies in another. */
function twice(seed: number): LayersModel {
  const inputs = tf.input({ shape: [32, 32, 3] });
  const middle = tf.model({
    inputs,
    outputs: features(seed).apply(inputs) as SymbolicTensor,
    name: 'middle'
  });
  return tf.sequential({ layers: [middle, dense()] });
}

describe('layers within', () => {
  it('a flat network are its own, by their names', () => {
    const flat = features(1);
    expect(layersWithin(flat).map(({ layer }) => layer)).toEqual(flat.layers);
    expect(layersWithin(flat).map(({ path }) => path)).toEqual(flat.layers.map(({ name }) => name));
  });

  it.each([
    ['a sequence', () => tf.sequential({ layers: [features(1), dense()] }), 'features/'],
    ['a network in a network', () => twice(1), 'middle/features/']
  ])('%s are all, each under a path of its own', (_, make, before) => {
    const model = make();
    const own = Object.keys(getWeightsByName(features(1)));
    expect([...variablesByName(model).keys()]).toEqual([
      ...own.map((path) => `${before}${path}`),
      'own/kernel',
      'own/bias'
    ]);
    expect(new Set([...variablesByName(model).values()])).toEqual(new Set(model.weights));
  });

  it('another network take its weights, and those that are not finite are named', () => {
    const [one, other] = [twice(1), twice(2)];
    const x = tf.randomUniform([2, 32, 32, 3], 0, 255, 'float32', 3);
    const answers = (model: LayersModel): number[] => [...(model.predict(x) as Tensor).dataSync()];
    expect(answers(other)).not.toEqual(answers(one));
    setWeightsByName(other, getWeightsByName(one));
    expect(answers(other)).toEqual(answers(one));
    const [kernel] = variablesByName(one).values();
    kernel.write(tf.fill(kernel.shape as number[], NaN));
    expect(nonFiniteWeights(one)).toEqual([
      { name: 'middle/features/stem_conv/kernel', nonFinite: 864, values: 864 }
    ]);
  });

  it('draw masks from the seed, and go on from a state', () => {
    const all = { ...b0, name: 'features', stages: b0.stages.slice(0, 2), stochasticDepth: 0.5 };
    const model = tf.sequential({ layers: [buildEfficientNet(all, { output: 'pooled' }), dense()] });
    const drops = layersWithin(model).filter(({ layer }) => layer.getClassName() === 'StochasticDepth');
    expect(drops.length).toBeGreaterThan(0);
    const x = tf.randomUniform([16, 32, 32, 3], 0, 255, 'float32', 3);
    const answers = (): number[] => [...(model.apply(x, { training: true }) as Tensor).dataSync()];
    reseed(model, 5);
    const state = randomState(model);
    expect(Object.keys(state)).toEqual(drops.map(({ path }) => path));
    const first = answers();
    expect(answers()).not.toEqual(first);
    restoreRandomState(model, state);
    expect(answers()).toEqual(first);
  });
});
