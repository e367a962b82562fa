import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import {
  type Differentiable,
  finiteDifferenceErrors,
  relativeDifference,
  valueAndGradients
} from './gradients.fixtures';
import {
  globalMean,
  groupNorm,
  inferenceBatchNorm,
  loadTensorFlow,
  relu6,
  scaleChannels,
  softmaxCrossEntropy,
  sparseSoftmaxCrossEntropy,
  swish,
  TensorFlowError,
  trainingBatchNorm
} from './index';
import { randomNormal } from './random';

const tf = loadTensorFlow();
const EPSILON = 1e-3;

/** Shifted and scaled, so that mean and variance matter. */
function features(shape: number[], seed: number): Tensor4D {
  return tf.add(tf.mul(randomNormal(shape, [seed, 1]), 1.7), 0.8) as Tensor4D;
}
const x = features([3, 5, 4, 8], 1);
const scale = tf.add(tf.mul(randomNormal([8], [2, 0]), 0.3), 1) as Tensor1D;
const offset = randomNormal([8], [3, 0]) as Tensor1D;
const mean = randomNormal([8], [4, 0]) as Tensor1D;
const variance = tf.add(tf.square(randomNormal([8], [5, 0])), 0.2) as Tensor1D;

interface Case {
  name: string;
  inputs: Tensor[];
  direct: Differentiable;
  /** The same from stock operations. */
  composed: Differentiable;
}

function normalizeByGroups(t: Tensor, gamma: Tensor, beta: Tensor, groupSize: number): Tensor {
  const [n, h, w, c] = t.shape;
  const grouped = tf.reshape(t, [n, h, w, c / groupSize, groupSize]);
  const moments = tf.moments(grouped, [1, 2, 4], true);
  const centred = tf.sub(grouped, moments.mean);
  const unit = tf.mul(centred, tf.rsqrt(tf.add(moments.variance, EPSILON)));
  return tf.add(tf.mul(tf.reshape(unit, t.shape), gamma), beta);
}

const cases: Case[] = [
  {
    name: 'training batch normalisation',
    inputs: [x, scale, offset],
    direct: (t, g, b) => trainingBatchNorm(t as Tensor4D, g as Tensor1D, b as Tensor1D, EPSILON).output,
    composed: (t, g, b) => {
      const moments = tf.moments(t, [0, 1, 2]);
      const unit = tf.mul(tf.sub(t, moments.mean), tf.rsqrt(tf.add(moments.variance, EPSILON)));
      return tf.add(tf.mul(unit, g), b);
    }
  },
  {
    name: 'inference batch normalisation',
    inputs: [x, scale, offset],
    direct: (t, g, b) =>
      inferenceBatchNorm(t as Tensor4D, g as Tensor1D, b as Tensor1D, mean, variance, EPSILON),
    composed: (t, g, b) => tf.add(tf.mul(tf.mul(tf.sub(t, mean), tf.rsqrt(tf.add(variance, EPSILON))), g), b)
  },
  {
    name: 'group normalisation',
    inputs: [x, scale, offset],
    direct: (t, g, b) => groupNorm(t as Tensor4D, g as Tensor1D, b as Tensor1D, 4, EPSILON),
    composed: (t, g, b) => normalizeByGroups(t, g, b, 4)
  },
  {
    name: 'swish',
    inputs: [x],
    direct: (t) => swish(t),
    composed: (t) => tf.mul(t, tf.sigmoid(t))
  },
  {
    name: 'ReLU6',
    // Away from 0 and 6, where finite differences would see the kink.
    inputs: [tf.tensor4d([-9, -0.5, 0.5, 3, 5.5, 6.5, 8, 9], [1, 1, 1, 8])],
    direct: (t) => relu6(t),
    composed: (t) => tf.minimum(tf.maximum(t, 0), 6)
  },
  {
    name: 'global mean',
    inputs: [x],
    direct: (t) => globalMean(t as Tensor4D),
    composed: (t) => tf.mean(t, [1, 2], true)
  },
  {
    name: 'channel gates',
    inputs: [x, features([3, 1, 1, 8], 6)],
    direct: (t, g) => scaleChannels(t as Tensor4D, g as Tensor4D),
    composed: (t, g) => tf.mul(t, g)
  },
  {
    name: 'sparse softmax cross-entropy',
    inputs: [randomNormal([5, 7], [7, 0])],
    direct: (t) => sparseSoftmaxCrossEntropy(t as Tensor2D, tf.tensor1d([0, 6, 3, 3, 1], 'int32')),
    composed: (t) =>
      tf.neg(tf.sum(tf.mul(tf.logSoftmax(t), tf.oneHot(tf.tensor1d([0, 6, 3, 3, 1], 'int32'), 7)), 1))
  },
  {
    name: 'softmax cross-entropy with smoothed labels',
    inputs: [randomNormal([3, 7], [8, 0])],
    direct: (t) => softmaxCrossEntropy(t as Tensor2D, smoothed),
    composed: (t) => tf.neg(tf.sum(tf.mul(tf.logSoftmax(t), smoothed), 1))
  }
];
const smoothed = tf.softmax(randomNormal([3, 7], [8, 1])) as Tensor2D;

describe.each(cases)('$name', ({ inputs, direct, composed }) => {
  test('has the value and gradients of the composed operations', () => {
    const actual = valueAndGradients(direct, inputs);
    const expected = valueAndGradients(composed, inputs);
    expect(relativeDifference(actual.value, expected.value)).toBeLessThan(1e-5);
    actual.gradients.forEach((gradient, i) =>
      expect(relativeDifference(gradient, expected.gradients[i])).toBeLessThan(2e-5)
    );
  });

  test('has the gradients of finite differences', () => {
    finiteDifferenceErrors(direct, inputs).forEach((error) => expect(error).toBeLessThan(3e-3));
  });

  test('leaves no tensors behind', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => void valueAndGradients(direct, inputs));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('statistics of training batch normalisation', () => {
  test('are the mean and the biased variance, and outlive the call', () => {
    const four = tf.tensor4d([1, 2, 3, 4], [4, 1, 1, 1]);
    const result = trainingBatchNorm(four, tf.ones([1]), tf.zeros([1]), EPSILON);
    expect(result.mean.dataSync()[0]).toBeCloseTo(2.5, 6);
    expect(result.variance.dataSync()[0]).toBeCloseTo(1.25, 6);
  });

  test('of one value have variance 0', () => {
    const { output, variance } = trainingBatchNorm(
      tf.tensor4d([3], [1, 1, 1, 1]),
      tf.ones([1]),
      tf.zeros([1]),
      EPSILON
    );
    expect([output.dataSync()[0], variance.dataSync()[0]]).toEqual([0, 0]);
  });
});

test('group normalisation of an image does not depend on its companions', () => {
  const alone = groupNorm(tf.slice(x, 0, 1), scale, offset, 8, EPSILON);
  const together = groupNorm(x, scale, offset, 8, EPSILON);
  expect(relativeDifference(tf.slice(together, 0, 1), alone)).toBeLessThan(1e-6);
});

test('group sizes that do not divide the channels are refused', () => {
  expect(() => groupNorm(x, scale, offset, 3, EPSILON)).toThrow(TensorFlowError);
  expect(() => groupNorm(x, scale, offset, 3, EPSILON)).toThrow(/3 channels.*8 channels/);
});

test('cross-entropy stays finite where exp overflows', () => {
  const logits = tf.tensor2d([[1000, -1000]]);
  const loss = sparseSoftmaxCrossEntropy(logits, tf.tensor1d([1], 'int32'));
  expect(loss.dataSync()[0]).toBeCloseTo(2000, 3);
});

test('labels outside the classes are refused', () => {
  const logits = tf.zeros([1, 3]) as Tensor2D;
  expect(() => sparseSoftmaxCrossEntropy(logits, tf.tensor1d([3], 'int32')).dataSync()).toThrow(/label/);
});
