import type { LayersModel, Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { allFinite, loadTensorFlow, onlyIf } from '../../tensorflow';
import { type LayerRates, rateFactors } from '../layer-rates';
import { WeightAverage } from './average';
import { clipByGlobalNorm } from './clip';
import { type LossScale, LossScaler } from './loss-scale';
import type { OptimizerSettings } from './options';
import { decays, RULES } from './rules';
import { joined, type OptimizerState, parted, requireSlots } from './state';

/** What changes weights besides the rule. */
export interface UpdateSettings {
  optimizer: OptimizerSettings;
  /** Largest norm of all gradients together; null leaves them. */
  clipNorm: number | null;
  /** Decay of the weights' exponential moving average (EMA); null keeps none. */
  emaDecay: number | null;
  /** Factors of the rate by stage; null or left out for none. */
  layerRates?: LayerRates | null;
  /** What the loss is multiplied with while gradients are taken; default 1. */
  lossScale?: LossScale;
}

const AVERAGE = 'average';
const LOSS_SCALE = 'lossScale';

/** Takes steps: from gradients to changed weights. Its state is what a checkpoint holds, eager or compiled. */
export abstract class ModelOptimizer {
  /** Trainable weights, in the order of the gradients. */
  readonly weights: Variable[];
  readonly average: WeightAverage | null;
  protected readonly scaler: LossScaler;
  /** Of the rate, one for each of `weights`; null when all are 1. */
  protected readonly factors: readonly number[] | null;
  private readonly everything: Variable[];

  constructor(
    model: LayersModel,
    protected readonly settings: UpdateSettings
  ) {
    this.weights = model.trainableWeights.map((weight) => weight.read() as Variable);
    this.everything = model.weights.map((weight) => weight.read() as Variable);
    const { emaDecay, layerRates, lossScale = 1 } = settings;
    this.factors = layerRates ? rateFactors(model, layerRates) : null;
    this.average = emaDecay === null ? null : new WeightAverage(this.everything, emaDecay);
    this.scaler = new LossScaler(lossScale);
  }

  /** What the loss is multiplied with, and its gradients divided by, before `apply`. */
  get lossScale(): number | Scalar {
    return this.scaler.scale;
  }

  protected abstract iterations: number;
  /** The slots of the rule by name, each in one piece. */
  protected abstract readSlots(): Record<string, Float32Array>;
  protected abstract writeSlots(slots: Readonly<Record<string, Float32Array>>): void;
  protected abstract update(gradients: Tensor[], rate: Scalar): void;

  /**
   * Takes one step, if its loss and gradients are finite. Otherwise weights, slots, averages and the count of steps,
   * which corrects Adam's rate, stay as they are, as in Keras and PyTorch. Call it within `tf.tidy`.
   *
   * @param gradients Of the mean loss by `weights`, the loss scale divided out.
   * @returns Whether it was taken, `bool`.
   */
  apply(gradients: readonly Tensor[], rate: Scalar, loss: Scalar): Tensor {
    const { clipNorm } = this.settings;
    const finite = allFinite([loss, ...gradients]);
    onlyIf(finite, () => {
      const whole = this.withPenalty(gradients);
      this.update(clipNorm === null ? whole : clipByGlobalNorm(whole, clipNorm), rate);
    });
    this.scaler.update(finite);
    return finite;
  }

  state(): OptimizerState {
    const slots = this.readSlots();
    if (this.average) {
      slots[AVERAGE] = joined(this.average.averages.map((each) => each.dataSync<'float32'>()));
    }
    const { state } = this.scaler;
    if (state) {
      slots[LOSS_SCALE] = state;
    }
    return { iterations: this.iterations, slots };
  }

  /** @throws CheckpointError when the state belongs to another optimiser or network. */
  restore({ iterations, slots: stored }: OptimizerState, path: string): void {
    // One that the run before did not have, or this one has not, is no mismatch.
    const { [LOSS_SCALE]: scale, ...slots } = stored;
    const total = (variables: readonly Variable[]): number =>
      variables.reduce((sum, { size }) => sum + size, 0);
    const names: string[] = [...RULES[this.settings.optimizer.kind].slots];
    const expected = Object.fromEntries(names.map((name) => [name, total(this.weights)]));
    if (this.average) {
      expected[AVERAGE] = total(this.everything);
    }
    requireSlots({ iterations, slots }, expected, path);
    this.iterations = iterations;
    this.writeSlots(slots);
    if (this.average) {
      assignParts(this.average.averages, slots[AVERAGE]);
    }
    this.scaler.state = scale ?? null;
  }

  dispose(): void {
    this.average?.dispose();
    this.scaler.dispose();
  }

  /** With the gradient of an L2 loss; `adamw` decays weights by itself. */
  private withPenalty(gradients: readonly Tensor[]): Tensor[] {
    const { kind: name, weightDecay = 0 } = this.settings.optimizer;
    if (weightDecay === 0 || name === 'adamw') {
      return [...gradients];
    }
    const tf = loadTensorFlow();
    return gradients.map((gradient, i) =>
      decays(gradient.shape) ? tf.add(gradient, tf.mul(this.weights[i], weightDecay)) : gradient
    );
  }
}

/** Gives variables their parts of one long vector. */
export function assignParts(variables: readonly Variable[], whole: Float32Array): void {
  const tf = loadTensorFlow();
  const sizes = variables.map(({ size }) => size);
  parted(whole, sizes).forEach((part, i) => {
    const value = tf.tensor(part, variables[i].shape, 'float32');
    variables[i].assign(value);
    value.dispose();
  });
}
