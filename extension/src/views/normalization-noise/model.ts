import {
  groupCountsOf,
  NORMALIZATION_NOISE_START,
  type NormalizationNoiseResult,
  normalizationNoiseResult,
  type NormalizationNoiseState
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import { clamp } from '../../controls/parameter';
import { ComputedState } from '../../frame/computed';
import type { Change } from '../../frame/history';
import { onSlider, type ParameterName, parameterOf } from './parameters';

/** A layer whose normalisation is looked at. */
export type NoiseLayer = Pick<NormalizationNoiseState, 'side' | 'channels' | 'groups'>;

/** Positions of the controls, and the theory that follows from them. Knows no DOM. */
export class NormalizationNoiseModel extends ComputedState<
  NormalizationNoiseState,
  NormalizationNoiseResult
> {
  constructor(state: NormalizationNoiseState, start: NormalizationNoiseState = NORMALIZATION_NOISE_START) {
    super(state, start);
    this.rested = state;
    this.changed.connect((_, change) => {
      if (change === 'settled') {
        this.rested = this.state;
      }
    });
  }

  /**
   * Moves one parameter. Sliders stay where there is a place; what is typed is taken as it is, so that the view can
   * say what is wrong with it. The groups follow when the channels change.
   */
  set(name: ParameterName, value: number, change: Change = 'settled'): void {
    if (change === 'settled' && this.isMoving) {
      this.settle();
      return;
    }
    const next = { ...this.state, [name]: this.allowed(name, value, change) };
    if (name === 'channels') {
      next.groups = nearest(groupCountsOf(next.channels), this.rested.groups);
    }
    this.move(next, change);
  }

  /** Puts one parameter back. */
  resetParameter(name: ParameterName): void {
    const value = this.start[name];
    this.set(name, name === 'groups' ? nearest(groupCountsOf(this.state.channels), value) : value);
  }

  /** Goes so many divisors of the channels up or down. */
  stepGroups(steps: number): void {
    const counts = groupCountsOf(this.state.channels);
    const here = counts.indexOf(nearest(counts, this.state.groups));
    const index = Math.min(counts.length - 1, Math.max(0, here + steps));
    this.move({ ...this.state, groups: counts[index] });
  }

  choose(
    choice: Partial<Pick<NormalizationNoiseState, 'shape' | 'quantity' | 'axis' | 'seed'> | NoiseLayer>
  ): void {
    this.move({ ...this.state, ...choice });
  }

  protected override compute(state: NormalizationNoiseState): NormalizationNoiseResult {
    return normalizationNoiseResult(state);
  }

  private allowed(name: ParameterName, value: number, change: Change): number {
    const parameter = parameterOf(name);
    if (change === 'settled') {
      return clamp(parameter, value);
    }
    const inside = onSlider(parameter, value, this.state);
    return name === 'groups' ? this.nextGroups(inside) : inside;
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

/** The nearest of ascending values, the smaller one of two equally near. */
function nearest(values: readonly number[], wanted: number): number {
  return values.reduce((best, value) => (Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best));
}
