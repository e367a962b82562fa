import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../../tensorflow';

/**
 * Exponential moving averages of weights and moving statistics, as the EfficientNet authors evaluate:
 * a ← a − (1 − d)·(a − w) after each step t, with d = min(decay, (1 + t)/(10 + t)) so that early steps count.
 */
export class WeightAverage {
  readonly averages: Variable[];

  /** @param variables All weights of the model and its moving statistics. */
  constructor(
    private readonly variables: readonly Variable[],
    private readonly decay: number
  ) {
    const tf = loadTensorFlow();
    this.averages = variables.map((variable) =>
      tf.tidy(() => tf.variable(tf.clone(variable as Tensor), false))
    );
  }

  /** @param step t, from 1. */
  update(step: Scalar): void {
    const tf = loadTensorFlow();
    const early = tf.div(tf.add(step, 1), tf.add(step, 10)) as Scalar;
    const weight = tf.sub(1, tf.minimum(early, this.decay));
    this.averages.forEach((average, i) => {
      average.assign(tf.add(average, tf.mul(tf.sub(this.variables[i], average), weight)));
    });
  }

  /** Puts the averages in the variables' place until the returned function is called. */
  swap(): () => void {
    const tf = loadTensorFlow();
    const originals = this.variables.map((variable) => tf.keep(tf.clone(variable as Tensor)));
    this.adopt();
    return () => {
      this.variables.forEach((variable, i) => variable.assign(originals[i]));
      tf.dispose(originals);
    };
  }

  /** Gives the variables the averages' values. */
  adopt(): void {
    this.variables.forEach((variable, i) => variable.assign(this.averages[i]));
  }

  dispose(): void {
    loadTensorFlow().dispose(this.averages);
  }
}
