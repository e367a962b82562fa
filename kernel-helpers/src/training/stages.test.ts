import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getWeightsByName, type NamedWeights } from '../model';
import { smallData, smallModel } from './small.fixtures';
import { trainInStages, type TrainingStage } from './stages';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stages-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const STAGES: TrainingStage[] = [
  { trainable: 'classifier', epochs: 1 },
  { trainable: 'stage1', epochs: 2, layerRates: { decay: 0.8 } }
];
const OPTIONS = { batchSize: 16, thread: 'main' } as const;

const changed = (now: NamedWeights, before: NamedWeights): string[] =>
  Object.keys(now).filter((path) => now[path].values.some((value, i) => value !== before[path].values[i]));

it('sets the network free from its end', async () => {
  const model = smallModel();
  const before = getWeightsByName(model);
  const first = await trainInStages(model, smallData(), STAGES.slice(0, 1), {
    ...OPTIONS,
    checkpointDir: null
  });
  const middle = getWeightsByName(model);
  expect(first.map(({ status, steps }) => [status, steps])).toEqual([['finished', 4]]);
  expect(changed(middle, before)).toEqual(['predictions/kernel', 'predictions/bias']);
  await trainInStages(model, smallData(), STAGES.slice(1), { ...OPTIONS, checkpointDir: null });
  const names = changed(getWeightsByName(model), middle);
  expect(names).toContain('block1a_project_conv/kernel');
  expect(names.some((name) => name.startsWith('stem_'))).toBe(false);
});

it('stops, goes on in the stage where it was, and ends as if it had not stopped', async () => {
  const named = { ...OPTIONS, checkpointDir: folder, checkpointEverySteps: 1, resumeFrom: 'latest' } as const;
  const whole = smallModel();
  await trainInStages(whole, smallData(), STAGES, { ...named, runName: 'whole' });
  const abort = new AbortController();
  let steps = 0;
  const stopped = await trainInStages(smallModel(), smallData(), STAGES, {
    ...named,
    runName: 'parts',
    signal: abort.signal,
    onEvent: ({ type }) => void (type === 'step' && ++steps === 6 && abort.abort())
  });
  expect(stopped.map(({ status }) => status)).toEqual(['finished', 'stopped']);
  const again = smallModel();
  const runs = await trainInStages(again, smallData(), STAGES, { ...named, runName: 'parts' });
  expect(runs.map(({ status, steps: taken }) => [status, taken])).toEqual([
    ['finished', 4],
    ['finished', 8]
  ]);
  expect(getWeightsByName(again)).toEqual(getWeightsByName(whole));
});

it('refuses parts that are not there before anything changes', async () => {
  const model = smallModel();
  const run = trainInStages(model, smallData(), [...STAGES, { trainable: 'stage7' }], OPTIONS);
  await expect(run).rejects.toThrow(/trainable: got stage7, expected stem, stage1, top, classifier/);
  expect(model.trainableWeights).toHaveLength(smallModel().trainableWeights.length);
  await expect(trainInStages(model, smallData(), [])).rejects.toThrow(/stages: got none/);
  const path = trainInStages(model, smallData(), STAGES, { resumeFrom: '/somewhere' });
  await expect(path).rejects.toThrow(/resumeFrom/);
});
