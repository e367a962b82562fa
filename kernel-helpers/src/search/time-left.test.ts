import { expect, it } from 'vitest';
import { scale } from '../analysis';
import { checkSweep } from './check';
import { SMALL_BASE, SMALL_SWEEP } from './search.fixtures';
import { SweepState } from './state';
import { TimeLeft } from './time-left';

const COUNT = 10;
const specs = Array.from({ length: COUNT }, (_, i) =>
  scale({ base: SMALL_BASE, width: 1, depth: 1, resolution: 32, classes: 2 + i })
);
const epoch = { loss: 1, accuracy: 1, validationLoss: 1, validationAccuracy: 1, learningRate: 1, seconds: 1 };
const history = (length: number) => Array.from({ length }, (_, i) => ({ epoch: i + 1, ...epoch }));

it('is told by the work that is left and the pace since the start', () => {
  const candidates = { kind: 'networks', specs } as const;
  const training = { epochs: 4 };
  const state = new SweepState(
    checkSweep({ ...SMALL_SWEEP, candidates, training, rungs: [1, 4], seeds: [1, 2] })
  );
  let now = 100;
  const left = new TimeLeft(state, () => now);
  const none = (rung: number): number => (rung === 0 ? COUNT : 0);
  expect(left.seconds(none)).toBeNull();
  const mean = state.candidates.reduce((sum, { candidate }) => sum + candidate.macs, 0) / COUNT;
  const [trial] = state.candidates[0].trials;
  state.set(trial, { history: history(1), steps: 1, startedAt: null, failure: null, peakBytes: null });
  left.finished(mean, 0);
  now = 110;
  // 19 runs of an epoch, and 3 candidates of 2 seeds that go on for 3 epochs: 37 of what took 10 s.
  expect(left.seconds(none)).toBeCloseTo(370, 6);
  // More were let in than a third of ten.
  expect(left.seconds((rung) => (rung === 0 ? COUNT : 5))).toBeCloseTo(10 * (19 + 5 * 2 * 3), 6);
  // Another has gone on for 3 epochs in no time: 4 of them took 10 s.
  left.finished(mean, 1);
  expect(left.seconds(none)).toBeCloseTo(370 / 4, 6);
  const failure = { kind: 'crashed', message: '', epochs: 1, at: '' } as const;
  for (const each of state.candidates.flatMap(({ trials }) => trials)) {
    state.set(each, { history: history(1), steps: 1, startedAt: null, failure, peakBytes: null });
  }
  expect(left.seconds(none)).toBe(0);
});
