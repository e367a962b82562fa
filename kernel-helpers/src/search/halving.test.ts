import { describe, expect, it } from 'vitest';
import { SeededOrder } from '../data';
import { Halving, type HalvingJob, type Score } from './halving';

type Scores = (job: HalvingJob) => Score;

/**
 * Algorithm 2 of arXiv 1810.05934 as it stands there, with one worker: look from the longest rung down for a candidate
 * among the best ⌊n/η⌋ that was not promoted yet, else begin a new one. Everything is sorted anew each time.
 */
function reference(candidates: number, rungs: number, reduction: number, scores: Scores): HalvingJob[] {
  const arrived: Array<Array<{ candidate: number; score: Score }>> = Array.from({ length: rungs }, () => []);
  const promoted = Array.from({ length: rungs }, () => new Set<number>());
  const order: HalvingJob[] = [];
  let begun = 0;
  const getJob = (): HalvingJob | null => {
    for (let k = rungs - 2; k >= 0; k--) {
      const ranked = arrived[k]
        .filter((one): one is { candidate: number; score: number } => one.score !== null)
        .sort((a, b) => b.score - a.score);
      const top = ranked.slice(0, Math.floor(arrived[k].length / reduction));
      const found = top.find(({ candidate }) => !promoted[k].has(candidate));
      if (found) {
        promoted[k].add(found.candidate);
        return { candidate: found.candidate, rung: k + 1 };
      }
    }
    return begun < candidates ? { candidate: begun++, rung: 0 } : null;
  };
  for (let job = getJob(); job; job = getJob()) {
    order.push(job);
    arrived[job.rung].push({ candidate: job.candidate, score: scores(job) });
  }
  return order;
}

/** Workers that take times of their own for each job. */
function simulated(
  halving: Halving,
  workers: number,
  scores: Scores,
  seconds: (job: HalvingJob) => number
): HalvingJob[] {
  const running: Array<{ job: HalvingJob; ends: number }> = [];
  const order: HalvingJob[] = [];
  let now = 0;
  for (;;) {
    for (let job = running.length < workers ? halving.next() : null; job;) {
      order.push(job);
      running.push({ job, ends: now + seconds(job) });
      job = running.length < workers ? halving.next() : null;
    }
    const [first] = running.sort((a, b) => a.ends - b.ends);
    if (!first) {
      return order;
    }
    running.shift();
    now = first.ends;
    halving.report(first.job, scores(first.job));
  }
}

interface Case {
  candidates: number;
  rungs: number;
  reduction: number;
  scores: Scores;
  random: SeededOrder;
}

/** Coarse scores, so that many are equal; one in ten fails. */
function randomCase(seed: number): Case {
  const random = new SeededOrder(seed, 'halving');
  const candidates = 1 + random.below(60);
  const rungs = 1 + random.below(4);
  const table = Array.from({ length: candidates }, () =>
    Array.from({ length: rungs }, () => (random.below(10) === 0 ? null : random.below(20)))
  );
  const scores: Scores = ({ candidate, rung }) => table[candidate][rung];
  return { candidates, rungs, reduction: 2 + random.below(3), scores, random };
}

const CASES = Array.from({ length: 50 }, (_, seed) => seed);
const named = (jobs: readonly HalvingJob[]): string[] =>
  jobs.map(({ candidate, rung }) => `${candidate} to ${rung}`);

describe('asynchronous successive halving', () => {
  it.each(CASES)('of random sweep %d goes with one worker as the paper’s algorithm, job by job', (seed) => {
    const { candidates, rungs, reduction, scores } = randomCase(seed);
    const halving = new Halving(candidates, rungs, reduction);
    const order = simulated(halving, 1, scores, () => 1);
    expect(named(order)).toEqual(named(reference(candidates, rungs, reduction, scores)));
  });

  it.each(CASES)('of random sweep %d trains the same with any workers of any pace', (seed) => {
    const { candidates, rungs, reduction, scores, random } = randomCase(seed);
    const expected = named(reference(candidates, rungs, reduction, scores)).sort();
    for (const workers of [2, 7, 100]) {
      const halving = new Halving(candidates, rungs, reduction);
      const pace = (): number => 1 + random.below(1000);
      expect(named(simulated(halving, workers, scores, pace)).sort(), `${workers} workers`).toEqual(expected);
    }
  });

  it.each(CASES)('of random sweep %d goes on from any part of its results', (seed) => {
    const { candidates, rungs, reduction, scores, random } = randomCase(seed);
    const all = reference(candidates, rungs, reduction, scores);
    const known = all.filter(() => random.below(2) === 0);
    const halving = new Halving(candidates, rungs, reduction);
    known.reverse().forEach((job) => halving.report(job, scores(job)));
    const rest = simulated(halving, 3, scores, () => 1 + random.below(9));
    expect(named([...known, ...rest]).sort()).toEqual(named(all).sort());
  });

  it('takes a promotion before a new candidate, and says nothing while nothing is decided', () => {
    const halving = new Halving(3, 2, 2);
    const jobs = [halving.next(), halving.next(), halving.next()];
    expect(jobs.map((job) => job?.candidate)).toEqual([0, 1, 2]);
    expect(halving.next()).toBeNull();
    // The second and the third are there, but the first decides with them.
    halving.report({ candidate: 1, rung: 0 }, 5);
    halving.report({ candidate: 2, rung: 0 }, 9);
    expect(halving.next()).toBeNull();
    halving.report({ candidate: 0, rung: 0 }, 1);
    // Of the first two the second is the best one; of all three the third is.
    expect(halving.next()).toEqual({ candidate: 1, rung: 1 });
    expect(halving.next()).toEqual({ candidate: 2, rung: 1 });
    expect(halving.next()).toBeNull();
  });

  it('lets ties be won by who was first, and never promotes one without a score', () => {
    const tied = new Halving(4, 2, 2);
    [0, 1, 2, 3].forEach((candidate) => tied.report({ candidate, rung: 0 }, 7));
    expect(tied.entered(1)).toEqual([0, 1]);
    const failed = new Halving(4, 2, 2);
    [null, null, 3, null].forEach((score, candidate) => failed.report({ candidate, rung: 0 }, score));
    expect(failed.entered(1)).toEqual([2]);
  });

  it('of 2,000 candidates takes a moment', () => {
    const random = new SeededOrder(1, 'many');
    const table = Array.from({ length: 2000 }, () => random.below(1e6));
    const halving = new Halving(2000, 3, 3);
    const scores: Scores = ({ candidate, rung }) => table[candidate] + rung;
    const order = simulated(halving, 200, scores, () => 1 + random.below(100));
    expect(halving.entered(1).length).toBeGreaterThanOrEqual(666);
    expect(order).toHaveLength(2000 + halving.entered(1).length + halving.entered(2).length);
  });
});
