import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { applyNative, type Attribute, loadTensorFlow } from '../../tensorflow';
import type { OptimizerName, OptimizerSettings } from './options';

/** What a rule keeps for each weight besides the weight. */
export type SlotName = 'momentum' | 'meanSquare' | 'mean' | 'variance';

/** One step of weights that are updated together; all tensors but the scalars have one shape. */
export interface Update {
  weights: Tensor;
  gradient: Tensor;
  slots: Tensor[];
  /** Learning rate η of this step, bias correction included; of the plain form also one for each weight. */
  rate: Tensor;
}

/**
 * How an optimiser changes weights, in two forms that give the same: as plain operations, which is the reference, and
 * as one native operation in place, for graphs.
 */
export interface OptimizerRule {
  slots: readonly SlotName[];
  /** The new weights and slots. */
  plain(update: Update, settings: Required<OptimizerSettings>): { weights: Tensor; slots: Tensor[] };
  native(
    weights: Variable,
    slots: Variable[],
    update: Pick<Update, 'gradient' | 'rate'>,
    settings: Required<OptimizerSettings>
  ): void;
}

const FLOAT: Record<string, Attribute> = { T: { type: 'float32' }, use_locking: { bool: false } };

const momentumRule = (nesterov: boolean): OptimizerRule => ({
  slots: ['momentum'],
  plain({ weights, gradient, slots: [before], rate }, { momentum }) {
    const tf = loadTensorFlow();
    const accumulated = tf.add(tf.mul(before, momentum), gradient);
    const direction = nesterov ? tf.add(gradient, tf.mul(accumulated, momentum)) : accumulated;
    return { weights: tf.sub(weights, tf.mul(direction, rate)), slots: [accumulated] };
  },
  native(weights, [accumulated], { gradient, rate }, { momentum }) {
    const attributes = { ...FLOAT, use_nesterov: { bool: nesterov } };
    const number = loadTensorFlow().scalar(momentum);
    applyNative('ResourceApplyMomentum', attributes, [weights, accumulated, rate, gradient, number]);
  }
});

const adamRule: OptimizerRule = {
  slots: ['mean', 'variance'],
  plain({ weights, gradient, slots: [mean, variance], rate }, { beta1, beta2, epsilon }) {
    const tf = loadTensorFlow();
    const [share1, share2] = [beta1, beta2].map((beta) => 1 - Math.fround(beta));
    const newMean = tf.add(mean, tf.mul(tf.sub(gradient, mean), share1));
    const newVariance = tf.add(variance, tf.mul(tf.sub(tf.square(gradient), variance), share2));
    const step = tf.div(tf.mul(newMean, rate), tf.add(tf.sqrt(newVariance), epsilon));
    return { weights: tf.sub(weights, step), slots: [newMean, newVariance] };
  },
  native(weights, [mean, variance], { gradient, rate }, settings) {
    const tf = loadTensorFlow();
    const [beta1, beta2, epsilon] = [settings.beta1, settings.beta2, settings.epsilon].map((v) =>
      tf.scalar(v)
    );
    // The rate is corrected already: powers of 0 tell the operation that nothing is left to correct.
    const zero = tf.scalar(0);
    const attributes = { ...FLOAT, use_nesterov: { bool: false } };
    const inputs = [weights, mean, variance, zero, zero, rate, beta1, beta2, epsilon, gradient];
    applyNative('ResourceApplyAdam', attributes, inputs);
  }
};

export const RULES: Readonly<Record<OptimizerName, OptimizerRule>> = {
  sgd: {
    slots: [],
    plain({ weights, gradient, rate }) {
      const tf = loadTensorFlow();
      return { weights: tf.sub(weights, tf.mul(gradient, rate)), slots: [] };
    },
    native(weights, _, { gradient, rate }) {
      applyNative('ResourceApplyGradientDescent', FLOAT, [weights, rate, gradient]);
    }
  },
  momentum: momentumRule(false),
  nesterov: momentumRule(true),
  rmsprop: {
    slots: ['meanSquare', 'momentum'],
    plain({ weights, gradient, slots: [square, before], rate }, { decay, momentum, epsilon }) {
      const tf = loadTensorFlow();
      const newSquare = tf.add(square, tf.mul(tf.sub(tf.square(gradient), square), 1 - decay));
      const step = tf.mul(tf.mul(gradient, rate), tf.rsqrt(tf.add(newSquare, epsilon)));
      const moved = tf.add(tf.mul(before, momentum), step);
      return { weights: tf.sub(weights, moved), slots: [newSquare, moved] };
    },
    native(weights, [square, moved], { gradient, rate }, settings) {
      const tf = loadTensorFlow();
      const { decay, momentum, epsilon } = settings;
      const [rho, mu, small] = [decay, momentum, epsilon].map((value) => tf.scalar(value));
      applyNative('ResourceApplyRMSProp', FLOAT, [weights, square, moved, rate, rho, mu, small, gradient]);
    }
  },
  adam: adamRule,
  adamw: adamRule
};

/** A slot's value before the first step. */
export function initialSlot(slot: SlotName, { initialMeanSquare = 0 }: OptimizerSettings): number {
  return slot === 'meanSquare' ? initialMeanSquare : 0;
}

/**
 * The rate that a step takes: for Adam η·√(1 − β₂ᵗ)/(1 − β₁ᵗ), which makes up for slots that start from 0.
 * @param step t, from 1.
 */
export function correctedRate(rate: Scalar, step: Scalar, { beta1, beta2 }: OptimizerSettings): Scalar {
  if (beta1 === undefined || beta2 === undefined) {
    return rate;
  }
  const tf = loadTensorFlow();
  // 1 − βᵗ, without the cancellation of the plain difference. The native operation takes β in float32, whose rounding
  // changes 1 − β by parts in 10⁵: β is rounded here and in the plain form too, so that the correction fits.
  const rest = (beta: number): Scalar =>
    tf.neg(tf.expm1(tf.mul(step, Math.log(Math.fround(beta))) as Scalar));
  return tf.div(tf.mul(rate, tf.sqrt(rest(beta2))), rest(beta1));
}

/** Whether weights of this shape decay: kernels do; biases and normalisation's scales and offsets do not. */
export function decays(shape: readonly number[]): boolean {
  return shape.length > 1;
}
