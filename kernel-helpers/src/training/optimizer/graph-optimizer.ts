import type { LayersModel, Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { applyNative, loadTensorFlow } from '../../tensorflow';
import { assignParts, ModelOptimizer, type UpdateSettings } from './optimizer';
import type { OptimizerSettings } from './options';
import { correctedRate, decays, initialSlot, RULES } from './rules';
import { joined } from './state';

/** Takes steps within a compiled function, by TensorFlow's operations that change weights in place. */
export class GraphOptimizer extends ModelOptimizer {
  private readonly steps: Variable;
  /** For each slot of the rule, one variable for each weight. */
  private readonly slots: Variable[][];

  constructor(model: LayersModel, settings: UpdateSettings) {
    super(model, settings);
    const tf = loadTensorFlow();
    const { optimizer } = settings;
    this.steps = tf.tidy(() => tf.variable(tf.scalar(0), false));
    this.slots = RULES[optimizer.kind].slots.map((slot) =>
      this.weights.map(({ shape }) =>
        tf.tidy(() => tf.variable(tf.fill(shape, initialSlot(slot, optimizer)), false))
      )
    );
  }

  /** What of the optimiser belongs into the graph's state, by name. */
  variables(): Record<string, Variable> {
    const names = RULES[this.settings.optimizer.kind].slots;
    const slots = names.flatMap((name, s) =>
      this.slots[s].map((slot, i): [string, Variable] => [`optimizer/${name}/${i}`, slot])
    );
    const averages = (this.average?.averages ?? []).map((each, i): [string, Variable] => [
      `average/${i}`,
      each
    ]);
    const own = Object.fromEntries([['optimizer/steps', this.steps], ...slots, ...averages]);
    return { ...own, ...this.scaler.stateVariables() };
  }

  protected override update(gradients: Tensor[], rate: Scalar): void {
    const tf = loadTensorFlow();
    const { optimizer } = this.settings;
    const { kind: name, weightDecay = 0 } = optimizer;
    const step = tf.add(this.steps, 1) as Scalar;
    this.steps.assign(step);
    const corrected = correctedRate(rate, step, optimizer);
    const decay = name === 'adamw' && weightDecay > 0 ? tf.mul(rate, weightDecay) : null;
    // One tensor for each factor, not for each weight.
    const scaled = new Map<number, { rate: Tensor; decay: Tensor | null }>();
    const ratesOf = (factor: number): { rate: Tensor; decay: Tensor | null } => {
      const rates =
        scaled.get(factor) ??
        (factor === 1
          ? { rate: corrected, decay }
          : { rate: tf.mul(corrected, factor), decay: decay && tf.mul(decay, factor) });
      scaled.set(factor, rates);
      return rates;
    };
    this.weights.forEach((weight, i) => {
      const rates = ratesOf(this.factors?.[i] ?? 1);
      if (rates.decay && decays(weight.shape)) {
        applyNative('AssignSubVariableOp', { dtype: { type: 'float32' } }, [
          weight,
          tf.mul(weight, rates.decay)
        ]);
      }
      const slots = this.slots.map((slot) => slot[i]);
      const update = { gradient: gradients[i], rate: rates.rate };
      RULES[name].native(weight, slots, update, optimizer as Required<OptimizerSettings>);
    });
    this.average?.update(step);
  }

  protected override get iterations(): number {
    return this.steps.dataSync()[0];
  }

  protected override set iterations(steps: number) {
    const value = loadTensorFlow().scalar(steps);
    this.steps.assign(value);
    value.dispose();
  }

  protected override readSlots(): Record<string, Float32Array> {
    const names = RULES[this.settings.optimizer.kind].slots;
    return Object.fromEntries(
      names.map((name, s) => [name, joined(this.slots[s].map((slot) => slot.dataSync<'float32'>()))])
    );
  }

  protected override writeSlots(slots: Readonly<Record<string, Float32Array>>): void {
    const names = RULES[this.settings.optimizer.kind].slots;
    names.forEach((name, s) => assignParts(this.slots[s], slots[name]));
  }

  override dispose(): void {
    super.dispose();
    this.steps.dispose();
    loadTensorFlow().dispose(this.slots.flat());
  }
}
