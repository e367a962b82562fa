import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { type ArchitectureSpec, B0, featureMaps, scale, SpecError, type SpecOptions } from '../analysis';
import { loadTensorFlow } from '../tensorflow';
import { buildEfficientNet } from './builder';
import { modelDescription } from './metadata';
import { getWeightsByName, setWeightsByName } from './weights';

const tf = loadTensorFlow();

function small(options: SpecOptions = {}): ArchitectureSpec {
  const base = { ...B0, stages: B0.stages.slice(0, 4), spatialDimensions: options.spatialDimensions };
  return scale({ base, width: 0.25, depth: 1, resolution: 33, classes: 5, ...options });
}

/** The same weights, as far as the features need them. */
function featuresOf(model: LayersModel, output: 'pooled' | 'map' | number[]): LayersModel {
  const features = buildEfficientNet(small(), { seed: 9, output });
  const names = Object.keys(getWeightsByName(features));
  const weights = getWeightsByName(model);
  setWeightsByName(features, Object.fromEntries(names.map((name) => [name, weights[name]])));
  return features;
}

const model = buildEfficientNet(small(), { seed: 1 });
const x = tf.randomUniform([2, 33, 33, 3], 0, 255, 'float32', 3);
const values = (tensor: Tensor): number[] => [...tensor.dataSync()];
const layerOutput = (name: string): number[] => {
  const part = tf.model({ inputs: model.inputs, outputs: model.getLayer(name).output });
  return values(part.predict(x) as Tensor);
};

describe('a network without classifier', () => {
  it('gives what the classifier sees', () => {
    const output = featuresOf(model, 'pooled').predict(x) as Tensor;
    expect(output.shape).toEqual([2, small().head.filters]);
    expect(values(output)).toEqual(layerOutput('avg_pool'));
  });

  it('gives the last map', () => {
    const output = featuresOf(model, 'map').predict(x) as Tensor;
    expect(output.shape).toEqual([2, 3, 3, small().head.filters]);
    expect(values(output)).toEqual(layerOutput('top_activation'));
  });

  it('gives the maps at chosen strides, finest first, and has no layers behind them', () => {
    const pyramid = featuresOf(model, [16, 4]);
    const outputs = pyramid.predict(x) as Tensor[];
    expect(outputs.map(values)).toEqual([layerOutput('block2b_add'), layerOutput('block4c_add')]);
    expect(pyramid.layers.some(({ name }) => name.startsWith('top'))).toBe(false);
  });

  it('ends where its coarsest map is made', () => {
    const names = buildEfficientNet(small(), { output: [4] }).layers.map(({ name }) => name);
    expect(names[names.length - 1]).toBe('block2b_add');
  });

  it('has the sizes and channels that the specification tells', () => {
    const maps = featureMaps(small());
    const outputs = buildEfficientNet(small(), { output: maps.map(({ stride }) => stride) }).outputs;
    expect(outputs.map(({ shape }) => shape)).toEqual(
      maps.map(({ size, channels }) => [null, size, size, channels])
    );
  });

  it('gives maps of sequences without the second axis', () => {
    const spec = small({ spatialDimensions: 1, inputChannels: 2 });
    const pyramid = buildEfficientNet(spec, { output: [2, 8] });
    expect(pyramid.outputs.map(({ shape }) => shape)).toEqual(
      featureMaps(spec)
        .filter(({ stride }) => stride === 2 || stride === 8)
        .map(({ size, channels }) => [null, size, channels])
    );
    expect(buildEfficientNet(spec, { output: 'map' }).outputs[0].shape).toEqual([null, 3, spec.head.filters]);
  });

  it('says what it puts out, also to who reads the description later', () => {
    expect(modelDescription(buildEfficientNet(small(), { output: [4] }))?.output).toEqual([4]);
    expect(modelDescription(buildEfficientNet(small(), { output: 'map' }))?.output).toBe('map');
  });

  it('is refused at strides without a map', () => {
    expect(() => buildEfficientNet(small(), { output: [32] })).toThrow(SpecError);
  });
});

it('groups counted give the layers groups of differing sizes', () => {
  const spec = small({ normalization: 'group', groups: 4 });
  const sizes = buildEfficientNet(spec)
    .layers.filter(({ name }) => name === 'stem_bn' || name === 'block2a_expand_bn')
    .map((layer) => (layer.getConfig() as { groupSize: number }).groupSize);
  expect(sizes).toEqual([spec.stem.filters / 4, spec.stages[1].blocks[0].expandedFilters / 4]);
});
