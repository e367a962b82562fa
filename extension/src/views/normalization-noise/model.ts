import { leastCorrelation } from '@efficientnet-lab/kernel-helpers/analysis';
import { nearest, type NumberQuantity } from '@efficientnet-lab/kernel-helpers/views';
import {
  closestCount,
  groupCountsOf,
  type MeasuredInNetwork,
  NORMALIZATION_NOISE_START,
  NORMALIZATION_QUANTITIES,
  type NormalizationNoiseResult,
  normalizationNoiseResult,
  type NormalizationNoiseState,
  startOfLayer
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { Change } from '../../frame/history';
import { QuantityModel } from '../../frame/quantity-model';

/** A layer whose normalisation is looked at. */
export type NoiseLayer = Pick<NormalizationNoiseState, 'side' | 'channels' | 'groups'>;

/** Positions of the controls, and the theory that follows from them. Knows no DOM. */
export class NormalizationNoiseModel extends QuantityModel<
  NormalizationNoiseState,
  NormalizationNoiseResult
> {
  constructor(state: NormalizationNoiseState, start: NormalizationNoiseState = NORMALIZATION_NOISE_START) {
    super(NORMALIZATION_QUANTITIES, state, start);
    this.rested = state;
    this.changed.connect((_, change) => {
      if (change === 'settled') {
        this.rested = this.state;
      }
    });
  }

  /**
   * Moves one quantity. Sliders stay where there is a place; what is typed is taken as it is, so that the view can
   * say what is wrong with it. The groups follow when the channels change.
   */
  override set(name: string, value: string | number, change: Change = 'settled'): void {
    const quantity = this.quantity(name);
    if (quantity.kind === 'choice') {
      super.set(name, value);
      return;
    }
    if (change === 'settled' && this.isMoving) {
      this.settle();
      return;
    }
    const next = { ...this.state, [name]: this.allowed(quantity, Number(value), change) };
    if (name === 'channels') {
      next.groups = closestCount(groupCountsOf(next.channels), this.rested.groups);
    }
    this.move(next, change);
  }

  /** Takes another layer: one of B0, whose errors were not measured. */
  chooseLayer(layer: NoiseLayer): void {
    const { measured } = this.state;
    this.choose(measured ? { ...layer, measured: { ...measured, layer: null } } : layer);
  }

  /** Takes a measured layer, with its own correlation. */
  chooseMeasured(name: string): void {
    const { measured } = this.state;
    const layer = measured?.layers.find((each) => each.name === name);
    if (measured && layer) {
      this.choose({ ...startOfLayer(layer), measured: { ...measured, layer: name } });
    }
  }

  /** What was measured, if the document holds it. */
  get measured(): MeasuredInNetwork | undefined {
    return this.state.measured;
  }

  /** Puts one quantity back. */
  override resetParameter(name: string): void {
    const value = this.start[name as keyof typeof NORMALIZATION_QUANTITIES];
    this.set(
      name,
      name === 'groups' ? closestCount(groupCountsOf(this.state.channels), Number(value)) : value
    );
  }

  /** Groups end at the channels, correlation begins at the least there can be. */
  override endsOf({ name, slider, step }: NumberQuantity): { min: number; max: number } {
    const { channels, side, shape } = this.state;
    if (name === 'groups') {
      return { ...slider, max: channels };
    }
    if (name === 'correlation' && shape === 'gaussian') {
      // The slider stands on whole steps, so that 0 is one of them.
      return { ...slider, min: Math.ceil(leastCorrelation(side * side) / step) * step };
    }
    return slider;
  }

  /** Goes so many divisors of the channels up or down. */
  stepGroups(steps: number): void {
    const counts = groupCountsOf(this.state.channels);
    const here = counts.indexOf(closestCount(counts, this.state.groups));
    const index = Math.min(counts.length - 1, Math.max(0, here + steps));
    this.choose({ groups: counts[index] });
  }

  protected override compute(state: NormalizationNoiseState): NormalizationNoiseResult {
    return normalizationNoiseResult(state);
  }

  private allowed(quantity: NumberQuantity, value: number, change: Change): number {
    if (change === 'settled') {
      return nearest(quantity, value);
    }
    const inside = nearest({ ...quantity, ...this.endsOf(quantity) }, value);
    return quantity.name === 'groups' ? this.nextGroups(inside) : inside;
  }

  /** A step towards a number that does not divide goes on to the next one that does. */
  private nextGroups(value: number): number {
    const counts = groupCountsOf(this.state.channels);
    return value > this.rested.groups
      ? (counts.find((groups) => groups >= value) ?? value)
      : Math.max(...counts.filter((groups) => groups <= value));
  }

  /** Where the last change ended. */
  private rested: NormalizationNoiseState;
}
