import type { LayersModel } from '@tensorflow/tfjs';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classifierOf } from '../../evaluation';
import { buildEfficientNet, getWeightsByName } from '../../model';
import { freeze } from '../freezing';
import { GraphOptimizer } from '../optimizer';
import type { TrainingOptions } from '../options';
import { settingsOf } from '../settings';
import { halves, smallData, smallModel, smallSpec } from '../small.fixtures';
import { train } from '../train';
import { compiledProgram } from './compiled-execution';
import { disposeKeptThread, identityOf } from './training-thread';
import { WorkerExecution } from './worker-execution';

const data = smallData();
const short: TrainingOptions = { epochs: 2, batchSize: 16, seed: 3, learningRate: 0.01, checkpointDir: null };

/** Every number of a run: losses, validation, and the weights it ends with. */
async function numbers(options: TrainingOptions = {}, model = smallModel(), splits = data): Promise<unknown> {
  const losses: number[] = [];
  const { history } = await train(model, splits, {
    ...short,
    ...options,
    onEvent: (event) => void (event.type === 'step' && losses.push(event.loss, event.accuracy))
  });
  return {
    losses,
    history: history.map(({ seconds: _, ...rest }) => rest),
    weights: getWeightsByName(model)
  };
}

function internals(execution: WorkerExecution): { worker: Worker; loaded: string | null } {
  const { thread } = (execution as unknown as { running: { thread: unknown } }).running;
  return thread as { worker: Worker; loaded: string | null };
}

async function started(options: TrainingOptions = {}): Promise<WorkerExecution> {
  const execution = new WorkerExecution(
    classifierOf(smallModel()),
    data,
    settingsOf({ ...short, ...options }, data.train)
  );
  await execution.start();
  return execution;
}

/** Ends with nothing kept, so that the next test's runs build their own. */
beforeEach(disposeKeptThread);
afterEach(disposeKeptThread);

describe('a run after another', () => {
  it('goes on with the thread and its graph where the network and the settings are the same', async () => {
    const first = await started();
    const { worker, loaded } = internals(first);
    await first.dispose();
    const second = await started();
    expect(internals(second).worker).toBe(worker);
    expect(internals(second).loaded).toBe(loaded);
    await second.dispose();
  });

  it('has the very numbers of one that built its own graph, whatever ran there before', async () => {
    const options = { emaDecay: 0.9, optimizer: 'rmsprop', augmentation: { shift: 1, mixUp: 0.2 } } as const;
    const alone = await numbers(options);
    // Another seed and rate: the same graph, other weights, slots, averages and random numbers left in it.
    await numbers({ ...options, seed: 8, learningRate: 0.1 });
    expect(await numbers(options)).toEqual(alone);
    // Another graph in the same thread, and back again.
    await numbers({ clipNorm: 0.5 });
    expect(await numbers(options)).toEqual(alone);
    await disposeKeptThread();
    expect(await numbers({ ...options, thread: 'main' })).toEqual(alone);
  });

  it('validates its own images', async () => {
    const other = { ...data, validation: halves(32, 77) };
    const alone = await numbers({}, smallModel(), other);
    await disposeKeptThread();
    await numbers();
    expect(await numbers({}, smallModel(), other)).toEqual(alone);
  });

  it('builds its own graph after one that failed', async () => {
    // A class of the images that the splits, and the network, don't have: TensorFlow finds it in a step.
    const classes = Array.from({ length: 8 }, (_, i) => `class ${i}`);
    const broken = { ...data, train: { ...data.train, classes, labels: data.train.labels.map(() => 7) } };
    await expect(train(smallModel(), broken, short)).rejects.toThrow(/label value of 7/);
    const execution = await started();
    await execution.begin({ batchSize: 16, seed: 1, epoch: 1 });
    expect(await execution.step(0.01)).toMatchObject({ taken: true });
    await execution.dispose();
  });

  it('builds its own where the thread that waited has died', async () => {
    const first = await started();
    const { worker } = internals(first);
    await first.dispose();
    await worker.terminate();
    const second = await started();
    expect(internals(second).worker).not.toBe(worker);
    await second.dispose();
  });

  it('has a thread of its own while the other goes on', async () => {
    const [first, second] = await Promise.all([started(), started()]);
    expect(internals(second).worker).not.toBe(internals(first).worker);
    await Promise.all([first.dispose(), second.dispose()]);
    expect(await numbers()).toEqual(await numbers());
  });
});

describe('a graph is another one', () => {
  const graph = (options: TrainingOptions = {}, model: LayersModel = smallModel(), splits = data): string => {
    const settings = settingsOf({ ...short, ...options }, splits.train);
    const classifier = classifierOf(model, options.outputs);
    const optimizer = new GraphOptimizer(model, settings);
    const program = compiledProgram(classifier, optimizer, splits, settings);
    const identity = identityOf(program.state.program());
    program.dispose();
    optimizer.dispose();
    return identity;
  };
  const same = graph();

  it('not for other weights, seeds, rates, schedules and images', () => {
    const images = { ...data, train: { ...halves(96, 5) } };
    expect(graph({}, buildEfficientNet({ ...smallSpec(), head: { filters: 16 } }, { seed: 9 }))).toBe(same);
    expect(graph({ seed: 4, learningRate: 1, epochs: 7, schedule: 'constant' })).toBe(same);
    expect(graph({}, smallModel(), images)).toBe(same);
  });

  const settings: TrainingOptions[] = [
    { batchSize: 8 },
    { optimizer: 'momentum' },
    { optimizer: 'rmsprop' },
    { optimizer: { kind: 'momentum', momentum: 0.8 } },
    { optimizer: { kind: 'adamw', weightDecay: 0.01 } },
    { optimizer: { kind: 'adamw', weightDecay: 0.02 } },
    { clipNorm: 1 },
    { clipNorm: 2 },
    { emaDecay: 0.9 },
    { emaDecay: 0.99 },
    { accumulationSteps: 2 },
    { layerRates: { decay: 0.5 } },
    { precision: 'bfloat16' },
    { precision: 'float16' },
    { lossScale: 2 },
    { lossScale: 'dynamic' },
    { labelSmoothing: 0.1 },
    { classWeights: [1, 2] },
    { classWeights: [1, 3] },
    { augmentation: { mixUp: 0.2 } },
    { recompute: false }
  ];

  it('for each setting that the step computes with', () => {
    const all = [same, ...settings.map((options) => graph(options))];
    expect(new Set(all).size).toBe(all.length);
  });

  it('for other layers, sizes, frozen parts and validation batches', () => {
    const spec = { ...smallSpec(), head: { filters: 16 } };
    const frozen = smallModel();
    freeze(frozen, { through: 'stem' });
    const all = [
      same,
      graph({}, buildEfficientNet({ ...spec, head: { filters: 24 } }, { seed: 1 })),
      graph({}, buildEfficientNet({ ...spec, resolution: 40 }, { seed: 1 })),
      graph({}, buildEfficientNet({ ...spec, batchNormMomentum: 0.8 }, { seed: 1 })),
      graph({}, buildEfficientNet({ ...spec, dropout: 0.5 }, { seed: 1 })),
      graph({}, frozen),
      graph({}, smallModel(), { ...data, validation: null }),
      graph({}, smallModel(), { ...data, validation: halves(8, 3) })
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('with operations of ours and without', () => {
    const before = process.env.EFFICIENTNET_LAB_OPERATIONS;
    process.env.EFFICIENTNET_LAB_OPERATIONS = 'standard';
    try {
      expect(graph()).not.toBe(same);
    } finally {
      if (before === undefined) {
        delete process.env.EFFICIENTNET_LAB_OPERATIONS;
      } else {
        process.env.EFFICIENTNET_LAB_OPERATIONS = before;
      }
    }
  });
});
