import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../../tensorflow';
import { requireKnown, TrainingError } from '../errors';

/** A loss scale that is found while training; what is left out takes the default given here. */
export interface DynamicLossScale {
  /** At the start; default 2¹⁵, as Keras's LossScaleOptimizer. */
  initial?: number;
  /** Finite steps in a row after which it doubles; default 2000, as Keras and PyTorch's GradScaler. */
  growthInterval?: number;
}

/** A fixed factor, or the numbers of a dynamic one. */
export type LossScale = number | Required<DynamicLossScale>;

/** Below it float16 holds less than the unscaled gradients: TensorFlow 2's DynamicLossScale ends there too. */
export const SMALLEST_LOSS_SCALE = 1;

const LARGEST = 2 ** 60;
const DYNAMIC = { initial: 2 ** 15, growthInterval: 2000 };

/** @throws TrainingError for anything that is not a loss scale. */
export function lossScaleOf(option: 'dynamic' | number | DynamicLossScale): LossScale {
  if (typeof option === 'number') {
    requireNumber('lossScale', option, Number.MIN_VALUE);
    return option;
  }
  if (option !== 'dynamic' && (typeof option !== 'object' || option === null)) {
    const expected = "'dynamic', a number above 0, or { initial, growthInterval }";
    throw new TrainingError('lossScale', option, expected, 'Choose one of them, or leave lossScale out.');
  }
  const given = option === 'dynamic' ? {} : option;
  requireKnown<DynamicLossScale>(given, { initial: true, growthInterval: true }, 'lossScale.');
  const scale = { ...DYNAMIC, ...given };
  requireNumber('lossScale.initial', scale.initial, SMALLEST_LOSS_SCALE);
  if (!Number.isInteger(scale.growthInterval) || scale.growthInterval < 1 || scale.growthInterval > 1e6) {
    const remedy = 'Use such a number, or leave it out.';
    throw new TrainingError(
      'lossScale.growthInterval',
      scale.growthInterval,
      'a whole number from 1 to 1000000',
      remedy
    );
  }
  return scale;
}

function requireNumber(option: string, value: number, min: number): void {
  // Written so that NaN fails too.
  if (!(typeof value === 'number' && value >= min && value <= LARGEST)) {
    const expected = min === Number.MIN_VALUE ? 'above 0, at most 2^60' : `a number from ${min} to 2^60`;
    throw new TrainingError(option, value, expected, `Set ${option} to such a number, or leave it out.`);
  }
}

/**
 * The factor of the loss while gradients are taken, as part of a step's state. Dynamic, it goes as in Keras's
 * LossScaleOptimizer and PyTorch's GradScaler: halved after a step whose loss or gradients are not finite, doubled
 * after `growthInterval` finite steps in a row.
 */
export class LossScaler {
  private readonly variables: { scale: Variable; finiteSteps: Variable } | null;

  constructor(private readonly settings: LossScale) {
    const tf = loadTensorFlow();
    this.variables =
      typeof settings === 'number'
        ? null
        : {
            scale: tf.tidy(() => tf.variable(tf.scalar(settings.initial), false)),
            finiteSteps: tf.tidy(() => tf.variable(tf.scalar(0), false))
          };
  }

  /** What the loss of the next step is multiplied with. */
  get scale(): number | Scalar {
    return this.variables
      ? (loadTensorFlow().clone(this.variables.scale as Tensor) as Scalar)
      : (this.settings as number);
  }

  /** What belongs into a graph's state, by name. */
  stateVariables(): Record<string, Variable> {
    const { variables } = this;
    return variables
      ? { 'lossScale/scale': variables.scale, 'lossScale/finiteSteps': variables.finiteSteps }
      : {};
  }

  /** @param finite `bool`, of no dimension: whether the step's loss and gradients are. */
  update(finite: Tensor): void {
    if (this.variables === null || typeof this.settings === 'number') {
      return;
    }
    const tf = loadTensorFlow();
    const { scale, finiteSteps } = this.variables;
    const counted = tf.add(finiteSteps, 1);
    const grows = tf.greaterEqual(counted, this.settings.growthInterval);
    const after = tf.where(grows, tf.mul(scale, 2), scale as Tensor);
    scale.assign(tf.where(finite, after, tf.mul(scale, 0.5)));
    finiteSteps.assign(tf.where(tf.logicalAnd(finite, tf.logicalNot(grows)), counted, tf.scalar(0)));
  }

  /** Scale and finite steps in a row, for a checkpoint; null for a fixed scale. */
  get state(): Float32Array | null {
    const { variables } = this;
    return variables && Float32Array.of(variables.scale.dataSync()[0], variables.finiteSteps.dataSync()[0]);
  }

  set state(state: Float32Array | null) {
    if (this.variables && state) {
      const tf = loadTensorFlow();
      const { scale, finiteSteps } = this.variables;
      tf.tidy(() => [scale, finiteSteps].forEach((variable, i) => variable.assign(tf.scalar(state[i]))));
    }
  }

  dispose(): void {
    loadTensorFlow().dispose(this.variables ?? []);
  }
}
