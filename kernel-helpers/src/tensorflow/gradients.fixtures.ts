import type { Tensor } from '@tensorflow/tfjs';
import { loadTensorFlow } from './load';
import { randomNormal } from './random';

export type Differentiable = (...inputs: Tensor[]) => Tensor;

/** Values and gradients of Σ w·f(inputs), the weights w fixed and random so that no gradient cancels. */
export function valueAndGradients(
  f: Differentiable,
  inputs: Tensor[]
): { value: Tensor; gradients: Tensor[] } {
  const tf = loadTensorFlow();
  const value = f(...inputs);
  const weights = randomNormal(value.shape, [9, 9]);
  const gradients = tf.grads((...args: Tensor[]) => tf.sum(tf.mul(f(...args), weights)))(inputs);
  return { value, gradients };
}

/** Largest difference between two tensors over the largest value of the second. */
export function relativeDifference(actual: Tensor, expected: Tensor): number {
  const tf = loadTensorFlow();
  const shapes = [actual.shape, expected.shape].map((shape) => shape.join());
  if (shapes[0] !== shapes[1]) {
    throw new Error(`Shapes differ: [${shapes[0]}] and [${shapes[1]}].`);
  }
  const difference = tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0];
  return difference / Math.max(tf.max(tf.abs(expected)).dataSync()[0], 1e-12);
}

/**
 * For each input, the relative error of the gradient along a random direction against the central
 * difference there. Float32 allows about 1e-3.
 */
export function finiteDifferenceErrors(f: Differentiable, inputs: Tensor[], step = 1e-2): number[] {
  const tf = loadTensorFlow();
  const { value, gradients } = valueAndGradients(f, inputs);
  const weights = randomNormal(value.shape, [9, 9]).dataSync<'float32'>();
  const objective = (moved: Tensor[]): number => {
    // Added up in double precision: the difference of two float32 sums would drown in rounding.
    const values = f(...moved).dataSync<'float32'>();
    return values.reduce((sum, v, i) => sum + v * weights[i], 0);
  };
  return inputs.map((input, i) => {
    const direction = randomNormal(input.shape, [5, i]);
    const moved = (sign: number): Tensor[] =>
      inputs.map((tensor, j) => (i === j ? tf.add(tensor, tf.mul(direction, sign * step)) : tensor));
    const numeric = (objective(moved(1)) - objective(moved(-1))) / (2 * step);
    const slopes = gradients[i].dataSync<'float32'>();
    const along = direction.dataSync<'float32'>().reduce((sum, v, k) => sum + v * slopes[k], 0);
    return Math.abs(along - numeric) / Math.max(Math.abs(numeric), 1e-3);
  });
}
