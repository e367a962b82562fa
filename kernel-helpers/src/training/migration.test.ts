import { expect, it } from 'vitest';
import { migratedOptions, migratedRun } from './migration';
import type { TrainingRun } from './record';

it('a run of an earlier version gets the names that facts and options have now', () => {
  const facts = { seed: 1, weightAverage: 0.99, optimizerSettings: '{"name":"adam","beta1":0.9}' };
  expect(migratedRun({ steps: 4, facts } as unknown as TrainingRun)).toEqual({
    steps: 4,
    facts: { seed: 1, emaDecay: 0.99, optimizerSettings: '{"kind":"adam","beta1":0.9}' }
  });
  expect(
    migratedOptions({ seed: 1, weightAverage: null, optimizer: { name: 'sgd', weightDecay: 0 } })
  ).toEqual({
    seed: 1,
    emaDecay: null,
    optimizer: { kind: 'sgd', weightDecay: 0 }
  });
});

it('a run of this version stays as it is', () => {
  const facts = { emaDecay: null, optimizerSettings: '{"kind":"sgd","weightDecay":0}' };
  expect(migratedRun({ facts } as unknown as TrainingRun)).toEqual({ facts });
  const options = { emaDecay: 0.9, optimizer: { kind: 'sgd' } };
  expect(migratedOptions(options)).toEqual(options);
});
