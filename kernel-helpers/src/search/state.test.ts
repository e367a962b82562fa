import { expect, it } from 'vitest';
import { checkSweep } from './check';
import { SMALL_SWEEP } from './search.fixtures';
import { SweepState } from './state';
import { NOT_BEGUN } from './trial-folder';

const epoch = { loss: 1, accuracy: 1, validationLoss: 1, learningRate: 1, seconds: 1 };
const failure = { kind: 'crashed', message: '', epochs: 1, at: '' } as const;

it('scores a candidate by the mean over its seeds, once each has the rung’s epochs or will never have them', () => {
  const state = new SweepState(
    checkSweep({ ...SMALL_SWEEP, seeds: [1, 2], rungs: [1, 3], training: { epochs: 3 } })
  );
  const [first, second] = state.candidates[0].trials;
  const set = (trial: typeof first, accuracies: number[], failed = false): void =>
    state.set(trial, {
      ...NOT_BEGUN,
      history: accuracies.map((validationAccuracy, i) => ({ epoch: i + 1, ...epoch, validationAccuracy })),
      steps: 1,
      failure: failed ? failure : null
    });
  const scores = () => [state.score(0, 0), state.score(0, 1)];
  expect(scores()).toEqual([undefined, undefined]);
  set(first, [0.5, 0.9, 0.75]);
  expect(scores()).toEqual([undefined, undefined]);
  set(second, [0.25, 0.1]);
  expect(scores()).toEqual([0.375, undefined]);
  set(second, [0.25, 0.1], true);
  expect(scores()).toEqual([0.375, null]);
  set(second, [0.25, 0.1, 0.25]);
  expect(scores()).toEqual([0.375, 0.5]);
  expect(state.score(1, 0)).toBeUndefined();
});
