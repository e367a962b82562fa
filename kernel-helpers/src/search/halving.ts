import { Heap } from './heap';

/** How a candidate did at a rung: a score, higher is better, or null where it has none, as of one that failed. */
export type Score = number | null;

/** Training one candidate to one rung. */
export interface HalvingJob {
  /** Number of the candidate, from 0, in the sweep's order. */
  candidate: number;
  /** Number of the rung, from 0, the shortest. */
  rung: number;
}

interface Scored {
  place: number;
  score: number;
}

/** What one rung knows. */
interface Rung {
  /** Candidates in the order in which they were let in. */
  readonly entered: number[];
  /** By candidate; undefined until it is known. */
  readonly scores: Map<number, Score>;
  /** How many of `entered`, from the first on, have been taken into account. */
  seen: number;
  /** Places in `entered` that were handed out or are known already: all before it. */
  handedOut: number;
  /** The best ⌊seen/η⌋ of those seen, the worst of them on top; and the others, the best of them on top. */
  readonly best: Heap<Scored>;
  readonly others: Heap<Scored>;
  /** Places in `entered` of those that were promoted. */
  readonly promoted: Set<number>;
}

/**
 * Asynchronous successive halving (ASHA; Li et al. 2020, arXiv 1810.05934, algorithm 2), made independent of who finishes
 * first. A rung of which k candidates are known lets the best ⌊k/η⌋ of them into the next. The paper counts candidates as
 * they arrive, so that the machine's pace decides which networks are trained longer; here a rung takes results into
 * account in the order in which its candidates were let in, whatever the order in which they arrive. That is the order
 * of the paper's algorithm with a single worker, so that any number of workers trains what that one would, on any
 * machine. The price is that a slow candidate holds up the promotion of those behind it in its rung, while workers go on
 * with others.
 *
 * Ties are won by who was let in first. A candidate without a score is counted among the k, and never promoted.
 */
export class Halving {
  private readonly rungs: readonly Rung[];

  /**
   * @param candidates Their number.
   * @param rungs Their number.
   * @param reduction η, from 2.
   */
  constructor(
    readonly candidates: number,
    rungs: number,
    readonly reduction: number
  ) {
    this.rungs = Array.from({ length: rungs }, (_, rung) => newRung(rung === 0 ? candidates : 0));
  }

  /**
   * What to run next: of what is decided and not yet handed out the longest rung first, and in it who was let in first.
   * Null when nothing is decided until more scores are known, or everything is done.
   */
  next(): HalvingJob | null {
    for (let r = this.rungs.length - 1; r >= 0; r--) {
      const rung = this.rungs[r];
      while (rung.handedOut < rung.entered.length) {
        const candidate = rung.entered[rung.handedOut++];
        if (!rung.scores.has(candidate)) {
          return { candidate, rung: r };
        }
      }
    }
    return null;
  }

  /** Takes in how a candidate did, asked for or not: also results that were there before. */
  report({ candidate, rung }: HalvingJob, score: Score): void {
    this.rungs[rung].scores.set(candidate, score);
    for (let r = rung; r < this.rungs.length - 1 && this.advance(r); r++);
  }

  /** Candidates that a rung has let in so far, in that order. */
  entered(rung: number): readonly number[] {
    return this.rungs[rung].entered;
  }

  /** Takes known scores into account, in order. @returns Whether the next rung may have something to do. */
  private advance(r: number): boolean {
    const rung = this.rungs[r];
    const next = this.rungs[r + 1];
    const before = next.entered.length;
    for (; rung.seen < rung.entered.length; rung.seen++) {
      const score = rung.scores.get(rung.entered[rung.seen]);
      if (score === undefined) {
        break;
      }
      const quota = Math.floor((rung.seen + 1) / this.reduction);
      const place = promotion(rung, score, quota);
      if (place !== null) {
        next.entered.push(rung.entered[place]);
      }
    }
    // What was known before it was let in counts now; of others the next rung's own reports tell.
    return next.entered.length > before;
  }
}

function newRung(candidates: number): Rung {
  return {
    entered: Array.from({ length: candidates }, (_, i) => i),
    scores: new Map(),
    seen: 0,
    handedOut: 0,
    best: new Heap((a, b) => precedes(b, a)),
    others: new Heap(precedes),
    promoted: new Set()
  };
}

const precedes = (a: Scored, b: Scored): boolean =>
  a.score > b.score || (a.score === b.score && a.place < b.place);

/**
 * The place that the score of the next one brings among the best for the first time; null where it brings none. It is at
 * most one: the quota grows by one at most, and of two that enter the worse has been there before.
 */
function promotion(rung: Rung, score: Score, quota: number): number | null {
  const { best, others, promoted } = rung;
  if (score !== null) {
    others.push({ place: rung.seen, score });
  }
  let fresh: number | null = null;
  const enter = (one: Scored): void => {
    best.push(one);
    // Who was pushed out before may come back as the quota grows, and is promoted once.
    if (!promoted.has(one.place)) {
      promoted.add(one.place);
      fresh = one.place;
    }
  };
  if (best.top && others.top && precedes(others.top, best.top)) {
    enter(others.pop());
    others.push(best.pop());
  }
  if (best.size < quota && others.size > 0) {
    enter(others.pop());
  }
  return fresh;
}
