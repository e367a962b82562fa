import type { LayersModel, NamedTensorMap, Scalar, SymbolicTensor, Tensor, Variable } from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { loadTensorFlow } from '../load';
import { randomNormal, randomUniform } from '../random';
import { compile, GraphState } from './index';

const tf = loadTensorFlow();
const { layers } = tf;
const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });

/** The variables behind a model's weights, by name. */
function variablesOf(model: LayersModel): Record<string, Variable> {
  return Object.fromEntries(
    model.weights.map((weight) => [weight.name, (weight as unknown as { val: Variable }).val])
  );
}

function expectEqual(actual: Tensor, expected: Tensor, tolerance = 1e-5): void {
  expect(actual.shape).toEqual(expected.shape);
  const truth = expected.dataSync();
  const scale = Math.max(1e-3, ...truth.map(Math.abs));
  actual.dataSync().forEach((value, i) => expect(Math.abs(value - truth[i]) / scale).toBeLessThan(tolerance));
}

function convolutional(): LayersModel {
  return tf.sequential({
    layers: [
      layers.conv2d({
        inputShape: [8, 8, 3],
        filters: 4,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: seeded(1)
      }),
      layers.batchNormalization(),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.separableConv2d({
        filters: 5,
        kernelSize: 2,
        depthwiseInitializer: seeded(2),
        pointwiseInitializer: seeded(3)
      }),
      layers.flatten(),
      layers.dense({ units: 6, activation: 'elu', kernelInitializer: seeded(4) }),
      layers.dense({ units: 3, activation: 'softmax', kernelInitializer: seeded(5) })
    ]
  });
}

function branched(): LayersModel {
  const input = tf.input({ shape: [8, 8, 2] });
  const wide = layers
    .depthwiseConv2d({ kernelSize: 3, padding: 'same', depthwiseInitializer: seeded(1) })
    .apply(layers.zeroPadding2d({ padding: 1 }).apply(input));
  const deep = layers
    .conv2dTranspose({ filters: 2, kernelSize: 3, padding: 'same', kernelInitializer: seeded(2) })
    .apply(
      layers
        .cropping2D({
          cropping: [
            [1, 1],
            [1, 1]
          ]
        })
        .apply(wide)
    );
  const normalised = layers.layerNormalization().apply(layers.leakyReLU().apply(deep));
  const joined = layers.concatenate().apply([normalised as SymbolicTensor, input]);
  const pooled = layers.averagePooling2d({ poolSize: 2 }).apply(layers.upSampling2d({}).apply(joined));
  const gated = layers
    .multiply()
    .apply([pooled, layers.activation({ activation: 'sigmoid' }).apply(pooled)] as SymbolicTensor[]);
  const summed = layers.add().apply([gated, pooled] as SymbolicTensor[]);
  const features = layers
    .globalAveragePooling2d({})
    .apply(layers.prelu({ sharedAxes: [1, 2] }).apply(summed));
  const output = layers.dense({ units: 2, kernelInitializer: seeded(3) }).apply(features);
  return tf.model({ inputs: input, outputs: output as SymbolicTensor });
}

function recurrent(cell: 'lstm' | 'gru' | 'simpleRNN'): LayersModel {
  const initializers = {
    kernelInitializer: seeded(2),
    recurrentInitializer: seeded(3)
  };
  return tf.sequential({
    layers: [
      layers.embedding({ inputDim: 4, outputDim: 3, inputLength: 5, embeddingsInitializer: seeded(1) }),
      layers[cell]({ units: 4, ...initializers }),
      layers.dense({ units: 2, kernelInitializer: seeded(4) })
    ]
  });
}

const MODELS: Array<[string, () => LayersModel, number[]]> = [
  ['convolutional network', convolutional, [8, 8, 3]],
  ['network with branches', branched, [8, 8, 2]],
  ['network of lstm', () => recurrent('lstm'), [5]],
  ['network of gru', () => recurrent('gru'), [5]],
  ['network of simpleRNN', () => recurrent('simpleRNN'), [5]]
];

/** A batch of images, or of sentences for models that look words up. */
function batch(shape: number[], seed: number): Tensor {
  return tf.tidy(() =>
    shape.length === 1
      ? tf.floor(tf.mul(randomUniform([2, ...shape], [seed, 0]), 4))
      : randomNormal([2, ...shape], [seed, 0])
  );
}

it.each(MODELS)('a stock %s predicts as it does eagerly', (_, build, shape) => {
  const model = build();
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const compiled = compile(
      (x) => [model.apply(x, { training: false }) as Tensor, model.predict(x) as Tensor],
      { inputs: [{ shape: [2, ...shape] }] }
    );
    for (const seed of [1, 2]) {
      const x = batch(shape, seed);
      const expected = model.predict(x) as Tensor;
      compiled(x).forEach((actual) => expectEqual(actual, expected));
    }
    compiled.dispose();
  });
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
});

it.each(MODELS)('a stock %s trains as it does eagerly', (_, build, shape) => {
  const model = build();
  const variables = variablesOf(model);
  const trainable = Object.values(variables).filter((variable) => variable.trainable);
  const step = (x: Tensor): Tensor[] => {
    const { value, grads } = tf.variableGrads(
      () => tf.mean(tf.square(model.apply(x, { training: true }) as Tensor)) as Scalar,
      trainable
    );
    trainable.forEach((variable) => variable.assign(tf.sub(variable, tf.mul(grads[variable.name], 0.1))));
    return [value, ...trainable.map(({ name }) => (grads as NamedTensorMap)[name])];
  };
  const before = tf.memory();
  tf.tidy(() => {
    const initial = Object.values(variables).map((variable) => tf.clone(variable as Tensor));
    const batches = [1, 2].map((seed) => batch(shape, seed));
    const expected = batches.map(step);
    const trained = Object.values(variables).map((variable) => tf.clone(variable as Tensor));
    Object.values(variables).forEach((variable, i) => variable.assign(initial[i]));
    const state = new GraphState(variables);
    const compiled = compile(step, { inputs: [{ shape: [2, ...shape] }], state });
    batches.forEach((x, i) => {
      compiled(x).forEach((tensor, k) => expectEqual(tensor, expected[i][k], 1e-3));
    });
    state.pull();
    Object.values(variables).forEach((variable, i) => expectEqual(variable as Tensor, trained[i], 1e-4));
    state.dispose();
  });
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  model.dispose();
});

it('a stock model evaluates within a graph as it does eagerly', () => {
  const model = convolutional();
  model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  tf.tidy(() => {
    const labels = tf.oneHot(tf.tensor1d([0, 2], 'int32'), 3).toFloat();
    const evaluate = (x: Tensor, y: Tensor): Tensor[] => model.evaluate(x, y, { batchSize: 1 }) as Scalar[];
    const compiled = compile(evaluate, { inputs: [{ shape: [2, 8, 8, 3] }, { shape: [2, 3] }] });
    const x = batch([8, 8, 3], 3);
    const expected = evaluate(x, labels);
    compiled(x, labels).forEach((actual, i) => expectEqual(actual, expected[i]));
    compiled.dispose();
  });
  model.dispose();
});
