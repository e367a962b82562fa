import { Halving } from './halving';
import type { SweepState } from './state';

/** What has become of a candidate. */
type StandingKind =
  /** At least one of its runs is still to come to its rung. */
  | 'waiting'
  /** All its runs have come to its rung, and halving may still let it into the next. */
  | 'undecided'
  /** Halving will never let it into the next rung. */
  | 'halved'
  /** At the last rung. */
  | 'finished'
  /** One of its runs failed. */
  | 'failed';

export interface Standing {
  kind: StandingKind;
  /** Number of the last rung that has let it in. */
  rung: number;
}

/** Successive halving with all that a sweep's folders tell. */
export function knownHalving(state: SweepState): Halving {
  const { candidates, definition } = state;
  const { rungs, reduction } = definition;
  const halving = new Halving(candidates.length, rungs.length, reduction);
  candidates.forEach((_, candidate) => {
    rungs.forEach((_rung, rung) => {
      const score = state.score(candidate, rung);
      if (score !== undefined) {
        halving.report({ candidate, rung }, score);
      }
    });
  });
  return halving;
}

/**
 * Where each candidate stands. Of one that has come to its rung it is certain that it goes no further when it is no
 * longer among as many as that rung can ever let on: at most one in η of those that can still come to it. Its place among
 * those that count only falls.
 * @param entered Candidates that a rung has let in, in that order.
 */
export function standings(state: SweepState, entered: (rung: number) => readonly number[]): Standing[] {
  const { rungs, reduction } = state.definition;
  const all: Standing[] = state.candidates.map(() => ({ kind: 'waiting', rung: 0 }));
  // Those at shorter rungs that may still come on.
  let below = 0;
  rungs.forEach((_, rung) => {
    const here = entered(rung);
    const next = new Set(rung + 1 < rungs.length ? entered(rung + 1) : []);
    const quota = Math.floor((here.length + below) / reduction);
    const beaten = beatenAt(state, rung, here, quota);
    let alive = 0;
    for (const candidate of here) {
      const score = state.score(candidate, rung);
      const kind = kindOf(score, rung === rungs.length - 1, beaten.has(candidate));
      all[candidate] = { kind, rung };
      alive += !next.has(candidate) && (kind === 'waiting' || kind === 'undecided') ? 1 : 0;
    }
    below += alive;
  });
  return all;
}

function kindOf(score: number | null | undefined, isLast: boolean, isBeaten: boolean): StandingKind {
  if (score === undefined) {
    return 'waiting';
  }
  if (score === null) {
    return 'failed';
  }
  return isLast ? 'finished' : isBeaten ? 'halved' : 'undecided';
}

/** Those that count already, and have too many before them; of equal ones who was let in first is before. */
function beatenAt(state: SweepState, rung: number, here: readonly number[], quota: number): Set<number> {
  const counted: { candidate: number; score: number }[] = [];
  for (const candidate of here) {
    const score = state.score(candidate, rung);
    if (score === undefined) {
      break;
    }
    if (score !== null) {
      counted.push({ candidate, score });
    }
  }
  // The sort is stable.
  const ranked = counted.sort((a, b) => b.score - a.score);
  return new Set(ranked.slice(quota).map(({ candidate }) => candidate));
}
