import type { LayersModel } from '@tensorflow/tfjs';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { classifierOf } from '../../evaluation';
import { getWeightsByName, randomState } from '../../model';
import { loadTensorFlow } from '../../tensorflow';
import type { TrainingEvent } from '../events';
import type { TrainingOptions } from '../options';
import type { RunFacts } from '../record';
import { settingsOf } from '../settings';
import { smallData, smallModel } from '../small.fixtures';
import { train } from '../train';
import { executionOf } from '.';
import { WorkerExecution } from './worker-execution';

const data = smallData();
const short: TrainingOptions = { epochs: 3, batchSize: 16, seed: 3, learningRate: 0.01, checkpointDir: null };

function workerOf(execution: WorkerExecution): Worker {
  return (execution as unknown as { running: { thread: { worker: Worker } } }).running.thread.worker;
}

interface Outcome {
  model: LayersModel;
  losses: number[];
  validation: Array<number | null>;
  facts: RunFacts;
}

async function outcome(options: TrainingOptions): Promise<Outcome> {
  const model = smallModel();
  const losses: number[] = [];
  const run = await train(model, data, {
    ...short,
    ...options,
    onEvent: (event: TrainingEvent) => void (event.type === 'step' && losses.push(event.loss))
  });
  const validation = run.history.map(({ validationLoss }) => validationLoss);
  return { model, losses, validation, facts: run.facts };
}

describe('the executions', () => {
  const options = { emaDecay: 0.9, clipNorm: 1, labelSmoothing: 0.1 };

  it('agree, and to the last bit between threads', async () => {
    const eager = await outcome({ ...options, execution: 'eager' });
    const main = await outcome({ ...options, thread: 'main' });
    const worker = await outcome({ ...options, thread: 'worker' });
    expect(worker.losses).toHaveLength(12);
    expect(worker.losses).toEqual(main.losses);
    expect(worker.validation).toEqual(main.validation);
    expect(getWeightsByName(worker.model)).toEqual(getWeightsByName(main.model));
    expect(randomState(worker.model)).toEqual(randomState(eager.model));
    eager.losses.forEach((loss, i) => expect(Math.abs(worker.losses[i] / loss - 1)).toBeLessThan(1e-4));
    eager.validation.forEach((loss, i) => expect(worker.validation[i]).toBeCloseTo(loss as number, 4));
    const weights = getWeightsByName(worker.model);
    for (const [path, { values }] of Object.entries(getWeightsByName(eager.model))) {
      values.forEach((value, i) => expect(Math.abs(weights[path].values[i] - value)).toBeLessThan(1e-3));
    }
  });

  it.each<[TrainingOptions]>([
    [options],
    [{ accumulationSteps: 2, lossScale: 'dynamic', optimizer: 'rmsprop', augmentation: { mixUp: 0.2 } }]
  ])('give the same bits where activations are computed again: %o', async (given) => {
    const [held, again] = [await outcome({ ...given, recompute: false }), await outcome(given)];
    expect(again.losses).toEqual(held.losses);
    expect(again.validation).toEqual(held.validation);
    expect(getWeightsByName(again.model)).toEqual(getWeightsByName(held.model));
    expect([held.facts.recompute, again.facts.recompute]).toEqual([false, true]);
  });

  it('give the model the averaged weights at the end', async () => {
    const averaged = await outcome({ emaDecay: 0.9 });
    const last = await outcome({});
    expect(averaged.losses).toEqual(last.losses);
    const path = 'stem_conv/kernel';
    expect(getWeightsByName(averaged.model)[path]).not.toEqual(getWeightsByName(last.model)[path]);
  });

  it.each(['worker', 'main'] as const)('leave no tensors behind on %s', async (thread) => {
    const model = smallModel();
    const before = loadTensorFlow().memory().numTensors;
    await train(model, data, { ...short, epochs: 1, emaDecay: 0.9, thread });
    expect(loadTensorFlow().memory().numTensors).toBe(before);
  });

  it('stop with the weights of the step in progress', async () => {
    const abort = new AbortController();
    const stopped = smallModel();
    const run = await train(stopped, data, {
      ...short,
      signal: abort.signal,
      onEvent: (event) => event.type === 'step' && event.step === 4 && abort.abort()
    });
    expect(run).toMatchObject({ status: 'stopped', steps: 4 });
    const whole = smallModel();
    // One epoch of four steps, with the rates that three epochs have.
    const weights: ReturnType<typeof getWeightsByName>[] = [];
    await train(whole, data, {
      ...short,
      onEvent: (event) => event.type === 'epoch' && weights.push(getWeightsByName(whole))
    });
    expect(getWeightsByName(stopped)).toEqual(weights[0]);
  });
});

describe('a step that overflows', () => {
  const [initial, growthInterval] = [2 ** 127, 2];

  it.each([{ execution: 'eager' }, { thread: 'main' }, { thread: 'worker' }] as const)(
    'changes nothing but the loss scale: %o',
    async (options) => {
      const model = smallModel();
      const settings = settingsOf({
        ...{ ...short, ...options, emaDecay: 0.9, clipNorm: 1, accumulationSteps: 2 },
        classWeights: [6, 6]
      });
      const execution = executionOf(classifierOf(model), data, {
        ...settings,
        lossScale: { initial, growthInterval }
      });
      await execution.start();
      await execution.begin({ batchSize: 16, seed: 1, epoch: 1 });
      const before = getWeightsByName(model);
      const { slots } = execution.optimizer.state();
      const untouched = { mean: slots.mean.slice(), average: slots.average.slice() };
      // A loss near 4 times 2^126 is beyond float32, which the optimiser must not see.
      const overflowed = [await execution.step(0.01), await execution.step(0.01)].filter(
        ({ taken }) => !taken
      );
      expect(overflowed).toHaveLength(2);
      expect(overflowed.map(({ lossScale }) => lossScale)).toEqual([2 ** 126, 2 ** 125]);
      await execution.pull();
      expect(getWeightsByName(model)).toEqual(before);
      expect(execution.optimizer.state()).toMatchObject({ iterations: 0, slots: untouched });
      expect(await execution.step(0.01)).toMatchObject({ taken: true, lossScale: 2 ** 125 });
      await execution.pull();
      expect(getWeightsByName(model)['stem_bn/moving_mean']).not.toEqual(before['stem_bn/moving_mean']);
      expect(execution.optimizer.state()).toMatchObject({ iterations: 1 });
      await execution.dispose();
    }
  );
});

describe('a training thread', () => {
  it("that fails ends the run with TensorFlow's message", async () => {
    // A class of the images that the splits, and the network, don't have: TensorFlow finds it in a step.
    const classes = Array.from({ length: 8 }, (_, i) => `class ${i}`);
    const broken = { ...data, train: { ...data.train, classes, labels: data.train.labels.map(() => 7) } };
    await expect(train(smallModel(), broken, short)).rejects.toThrow(/label value of 7/);
  });

  it('tells that it computes until it has answered, and no longer when it has ended', async () => {
    const execution = new WorkerExecution(classifierOf(smallModel()), data, settingsOf(short));
    await execution.start();
    expect(execution.computing).toBe(false);
    await execution.begin({ batchSize: 16, seed: 1, epoch: 1 });
    // A small step could be answered before the next line runs: requests are held back until looked at.
    const worker = workerOf(execution);
    const send = worker.postMessage.bind(worker);
    const requests: unknown[] = [];
    worker.postMessage = (request) => void requests.push(request);
    const step = execution.step(0.01);
    expect(execution.computing).toBe(true);
    requests.forEach((request) => send(request));
    await step;
    expect(execution.computing).toBe(false);
    void execution.step(0.01).catch(() => undefined);
    expect(execution.computing).toBe(true);
    worker.postMessage = send;
    send(requests.at(-1));
    await execution.dispose();
    expect(execution.computing).toBe(false);
  });

  it('that dies is an error, not a hang', async () => {
    const execution = new WorkerExecution(classifierOf(smallModel()), data, settingsOf(short));
    await execution.start();
    await execution.begin({ batchSize: 16, seed: 1, epoch: 1 });
    const worker = workerOf(execution);
    const step = execution.step(0.01);
    await worker.terminate();
    await expect(step.then(() => execution.step(0.01))).rejects.toThrow('training thread ended');
    await execution.dispose();
  });

  it('whose batches end is an error, not a hang', async () => {
    const execution = new WorkerExecution(classifierOf(smallModel()), data, settingsOf(short));
    await execution.start();
    const { pipeline } = (execution as unknown as { running: { pipeline: { dispose(): Promise<void> } } })
      .running;
    await pipeline.dispose();
    await expect(execution.step(0.01)).rejects.toThrow('thread that makes batches ended');
    await execution.dispose();
  });
});
