import {
  type BootstrapCurves,
  bootstrapSteps,
  PUBLISHED_SETS,
  type PublishedSetName,
  publishedRecords,
  SpecError
} from '@efficientnet-lab/kernel-helpers/analysis';
import { type RecordSource, recordSetOf } from '@efficientnet-lab/kernel-helpers/views';
import {
  STOPPING_POINT_START,
  type StoppingBasis,
  stoppingBasis,
  stoppingPointOn,
  type StoppingPointResult,
  type StoppingPointState,
  type StoppingSource
} from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import { type ISignal, Signal } from '@lumino/signaling';
import { clamp } from '../../controls/parameter';
import type { Outcome } from '../../frame/computed';
import { type Change, StateHistory } from '../../frame/history';
import { parameterOf } from './parameters';

/** Published sets in which something costs. */
export const STOPPING_SETS: readonly PublishedSetName[] = PUBLISHED_SETS.filter(
  (name) => publishedRecords(name).measures.length > 0
);
/** How long the bootstrap waits for the controls to rest, ms. */
const REST = 150;
/** What it may take of a frame, ms; its steps take a few. */
const SLICE = 8;

interface Resampled {
  curves: BootstrapCurves | null;
  /** Why there are none. */
  problem: string | null;
}

/** Positions of the controls, the fit, and where to stop; the bootstrap follows when the controls rest. Knows no DOM. */
export class StoppingPointModel extends StateHistory<StoppingPointState> {
  constructor(state: StoppingPointState, start: StoppingPointState = STOPPING_POINT_START) {
    super(state, start);
    this.changed.connect(() => this.schedule());
    this.schedule();
  }

  get outcome(): Outcome<StoppingPointResult> {
    const { state } = this;
    const resampled = this.resampledOf(state.source);
    if (this.kept?.state !== state || this.kept.resampled !== resampled) {
      this.kept = { state, resampled, outcome: attempt(() => this.compute(state, resampled)) };
    }
    return this.kept.outcome;
  }

  /** @throws Error for a state that stands for nothing. */
  get result(): StoppingPointResult {
    const { outcome } = this;
    if (!outcome.ok) {
      throw new Error(outcome.message);
    }
    return outcome.result;
  }

  /** Emitted when intervals have come. */
  get resampled(): ISignal<this, void> {
    return this.resampledSignal;
  }

  /** Moves one parameter; values outside the limits go to the nearest limit. */
  set(name: string, value: number, change: Change = 'settled'): void {
    const parameter = parameterOf(name);
    this.move(parameter.set(this.state, clamp(parameter, value)), change);
  }

  /** Puts one parameter back; one that the start lacks stays. */
  resetParameter(name: string): void {
    const parameter = parameterOf(name);
    const value = parameter.get(this.start);
    if (value !== null) {
      this.move(parameter.set(this.state, value));
    }
  }

  chooseAxis(axis: StoppingPointState['axis']): void {
    this.move({ ...this.state, axis });
  }

  /** Changes the rule; φ* stays about where it is. */
  chooseRule(kind: StoppingPointState['rule']['kind']): void {
    const { state, outcome } = this;
    if (kind === state.rule.kind) {
      return;
    }
    const { stop = null, firstMarginal = null } = outcome.ok ? outcome.result : {};
    if (stop && firstMarginal) {
      this.set(...asParameter(kind, stop.marginal, firstMarginal));
    } else {
      this.move({ ...state, rule: kind === 'relative' ? { kind, share: 1 } : { kind, threshold: 1 } });
    }
  }

  /** Other records; the cost stays if they have it. */
  chooseRecords(source: RecordSource): void {
    const { measures } = recordSetOf(source);
    const before = this.state.source;
    const cost = measures.find(({ key }) => before.kind === 'records' && key === before.cost) ?? measures[0];
    this.move({
      ...this.state,
      source: { ...this.recordsStart(), source, cost: cost?.key ?? '', hidden: [] }
    });
  }

  chooseCost(cost: string): void {
    if (this.state.source.kind === 'records') {
      this.move({ ...this.state, source: { ...this.state.source, cost } });
    }
  }

  /** Shows or hides a family. */
  toggleFamily(name: string): void {
    const { source } = this.state;
    if (source.kind === 'records') {
      const hidden = source.hidden.includes(name)
        ? source.hidden.filter((each) => each !== name)
        : [...source.hidden, name];
      this.move({ ...this.state, source: { ...source, hidden } });
    }
  }

  /** A curve of one's own, which begins as the fitted one. */
  chooseModel(): void {
    const law = this.outcome.ok ? this.outcome.result.law : null;
    if (this.state.source.kind === 'records' && law) {
      const round = (value: number, name: string): number => clamp(parameterOf(name), value);
      this.move({
        ...this.state,
        source: {
          kind: 'model',
          curve: {
            asymptote: round(law.curve.asymptote, 'asymptote'),
            amplitude: round(law.curve.amplitude, 'amplitude'),
            rate: round(law.curve.rate, 'rate')
          },
          cost: { base: round(law.cost.base, 'base'), growth: law.cost.growth }
        }
      });
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    Signal.clearData(this);
  }

  private recordsStart(): Extract<StoppingSource, { kind: 'records' }> {
    const sources = [this.state.source, this.start.source, STOPPING_POINT_START.source];
    const found = sources.find((source) => source.kind === 'records');
    if (found?.kind !== 'records') {
      throw new Error('The start of the stopping point has no records.');
    }
    return found;
  }

  private compute(state: StoppingPointState, resampled: Resampled | null): StoppingPointResult {
    const basis = this.basisOf(state.source);
    return stoppingPointOn(basis, state.rule, resampled?.curves ?? null, resampled?.problem ?? null);
  }

  /** Fitting takes longer than moving the rule: it is done once for each source. */
  private basisOf(source: StoppingSource): StoppingBasis {
    if (this.basis?.source !== source) {
      this.basis = { source, basis: stoppingBasis(source) };
    }
    return this.basis.basis;
  }

  private resampledOf(source: StoppingSource): Resampled | null {
    return this.bootstrap?.source === source ? this.bootstrap.resampled : null;
  }

  private schedule(): void {
    const { source } = this.state;
    if (source.kind === 'model' || this.bootstrap?.source === source) {
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.resample(source), REST);
  }

  private resample(source: StoppingSource): void {
    const fit = this.outcome.ok ? this.outcome.result.fit : null;
    if (source.kind === 'model' || !fit || source !== this.state.source) {
      return;
    }
    const steps = bootstrapSteps(fit, source);
    const advance = (): void => {
      const until = performance.now() + SLICE;
      const done = attempt(() => {
        let next = steps.next();
        while (!next.done && performance.now() < until) {
          next = steps.next();
        }
        return next.done ? next.value : null;
      });
      if (done.ok && done.result === null) {
        this.timer = setTimeout(advance);
        return;
      }
      const resampled = done.ok
        ? { curves: done.result, problem: null }
        : { curves: null, problem: done.message };
      this.bootstrap = { source, resampled };
      this.resampledSignal.emit();
    };
    advance();
  }

  private readonly resampledSignal = new Signal<this, void>(this);
  private kept: {
    state: StoppingPointState;
    resampled: Resampled | null;
    outcome: Outcome<StoppingPointResult>;
  } | null = null;
  private basis: { source: StoppingSource; basis: StoppingBasis } | null = null;
  private bootstrap: { source: StoppingSource; resampled: Resampled } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
}

/** The rule of another kind that stops at the same marginal gain. */
function asParameter(
  kind: StoppingPointState['rule']['kind'],
  marginal: number,
  firstMarginal: number
): [string, number] {
  return kind === 'relative' ? ['share', marginal / firstMarginal] : ['threshold', marginal];
}

function attempt<R>(run: () => R): Outcome<R> {
  try {
    return { ok: true, result: run() };
  } catch (error) {
    if (error instanceof SpecError) {
      return { ok: false, message: error.message };
    }
    throw error;
  }
}
