import type { LayersModel, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs';
import { variablesByName, type WeightValue } from '../../kernel-helpers/src/model';
import {
  compile,
  loadTensorFlow,
  rewriteForInference,
  sparseSoftmaxCrossEntropy
} from '../../kernel-helpers/src/tensorflow';
import type { Reference } from './reference';

const tf = loadTensorFlow();

export interface TrainingStep {
  loss: number;
  /** By Keras's path of the variable. */
  gradients: Map<string, Float32Array>;
}

export interface GradientErrors {
  /** Variables whose gradient is too small to compare. */
  vanishing: string[];
  compared: number;
  worst: { path: string; error: number };
}

function toTensor({ shape, values }: WeightValue): Tensor {
  return tf.tensor(values, shape);
}

/** ‖a − b‖ / ‖b‖ */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let error = 0;
  let norm = 0;
  for (let i = 0; i < expected.length; i++) {
    error += (actual[i] - expected[i]) ** 2;
    norm += expected[i] ** 2;
  }
  return Math.sqrt(error / norm);
}

/** Largest difference of a logit of the reference's images, over the largest logit. */
export function logitError(model: LayersModel, reference: Reference): number {
  return errorOf((images) => model.predict(images) as Tensor, reference);
}

/** The same of the network compiled for inference, its weights as constants. */
export function compiledLogitError(model: LayersModel, reference: Reference): number {
  const { shape } = reference.tensors.data.images;
  const compiled = compile((images) => model.apply(images, { training: false }) as Tensor, {
    inputs: [{ shape }],
    rewrite: rewriteForInference
  });
  const error = errorOf(compiled, reference);
  compiled.dispose();
  return error;
}

function errorOf(network: (images: Tensor) => Tensor, { tensors: { data } }: Reference): number {
  const expected = data.logits.values;
  const logits = tf.tidy(() => network(toTensor(data.images)).dataSync());
  return largest(expected.map((value, i) => value - logits[i])) / largest(expected);
}

function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}

/** Loss and gradients of the reference's batch; moves the model's statistics. */
export function trainingStep(model: LayersModel, { tensors: { data } }: Reference): TrainingStep {
  const paths = new Map<string, string>();
  for (const [path, variable] of variablesByName(model)) {
    paths.set((variable.read() as Variable).name, path);
  }
  const labels = tf.cast(toTensor(data.labels), 'int32') as Tensor1D;
  const { value, grads } = tf.variableGrads(() => {
    const logits = model.apply(toTensor(data.images), { training: true }) as Tensor2D;
    return tf.mean(sparseSoftmaxCrossEntropy(logits, labels));
  });
  const gradients = Object.entries(grads).map(
    ([name, gradient]) => [paths.get(name) ?? name, gradient.dataSync<'float32'>()] as const
  );
  return { loss: value.dataSync()[0], gradients: new Map(gradients) };
}

/**
 * How far our gradients lie from Keras's, variable by variable.
 * @param negligible Share of the whole gradient below which one is nothing but rounding.
 */
export function gradientErrors(
  { gradients }: TrainingStep,
  { tensors }: Reference,
  negligible: number
): GradientErrors {
  const expected = Object.entries(tensors.gradients);
  const total = Math.hypot(...expected.map(([, { values }]) => normOf(values)));
  const vanishes = ([, { values }]: (typeof expected)[number]): boolean =>
    normOf(values) < negligible * total;
  const errors = expected
    .filter((entry) => !vanishes(entry))
    .map(([path, { values }]) => ({ path, error: relativeError(gradients.get(path) ?? [], values) }))
    .sort((a, b) => b.error - a.error);
  return {
    vanishing: expected.filter(vanishes).map(([path]) => path),
    compared: errors.length,
    worst: errors[0]
  };
}

function normOf(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
