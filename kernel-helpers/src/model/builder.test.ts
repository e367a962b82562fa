import type { LayersModel, Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import {
  type ArchitectureSpec,
  B0,
  type BaseNetwork,
  LITE0,
  scale,
  SpecError,
  type SpecOptions,
  summarize,
  V2_B0,
  variant
} from '../analysis';
import { PUBLISHED_COSTS } from '../analysis/published.fixtures';
import { loadTensorFlow, randomUniform, sparseSoftmaxCrossEntropy } from '../tensorflow';
import { buildEfficientNet } from './builder';
import { countModel } from './counting.fixtures';
import { modelDescription } from './metadata';

const tf = loadTensorFlow();

test.each([
  [{ classifierActivation: 'sigmoid' }, 'one of linear, softmax'],
  [{ classifierActivation: null }, 'one of linear, softmax'],
  [{ output: 'logits' }, 'one of classes, pooled, map']
])('%j is no network of ours', (options, told) => {
  const spec = variant('b0', { resolution: 32, classes: 2 });
  expect(() => buildEfficientNet(spec, options as never)).toThrow(told);
});

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

/** Some stages of a family, half as wide. */
function stagesOf(base: BaseNetwork, rows: number[], options: SpecOptions = {}): ArchitectureSpec {
  const stages = rows.map((row) => base.stages[row]);
  return scale({
    base: { ...base, stages },
    width: 0.5,
    depth: 1,
    classes: 5,
    dropout: 0,
    stochasticDepth: 0,
    ...options,
    resolution: options.resolution ?? 32
  });
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

test("the second family's layers carry Keras's names too", () => {
  expect(names(buildEfficientNet(stagesOf(V2_B0, [0, 1, 3]))).slice(1, -5)).toEqual([
    ...['stem_conv', 'stem_bn', 'stem_activation'],
    ...['block1a_project_conv', 'block1a_project_bn', 'block1a_project_activation'],
    ...['block2a_expand_conv', 'block2a_expand_bn', 'block2a_expand_activation'],
    ...['block2a_project_conv', 'block2a_project_bn'],
    ...['block2b_expand_conv', 'block2b_expand_bn', 'block2b_expand_activation'],
    ...['block2b_project_conv', 'block2b_project_bn', 'block2b_add'],
    ...['a', 'b', 'c'].flatMap((letter) =>
      [
        ...['expand_conv', 'expand_bn', 'expand_activation', 'dwconv2', 'bn', 'activation'],
        ...['se_squeeze', 'se_reshape', 'se_reduce', 'se_expand', 'se_excite', 'project_conv', 'project_bn'],
        ...(letter === 'a' ? [] : ['add'])
      ].map((part) => `block3${letter}_${part}`)
    )
  ]);
});

test('Lite networks have no gates, and activations that end at 6', () => {
  const model = buildEfficientNet(stagesOf(LITE0, [0, 1]));
  expect(names(model).filter((name) => name.includes('_se_'))).toEqual([]);
  const activation = model.getLayer('block2b_activation');
  expect([...(activation.apply(tf.tensor4d([-3, 2, 9], [1, 1, 1, 3])) as Tensor).dataSync()]).toEqual([
    0, 2, 6
  ]);
});

test('networks over sequences take [N, length, channels] and pad along the length alone', () => {
  const sequence = { ...B0, spatialDimensions: 1 } as const;
  const spec = stagesOf(sequence, [0, 2], {
    resolution: 50,
    inputChannels: 2,
    preprocessing: 'unit',
    dropout: 0.2,
    padding: 'symmetric'
  });
  const model = buildEfficientNet(spec, { classifierActivation: 'softmax' });
  expect(names(model).slice(0, 4)).toEqual([
    'input_layer',
    'preprocessing',
    'sequence_reshape',
    'stem_conv_pad'
  ]);
  expect(model.getLayer('stem_conv').getWeights()[0].shape).toEqual([3, 1, 2, 16]);
  expect(model.getLayer('block2a_dwconv_pad').outputShape).toEqual([null, 25 + 2 * 2, 1, 48]);
  expect(model.getLayer('block2a_dwconv').getWeights()[0].shape).toEqual([5, 1, 48, 1]);
  expect(model.getLayer('top_conv').outputShape).toEqual([null, 13, 1, spec.head.filters]);
  const output = model.predict(randomUniform([3, 50, 2], [1, 1])) as Tensor;
  expect(output.shape).toEqual([3, 5]);
  [...tf.sum(output, 1).dataSync()].forEach((sum) => expect(sum).toBeCloseTo(1, 5));
});

describe.each<[string, ArchitectureSpec]>([
  ['V2', stagesOf(V2_B0, [0, 1, 3])],
  ['Lite', stagesOf(LITE0, [0, 1, 2])],
  ['over sequences', stagesOf({ ...B0, spatialDimensions: 1 }, [0, 1, 2], { resolution: 64 })],
  [
    'over sequences, with group normalisation',
    stagesOf({ ...V2_B0, spatialDimensions: 1 }, [0, 1, 3], { normalization: 'group' })
  ]
])('a small network %s', (_name, spec) => {
  test('has the gradient of finite differences, and learns by a step against it', () => {
    const model = buildEfficientNet(spec, { seed: 6 });
    const x = randomUniform([8, ...(model.inputs[0].shape as number[]).slice(1)], [2, 6]);
    const labels = tf.tensor1d([0, 1, 2, 3, 4, 0, 1, 2], 'int32');
    const loss = (): Scalar =>
      tf.mean(sparseSoftmaxCrossEntropy(model.apply(x, { training: true }) as Tensor2D, labels));
    const { value, grads } = tf.variableGrads(loss);
    const weights = model.trainableWeights.map((weight) => ({
      weight,
      start: weight.read().clone(),
      gradient: grads[(weight.read() as ReturnType<typeof tf.variable>).name]
    }));
    const slope = Math.sqrt(
      weights.reduce((sum, { gradient }) => sum + tf.sum(tf.square(gradient)).dataSync()[0], 0)
    );
    /** Loss at a distance along the direction of the gradient. */
    const lossAt = (distance: number): number => {
      for (const { weight, start, gradient } of weights) {
        weight.write(tf.add(start, tf.mul(gradient, distance / slope)));
      }
      return loss().dataSync()[0];
    };
    // Far enough for the difference to stand out of rounding, near enough for a straight line.
    const distance = 0.01 / slope;
    const numeric = (lossAt(distance) - lossAt(-distance)) / (2 * distance);
    expect(Math.abs(numeric / slope - 1)).toBeLessThan(0.02);
    expect(lossAt(-distance)).toBeLessThan(value.dataSync()[0] - 0.005);
  });
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
  const x = tf.randomUniform([2, 32, 32, 3], 0, 255, 'float32', 7);
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
  const x = tf.randomUniform([1, 32, 32, 3], 0, 255, 'float32', 7);
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
  expect(mapped({ preprocessing: 'half' }, 255)).toEqual([1, 1, 1]);
  expect(mapped({ preprocessing: 'half' }, 0)).toEqual([-1, -1, -1]);
  expect(mapped({ preprocessing: 'imagenet' }, 0)).toEqual([-2.1179, -2.0357, -1.8044]);
  expect(() => buildEfficientNet(small({ preprocessing: 'imagenet', inputChannels: 1 }))).toThrow(SpecError);
});

test('an impossible specification is refused before anything is built', () => {
  const before = tf.memory().numTensors;
  expect(() => buildEfficientNet({ ...small(), classes: 0 })).toThrow(SpecError);
  expect(() => buildEfficientNet({ ...small(), resolution: 2 })).toThrow(/resolution/);
  const [{ blocks }] = small().stages;
  const badly = (change: Partial<(typeof blocks)[number]>): ArchitectureSpec => ({
    ...small(),
    stages: [{ blocks: [{ ...blocks[0], ...change }] }]
  });
  expect(() => buildEfficientNet(badly({ squeezeExciteFilters: 99 }))).toThrow(/squeezeExciteFilters/);
  expect(() => buildEfficientNet(badly({ kernelSize: 4 }))).toThrow(/kernelSize/);
  expect(() => buildEfficientNet(badly({ inputFilters: 8 }))).toThrow(SpecError);
  expect(() => buildEfficientNet({ ...small(), normalization: 'group', groupSize: 7 })).toThrow(/groupSize/);
  expect(tf.memory().numTensors).toBe(before);
});

test.each<[string, ArchitectureSpec]>([
  ['B0', small()],
  ['Lite over sequences', stagesOf({ ...LITE0, spatialDimensions: 1 }, [0, 1])]
])('a saved %s loads again with its logits, its layers and its description', async (_name, spec) => {
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
  expect(modelDescription(loaded)).toEqual({ spec, classifierActivation: 'linear', output: 'classes' });
  const x = tf.randomUniform([2, ...(model.inputs[0].shape as number[]).slice(1)], 0, 255, 'float32', 7);
  const [a, b] = [model, loaded].map((m) => [...(m.predict(x) as ReturnType<typeof tf.tensor>).dataSync()]);
  expect(b).toEqual(a);
});

test('a description from before families, activations and dimensions were told apart is B0 as ever', () => {
  const model = buildEfficientNet(small());
  const { family: _f, activation: _a, spatialDimensions: _d, stages, ...old } = small();
  const spec = {
    ...old,
    stages: stages.map(({ blocks }) => ({ blocks: blocks.map(({ operator: _o, ...block }) => block) }))
  };
  model.setUserDefinedMetadata({ efficientNetLab: { spec, classifierActivation: 'linear' } });
  expect(modelDescription(model)?.spec).toEqual(small());
});

test('models of other origin have no description', () => {
  expect(
    modelDescription(tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }))
  ).toBeNull();
});
