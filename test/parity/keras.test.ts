import type { LayersModel, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { variant } from '../../kernel-helpers/src/analysis';
import {
  buildEfficientNet,
  getWeightsByName,
  setWeightsByName,
  variablesByName,
  type WeightValue
} from '../../kernel-helpers/src/model';
import { loadTensorFlow, sparseSoftmaxCrossEntropy } from '../../kernel-helpers/src/tensorflow';
import { computeReference, type Reference } from './reference';

const tf = loadTensorFlow();
let reference: { inference: Reference; training: Reference };
beforeAll(() => {
  reference = computeReference();
});

/** Our B0 with Keras's weights. Keras's in-graph preprocessing without pretrained weights is x/255. */
function withKerasWeights({ tensors }: Reference, resolution: number, classes: number): LayersModel {
  const spec = variant('b0', { resolution, classes, preprocessing: 'unit' });
  const model = buildEfficientNet({ ...spec, dropout: 0, stochasticDepth: 0 });
  setWeightsByName(model, tensors.weights);
  return model;
}

function toTensor({ shape, values }: WeightValue): Tensor {
  return tf.tensor(values, shape);
}

function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}

function normOf(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** ‖a − b‖ / ‖b‖ */
function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let error = 0;
  let norm = 0;
  for (let i = 0; i < expected.length; i++) {
    error += (actual[i] - expected[i]) ** 2;
    norm += expected[i] ** 2;
  }
  return Math.sqrt(error / norm);
}

test("layers are Keras's, but for padding and preprocessing, which need fewer", () => {
  const spec = variant('b0', { resolution: 224, preprocessing: 'unit' });
  const names = buildEfficientNet(spec).layers.map((layer) => layer.name);
  const folded = /^(rescaling|normalization)$|_pad$/;
  const keras = reference.inference.facts.layers!.filter((name) => !folded.test(name));
  expect(names.filter((name) => name !== 'preprocessing')).toEqual(keras);
});

test('parameters are as many as Keras says, but for its normalisation layer', () => {
  const model = buildEfficientNet(variant('b0'));
  expect(model.countParams() + 7).toBe(reference.inference.facts.parameters);
});

test('logits with random weights and statistics are within 1e-4 of the largest', () => {
  const { tensors } = reference.inference;
  const model = withKerasWeights(reference.inference, 224, 1000);
  const expected = tensors.data.logits.values;
  const logits = (model.predict(toTensor(tensors.data.images)) as Tensor).dataSync();
  const difference = largest(expected.map((value, i) => value - logits[i])) / largest(expected);
  // Two images must not give the same logits, or the comparison would see little.
  expect(relativeError(expected.slice(0, 1000), expected.slice(1000))).toBeGreaterThan(0.01);
  console.log(`largest difference of a logit: ${difference.toExponential(1)} of the largest logit`);
  expect(difference).toBeLessThanOrEqual(1e-4);
});

describe('one training step', () => {
  let loss: number;
  let gradients: Map<string, Float32Array>;
  let model: LayersModel;

  beforeAll(() => {
    const { data } = reference.training.tensors;
    model = withKerasWeights(reference.training, 64, 10);
    const paths = new Map<string, string>();
    for (const [path, variable] of variablesByName(model)) {
      paths.set((variable.read() as Variable).name, path);
    }
    const labels = tf.cast(toTensor(data.labels), 'int32') as Tensor1D;
    const { value, grads } = tf.variableGrads(() => {
      const logits = model.apply(toTensor(data.images), { training: true }) as Tensor2D;
      return tf.mean(sparseSoftmaxCrossEntropy(logits, labels));
    });
    loss = value.dataSync()[0];
    gradients = new Map(
      Object.entries(grads).map(([name, gradient]) => [paths.get(name)!, gradient.dataSync<'float32'>()])
    );
  });

  test("has Keras's loss", () => {
    expect(Math.abs(loss / reference.training.tensors.data.loss.values[0] - 1)).toBeLessThan(1e-5);
  });

  test("has Keras's gradient at every trainable variable", () => {
    const expected = reference.training.tensors.gradients;
    expect([...gradients.keys()].sort()).toEqual(Object.keys(expected).sort());
    const total = Math.hypot(...Object.values(expected).map(({ values }) => normOf(values)));
    // A projection's offset is taken out again by the next normalisation: its gradient is rounding alone.
    const vanishing = Object.keys(expected).filter((path) => normOf(expected[path].values) < 1e-6 * total);
    expect(vanishing.filter((path) => !path.endsWith('_project_bn/beta'))).toEqual([]);
    const errors = Object.entries(expected)
      .filter(([path]) => !vanishing.includes(path))
      .map(([path, { values }]) => ({ path, error: relativeError(gradients.get(path)!, values) }))
      .sort((a, b) => b.error - a.error);
    console.log(
      `${errors.length} gradients compared, worst ${errors[0].path}: ${errors[0].error.toExponential(1)}`
    );
    expect(errors[0].error).toBeLessThan(1e-3);
  });

  test("moves the statistics as Keras's batch normalisation does", () => {
    const weights = getWeightsByName(model);
    const expected = reference.training.tensors.statistics;
    expect(Object.keys(expected)).toHaveLength(98);
    for (const [path, { values }] of Object.entries(expected)) {
      expect(relativeError(weights[path].values, values), path).toBeLessThan(1e-5);
      expect(relativeError(reference.training.tensors.weights[path].values, values), path).toBeGreaterThan(
        1e-4
      );
    }
  });
});
