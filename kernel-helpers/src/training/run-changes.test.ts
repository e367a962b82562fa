import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitDataset } from '../data';
import { buildEfficientNet } from '../model';
import type { TrainingOptions } from './options';
import { acceptedChanges } from './run-changes';
import { halves, smallData, smallModel, smallSpec } from './small.fixtures';
import { train } from './train';

const OPTIONS: TrainingOptions = { epochs: 2, batchSize: 16, execution: 'eager', seed: 1 };
let folder: string;
let from: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'changes-'));
  const abort = new AbortController();
  const run = await train(smallModel(), smallData(), {
    ...OPTIONS,
    checkpointDir: folder,
    signal: abort.signal,
    onEvent: ({ type }) => type === 'step' && abort.abort()
  });
  from = run.checkpoint!;
});
afterAll(() => rm(folder, { recursive: true }));

const resumed = (options: TrainingOptions, model = smallModel(), data = smallData()) =>
  train(model, data, { ...OPTIONS, checkpointDir: null, resumeFrom: from, ...options });
const network = (more: object) =>
  buildEfficientNet({ ...smallSpec(), head: { filters: 16 }, ...more }, { seed: 1 });

describe('a run that would go on as another', () => {
  it.each<[string, TrainingOptions, RegExp]>([
    ['batchSize', { batchSize: 15 }, /batchSize 16 → 15/],
    ['seed', { seed: 2 }, /seed 1 → 2/],
    ['optimizer', { optimizer: { kind: 'adam', beta1: 0.8 } }, /optimizer .*0.9.* → .*0.8/],
    ['clipNorm', { clipNorm: 1 }, /clipNorm null → 1/],
    ['learningRate', { learningRate: 0.1 }, /learningRate 0.001 → 0.1/],
    ['schedule', { schedule: 'constant' }, /schedule .*cosine.* → .*constant/],
    ['warmupEpochs', { warmupEpochs: 1 }, /warmupEpochs 0 → 1/],
    ['labelSmoothing', { labelSmoothing: 0.1 }, /labelSmoothing 0 → 0.1/],
    ['classWeights', { classWeights: [1, 2] }, /classWeights null → \[1,2\]/],
    ['augmentation', { augmentation: { shift: 1 } }, /augmentation \{\} → \{"shift":1\}/],
    ['accumulationSteps', { accumulationSteps: 2 }, /accumulationSteps 1 → 2/],
    ['earlyStopping', { earlyStopping: {} }, /earlyStopping null → /]
  ])('by its %s is refused, naming both', async (name, options, told) => {
    await expect(resumed(options)).rejects.toThrow(told);
    await expect(resumed(options)).rejects.toThrow(`'${name}'`);
  });

  it.each<[string, object]>([
    ['dropout', { dropout: 0.5 }],
    ['batchNormMomentum', { batchNormMomentum: 0.5 }],
    ['stochasticDepth', { stochasticDepth: 0.5 }],
    ['cropFraction', { cropFraction: 0.5 }]
  ])("by its network's %s is refused, naming both", async (field, more) => {
    await expect(resumed({}, network(more))).rejects.toThrow(new RegExp(`network's ${field} .* → 0.5`));
  });

  it('by its data is refused', async () => {
    const all = halves(96, 3);
    const other = splitDataset('others', all, all, { validation: 32, seed: 1 });
    await expect(resumed({}, smallModel(), other)).rejects.toThrow(/data halves .* → others/);
  });

  it('goes on when that is asked for, and says so; and with more epochs or what changes nothing', async () => {
    const changes = { seed: 2, labelSmoothing: 0.1 };
    await expect(resumed({ ...changes, acceptChanges: ['seed'] })).rejects.toThrow(
      /got labelSmoothing 0 → 0.1,/
    );
    const { warnings } = await resumed({ ...changes, acceptChanges: ['seed', 'labelSmoothing'] });
    expect(warnings.filter((warning) => warning.includes('continues differently'))).toHaveLength(2);
    expect((await resumed({ ...changes, acceptChanges: true })).status).toBe('finished');
    const free = { epochs: 3, augmentation: { shift: 0 }, keepCheckpoints: 5 };
    expect((await resumed(free)).status).toBe('finished');
  });

  it('is refused a change that there is not', async () => {
    const options = { acceptChanges: ['rate'] } as unknown as TrainingOptions;
    await expect(resumed(options)).rejects.toThrow(/acceptChanges: got "rate".*learningRate/);
  });

  it('says nothing of what earlier versions did not tell', () => {
    const now = { facts: { seed: 1, preparation: 'as they are', layerSettings: 'a' }, network: null };
    expect(acceptedChanges({ facts: { seed: 1 }, network: null }, now, {})).toEqual([]);
  });
});
