import {
  type SweepReply,
  validateDocument,
  withSweepChange
} from '@efficientnet-lab/kernel-helpers/contract';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import {
  isLive,
  keptBy,
  type KeptSweep,
  SWEEP_DASHBOARD_START,
  type SweepCost,
  type SweepDashboardState,
  type SweepResult,
  sweepResult,
  type SweepRow,
  winnerOfSteps,
  winnerWork
} from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import type { WinnerReport } from '@efficientnet-lab/kernel-helpers/analysis';
import { Signal } from '@lumino/signaling';
import { ComputedState } from '../../frame/computed';
import type { Change } from '../../frame/history';
import { Kept } from '../../frame/kept';
import type { Silence } from '../training-monitor/comm-line';
import { EXAMPLE_ID, exampleSweep } from './example';
import type { AskedSweep } from './link';
import { sortedRows } from './sorted-rows';

/** Why it is not known how a sweep stands that the document says goes on. */
export type Doubt = Silence | 'asking' | 'unknown' | 'elsewhere';

/** A document as young as this is its sweep's own word. */
const FRESH = 5000;
/** So many accuracies are drawn within a frame. */
const AT_ONCE = 50_000;
/** What longer draws may take of a frame, ms; one step of them takes two. */
const SLICE = 10;

/** A sweep, what a kernel tells of it, and what of it is looked at. Knows no DOM. */
export class SweepDashboardModel extends ComputedState<SweepDashboardState, SweepResult | null> {
  constructor(state: SweepDashboardState, start: SweepDashboardState = SWEEP_DASHBOARD_START) {
    super(state, start);
    this.doubted = this.isFresh(state.sweep) ? null : 'asking';
    this.changed.connect(() => this.weigh());
    this.weigh();
  }

  /** What is to be asked of a kernel; null where nothing is. */
  get asked(): AskedSweep | null {
    const { sweep } = this.state;
    if (sweep === null) {
      return this.chosen;
    }
    return isLive(sweep) || this.isEndAwaited ? { sweepId: sweep.id, folder: sweep.folder } : null;
  }

  /** Null when it is known how the sweep stands. */
  get doubt(): Doubt | null {
    const { sweep } = this.state;
    return sweep && isLive(sweep) ? this.doubted : null;
  }

  /** Whether a kernel that runs the sweep answers. */
  get canAct(): boolean {
    return this.doubt === null && this.state.sweep !== null && isLive(this.state.sweep);
  }

  /** How far the best can be trusted, once the sweep has ended and draws of other seeds have told it. */
  get winner(): WinnerReport | null {
    const { result, weighed } = this;
    return weighed?.result === result ? weighed.winner : null;
  }

  /** Whether each candidate keeps all brushes. */
  get kept(): readonly boolean[] {
    const { result, state } = this;
    return this.keptKept.of([result, state.brushes], () => (result ? keptBy(result, state.brushes) : []));
  }

  /** Candidates that keep all brushes, in the order of the table. */
  get listed(): readonly SweepRow[] {
    const { kept, result, state } = this;
    return this.keptListed.of([result, kept, state.sort], () =>
      result
        ? sortedRows(
            result,
            result.rows.filter(({ place }) => kept[place]),
            state.sort
          )
        : []
    );
  }

  /** The candidate that is selected; null where none is. */
  get selectedRow(): SweepRow | null {
    const { selected } = this.state;
    return selected === null ? null : (this.result?.rows.find(({ id }) => id === selected) ?? null);
  }

  setCost(cost: SweepCost): void {
    this.move({ ...this.state, cost });
  }

  /** Selects a candidate; the one that is selected again none. */
  select(id: string | null): void {
    this.move({ ...this.state, selected: id === this.state.selected ? null : id });
  }

  /** Sorts the table; by the same column again, the other way round. Texts rise at first, numbers fall. */
  sortBy(column: string, isText: boolean): void {
    const { sort } = this.state;
    const descending = sort.column === column ? !sort.descending : !isText;
    this.move({ ...this.state, sort: { column, descending } });
  }

  /** Chooses a part of an axis; null for all of it. */
  brush(axis: string, part: { from: number; to: number } | null, change: Change = 'settled'): void {
    const others = this.state.brushes.filter((brush) => brush.axis !== axis);
    this.move({ ...this.state, brushes: part ? [...others, { axis, ...part }] : others }, change);
  }

  clearBrushes(): void {
    this.move({ ...this.state, brushes: [] });
  }

  /** Fills the view with an example. */
  takeExample(): void {
    this.move({ ...SWEEP_DASHBOARD_START, sweep: exampleSweep() });
  }

  /** Follows a sweep of the kernel in a view that shows none. */
  follow(asked: AskedSweep): void {
    this.chosen = asked;
    this.rebase((state) => state, 'moving');
  }

  /** What is looked at begins anew; the sweep stays, unless it was an example. */
  override reset(): void {
    const { sweep } = this.state;
    this.move({ ...this.start, sweep: sweep?.id === EXAMPLE_ID ? this.start.sweep : sweep });
  }

  /** A newer document of the same sweep leaves what is looked at. */
  override load(state: SweepDashboardState): void {
    const { sweep: before } = this.state;
    const { sweep } = state;
    if (!before || !sweep || !isSame(before, sweep)) {
      this.doubted = this.isFresh(sweep) ? null : 'asking';
      super.load(state);
    } else if (sweep.heardAt > before.heardAt) {
      // An update of the output is its sweep's own word.
      this.doubted = this.isFresh(sweep) ? null : this.doubted;
      this.replace(sweep);
    }
  }

  /** What the kernel says. */
  hear({ sweep, change, status, origin }: SweepReply): void {
    const before = this.state.sweep;
    if (status === 'unknown') {
      this.doubted = 'unknown';
      this.rebase((state) => state, 'moving');
      return;
    }
    this.doubted = origin === 'folder' && status === 'running' ? 'elsewhere' : null;
    const next = sweep ? checked(sweep) : change && before ? withSweepChange(before, change) : null;
    if (next) {
      this.replace(next);
    } else {
      // A view that was asleep hears of the end alone: the rest is asked for.
      this.isEndAwaited ||= !isLive({ status });
      this.rebase((state) => state, 'moving');
    }
  }

  /** Nobody tells how the sweep stands. */
  silent(reason: Silence): void {
    this.doubted = reason;
    this.rebase((state) => state, 'moving');
  }

  dispose(): void {
    clearTimeout(this.timer);
    Signal.clearData(this);
  }

  protected override basisOf({ sweep }: Readonly<SweepDashboardState>): object {
    return sweep ?? NOTHING;
  }

  protected override compute({ sweep }: Readonly<SweepDashboardState>): SweepResult | null {
    return sweepResult(sweep);
  }

  /** Sees to the winner of the present result: at once, or in slices between frames. */
  private weigh(): void {
    const result = this.outcome.ok ? this.outcome.result : null;
    if (this.weighed?.result !== result) {
      clearTimeout(this.timer);
      this.weighed = result && { result, steps: winnerOfSteps(result), winner: null };
      if (result && !this.advance(winnerWork(result) > AT_ONCE ? 0 : Infinity)) {
        this.timer = setTimeout(() => this.goOn());
      }
    }
  }

  private goOn(): void {
    if (this.advance(performance.now() + SLICE)) {
      this.rebase((state) => state, this.isEndKeptLate ? 'settled' : 'moving');
    } else {
      this.timer = setTimeout(() => this.goOn());
    }
  }

  /** @returns whether the winner is known */
  private advance(until: number): boolean {
    const { weighed } = this;
    if (weighed === null) {
      return true;
    }
    do {
      const next = weighed.steps.next();
      if (next.done) {
        weighed.winner = next.value;
        return true;
      }
    } while (performance.now() < until);
    return false;
  }

  /**
   * The end is kept in the notebook, with what its winner can claim; what goes on is not: it would be written five times a
   * second.
   */
  private replace(sweep: KeptSweep): void {
    const hasEnded = !isLive(sweep);
    const result = sweepResult(sweep);
    this.isEndAwaited &&= !hasEnded;
    this.isEndKeptLate = hasEnded && result !== null && winnerWork(result) > AT_ONCE;
    const isKept = hasEnded && !this.isEndKeptLate;
    this.rebase((state) => ({ ...state, sweep }), isKept ? 'settled' : 'moving');
  }

  private isFresh(sweep: KeptSweep | null): boolean {
    return sweep !== null && Math.abs(Date.now() - Date.parse(sweep.heardAt)) < FRESH;
  }

  private doubted: Doubt | null;
  private isEndAwaited = false;
  /** The end waits for its winner before it is kept. */
  private isEndKeptLate = false;
  private chosen: AskedSweep | null = null;
  private weighed: Weighed | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly keptKept = new Kept<boolean[]>();
  private readonly keptListed = new Kept<SweepRow[]>();
}

/** A result and what draws of other seeds tell of its best. */
interface Weighed {
  result: SweepResult;
  steps: ReturnType<typeof winnerOfSteps>;
  winner: WinnerReport | null;
}

const NOTHING = {};

function isSame(a: KeptSweep, b: KeptSweep): boolean {
  return a.id !== '' && b.id !== '' ? a.id === b.id : a.folder !== null && a.folder === b.folder;
}

/** A sweep as a kernel sends it; null where it is none. */
function checked(sweep: KeptSweep): KeptSweep | null {
  const data = { ...SWEEP_DASHBOARD_START, sweep };
  const found = validateDocument({ version: DOCUMENT_VERSION, view: 'sweep-dashboard', sentence: '', data });
  return found.ok ? sweep : null;
}
