import { expect, it } from 'vitest';
import { RECORD_LIMITS } from '../analysis';
import { checkSweep } from './check';
import { commonFields, shortened, type SweepLatency, sweepRecords } from './records';
import { SMALL_SWEEP } from './search.fixtures';
import { SweepState } from './state';
import { NOT_BEGUN } from './trial-folder';

const definition = checkSweep(SMALL_SWEEP);

it('a text that is too long is cut to what fits', () => {
  expect(shortened('sweep', 5)).toBe('sweep');
  expect(shortened('sweeps', 5)).toBe('swee…');
});

it('settings beyond what a record holds give way to what every record says', () => {
  const [{ candidate }] = new SweepState(definition).candidates;
  const settings = Object.fromEntries(
    Array.from({ length: RECORD_LIMITS.settings + 1 }, (_, i) => [`option ${i}`, i])
  );
  const further = { epochs: 2, seeds: 1 };
  const { settings: kept = {} } = commonFields(definition, { ...candidate, settings }, further);
  expect(Object.keys(kept)).toHaveLength(RECORD_LIMITS.settings);
  expect(kept).toMatchObject({ 'option 0': 0, ...further });
});

it('a latency says of how many rounds it is the least, where there are several', () => {
  const state = new SweepState(definition);
  const [{ candidate, trials }] = state.candidates;
  const epoch = { epoch: 1, loss: 1, accuracy: 1, validationLoss: 1, learningRate: 1, seconds: 1 };
  state.set(trials[0], { ...NOT_BEGUN, steps: 1, history: [{ ...epoch, validationAccuracy: 0.5 }] });
  const noteOf = (rounds: number): string | undefined => {
    const latency = {
      latencies: [{ batchSize: 8, medianMs: 3 }],
      machine: { cpu: 'a processor' },
      runs: 20,
      execution: 'graph',
      rounds
    } as unknown as SweepLatency;
    const { measures, records } = sweepRecords(state, { latencies: new Map([[candidate.id, latency]]) });
    expect(records.map(({ costs }) => costs['latency-8'])).toEqual([3]);
    return measures.find(({ key }) => key === 'latency-8')?.note;
  };
  expect(noteOf(1)).toBe('median of 20 graph steps');
  expect(noteOf(2)).toBe('median of 20 graph steps, the least of 2 rounds');
});
