import type { LayersModel, Scalar, Tensor, Tensor1D, Variable } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../../tensorflow';
import { ModelOptimizer, type UpdateSettings } from './optimizer';
import type { OptimizerSettings } from './options';
import { correctedRate, decays, initialSlot, RULES } from './rules';

/**
 * Takes eager steps on all weights as one long vector. The rules work element by element, so that the result is the
 * same, but a step takes some ten operations in all, not for each of hundreds of weights.
 */
export class FlatOptimizer extends ModelOptimizer {
  protected override iterations = 0;
  private readonly slots: Variable[];

  constructor(model: LayersModel, settings: UpdateSettings) {
    super(model, settings);
    const tf = loadTensorFlow();
    const size = this.weights.reduce((sum, weight) => sum + weight.size, 0);
    const { optimizer } = settings;
    this.slots = RULES[optimizer.kind].slots.map((slot) =>
      tf.tidy(() => tf.variable(tf.fill([size], initialSlot(slot, optimizer)), false))
    );
  }

  protected override update(gradients: Tensor[], rate: Scalar): void {
    const tf = loadTensorFlow();
    const { optimizer } = this.settings;
    const step = tf.scalar(++this.iterations);
    const before = flat(this.weights);
    const update = {
      gradient: flat(gradients),
      slots: this.slots,
      rate: this.scaled(correctedRate(rate, step, optimizer))
    };
    const weights = this.decayed(before, rate);
    const after = RULES[optimizer.kind].plain(
      { weights, ...update },
      optimizer as Required<OptimizerSettings>
    );
    this.slots.forEach((slot, i) => slot.assign(after.slots[i]));
    const parts = tf.split(
      after.weights as Tensor1D,
      this.weights.map(({ size }) => size)
    );
    parts.forEach((part, i) => this.weights[i].assign(tf.reshape(part, this.weights[i].shape)));
    this.average?.update(step);
  }

  private decayed(weights: Tensor1D, rate: Scalar): Tensor1D {
    const { kind: name, weightDecay = 0 } = this.settings.optimizer;
    if (name !== 'adamw' || weightDecay === 0) {
      return weights;
    }
    const tf = loadTensorFlow();
    const shares = this.weights.map(({ shape, size }) => tf.fill([size], decays(shape) ? weightDecay : 0));
    return tf.sub(weights, tf.mul(weights, tf.mul(tf.concat(shares), this.scaled(rate))));
  }

  /** The rate of each weight, where they differ. */
  private scaled(rate: Scalar): Tensor {
    const { factors } = this;
    if (factors === null) {
      return rate;
    }
    const tf = loadTensorFlow();
    return tf.mul(tf.concat(this.weights.map(({ size }, i) => tf.fill([size], factors[i]))), rate);
  }

  protected override readSlots(): Record<string, Float32Array> {
    const names = RULES[this.settings.optimizer.kind].slots;
    return Object.fromEntries(names.map((name, i) => [name, this.slots[i].dataSync<'float32'>()]));
  }

  protected override writeSlots(slots: Readonly<Record<string, Float32Array>>): void {
    const tf = loadTensorFlow();
    RULES[this.settings.optimizer.kind].slots.forEach((name, i) => {
      const value = tf.tensor1d(slots[name]);
      this.slots[i].assign(value);
      value.dispose();
    });
  }

  override dispose(): void {
    super.dispose();
    loadTensorFlow().dispose(this.slots);
  }
}

function flat(tensors: readonly Tensor[]): Tensor1D {
  const tf = loadTensorFlow();
  return tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1]) as Tensor1D));
}
