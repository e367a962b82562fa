import type { LayersModel, Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { compile, GraphState, loadTensorFlow } from '../../tensorflow';
import { FlatOptimizer } from './flat-optimizer';
import { GraphOptimizer } from './graph-optimizer';
import type { ModelOptimizer, UpdateSettings } from './optimizer';

/** What a step leaves. */
export interface Followed {
  scale: number;
  taken: boolean;
  iterations: number;
  weights: number[];
  /** Slots and averages. */
  slots: Record<string, Float32Array>;
}

export const EXECUTIONS = ['eager', 'compiled'] as const;

/** Three weights of one layer, and statistics of another. */
export function tinyModel(): LayersModel {
  const tf = loadTensorFlow();
  const dense = tf.layers.dense({ units: 3, inputShape: [1], kernelInitializer: 'ones' });
  return tf.sequential({ layers: [dense, tf.layers.batchNormalization()] });
}

/**
 * Steps with the gradient w/2 + 1, times a factor for each step; Infinity and NaN make it so. It passes through the
 * loss scale as in training: multiplied, then divided.
 */
export function followed(
  execution: (typeof EXECUTIONS)[number],
  settings: UpdateSettings,
  factors: readonly number[],
  rate = 0.1
): Followed[] {
  const tf = loadTensorFlow();
  const model = tinyModel();
  const optimizer: ModelOptimizer =
    execution === 'eager' ? new FlatOptimizer(model, settings) : new GraphOptimizer(model, settings);
  const step = (factor: Tensor): Tensor => {
    const scale = optimizer.lossScale;
    const gradients = optimizer.weights.map((weight) =>
      tf.div(tf.mul(tf.mul(tf.add(tf.div(weight, 2), 1), factor), scale), scale)
    );
    return tf.cast(optimizer.apply(gradients, tf.scalar(rate), tf.scalar(1) as Scalar), 'float32');
  };
  const weights = model.weights.map((weight, i) => [`weights/${i}`, weight.read() as Variable] as const);
  const own = optimizer instanceof GraphOptimizer ? optimizer.variables() : {};
  const state = new GraphState({ ...Object.fromEntries(weights), ...own });
  const run = execution === 'eager' ? step : compile(step, { inputs: [{ shape: [] }], state, name: 'step' });
  const course = factors.map((factor) => {
    const taken = tf.tidy(() => run(tf.scalar(factor)).dataSync()[0] === 1);
    state.pull();
    const { iterations, slots } = optimizer.state();
    const scale = slots.lossScale?.[0] ?? NaN;
    const values = model.getWeights().flatMap((weight) => Array.from(weight.dataSync()));
    const copied = Object.fromEntries(Object.entries(slots).map(([name, slot]) => [name, slot.slice()]));
    delete copied.lossScale;
    return { scale, taken, iterations, weights: values, slots: copied };
  });
  state.dispose();
  optimizer.dispose();
  model.dispose();
  return course;
}
