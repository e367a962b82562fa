import { sealed } from '../../kernel-helpers/src/training/manifest-seal';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildEfficientNet, getWeightsByName } from '../../kernel-helpers/src/model';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';
import { loadCheckpoint } from '../../kernel-helpers/src/training/checkpoint';
import type { TrainingEvent } from '../../kernel-helpers/src/training/events';
import { type CheckpointFiles, DISK } from '../../kernel-helpers/src/training/files';
import type { OptimizerName } from '../../kernel-helpers/src/training/optimizer';
import type { TrainingOptions } from '../../kernel-helpers/src/training/options';
import { type TrainingRun, weightsFingerprint } from '../../kernel-helpers/src/training/record';
import { smallData, smallModel, smallSpec } from '../../kernel-helpers/src/training/small.fixtures';
import { loadRun } from '../../kernel-helpers/src/training/run-document';
import { trainInStages } from '../../kernel-helpers/src/training/stages';
import { train, trainWithFiles } from '../../kernel-helpers/src/training/train';

const data = smallData();
const short = { epochs: 2, batchSize: 16, seed: 3, learningRate: 0.01, checkpointDir: null };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'train-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

function failing(code: string, when: () => boolean): CheckpointFiles {
  const write: CheckpointFiles['write'] = async (path, bytes) => {
    if (when()) {
      await DISK.write(path, bytes.subarray(0, 10));
      throw Object.assign(new Error(code), { code });
    }
    return DISK.write(path, bytes);
  };
  return { ...DISK, write };
}

describe('train', () => {
  it('learns, repeats to the last bit with the same seed, and differs with another', async () => {
    const losses = async (seed: number): Promise<number[]> => {
      const seen: number[] = [];
      const onEvent = (event: TrainingEvent): void => void (event.type === 'step' && seen.push(event.loss));
      await train(smallModel(), data, { ...short, epochs: 6, seed, onEvent });
      return seen;
    };
    const first = await losses(3);
    expect(first).toHaveLength(24);
    expect(Math.max(...first.slice(-4))).toBeLessThan(0.8 * first[0]);
    expect(await losses(3)).toEqual(first);
    expect((await losses(4)).at(-1)).not.toBe(first.at(-1));
  });

  it('tells what happens in order and records what is needed to repeat it', async () => {
    const types: string[] = [];
    const run = await train(smallModel(), data, { ...short, onEvent: ({ type }) => types.push(type) });
    expect(types[0]).toBe('start');
    expect(types.filter((type) => type === 'step')).toHaveLength(8);
    expect(types.filter((type) => type === 'epoch')).toHaveLength(2);
    expect(types.at(-1)).toBe('end');
    expect(run.status).toBe('finished');
    expect(run.facts).toMatchObject({ seed: 3, dataFingerprint: data.fingerprint, device: 'cpu' });
    expect(run.history[1].validationAccuracy).toBeGreaterThanOrEqual(0);
    // 0.9^8 = 43 % of the moving statistics' start values are left.
    expect(run.warnings.join()).toContain('43 %');
    expect(JSON.parse(JSON.stringify(run))).toEqual(run);
  });

  it.each(['worker', 'main'] as const)('compiled on %s fails alike', async (thread) => {
    const model = smallModel();
    const kernel = model.getLayer('predictions').getWeights()[0];
    model.getLayer('predictions').setWeights([kernel.mul(NaN), loadTensorFlow().zeros([2])]);
    const run = await train(model, data, { ...short, thread });
    expect(run).toMatchObject({ status: 'failed', steps: 1, checkpoint: null });
    expect(run.message).toContain('NaN at step 1');
  });

  it('leaves no tensors behind, step by step and in all', async () => {
    const tf = loadTensorFlow();
    const model = smallModel();
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    const onEvent = (event: TrainingEvent): void =>
      void (event.type === 'step' && counts.push(tf.memory().numTensors));
    await train(model, data, { ...short, labelSmoothing: 0.1, onEvent });
    expect(new Set(counts.slice(1)).size).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['bfloat16', 1],
    ['float16', '{"initial":32768,"growthInterval":2000}']
  ] as const)('learns in %s, and tells the scale of its loss', async (precision, lossScale) => {
    const run = await train(smallModel(), data, { ...short, epochs: 4, precision });
    expect(run).toMatchObject({ status: 'finished', facts: { precision, lossScale } });
    const losses = run.history.map(({ loss }) => loss);
    expect(losses[3]).toBeLessThan(losses[0]);
  });

  it.each([{ thread: 'main' }, { thread: 'worker' }] as const)(
    'goes in float16 as in float32 once the loss scale is found: %o',
    async (thread) => {
      // All images in each step: a step that is skipped then changes nothing of what follows.
      const options = { batchSize: 64, schedule: 'constant', seed: 3, checkpointDir: null } as const;
      const still = { ...smallSpec(), head: { filters: 16 }, dropout: 0, stochasticDepth: 0 };
      const course = async (more: TrainingOptions): Promise<{ run: TrainingRun; losses: number[] }> => {
        const losses: number[] = [];
        const onEvent = (event: TrainingEvent): void =>
          void (event.type === 'step' && !event.skipped && losses.push(event.loss));
        const model = buildEfficientNet(still, { seed: 1 });
        const run = await train(model, data, { ...options, ...thread, ...more, onEvent });
        return { run, losses };
      };
      const half = await course({ precision: 'float16', lossScale: { initial: 2 ** 24 }, epochs: 32 });
      const full = await course({ epochs: 24 });
      const { skipped, scale } = half.run.lossScale!;
      expect(skipped.length).toBeGreaterThan(2);
      expect(scale).toBe(2 ** (24 - skipped.length));
      expect(skipped[0]).toBe(1);
      expect(full.run.lossScale).toBeNull();
      const reached = full.losses[0] - full.losses[23];
      expect(reached).toBeGreaterThan(0.1);
      full.losses.forEach((loss, i) =>
        expect(Math.abs(half.losses[i] - loss), `step ${i + 1}`).toBeLessThan(0.05 * reached)
      );
    }
  );

  it('stops within a step, resolves, and leaves a checkpoint that loads', async () => {
    const abort = new AbortController();
    const model = smallModel();
    const run = await train(model, data, {
      ...short,
      checkpointDir: folder,
      signal: abort.signal,
      onEvent: (event) => event.type === 'step' && event.step === 3 && abort.abort()
    });
    expect(run).toMatchObject({ status: 'stopped', steps: 3 });
    const loaded = await loadCheckpoint(run.checkpoint!);
    expect(loaded.run.steps).toBe(3);
    expect(getWeightsByName(loaded.model)).toEqual(getWeightsByName(model));
  });

  it.each<OptimizerName>(['adam', 'adamw', 'rmsprop', 'momentum', 'nesterov', 'sgd'])(
    'resumes %s where it stopped',
    async (name) => {
      const options = { ...short, optimizer: name, checkpointDir: folder, learningRate: 0.003 };
      const whole = await train(smallModel(), data, { ...options, checkpointDir: null });
      const abort = new AbortController();
      const stopped = await train(smallModel(), data, {
        ...options,
        signal: abort.signal,
        onEvent: (event) => event.type === 'step' && event.step === 5 && abort.abort()
      });
      const resumed = await train(smallModel(), data, { ...options, resumeFrom: stopped.checkpoint! });
      expect(resumed.steps).toBe(whole.steps);
      expect(resumed.finalLoss).toBe(whole.finalLoss);
      const means = (run: TrainingRun): object[] => run.history.map((record) => ({ ...record, seconds: 0 }));
      expect(means(resumed)).toEqual(means(whole));
    }
  );

  describe('resumed with other epochs', () => {
    interface Course {
      run: TrainingRun;
      rates: number[];
      warnings: string[];
      weights: string;
    }
    const eager = { ...short, execution: 'eager' } as const;
    const course = async (options: TrainingOptions, until = Infinity): Promise<Course> => {
      const [rates, warnings]: [number[], string[]] = [[], []];
      const abort = new AbortController();
      const onEvent = (event: TrainingEvent): void => {
        if (event.type === 'step') {
          rates.push(event.learningRate);
          if (event.step === until) {
            abort.abort();
          }
        }
        if (event.type === 'warning') {
          warnings.push(event.message);
        }
      };
      const model = smallModel();
      const run = await train(model, data, { ...eager, ...options, signal: abort.signal, onEvent });
      return { run, rates, warnings, weights: weightsFingerprint(model) };
    };
    const half = (share: number): number => (0.01 * (1 + Math.cos(Math.PI * share))) / 2;

    it('tells that the rate jumps, in its events, its record and its checkpoints', async () => {
      const place = { checkpointDir: folder, runName: 'jumps' };
      await course(place);
      const on = { ...place, resumeFrom: 'latest', epochs: 4 };
      const { run, rates, warnings } = await course(on);
      expect(rates[0]).toBeCloseTo(half(8 / 16), 12);
      const told = `from ${Number(half(7 / 8).toPrecision(3))} at step 8 to 0.005 at step 9`;
      for (const each of [warnings, run.warnings, (await loadCheckpoint(run.checkpoint!)).run.warnings]) {
        expect(each.filter((message) => message.includes(told))).toHaveLength(1);
      }
      const { run: stored } = await loadRun(join(folder, 'jumps'));
      expect(stored.resumes[0].rates).toEqual({ before: expect.closeTo(half(7 / 8), 12), after: rates[0] });
      // Nothing is left to do now, and nothing new to tell.
      expect((await course(on)).run.resumes[1].rates).toEqual({ before: rates[7], after: null });
    });

    it.each(['continue', 'keep', 'restart'] as const)(
      'goes on as asked, %s, also when it is ended and resumed once more',
      async (resumeSchedule) => {
        const whole = { checkpointDir: folder, runName: `whole ${resumeSchedule}` };
        await course(whole, 5);
        const on = { resumeFrom: 'latest', epochs: 4, resumeSchedule } as const;
        const expected = await course({ ...whole, ...on });
        expect(expected.warnings.filter((message) => message.includes('jump'))).toEqual([]);
        const first = { continue: half(4 / 8), keep: half(5 / 8), restart: 0.01 }[resumeSchedule];
        expect(expected.rates[0]).toBeCloseTo(first, 12);
        const parts = { checkpointDir: folder, runName: `parts ${resumeSchedule}` };
        await course(parts, 5);
        const before = await course({ ...parts, ...on }, 9);
        const after = await course({ ...parts, ...on, resumeSchedule: undefined });
        expect([...before.rates, ...after.rates]).toEqual(expected.rates);
        expect(after.weights).toBe(expected.weights);
      }
    );

    it('tells of another batchSize, and refuses one that changes the steps of an epoch', async () => {
      const place = { checkpointDir: folder, runName: 'sizes', resumeFrom: 'latest', epochs: 2 };
      await course({ ...place, resumeFrom: undefined, epochs: 1 });
      const { warnings } = await course({ ...place, batchSize: 15, acceptChanges: ['batchSize'] });
      expect(warnings.join()).toContain('now continues differently: batchSize 16 → 15');
      await expect(course({ ...place, epochs: 3, batchSize: 8 })).rejects.toThrow(
        /8 steps in an epoch, expected 4, .*loadCheckpoint\(\)/
      );
    });

    it('tells it of a stage too', async () => {
      const stages = (epochs: number): Promise<TrainingRun[]> =>
        trainInStages(smallModel(), data, [{ trainable: 'stem', epochs }], {
          ...eager,
          ...{ checkpointDir: folder, runName: 'staged', resumeFrom: 'latest' }
        });
      await stages(1);
      const [run] = await stages(2);
      expect(run.warnings.join()).toMatch(/goes from .* at step 4 to 0.005 at step 5/);
    });
  });

  it('ends as failed when the loss is no longer finite, with the last good checkpoint', async () => {
    const model = smallModel();
    // Eager steps work on the model's own weights, so that they can be damaged between two.
    const options = { ...short, checkpointDir: folder, schedule: 'constant', execution: 'eager' } as const;
    const run = await train(model, data, {
      ...options,
      onEvent: (event) => {
        if (event.type === 'checkpoint') {
          const kernel = model.getLayer('predictions').getWeights()[0];
          model.getLayer('predictions').setWeights([kernel.mul(NaN), loadTensorFlow().zeros([2])]);
        }
      }
    });
    expect(run).toMatchObject({ status: 'failed', steps: 5 });
    expect(run.message).toContain('NaN at step 5');
    expect((await loadCheckpoint(run.checkpoint!)).run.steps).toBe(4);
  });

  it.each([
    ['epochs', { epochs: 0 }],
    ['epochs', { epochs: 1.5 }],
    ['batchSize', { batchSize: 2.5 }],
    ['learningRate', { learningRate: NaN }],
    ['learningRate', { learningRate: -1 }],
    ['labelSmoothing', { labelSmoothing: 1 }],
    ['warmupEpochs', { warmupEpochs: 9 }],
    ['seed', { seed: 2 ** 40 }],
    ['optimizer', { optimizer: 'adagrad' as OptimizerName }],
    ['optimizer.momentum', { optimizer: { kind: 'momentum', momentum: 2 } as const }],
    ['optimizer.beta1', { optimizer: { kind: 'sgd', beta1: 0.5 } as unknown as OptimizerName }],
    ['clipNorm', { clipNorm: 0 }],
    ['emaDecay', { emaDecay: 1 }],
    ['accumulationSteps', { accumulationSteps: 3 }],
    ['precision', { precision: 'float64' as 'float32' }],
    ['precision', { precision: 'bfloat16', execution: 'eager' } as const],
    ['recompute', { recompute: 'activations' as unknown as boolean }],
    ['recompute', { recompute: true, execution: 'eager' } as const],
    ['recompute', { recompute: true, precision: 'bfloat16' } as const],
    ['lossScale', { lossScale: 0 }],
    ['lossScale', { lossScale: 'auto' as 'dynamic' }],
    ['resumeSchedule', { resumeSchedule: 'smooth' as 'keep' }]
  ])('refuses %s of %o', async (option, bad) => {
    const attempt = train(smallModel(), data, { ...short, ...bad });
    await expect(attempt).rejects.toMatchObject({ name: 'TrainingError', option });
  });

  it('refuses a batch larger than the data', async () => {
    const attempt = train(smallModel(), data, { ...short, batchSize: 65 });
    await expect(attempt).rejects.toMatchObject({ name: 'DataError', kind: 'bad-batch' });
  });
});

describe('a checkpoint that cannot be written', () => {
  it.each(['continue', 'stop'] as const)('keeps the one before: %s', async (onCheckpointFailure) => {
    let checkpoints = 0;
    const files = failing('ENOSPC', () => checkpoints > 0);
    const options = {
      ...short,
      epochs: 3,
      checkpointDir: folder,
      onCheckpointFailure,
      onEvent: (event: TrainingEvent) => void (event.type === 'checkpoint' && checkpoints++)
    };
    const run = await trainWithFiles(smallModel(), data, options, files);
    expect(run.status).toBe(onCheckpointFailure === 'stop' ? 'stopped' : 'finished');
    expect(run.steps).toBe(onCheckpointFailure === 'stop' ? 8 : 12);
    expect([...run.warnings, run.message].join()).toContain('a full disk');
    expect(await readdir(join(folder, run.runId))).toEqual(['run.json', 'step-00000004']);
    expect((await loadCheckpoint(join(folder, run.runId))).run.steps).toBe(4);
  });

  it.each([
    ['EROFS', 'read-only'],
    ['EACCES', 'no permission']
  ])('says what is wrong with the folder: %s', async (code, reason) => {
    const makeFolder = (): Promise<void> => Promise.reject(Object.assign(new Error(code), { code }));
    const options = { ...short, epochs: 1, checkpointDir: folder, onCheckpointFailure: 'stop' } as const;
    const run = await trainWithFiles(smallModel(), data, options, { ...DISK, makeFolder });
    expect(run).toMatchObject({ status: 'stopped', steps: 0, checkpoint: null });
    expect(run.message).toContain(reason);
  });

  it('is written again by a run that had only the validation of an epoch left', async () => {
    const options = { ...short, epochs: 2, checkpointDir: folder, runName: 'validation left' };
    const [atStep, atEpoch] = [new AbortController(), new AbortController()];
    await train(smallModel(), data, {
      ...options,
      signal: atStep.signal,
      onEvent: (event) => event.type === 'step' && event.step === 4 && atStep.abort()
    });
    const stepped = await loadCheckpoint(join(folder, options.runName));
    expect(stepped.run).toMatchObject({ steps: 4, history: [] });
    await train(smallModel(), data, {
      ...options,
      resumeFrom: 'latest',
      signal: atEpoch.signal,
      onEvent: (event) => event.type === 'epoch' && atEpoch.abort()
    });
    const closed = await loadCheckpoint(join(folder, options.runName));
    expect(closed.run.steps).toBe(4);
    expect(closed.run.history).toHaveLength(1);
  });

  it('warns at once of a folder that cannot be', async () => {
    const run = await train(smallModel(), data, { ...short, checkpointDir: '/dev/null/checkpoints' });
    expect(run).toMatchObject({ status: 'finished', checkpoint: null });
    expect(run.warnings[0]).toContain('No checkpoint at step 0');
  });
});

describe('a damaged checkpoint', () => {
  it('is refused, whatever byte is wrong', async () => {
    const run = await train(smallModel(), data, { ...short, epochs: 1, checkpointDir: folder });
    const weights = join(run.checkpoint!, 'weights.safetensors');
    const manifest = join(run.checkpoint!, 'checkpoint.json');
    const [good, text] = [await readFile(weights), await readFile(manifest, 'utf8')];
    const flipped = Buffer.from(good);
    flipped[flipped.length - 1] ^= 1;
    for (const bad of [flipped, good.subarray(0, -1), Buffer.alloc(0)]) {
      await writeFile(weights, bad);
      await expect(loadCheckpoint(run.checkpoint!)).rejects.toMatchObject({ kind: 'damaged' });
    }
    await writeFile(weights, good);
    expect(weightsFingerprint((await loadCheckpoint(run.checkpoint!)).model)).toHaveLength(64);
    await writeFile(manifest, sealed({ ...(JSON.parse(text) as object), version: 5 }));
    await expect(loadCheckpoint(run.checkpoint!)).rejects.toMatchObject({ kind: 'unknown-version' });
    await writeFile(manifest, text.slice(0, 100));
    await expect(loadCheckpoint(run.checkpoint!)).rejects.toMatchObject({ kind: 'damaged' });
    await expect(loadCheckpoint(folder)).rejects.toMatchObject({ kind: 'not-found' });
  });
});
