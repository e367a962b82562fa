import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainingBatches } from '../data';
import { classifierOf } from '../evaluation';
import { randomState } from '../model';
import { loadTensorFlow } from '../tensorflow';
import { loadCheckpoint } from './checkpoint';
import { diagnose, type NonFiniteCause } from './non-finite';
import type { TrainingOptions } from './options';
import { smallData, smallModel } from './small.fixtures';
import { train } from './train';

const data = smallData();
const short = { epochs: 3, batchSize: 16, seed: 3, learningRate: 0.01 } as const;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'non-finite-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Makes one value of a layer's first weight NaN. */
function damage(model: LayersModel, layer: string): void {
  const weights = model.getLayer(layer).getWeights();
  const values = weights[0].dataSync().slice();
  values[0] = NaN;
  const damaged: Tensor = loadTensorFlow().tensor(values, weights[0].shape);
  model.getLayer(layer).setWeights([damaged, ...weights.slice(1)]);
}

describe('a loss that is not finite', () => {
  const executions = [{ execution: 'eager' }, { thread: 'main' }, { thread: 'worker' }] as const;

  it.each(executions)('is traced to the layer whose weights are bad: %o', async (execution) => {
    const model = smallModel();
    damage(model, 'block1a_project_conv');
    const before = loadTensorFlow().memory().numTensors;
    const run = await train(model, data, { ...short, ...execution, checkpointDir: null });
    expect(run).toMatchObject({ status: 'failed', steps: 1 });
    expect(run.nonFinite).toMatchObject({
      step: 1,
      loss: 'NaN',
      weightsAtStep: 0,
      first: { name: 'block1a_project_conv' },
      weights: [{ name: 'block1a_project_conv/kernel', nonFinite: 1 }]
    });
    // One of the output channels, of 16 images at 16 × 16 pixels.
    expect(run.nonFinite!.first!.nonFinite).toBe(16 * 16 * 16);
    expect(run.warnings.join()).toContain('block1a_project_conv (4096 of');
    expect(loadTensorFlow().memory().numTensors).toBe(before);
  });

  // Decay at this rate multiplies weights by -899 at each step.
  const wild = {
    ...short,
    batchSize: 4,
    optimizer: { kind: 'sgd', weightDecay: 0.9 },
    learningRate: 1e3,
    schedule: 'constant'
  } as const;

  it.each(executions)('is traced with the weights from before the step: %o', async (execution) => {
    const model = smallModel();
    const losses: number[] = [];
    // Scoring such weights fails already.
    const run = await train(
      model,
      { ...data, validation: null },
      {
        ...wild,
        ...execution,
        checkpointDir: null,
        epochs: 40,
        onEvent: (event) => void (event.type === 'step' && losses.push(event.loss))
      }
    );
    expect(run.status).toBe('failed');
    expect(losses.length).toBeGreaterThan(0);
    expect(run.steps).toBe(losses.length + 1);
    expect(run.nonFinite).toMatchObject({
      step: run.steps,
      weightsAtStep: run.steps - 1,
      cause: 'overflow'
    });
    expect(run.nonFinite!.layers + run.nonFinite!.weights.length).toBeGreaterThan(0);
    expect(run.nonFinite!.growth).toBeGreaterThan(899 ** 2);
    expect(run.message).toMatch(/diverges.*Lower the learning rate \(1000\), or the weightDecay \(0.9\)/);
  });

  it('leaves the last good checkpoint', async () => {
    const model = smallModel();
    const place = { checkpointDir: folder, checkpointEverySteps: 1 };
    const run = await train(model, data, { ...wild, epochs: 40, ...place });
    expect(run.status).toBe('failed');
    const loaded = await loadCheckpoint(run.checkpoint!);
    expect(loaded.run).toMatchObject({ steps: run.steps - 1, nonFinite: null });
    expect(run.nonFinite).toMatchObject({ loss: 'finite', step: run.steps });
  });

  it('is not waited for when weights are bad already: no checkpoint has them', async () => {
    const model = smallModel();
    const run = await train(model, data, {
      ...short,
      execution: 'eager',
      checkpointDir: folder,
      onEvent: (event) => void (event.type === 'step' && event.step === 8 && damage(model, 'stem_conv'))
    });
    expect(run).toMatchObject({ status: 'failed', steps: 8, nonFinite: { loss: 'finite', step: 8 } });
    expect(run.nonFinite!.weights[0]).toMatchObject({ name: 'stem_conv/kernel', nonFinite: 1 });
    expect((await loadCheckpoint(join(folder, run.runId))).run.steps).toBe(4);
  });
});

/** A small network with a function between its convolution and its classifier. */
function withFunction(own: (x: Tensor) => Tensor): LayersModel {
  const tf = loadTensorFlow();
  class Own extends tf.layers.Layer {
    static className = 'Own';
    override call(inputs: Tensor | Tensor[]): Tensor {
      return own(Array.isArray(inputs) ? inputs[0] : inputs);
    }
  }
  const input = tf.input({ shape: [8, 8, 1] });
  const scaled = tf.layers.rescaling({ scale: 1 / 255 }).apply(input);
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
  const conv = tf.layers.conv2d({ filters: 4, kernelSize: 3, name: 'conv', kernelInitializer }).apply(scaled);
  const pooled = tf.layers.globalAveragePooling2d({}).apply(new Own({ name: 'own' }).apply(conv));
  const outputs = tf.layers.dense({ units: 2, name: 'out', kernelInitializer }).apply(pooled);
  return tf.model({ inputs: input, outputs: outputs as SymbolicTensor });
}

/** A network that is compiled in no time. */
function tinyModel(): LayersModel {
  return withFunction((x) => x);
}

function scaled(layer: string, factor: number, model = smallModel()): LayersModel {
  const [kernel, ...rest] = model.getLayer(layer).getWeights();
  model.getLayer(layer).setWeights([kernel.mul(factor), ...rest]);
  return model;
}

interface Case {
  cause: NonFiniteCause;
  because: string;
  model: () => LayersModel;
  options: TrainingOptions;
  message: RegExp;
}

const tf = loadTensorFlow();
const float16 = { precision: 'float16', execution: undefined, thread: 'main' } as const;
const CASES: Case[] = [
  {
    cause: 'weights',
    because: 'the first weights are NaN',
    model: () => scaled('stem_conv', NaN),
    options: {},
    message: /^The loss became NaN at step 1\. Weights were not finite before training began/
  },
  {
    cause: 'layer',
    because: 'a layer takes the logarithm of 0',
    model: () => withFunction((x) => tf.log(tf.relu(x))),
    options: {},
    message: /layer own .* logarithm of 0.*Another learning rate does not help/
  },
  {
    cause: 'gradient',
    because: 'a root has no slope at 0',
    model: () => withFunction((x) => tf.sqrt(tf.relu(x))),
    options: {},
    message: /^Gradients are not finite at step 1, where the loss is 0\..*gradient of conv\/kernel/
  },
  {
    cause: 'update',
    because: 'Adam divides a gradient of 0 by 0',
    model: () => withFunction((x) => tf.relu(tf.sub(x, 100))),
    options: { optimizer: { kind: 'adam', epsilon: 0 } },
    message: /at step 2\. The optimizer's epsilon is 0/
  },
  {
    cause: 'update',
    because: 'the rate times the gradients is too large',
    model: () => withFunction((x) => tf.mul(x, 1e37)),
    options: { optimizer: 'sgd', learningRate: 1e3, schedule: 'constant' },
    message: /update of step 1 left weights that are not finite.*Lower the learning rate \(1000\) or lengthen/
  },
  {
    cause: 'overflow',
    because: 'a rate too high makes weights grow',
    model: () => withFunction((x) => tf.square(x)),
    options: { optimizer: 'sgd', learningRate: 1e3 },
    message: /Training diverges: the largest weight grew .* times, values to .* Lower the learning rate/
  },
  {
    cause: 'overflow',
    because: 'the first weights are too large',
    model: () => scaled('stem_conv', 1e25),
    options: {},
    message: /hardly larger than when training began.*Another learning rate does not help/
  },
  {
    cause: 'lossScale',
    because: 'a fixed scale is too large for float16',
    model: tinyModel,
    options: { ...float16, lossScale: 2 ** 24 },
    message: /lossScale 16777216 are too large for float16: set lossScale: 'dynamic'/
  },
  {
    cause: 'range',
    because: 'float16 ends at 65504',
    model: () => scaled('conv', 1e6, tinyModel()),
    options: { ...float16, epochs: 6 },
    message: /all 4 were skipped.*In float32 the step is finite, with values up to \d+ at conv.*'bfloat16'/
  },
  {
    cause: 'range',
    because: 'gradients are too large for float16 without any scale',
    model: tinyModel,
    options: { ...float16, batchSize: 4, classWeights: [1e6, 1e6] },
    message: /all 16 were skipped. Gradients are not finite at step 16, .*scale below 1.*'bfloat16'/
  },
  {
    cause: 'range',
    because: 'a rate too high makes weights grow, of which float16 shows it first',
    model: smallModel,
    options: { ...float16, epochs: 6, learningRate: 900 },
    message:
      /Training diverges: the largest weight grew \d+ times, values to .* Lower the learning rate \(900\).*In float32 this step is finite, but the training no better/
  }
];

describe('the cause of values that are not finite', () => {
  it.each(CASES)('is told, with a remedy for it: $cause, since $because', async (one) => {
    const quick = { ...short, checkpointDir: null, execution: 'eager' } as const;
    const splits = { ...data, validation: null };
    const run = await train(one.model(), splits, { ...quick, ...one.options });
    expect(run).toMatchObject({ status: 'failed', nonFinite: { cause: one.cause } });
    expect(run.message).toMatch(one.message);
    if (!['update', 'overflow'].includes(one.cause) && !one.because.startsWith('a rate too high')) {
      expect(run.message).not.toContain('Lower the learning rate');
    }
  });

  it('is the images or the labels of the batch, with their places', async () => {
    const classifier = classifierOf(smallModel());
    const order = { batchSize: 16, seed: 3, epoch: 1 };
    const { value: batch } = await trainingBatches(data.train, classifier.input, order).next();
    const { random, ...failed } = {
      ...{ step: 1, loss: NaN, finiteAt: 0, largestAtStart: 1, lossScale: 1 },
      precision: 'float32' as const,
      random: randomState(classifier.model)
    };
    const settings = { labelSmoothing: 0, accumulationSteps: 1 };
    const report = (bad: Partial<typeof batch>): object =>
      diagnose(classifier, { ...batch!, ...bad }, settings, { ...failed, random });
    const pixels = batch!.pixels.slice();
    const size = pixels.length / 16;
    pixels[3 * size + 5] = NaN;
    pixels[9 * size] = Infinity;
    const images = [batch!.places[3], batch!.places[9]];
    expect(report({ pixels })).toMatchObject({ cause: 'images', images, first: { name: 'input' } });
    const labels = batch!.labels.slice();
    labels[7] = 2;
    expect(report({ labels })).toMatchObject({ cause: 'labels', images: [batch!.places[7]] });
    expect(report({})).toMatchObject({ cause: 'unknown', images: [], layers: 0 });
  });
});
