import {
  type BootstrapCurves,
  bootstrapSteps,
  PUBLISHED_SETS,
  type PublishedSetName,
  publishedRecords
} from '@efficientnet-lab/kernel-helpers/analysis';
import { nearest, type RecordSource, recordSetOf } from '@efficientnet-lab/kernel-helpers/views';
import {
  STOPPING_POINT_START,
  STOPPING_QUANTITIES,
  type StoppingBasis,
  stoppingBasis,
  stoppingPointOn,
  type StoppingPointResult,
  type StoppingPointState,
  type StoppingSource
} from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import { type ISignal, Signal } from '@lumino/signaling';
import { attempt } from '../../frame/computed';
import { QuantityModel } from '../../frame/quantity-model';

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
export class StoppingPointModel extends QuantityModel<StoppingPointState, StoppingPointResult> {
  constructor(state: StoppingPointState, start: StoppingPointState = STOPPING_POINT_START) {
    super(STOPPING_QUANTITIES, state, start);
    this.changed.connect(() => this.schedule());
    this.schedule();
  }

  /** Emitted when intervals have come. */
  get resampled(): ISignal<this, void> {
    return this.resampledSignal;
  }

  /** Changes the rule; φ* stays about where it is. */
  chooseRule(kind: StoppingPointState['rule']['kind']): void {
    const { state, outcome } = this;
    if (kind === state.rule.kind) {
      return;
    }
    const { stop = null, firstMarginal = null } = outcome.ok ? outcome.result : {};
    const [marginal, first] = stop && firstMarginal ? [stop.marginal, firstMarginal] : [1, 1];
    const share = nearest(STOPPING_QUANTITIES.share, marginal / first);
    const threshold = nearest(STOPPING_QUANTITIES.threshold, marginal);
    this.choose({ rule: kind === 'relative' ? { kind, share } : { kind, threshold } });
  }

  /** Other records; the cost stays if they have it. */
  chooseRecords(source: RecordSource): void {
    const { measures } = recordSetOf(source);
    const before = this.state.source;
    const cost = measures.find(({ key }) => before.kind === 'records' && key === before.cost) ?? measures[0];
    this.choose({ source: { ...this.recordsStart(), source, cost: cost?.key ?? '', hidden: [] } });
  }

  chooseCost(cost: string): void {
    if (this.state.source.kind === 'records') {
      this.choose({ source: { ...this.state.source, cost } });
    }
  }

  /** Shows or hides a family. */
  toggleFamily(name: string): void {
    const { source } = this.state;
    if (source.kind === 'records') {
      const hidden = source.hidden.includes(name)
        ? source.hidden.filter((each) => each !== name)
        : [...source.hidden, name];
      this.choose({ source: { ...source, hidden } });
    }
  }

  /** A curve of one's own, which begins as the fitted one. */
  chooseModel(): void {
    const law = this.outcome.ok ? this.outcome.result.law : null;
    if (this.state.source.kind === 'records' && law) {
      const { asymptote, amplitude, rate, base } = STOPPING_QUANTITIES;
      this.choose({
        source: {
          kind: 'model',
          curve: {
            asymptote: nearest(asymptote, law.curve.asymptote),
            amplitude: nearest(amplitude, law.curve.amplitude),
            rate: nearest(rate, law.curve.rate)
          },
          cost: { base: nearest(base, law.cost.base), growth: law.cost.growth }
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

  protected override compute({ source, rule }: StoppingPointState): StoppingPointResult {
    const resampled = this.bootstrap?.source === source ? this.bootstrap.resampled : null;
    return stoppingPointOn(
      this.fittedTo(source),
      rule,
      resampled?.curves ?? null,
      resampled?.problem ?? null
    );
  }

  /** Fitting takes longer than moving the rule: it is done once for each source. */
  private fittedTo(source: StoppingSource): StoppingBasis {
    if (this.basis?.source !== source) {
      this.basis = { source, basis: stoppingBasis(source) };
    }
    return this.basis.basis;
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
      this.forget();
      this.resampledSignal.emit();
    };
    advance();
  }

  private readonly resampledSignal = new Signal<this, void>(this);
  private basis: { source: StoppingSource; basis: StoppingBasis } | null = null;
  private bootstrap: { source: StoppingSource; resampled: Resampled } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
}
