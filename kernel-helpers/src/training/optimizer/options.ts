import type { Optimizer } from '../../analysis';
import { didYouMean } from '../../analysis/option-names';
import { TrainingError } from '../errors';

/** Numbers of an optimiser; what is left out takes the default given here. */
export type OptimizerOptions =
  /** w ← w − η·g. */
  | { kind: 'sgd'; weightDecay?: number }
  /** Heavy ball, Polyak 1964: a ← μ·a + g, w ← w − η·a; `nesterov` looks ahead: w ← w − η·(g + μ·a). */
  | { kind: 'momentum' | 'nesterov'; momentum?: number; weightDecay?: number }
  /**
   * As the EfficientNet authors trained (TensorFlow 1's): s ← ρ·s + (1 − ρ)·g², a ← μ·a + η·g/√(s + ε), w ← w − a,
   * with s = 1 at the start; Keras starts from 0, which makes its first steps longer.
   */
  | {
      kind: 'rmsprop';
      decay?: number;
      momentum?: number;
      epsilon?: number;
      initialMeanSquare?: number;
      weightDecay?: number;
    }
  /** Kingma and Ba 2015, with ε beside the uncorrected √v as in TensorFlow and Keras. */
  | { kind: 'adam'; beta1?: number; beta2?: number; epsilon?: number }
  /**
   * Adam with decoupled decay, Loshchilov and Hutter 2019: w ← w − η·λ·w besides Adam's step. Biases and the scales
   * and offsets of normalisation are not decayed.
   */
  | { kind: 'adamw'; beta1?: number; beta2?: number; epsilon?: number; weightDecay?: number };

export type OptimizerName = OptimizerOptions['kind'];

/** Every number of an optimiser; those that its rule does not have are absent. */
export interface OptimizerSettings {
  kind: OptimizerName;
  momentum?: number;
  decay?: number;
  epsilon?: number;
  initialMeanSquare?: number;
  beta1?: number;
  beta2?: number;
  /** For `adamw` decoupled; for the others λ·w is added to the gradient, as an L2 loss of λ/2·Σw² does. */
  weightDecay?: number;
}

const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** Defaults, for those whose memory `analysis` counts; for `adamw` Keras's decay. */
const DEFAULTS: Readonly<Record<Optimizer, Omit<OptimizerSettings, 'kind'>>> = {
  sgd: { weightDecay: 0 },
  momentum: { momentum: 0.9, weightDecay: 0 },
  nesterov: { momentum: 0.9, weightDecay: 0 },
  rmsprop: { decay: 0.9, momentum: 0.9, epsilon: 1e-3, initialMeanSquare: 1, weightDecay: 0 },
  adam: ADAM,
  adamw: { ...ADAM, weightDecay: 0.004 }
};

export const OPTIMIZER_NAMES = Object.keys(DEFAULTS) as OptimizerName[];

/** Largest value of each number; the smallest is 0. */
const LIMITS: Readonly<Record<keyof Omit<OptimizerSettings, 'kind'>, number>> = {
  momentum: 0.9999,
  decay: 0.9999,
  epsilon: 1,
  initialMeanSquare: 1e6,
  beta1: 0.9999,
  beta2: 0.999999,
  weightDecay: 10
};

/** @throws TrainingError for unknown names and numbers, naming those that exist. */
export function optimizerSettings(optimizer: OptimizerName | OptimizerOptions): OptimizerSettings {
  const { kind, ...given } = typeof optimizer === 'string' ? { kind: optimizer } : optimizer;
  if (!OPTIMIZER_NAMES.includes(kind)) {
    const remedy =
      'name' in given ? 'Its kind was formerly called name.' : 'Choose one of them for optimizer.';
    const option = typeof optimizer === 'string' ? 'optimizer' : 'optimizer.kind';
    throw new TrainingError(option, kind, OPTIMIZER_NAMES.join(', '), remedy);
  }
  const defaults = DEFAULTS[kind];
  for (const [key, value] of Object.entries(given as Record<string, unknown>)) {
    const option = `optimizer.${key}`;
    if (!(key in defaults)) {
      const known = Object.keys(defaults);
      const remedy = didYouMean(key, known).trimEnd() || 'Leave it out.';
      throw new TrainingError(option, value, `nothing, as ${kind} has only ${known.join(', ')}`, remedy);
    }
    const limit = LIMITS[key as keyof typeof LIMITS];
    if (!(typeof value === 'number' && value >= 0 && value <= limit)) {
      const remedy = `Set ${option} to such a number, or leave it out.`;
      throw new TrainingError(option, value, `a number from 0 to ${limit}`, remedy);
    }
  }
  return { kind, ...defaults, ...given };
}
