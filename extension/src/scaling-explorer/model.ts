import { publishedVariant } from '@efficientnet-lab/kernel-helpers/analysis';
import type { ScalingExplorerState } from '@efficientnet-lab/kernel-helpers/contract';
import { type ISignal, Signal } from '@lumino/signaling';
import { clamp, initialState, type ParameterName, parameterOf } from './parameters';
import { computeScaling, type ScalingResult } from './scaling';

/** `moving`: a slider is being dragged; `settled`: the positions may be saved and axes may rescale. */
export type Change = 'moving' | 'settled';

/** The result of a state, or why there is none. */
export type Outcome = { ok: true; result: ScalingResult } | { ok: false; message: string };

const HISTORY_LIMIT = 200;

/** Positions of the controls with undo, and the numbers that follow from them. Knows no DOM. */
export class ScalingExplorerModel {
  /** @param start - where Reset leads back to */
  constructor(
    state: ScalingExplorerState,
    private readonly start: ScalingExplorerState = initialState()
  ) {
    this.current = { ...state };
    this.settledState = this.current;
  }

  get changed(): ISignal<this, Change> {
    return this.changedSignal;
  }

  get state(): Readonly<ScalingExplorerState> {
    return this.current;
  }

  /** Computed at most once for each state. */
  get outcome(): Outcome {
    if (this.cached?.state !== this.current) {
      this.cached = { state: this.current, outcome: evaluate(this.current) };
    }
    return this.cached.outcome;
  }

  /** True while a slider is being dragged. */
  get isMoving(): boolean {
    return this.current !== this.settledState;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** The value a control shows: in published mode the variant's own multipliers. */
  valueOf(name: ParameterName): number {
    if (this.current.mode === 'published') {
      const row = publishedVariant(this.current.variant);
      const published: Partial<Record<ParameterName, number>> = {
        depth: row.depthCoefficient,
        width: row.widthCoefficient,
        resolution: row.resolution
      };
      return published[name] ?? this.current[name];
    }
    return this.current[name];
  }

  /** Moves one parameter; values outside the limits go to the nearest limit. */
  set(name: ParameterName, value: number, change: Change = 'settled'): void {
    const parameter = parameterOf(name);
    const next = { ...this.current };
    if (next.mode !== parameter.mode) {
      // A published network that is touched becomes a manual one that starts from it.
      next.depth = this.valueOf('depth');
      next.width = this.valueOf('width');
      next.resolution = this.valueOf('resolution');
      next.mode = parameter.mode;
    }
    next[name] = clamp(parameter, value);
    this.move(next, change);
  }

  /** Ends a drag: what is shown now counts as one change. */
  settle(): void {
    this.move(this.current, 'settled');
  }

  /** Puts one parameter back. */
  resetParameter(name: ParameterName): void {
    this.set(name, this.start.mode === parameterOf(name).mode ? this.start[name] : parameterOf(name).initial);
  }

  reset(): void {
    this.move({ ...this.start }, 'settled');
  }

  choosePublished(variant: string): void {
    this.move({ ...this.current, mode: 'published', variant: publishedVariant(variant).name }, 'settled');
  }

  chooseRule(): void {
    this.move({ ...this.current, mode: 'rule' }, 'settled');
  }

  /** Takes the multipliers of the network now shown, so that nothing jumps. */
  chooseManual(): void {
    if (this.current.mode === 'manual') {
      return;
    }
    const outcome = this.outcome;
    const next: ScalingExplorerState = { ...this.current, mode: 'manual' };
    if (outcome.ok) {
      next.depth = clamp(parameterOf('depth'), outcome.result.multipliers.depth);
      next.width = clamp(parameterOf('width'), outcome.result.multipliers.width);
      next.resolution = clamp(parameterOf('resolution'), outcome.result.report.spec.resolution);
    }
    this.move(next, 'settled');
  }

  undo(): void {
    this.travel(this.past, this.future);
  }

  redo(): void {
    this.travel(this.future, this.past);
  }

  /** Replaces the state from outside, for example when the cell shows a new document; not undoable. */
  load(state: ScalingExplorerState): void {
    if (sameState(state, this.current)) {
      return;
    }
    this.current = { ...state };
    this.settledState = this.current;
    this.past.length = 0;
    this.future.length = 0;
    this.changedSignal.emit('settled');
  }

  private move(next: ScalingExplorerState, change: Change): void {
    if (!sameState(next, this.current)) {
      this.current = next;
    }
    if (change === 'moving') {
      this.changedSignal.emit('moving');
      return;
    }
    if (this.current !== this.settledState) {
      if (!sameState(this.current, this.settledState)) {
        this.past.push(this.settledState);
        this.future.length = 0;
        if (this.past.length > HISTORY_LIMIT) {
          this.past.shift();
        }
      }
      this.settledState = this.current;
      this.changedSignal.emit('settled');
    }
  }

  private travel(from: ScalingExplorerState[], to: ScalingExplorerState[]): void {
    const target = from.pop();
    if (target) {
      to.push(this.settledState);
      this.current = target;
      this.settledState = target;
      this.changedSignal.emit('settled');
    }
  }

  private readonly changedSignal = new Signal<this, Change>(this);
  private current: ScalingExplorerState;
  private settledState: ScalingExplorerState;
  private cached: { state: ScalingExplorerState; outcome: Outcome } | null = null;
  private readonly past: ScalingExplorerState[] = [];
  private readonly future: ScalingExplorerState[] = [];
}

export function sameState(a: ScalingExplorerState, b: ScalingExplorerState): boolean {
  const keys = Object.keys(a) as (keyof ScalingExplorerState)[];
  return keys.every((key) => a[key] === b[key]);
}

function evaluate(state: ScalingExplorerState): Outcome {
  try {
    return { ok: true, result: computeScaling(state) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
