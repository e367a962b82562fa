import type { Tensor } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { variant } from '../../analysis';
import { loadTensorFlow } from '../../tensorflow';
import { buildEfficientNet } from '../builder';
import { randomState, reseed, restoreRandomState } from '../random-state';
import { customLayers } from './index';

const tf = loadTensorFlow();
const layers = customLayers();

function values(tensor: unknown): number[] {
  return [...(tensor as Tensor).dataSync()];
}

describe('batch normalisation', () => {
  const x = tf.tensor4d([1, 10, 2, 20, 3, 30, 4, 40], [4, 1, 1, 2]);
  const make = (args: object = {}): ReturnType<typeof build> => build(args);
  function build(args: object): InstanceType<typeof layers.BatchNormalization> {
    const layer = new layers.BatchNormalization({ epsilon: 1e-3, momentum: 0.9, ...args });
    layer.build([null, 1, 1, 2] as unknown as number[]);
    return layer;
  }
  const statistics = (layer: ReturnType<typeof make>): number[] =>
    layer
      .getWeights()
      .slice(-2)
      .flatMap((weight) => values(weight));

  test('moves its statistics by one minus momentum towards the biased ones of the batch', () => {
    const layer = make();
    layer.apply(x, { training: true });
    const expected = [0.1 * 2.5, 0.1 * 25, 0.9 + 0.1 * 1.25, 0.9 + 0.1 * 125];
    statistics(layer).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
  });

  test('normalises by the batch in training and by its statistics in inference', () => {
    const layer = make();
    const training = values(layer.apply(x, { training: true }));
    expect(training[0]).toBeCloseTo(-1.5 / Math.sqrt(1.25 + 1e-3), 5);
    const [mean, , variance] = statistics(layer);
    expect(values(layer.apply(x))[0]).toBeCloseTo((1 - mean) / Math.sqrt(variance + 1e-3), 5);
  });

  test('frozen, uses its statistics in training too and leaves them alone', () => {
    const layer = make();
    layer.trainable = false;
    const before = statistics(layer);
    const training = values(layer.apply(x, { training: true }));
    expect(statistics(layer)).toEqual(before);
    expect(training).toEqual(values(layer.apply(x)));
    layer.trainable = true;
    layer.apply(x, { training: true });
    expect(statistics(layer)).not.toEqual(before);
  });

  test('works without scale and offset', () => {
    const plain = make({ scale: false, center: false });
    expect(plain.getWeights()).toHaveLength(2);
    expect(values(plain.apply(x, { training: true }))[0]).toBeCloseTo(-1.5 / Math.sqrt(1.25 + 1e-3), 5);
  });

  test('frozen in a model, gets no gradient, and the weights before it still do', () => {
    const model = buildEfficientNet(variant('b0', { resolution: 32, classes: 2 }));
    const normalization = model.layers.filter((layer) => layer.name.endsWith('_bn'));
    normalization.forEach((layer) => (layer.trainable = false));
    const before = normalization.flatMap((layer) => layer.getWeights().map((weight) => values(weight)[0]));
    const { grads } = tf.variableGrads(() =>
      tf.sum(tf.square(model.apply(tf.ones([2, 32, 32, 3]), { training: true }) as Tensor))
    );
    const named = Object.keys(grads);
    expect(named.some((name) => name.includes('gamma'))).toBe(false);
    expect(named.some((name) => name.startsWith('stem_conv/kernel'))).toBe(true);
    const after = normalization.flatMap((layer) => layer.getWeights().map((weight) => values(weight)[0]));
    expect(after).toEqual(before);
  });
});

describe('stochastic depth', () => {
  const ones = tf.ones([64, 2, 2, 3]);
  const make = (rate: number): InstanceType<typeof layers.StochasticDepth> =>
    new layers.StochasticDepth({ rate, seed: 11 });

  test('drops whole images and divides the others by their probability', () => {
    const output = values(make(0.25).apply(ones, { training: true }));
    const images = Array.from({ length: 64 }, (_, i) => output.slice(i * 12, (i + 1) * 12));
    const kinds = images.map((image) => [...new Set(image.map((v) => v.toFixed(4)))].join());
    expect(new Set(kinds)).toEqual(new Set(['0.0000', (4 / 3).toFixed(4)]));
  });

  test('keeps the expectation', () => {
    const layer = make(0.3);
    const means = Array.from(
      { length: 60 },
      () => values(tf.mean(layer.apply(ones, { training: true }) as Tensor))[0]
    );
    // 3,840 draws: standard error 0.011.
    expect(means.reduce((sum, v) => sum + v, 0) / means.length).toBeCloseTo(1, 1);
  });

  test('draws another mask at each step and the same ones from the same seed', () => {
    const masks = (): number[][] => {
      const layer = make(0.5);
      return [0, 1, 2].map(() => values(layer.apply(ones, { training: true })));
    };
    const [first, second, third] = masks();
    expect(second).not.toEqual(first);
    expect(third).not.toEqual(second);
    expect(masks()).toEqual([first, second, third]);
  });

  test('passes everything through in inference', () => {
    expect(values(make(0.5).apply(ones))).toEqual(values(ones));
  });
});

test('dropout drops single values, differently at each step, and keeps the expectation', () => {
  const layer = new layers.SeededDropout({ rate: 0.4, seed: 1 });
  const ones = tf.ones([100, 100]);
  const first = values(layer.apply(ones, { training: true }));
  const second = values(layer.apply(ones, { training: true }));
  expect(first.filter((v) => v === 0).length / first.length).toBeCloseTo(0.4, 1);
  expect(first.reduce((sum, v) => sum + v, 0) / first.length).toBeCloseTo(1, 1);
  expect(second).not.toEqual(first);
});

test("a model's masks repeat after reseeding and continue from a saved state", () => {
  const b0 = variant('b0', { resolution: 32, classes: 2, dropout: 0.5 });
  const model = buildEfficientNet({ ...b0, stages: b0.stages.slice(0, 3), head: { filters: 8 } });
  const x = tf.ones([8, 32, 32, 3]);
  const step = (): number[] => values(model.apply(x, { training: true }));
  reseed(model, 5);
  const first = step();
  const saved = randomState(model);
  const second = step();
  expect(second).not.toEqual(first);
  reseed(model, 5);
  expect(step()).toEqual(first);
  restoreRandomState(model, saved);
  expect(step()).toEqual(second);
  reseed(model, 6);
  expect(step()).not.toEqual(first);
});

describe('initialisation', () => {
  const kernel = (name: string): Float32Array => model.getLayer(name).getWeights()[0].dataSync<'float32'>();
  const model = buildEfficientNet(variant('b0', { resolution: 32 }), { seed: 1 });
  const deviation = (sample: Float32Array): number =>
    Math.sqrt(sample.reduce((sum, v) => sum + v * v, 0) / sample.length);

  test.each([
    ['block6b_expand_conv', 1152],
    ['block6b_dwconv', 25],
    ['block6b_se_reduce', 48],
    ['block6b_project_conv', 192],
    ['top_conv', 1280]
  ])('%s has deviation √(2/%i), cut at 2.2735 of it', (name, fanOut) => {
    const sample = kernel(name);
    const target = Math.sqrt(2 / fanOut);
    // Six standard errors of a deviation.
    expect(Math.abs(deviation(sample) / target - 1)).toBeLessThan(6 / Math.sqrt(2 * sample.length));
    const largest = sample.reduce((max, v) => Math.max(max, Math.abs(v)), 0) / target;
    expect(largest).toBeGreaterThan(2);
    expect(largest).toBeLessThanOrEqual(2 / 0.8796 + 1e-3);
  });

  test('the classifier is uniform within 1/√classes, its bias zero', () => {
    const sample = kernel('predictions');
    const limit = 1 / Math.sqrt(1000);
    expect(deviation(sample) / (limit / Math.sqrt(3))).toBeCloseTo(1, 2);
    const largest = sample.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    expect(largest / limit).toBeGreaterThan(0.999);
    expect(largest / limit).toBeLessThanOrEqual(1.000001);
    expect(
      model
        .getLayer('predictions')
        .getWeights()[1]
        .dataSync()
        .every((v) => v === 0)
    ).toBe(true);
  });
});
