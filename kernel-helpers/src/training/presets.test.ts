import { expect, it } from 'vitest';
import { settingsOf } from './settings';
import { PRESET_NAMES, trainingPreset } from './presets';
import { learningRateAt } from './schedule';
import { smallData } from './small.fixtures';

it("holds the paper's numbers, with the rate for the batch", () => {
  const { options, network, differences } = trainingPreset('paper', { images: 1_281_167, batchSize: 4096 });
  expect(options).toMatchObject({
    optimizer: { kind: 'rmsprop', decay: 0.9, momentum: 0.9, epsilon: 1e-3, weightDecay: 1e-5 },
    epochs: 350,
    warmupEpochs: 5,
    labelSmoothing: 0.1,
    emaDecay: 0.9999
  });
  expect(options.learningRate).toBeCloseTo(0.256, 10);
  expect(network).toEqual({ batchNormMomentum: 0.99, stochasticDepth: 0.2 });
  expect(differences.join(' ')).toMatch(/AutoAugment/);
  const { learningRate, schedule } = settingsOf(options);
  const context = { learningRate, schedule, warmupSteps: 50, totalSteps: 3_500, stepsPerEpoch: 10 };
  // 24 epochs are ten times 2.4.
  expect(learningRateAt(240, context)).toBeCloseTo(0.256 * 0.97 ** 10, 10);
});

it.each(PRESET_NAMES)('%s gives options that a run accepts, each of which may be overridden', (preset) => {
  const { train } = smallData();
  const settings = settingsOf({ preset, batchSize: 16 }, train);
  const { options } = trainingPreset(preset, { images: train.shape[0], batchSize: 16 });
  expect(settings).toMatchObject({
    epochs: options.epochs,
    learningRate: options.learningRate,
    batchSize: 16
  });
  const own = settingsOf({ preset, epochs: 7, labelSmoothing: 0, optimizer: 'sgd' }, train);
  expect(own).toMatchObject({ epochs: 7, labelSmoothing: 0, optimizer: { kind: 'sgd' } });
});

it('takes epochs enough for a schedule on little data', () => {
  const { options } = trainingPreset('small-data', { images: 640, batchSize: 64 });
  expect((options.epochs ?? 0) * 10).toBeGreaterThanOrEqual(2_000);
});

it('refuses other names and counts', () => {
  expect(() => settingsOf({ preset: 'best' as 'paper' })).toThrow(/preset: got best, expected paper/);
  expect(() => trainingPreset('paper', { images: 0, batchSize: 1 })).toThrow(/images: got 0/);
});

it.each([
  [{ checkpointDir: 3 }, 'checkpointDir: got 3, expected a folder'],
  [{ onEvent: 3 }, 'onEvent: got 3, expected a function']
])('%j is refused before anything begins', (options, told) => {
  expect(() => settingsOf(options as never)).toThrow(told);
});

it('null in place of a schedule or a precision is none given', () => {
  expect(settingsOf({ schedule: null, precision: null } as never)).toEqual(settingsOf({}));
});
