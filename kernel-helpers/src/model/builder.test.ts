import type { LayersModel } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { SpecError, type SpecOptions, summarize, variant } from '../analysis';
import { PUBLISHED_COSTS } from '../analysis/published.fixtures';
import { loadTensorFlow } from '../tensorflow';
import { buildEfficientNet } from './builder';
import { countModel } from './counting.fixtures';
import { modelDescription } from './metadata';

const tf = loadTensorFlow();

// The larger four are built and counted in test/parity.
describe.each(PUBLISHED_COSTS.slice(0, 4))('$name as built', (published) => {
  test('has the published parameters and MACs, counted from its layers', () => {
    const model = buildEfficientNet(variant(published.name));
    const { trainable, withStatistics, macs } = countModel(model);
    expect({ trainable, withStatistics, keras: withStatistics + 2 * 3 + 1, ...macs }).toEqual({
      trainable: published.trainable,
      withStatistics: published.withStatistics,
      keras: published.keras,
      total: published.macs,
      conv: published.conv,
      depthwise: published.depthwise,
      squeezeExcite: published.squeezeExcite,
      dense: published.dense
    });
    expect(model.countParams()).toBe(withStatistics);
    model.dispose();
  });
});

/** A network of a few blocks with one of each kind: fast to build and run. */
function small(options: SpecOptions = {}): ReturnType<typeof variant> {
  const b0 = variant('b0', { resolution: 32, classes: 5, ...options });
  return { ...b0, stages: b0.stages.slice(0, 2), head: { filters: 32 } };
}

function names(model: LayersModel): string[] {
  return model.layers.map((layer) => layer.name);
}

test("layers carry Keras's names, in Keras's order", () => {
  expect(names(buildEfficientNet(small({ preprocessing: 'unit' })))).toEqual([
    'input_layer',
    'preprocessing',
    ...['stem_conv', 'stem_bn', 'stem_activation'],
    ...['block1a_dwconv', 'block1a_bn', 'block1a_activation'],
    ...['block1a_se_squeeze', 'block1a_se_reshape', 'block1a_se_reduce', 'block1a_se_expand'],
    ...['block1a_se_excite', 'block1a_project_conv', 'block1a_project_bn'],
    ...['block2a_expand_conv', 'block2a_expand_bn', 'block2a_expand_activation'],
    ...['block2a_dwconv', 'block2a_bn', 'block2a_activation'],
    ...['block2a_se_squeeze', 'block2a_se_reshape', 'block2a_se_reduce', 'block2a_se_expand'],
    ...['block2a_se_excite', 'block2a_project_conv', 'block2a_project_bn'],
    ...['block2b_expand_conv', 'block2b_expand_bn', 'block2b_expand_activation'],
    ...['block2b_dwconv', 'block2b_bn', 'block2b_activation'],
    ...['block2b_se_squeeze', 'block2b_se_reshape', 'block2b_se_reduce', 'block2b_se_expand'],
    ...['block2b_se_excite', 'block2b_project_conv', 'block2b_project_bn', 'block2b_drop', 'block2b_add'],
    ...['top_conv', 'top_bn', 'top_activation', 'avg_pool', 'top_dropout', 'predictions']
  ]);
});

test('stochastic depth acts on the nine residual blocks of b0 with the published rates', () => {
  const model = buildEfficientNet(variant('b0', { resolution: 32, classes: 2 }));
  const rates = model.layers
    .filter((layer) => layer.name.endsWith('_drop'))
    .map((layer) => [layer.name.slice(5, 7), Math.round((layer.getConfig().rate as number) * 1e6) / 1e6]);
  expect(Object.fromEntries(rates)).toEqual({
    '2b': 0.025,
    '3b': 0.05,
    '4b': 0.075,
    '4c': 0.0875,
    '5b': 0.1125,
    '5c': 0.125,
    '6b': 0.15,
    '6c': 0.1625,
    '6d': 0.175
  });
});

test('logits by default, probabilities when asked', () => {
  const x = tf.randomUniform([2, 32, 32, 3], 0, 255);
  const rowSums = (activation?: 'softmax'): number[] => {
    const model = buildEfficientNet(small(), { classifierActivation: activation });
    const output = model.predict(x) as ReturnType<typeof tf.tensor>;
    expect(output.shape).toEqual([2, 5]);
    return [...tf.sum(output, 1).dataSync()];
  };
  rowSums('softmax').forEach((sum) => expect(sum).toBeCloseTo(1, 5));
  rowSums().forEach((sum) => expect(Math.abs(sum - 1)).toBeGreaterThan(1e-3));
});

test('the same seed builds the same weights, another seed others', () => {
  const kernel = (seed: number): number[] => {
    const model = buildEfficientNet(small(), { seed });
    return [...model.getLayer('block2a_expand_conv').getWeights()[0].dataSync()];
  };
  expect(kernel(4)).toEqual(kernel(4));
  expect(kernel(5)).not.toEqual(kernel(4));
});

test('layers of equal shape start from different weights', () => {
  const model = buildEfficientNet(variant('b0', { resolution: 32, classes: 2 }));
  const first = (name: string): number => model.getLayer(name).getWeights()[0].dataSync()[0];
  expect(first('block6b_expand_conv')).not.toBe(first('block6c_expand_conv'));
});

test('group normalisation replaces every batch normalisation and has no statistics', () => {
  const spec = small({ normalization: 'group' });
  const model = buildEfficientNet(spec);
  const { params } = summarize(spec);
  expect(model.countParams()).toBe(params.trainable);
  expect(params.withStatistics).toBe(params.trainable);
  expect(model.getLayer('stem_bn').getClassName()).toBe('GroupNormalization');
});

test('symmetric padding keeps sizes and MACs but gives other values', () => {
  const same = buildEfficientNet(small());
  const symmetric = buildEfficientNet(small({ padding: 'symmetric' }));
  expect(countModel(symmetric)).toEqual(countModel(same));
  expect(names(symmetric)).toEqual(expect.arrayContaining(['stem_conv_pad', 'block2a_dwconv_pad']));
  const x = tf.randomUniform([1, 32, 32, 3], 0, 255);
  const logits = [same, symmetric].map((model) => model.predict(x) as ReturnType<typeof tf.tensor>);
  expect(tf.max(tf.abs(tf.sub(logits[0], logits[1]))).dataSync()[0]).toBeGreaterThan(1e-4);
});

test('preprocessing is one layer that maps pixels as its name says', () => {
  const mapped = (options: SpecOptions, pixel: number): number[] => {
    const channels = options.inputChannels ?? 3;
    const model = buildEfficientNet(small(options));
    const layer = model.layers.find(({ name }) => name === 'preprocessing');
    const x = tf.fill([1, 1, 1, channels], pixel);
    return [...((layer?.apply(x) ?? x) as typeof x).dataSync()].map((v) => Math.round(v * 1e4) / 1e4);
  };
  expect(mapped({ preprocessing: 'none' }, 7)).toEqual([7, 7, 7]);
  expect(mapped({ preprocessing: 'unit', inputChannels: 1 }, 255)).toEqual([1]);
  expect(mapped({ preprocessing: 'inception' }, 255)).toEqual([1, 1, 1]);
  expect(mapped({ preprocessing: 'imagenet' }, 0)).toEqual([-2.1179, -2.0357, -1.8044]);
  expect(() => buildEfficientNet(small({ preprocessing: 'imagenet', inputChannels: 1 }))).toThrow(SpecError);
});

test('an impossible specification is refused before anything is built', () => {
  const before = tf.memory().numTensors;
  expect(() => buildEfficientNet({ ...small(), classes: 0 })).toThrow(SpecError);
  expect(() => buildEfficientNet({ ...small(), resolution: 2 })).toThrow(/resolution/);
  expect(tf.memory().numTensors).toBe(before);
});

test('a saved model loads again with its logits, its layers and its description', async () => {
  const spec = small();
  const model = buildEfficientNet(spec, { seed: 3 });
  let saved: import('@tensorflow/tfjs').io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
    })
  );
  // Through JSON, as a file would carry it.
  const topology = JSON.parse(JSON.stringify(saved!.modelTopology)) as object;
  const loaded = await tf.loadLayersModel(tf.io.fromMemory({ ...saved!, modelTopology: topology }));
  expect(names(loaded)).toEqual(names(model));
  expect(modelDescription(loaded)).toEqual({ spec, classifierActivation: 'linear' });
  const x = tf.randomUniform([2, 32, 32, 3], 0, 255);
  const [a, b] = [model, loaded].map((m) => [...(m.predict(x) as ReturnType<typeof tf.tensor>).dataSync()]);
  expect(b).toEqual(a);
});

test('models of other origin have no description', () => {
  expect(
    modelDescription(tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }))
  ).toBeNull();
});
