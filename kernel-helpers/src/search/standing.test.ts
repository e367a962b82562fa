import { SeededOrder } from '../data';
import { describe, expect, it } from 'vitest';
import { checkSweep } from './check';
import { NOT_BEGUN } from './trial-folder';
import { SMALL_SWEEP } from './search.fixtures';
import { knownHalving, standings } from './standing';
import { SweepState } from './state';

const RUNGS = [1, 2, 3, 4];
const definition = checkSweep({
  ...SMALL_SWEEP,
  rungs: RUNGS,
  reduction: 2,
  training: { epochs: 4, batchSize: 64 }
});

const epoch = { epoch: 1, loss: 1, accuracy: 0, validationLoss: 1, learningRate: 1, seconds: 1 };
const failure = { kind: 'crashed', message: '', epochs: 1, at: '' } as const;

/** The state of a sweep of which runs come to rungs in an order by lot; asks at each step. */
function played(seed: number, ask: (state: SweepState) => void): SweepState {
  const state = new SweepState(definition);
  const random = new SeededOrder(seed, 'standings');
  const halving = knownHalving(state);
  const open = [];
  for (;;) {
    for (
      let job = halving.next();
      job !== null && open.length < 5;
      job = open.length < 5 ? halving.next() : null
    ) {
      open.push(job);
    }
    if (open.length === 0) {
      return state;
    }
    const [job] = open.splice(random.below(open.length), 1);
    const [trial] = state.candidates[job.candidate].trials;
    const { history } = state.trial(trial);
    // Few values, so that many are equal.
    const validationAccuracy = random.below(6) / 6;
    const isLost = random.below(10) === 0;
    state.set(trial, {
      ...NOT_BEGUN,
      steps: 1,
      history: isLost ? history : [...history, { ...epoch, validationAccuracy }],
      failure: isLost ? failure : null
    });
    halving.report(job, state.score(job.candidate, job.rung) ?? null);
    ask(state);
  }
}

const now = (state: SweepState) => {
  const halving = knownHalving(state);
  return standings(state, (rung) => halving.entered(rung));
};

describe('where candidates stand', () => {
  it('is final once halving has stopped them, and known of each at the end', () => {
    let halvedEarly = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const stopped = new Map<number, number>();
      const state = played(seed, (each) =>
        now(each).forEach(({ kind, rung }, candidate) => {
          const before = stopped.get(candidate);
          expect(before ?? rung).toBe(rung);
          if (kind === 'halved') {
            stopped.set(candidate, rung);
          }
        })
      );
      const end = now(state);
      expect(end.filter(({ kind }) => kind === 'waiting' || kind === 'undecided')).toEqual([]);
      expect(end.filter(({ kind }) => kind === 'finished').every(({ rung }) => rung === 3)).toBe(true);
      expect(end.filter(({ kind }) => kind === 'failed').length).toBe(state.failures().length);
      halvedEarly += stopped.size;
    }
    expect(halvedEarly).toBeGreaterThan(100);
  });

  it('is waiting before anything is known, and at the rung that let it in', () => {
    const state = new SweepState(definition);
    expect(new Set(now(state).map(({ kind, rung }) => `${kind} ${rung}`))).toEqual(new Set(['waiting 0']));
  });

  it('is open at a rung as long as one of any shorter rung may come to it', () => {
    const state = new SweepState(definition);
    const runs: [accuracies: number[], isLost: boolean][] = [
      [[0.9, 0.9, 0.9], false],
      [[0.1], false],
      [[0.5], true],
      [[0.1], false]
    ];
    runs.forEach(([accuracies, isLost], candidate) => {
      const history = accuracies.map((validationAccuracy) => ({ ...epoch, validationAccuracy }));
      const [trial] = state.candidates[candidate].trials;
      state.set(trial, { ...NOT_BEGUN, steps: 1, history, failure: isLost ? failure : null });
    });
    // The first is alone at its rung, nobody is left at the one before, and many are at the first.
    expect(now(state).slice(0, 4)).toEqual([
      { kind: 'undecided', rung: 2 },
      { kind: 'undecided', rung: 0 },
      { kind: 'failed', rung: 1 },
      { kind: 'undecided', rung: 0 }
    ]);
  });
});
