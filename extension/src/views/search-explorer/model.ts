import {
  type CandidateSet,
  FEASIBLE_COLUMNS,
  type FeasibleColumn,
  SearchMemory
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  SEARCH_EXPLORER_START,
  SEARCH_QUANTITIES,
  type SearchBrush,
  type SearchExplorerResult,
  type SearchExplorerState,
  searchExplorerResult,
  searchExplorerSteps
} from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import { type ISignal, Signal } from '@lumino/signaling';
import { attempt, type Outcome } from '../../frame/computed';
import type { Change } from '../../frame/history';
import { QuantityModel } from '../../frame/quantity-model';

/** Sets up to this size are searched within a frame. */
const AT_ONCE = 20_000;
/** How long a larger search waits for the controls to rest, ms. */
const REST = 200;
/** What a large search may take of a frame, ms; one step of it takes some eight. */
const SLICE = 20;

/** What of a column is chosen; null for all. */
type BrushedPart = { from: number; to: number } | null;

const NOT_ENDED = { ok: false, message: 'The search has not ended.' } as const;

/** A search under way. */
export interface SearchProgress {
  /** 0…1 */
  share: number;
  /** Estimated; null before it can be told. */
  secondsLeft: number | null;
}

interface Job {
  key: string;
  steps: ReturnType<typeof searchExplorerSteps>;
  begun: number;
  share: number;
}

/** Positions of the controls and the search they ask for; large searches run in slices. Knows no DOM. */
export class SearchExplorerModel extends QuantityModel<SearchExplorerState, SearchExplorerResult> {
  constructor(state: SearchExplorerState, start: SearchExplorerState = SEARCH_EXPLORER_START) {
    super(SEARCH_QUANTITIES, state, start);
    this.changed.connect((_, change) => this.refresh(change));
    this.refresh('settled');
  }

  /** What is shown: of the present state, or the last one while a large search runs. */
  override get outcome(): Outcome<SearchExplorerResult> {
    return this.found?.outcome ?? NOT_ENDED;
  }

  /** Whether anything was found yet. */
  get hasOutcome(): boolean {
    return this.found !== null;
  }

  /** The positions that the outcome belongs to. */
  get shownState(): Readonly<SearchExplorerState> {
    return this.found?.state ?? this.state;
  }

  /** Whether the outcome is that of the present state. */
  get isCurrent(): boolean {
    return this.found?.key === keyOf(this.state);
  }

  /** Null while nothing runs. */
  get progress(): SearchProgress | null {
    if (!this.job) {
      return null;
    }
    const { share, begun } = this.job;
    const seconds = (performance.now() - begun) / 1000;
    return { share, secondsLeft: share > 0 ? (seconds * (1 - share)) / share : null };
  }

  /** Emitted as a large search goes on, ends or is cancelled. */
  get advanced(): ISignal<this, void> {
    return this.advancedSignal;
  }

  resetSurrogate(): void {
    this.choose({ surrogate: this.start.surrogate });
  }

  /** Highlights a part of a column; null takes the brush away. */
  brush(column: FeasibleColumn, part: BrushedPart, change: Change = 'settled'): void {
    this.brushAll([[column, part]], change);
  }

  /** The same for several columns at once. */
  brushAll(parts: readonly (readonly [FeasibleColumn, BrushedPart])[], change: Change = 'settled'): void {
    const others = this.state.brushes.filter((each) => parts.every(([column]) => each.column !== column));
    const brushes: SearchBrush[] = [
      ...others,
      ...parts.flatMap(([column, part]) => (part ? [{ column, ...part }] : []))
    ];
    brushes.sort((a, b) => FEASIBLE_COLUMNS.indexOf(a.column) - FEASIBLE_COLUMNS.indexOf(b.column));
    this.move({ ...this.state, brushes }, change);
  }

  clearBrushes(): void {
    this.choose({ brushes: [] });
  }

  /** Ends a large search; what was found before stays. */
  cancel(): void {
    this.stop();
    this.advancedSignal.emit();
  }

  dispose(): void {
    this.stop();
    Signal.clearData(this);
  }

  protected override compute(state: SearchExplorerState): SearchExplorerResult {
    return searchExplorerResult(state, this.memory);
  }

  private refresh(change: Change): void {
    const key = keyOf(this.state);
    if (this.found?.key === key) {
      this.stop();
      return;
    }
    if (this.job?.key === key) {
      return;
    }
    this.stop();
    if (candidateCount(this.state.candidates) <= AT_ONCE) {
      this.found = { key, state: this.state, outcome: attempt(() => this.compute(this.state)) };
    } else if (change === 'settled') {
      this.job = {
        key,
        steps: searchExplorerSteps(this.state, this.memory),
        begun: performance.now(),
        share: 0
      };
      this.timer = setTimeout(() => this.advance(this.state), REST);
    }
  }

  private advance(state: SearchExplorerState): void {
    const { job } = this;
    if (!job) {
      return;
    }
    const until = performance.now() + SLICE;
    const outcome = attempt(() => {
      do {
        const next = job.steps.next();
        if (next.done) {
          return next.value;
        }
        job.share = next.value;
      } while (performance.now() < until);
      return null;
    });
    if (outcome.ok && outcome.result === null) {
      this.timer = setTimeout(() => this.advance(state));
    } else {
      this.job = null;
      this.found = { key: job.key, state, outcome: outcome as Outcome<SearchExplorerResult> };
    }
    this.advancedSignal.emit();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.job = null;
  }

  /** While a slider moves, the same networks are searched again. */
  private readonly memory = new SearchMemory();
  private readonly advancedSignal = new Signal<this, void>(this);
  private found: {
    key: string;
    state: SearchExplorerState;
    outcome: Outcome<SearchExplorerResult>;
  } | null = null;
  private job: Job | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
}

/** How many triplets a set holds, before it is checked. */
export function candidateCount(set: CandidateSet): number {
  if (set.kind !== 'grid') {
    return set.count;
  }
  const { ranges, step } = set;
  const each = 'from' in ranges ? [ranges, ranges, ranges] : [ranges.alpha, ranges.beta, ranges.gamma];
  return each.reduce((product, { from, to }) => product * (Math.floor((to - from) / step + 1e-9) + 1), 1);
}

/** Brushes highlight; they don't change what is searched. */
function keyOf({ brushes: _, ...request }: SearchExplorerState): string {
  return JSON.stringify(request);
}
