import { publishedVariant } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  type ScalingExplorerState,
  scalingResult,
  type ScalingResult
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import { clamp } from '../../controls/parameter';
import { ComputedState } from '../../frame/computed';
import type { Change } from '../../frame/history';
import { initialState, type ParameterName, parameterOf } from './parameters';

/** Positions of the controls, and the numbers that follow from them. Knows no DOM. */
export class ScalingExplorerModel extends ComputedState<ScalingExplorerState, ScalingResult> {
  constructor(state: ScalingExplorerState, start: ScalingExplorerState = initialState()) {
    super(state, start);
  }

  /** The value a control shows: in published mode the variant's own multipliers. */
  value(name: ParameterName): number {
    if (this.state.mode === 'published') {
      const row = publishedVariant(this.state.variant);
      const published: Partial<Record<ParameterName, number>> = {
        depth: row.depthCoefficient,
        width: row.widthCoefficient,
        resolution: row.resolution
      };
      return published[name] ?? this.state[name];
    }
    return this.state[name];
  }

  /** Moves one parameter; values outside the limits go to the nearest limit. */
  set(name: ParameterName, value: number, change: Change = 'settled'): void {
    const parameter = parameterOf(name);
    const next = { ...this.state };
    if (next.mode !== parameter.mode) {
      // A published network that is touched becomes a manual one that starts from it.
      next.depth = this.value('depth');
      next.width = this.value('width');
      next.resolution = this.value('resolution');
      next.mode = parameter.mode;
    }
    next[name] = clamp(parameter, value);
    this.move(next, change);
  }

  /** Puts one parameter back. */
  resetParameter(name: ParameterName): void {
    this.set(name, this.start.mode === parameterOf(name).mode ? this.start[name] : parameterOf(name).initial);
  }

  choosePublished(variant: string): void {
    this.move({ ...this.state, mode: 'published', variant: publishedVariant(variant).name });
  }

  chooseRule(): void {
    this.move({ ...this.state, mode: 'rule' });
  }

  choosePicture(picture: NonNullable<ScalingExplorerState['picture']>): void {
    this.move({ ...this.state, picture });
  }

  /** Takes the multipliers of the network now shown, so that nothing jumps. */
  chooseManual(): void {
    if (this.state.mode === 'manual') {
      return;
    }
    const outcome = this.outcome;
    const next: ScalingExplorerState = { ...this.state, mode: 'manual' };
    if (outcome.ok) {
      next.depth = clamp(parameterOf('depth'), outcome.result.multipliers.depth);
      next.width = clamp(parameterOf('width'), outcome.result.multipliers.width);
      next.resolution = clamp(parameterOf('resolution'), outcome.result.report.spec.resolution);
    }
    this.move(next);
  }

  protected override compute(state: ScalingExplorerState): ScalingResult {
    return scalingResult(state);
  }
}
