import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { type ArchitectureSpec, scale } from '../analysis';
import { classifierOf } from '../evaluation';
import {
  buildEfficientNet,
  containedDescriptions,
  getWeightsByName,
  layersWithin,
  modelDescription
} from '../model';
import { inspectGraph, loadTensorFlow } from '../tensorflow';
import { replaceClassifier } from './classifier';
import { freeze } from './freezing';
import { GraphOptimizer, optimizerSettings } from './optimizer';
import { trainingProgram } from './program';
import { smallData, smallModel } from './small.fixtures';
import { train } from './train';

const EXECUTIONS = ['eager', 'compiled'] as const;
const OPTIONS = { epochs: 1, batchSize: 16, thread: 'main', checkpointDir: null } as const;

/** Names of variables whose values differ. */
function changed(model: LayersModel, before: ReturnType<typeof getWeightsByName>): string[] {
  return Object.entries(getWeightsByName(model))
    .filter(([path, { values }]) => values.some((value, i) => !Object.is(value, before[path].values[i])))
    .map(([path]) => path);
}

/** Two stages of one block each. */
function twoStages(): LayersModel {
  const spec = scale({
    width: 0.25,
    depth: 0.25,
    resolution: 32,
    inputChannels: 1,
    classes: 2,
    preprocessing: 'unit'
  });
  return buildEfficientNet({ ...spec, stages: spec.stages.slice(0, 2), head: { filters: 16 } }, { seed: 1 });
}

describe('a frozen network', () => {
  it.each(EXECUTIONS)(
    'trains its classifier alone, and nothing else changes by a bit: %s',
    async (execution) => {
      const model = smallModel();
      const { frozen, trainableParameters } = freeze(model, { through: 'all-but-classifier' });
      expect(frozen).toEqual(['stem', 'block1a', 'top']);
      expect(trainableParameters).toBe(16 * 2 + 2);
      const before = getWeightsByName(model);
      const { warnings } = await train(model, smallData(), { ...OPTIONS, execution });
      expect(warnings).toEqual([]);
      expect(changed(model, before).sort()).toEqual(['predictions/bias', 'predictions/kernel']);
    }
  );

  it('gives the same losses and weights in eager and compiled steps, partly frozen', async () => {
    const results = [];
    for (const execution of EXECUTIONS) {
      const model = twoStages();
      freeze(model, { through: 'block1a' });
      const before = getWeightsByName(model);
      const run = await train(model, smallData(), { ...OPTIONS, execution, optimizer: 'momentum' });
      const { finalLoss, warnings } = run;
      expect(warnings.join()).toMatch(/moving statistics still hold .* recalibrateBatchNorm/);
      const names = changed(model, before);
      expect(names).toContain('top_bn/moving_mean');
      expect(names).toContain('block2a_project_bn/moving_variance');
      expect(names.filter((name) => /^(stem|block1a)_/.test(name))).toEqual([]);
      results.push({ finalLoss, names });
    }
    expect(results[1].finalLoss).toBeCloseTo(results[0].finalLoss ?? NaN, 4);
    expect(results[1].names).toEqual(results[0].names);
  });

  it('normalises with its moving statistics in training too', () => {
    const tf = loadTensorFlow();
    const model = twoStages();
    freeze(model, { through: 'all-but-classifier' });
    tf.tidy(() => {
      const images = tf.randomUniform([4, 32, 32, 1], 0, 255, 'float32', 1);
      const layer = tf.model({ inputs: model.inputs, outputs: model.getLayer('stem_bn').output });
      const [training, inference] = [true, false].map((mode) =>
        (layer.apply(images, { training: mode }) as typeof images).dataSync()
      );
      expect(training).toEqual(inference);
    });
  });

  it('needs fewer operations in a compiled step, and no gradients of frozen kernels', () => {
    const gradients = (through: string): { nodes: number; convolutions: number } => {
      const model = twoStages();
      freeze(model, { through });
      const optimizer = new GraphOptimizer(model, {
        optimizer: optimizerSettings('sgd'),
        clipNorm: null,
        emaDecay: null
      });
      const settings = { labelSmoothing: 0, accumulationSteps: 1 };
      const program = trainingProgram(classifierOf(model), optimizer, settings, {
        train: [4, 32, 32, 1],
        evaluation: null
      });
      const { nodes, operations } = inspectGraph(program.state);
      program.dispose();
      optimizer.dispose();
      const convolutions = operations
        .filter(({ op }) => /Conv.*Backprop|Depthwise.*Gradient/.test(op))
        .reduce((sum, { count }) => sum + count, 0);
      return { nodes, convolutions };
    };
    const [whole, half, classifier] = ['nothing', 'stage1', 'all-but-classifier'].map(gradients);
    expect(half.nodes).toBeLessThan(whole.nodes);
    expect(classifier.nodes).toBeLessThan(half.nodes);
    expect(half.convolutions).toBeLessThan(whole.convolutions);
    expect(half.convolutions).toBeGreaterThan(0);
    expect(classifier.convolutions).toBe(0);
  });

  it('is set free from its end, stage by stage', () => {
    const model = twoStages();
    freeze(model, { through: 'all-but-classifier' });
    expect(freeze(model, { through: 'stage1' }).frozen).toEqual(['stem', 'block1a']);
    expect(model.getLayer('block2a_project_bn').trainable).toBe(true);
    const { trainableParameters, frozenParameters } = freeze(model, { through: 'nothing' });
    expect(frozenParameters).toBe(0);
    const all = Object.entries(getWeightsByName(model)).filter(([path]) => !path.includes('/moving_'));
    expect(trainableParameters).toBe(all.reduce((sum, [, { values }]) => sum + values.length, 0));
  });

  it('refuses parts that are not there, and models that it can not part', () => {
    const tf = loadTensorFlow();
    expect(() => freeze(twoStages(), { through: 'stage3' })).toThrow(
      /got stage3, expected stem, stage1, stage2, top/
    );
    expect(() => freeze(twoStages(), { through: 'classifier' })).toThrow(/through/);
    const other = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    expect(() => freeze(other, { through: 'stem' })).toThrow(/without a specification/);
  });
});

/** Networks with a head of their own: as a layer of another, with a head that is one too, and layer by layer. */
const COMPOSITES: Record<string, (activation?: 'softmax') => LayersModel> = {
  'a network as a layer': (activation) => {
    const tf = loadTensorFlow();
    const dense = tf.layers.dense({ name: 'answer', units: 2, activation });
    return tf.sequential({ layers: [features(), dense] });
  },
  'a head as a layer': (activation) => {
    const tf = loadTensorFlow();
    // Without a seed all eight units may begin below 0, and nothing before them is trained.
    const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
    const options = { name: 'hidden', units: 8, activation: 'relu', kernelInitializer } as const;
    const hidden = tf.layers.dense({ ...options, inputShape: [16] });
    const dense = tf.layers.dense({ name: 'answer', units: 2 });
    const behind = activation ? [tf.layers.softmax()] : [];
    const head = tf.sequential({ name: 'head', layers: [hidden, dense, ...behind] });
    return tf.sequential({ layers: [features(), head] });
  },
  'layers behind its own': (activation) => {
    const tf = loadTensorFlow();
    const { inputs, outputs } = features();
    const dense = tf.layers.dense({ name: 'answer', units: 2, activation });
    return tf.model({ inputs, outputs: dense.apply(outputs) as SymbolicTensor });
  },
  'the whole network as a layer': () => loadTensorFlow().sequential({ layers: [twoStages()] })
};

function features(): LayersModel {
  return buildEfficientNet(modelDescription(twoStages())?.spec as ArchitectureSpec, {
    seed: 1,
    output: 'pooled'
  });
}

describe.each(Object.entries(COMPOSITES))('%s', (_, composite) => {
  it('is frozen through the parts of the network within', async () => {
    const model = composite();
    const { frozen, trainableParameters } = freeze(model, { through: 'all-but-classifier' });
    expect(frozen).toEqual(['stem', 'block1a', 'block2a', 'top']);
    const before = getWeightsByName(model);
    const free = model.trainableWeights.map(({ originalName }) => originalName);
    expect(free.every((name) => /^(answer|hidden|predictions)\//.test(name))).toBe(true);
    expect(trainableParameters).toBe(model.trainableWeights.reduce((sum, { shape }) => sum + size(shape), 0));
    await train(model, smallData(), { ...OPTIONS, execution: 'eager' });
    const names = changed(model, before);
    expect(names.length).toBe(free.length);
    expect(names.every((name) => /(answer|hidden|predictions)\/(kernel|bias)$/.test(name))).toBe(true);
    // As in Keras, layers that are set free are trained although the network around them was frozen.
    model.layers.forEach((layer) => (layer.trainable = false));
    expect(freeze(model, { through: 'stage1' }).frozen).toEqual(['stem', 'block1a']);
    expect(model.trainableWeights.some(({ originalName }) => originalName.startsWith('block2a_'))).toBe(true);
    expect(model.trainableWeights.some(({ originalName }) => originalName.startsWith('block1a_'))).toBe(
      false
    );
  });

  it.each([undefined, 'softmax'] as const)('gets another last layer, all else is kept: %s', (activation) => {
    const tf = loadTensorFlow();
    const model = composite(activation);
    freeze(model, { through: 'stage1' });
    const replaced = replaceClassifier(model, 5, { seed: 3 });
    expect(replaced.outputs[0].shape).toEqual([null, 5]);
    const [old, now] = [model, replaced].map(getWeightsByName);
    const own = (path: string): boolean => /(answer|predictions)\/(kernel|bias)$/.test(path);
    expect(Object.keys(now)).toEqual(Object.keys(old));
    for (const [path, { values, shape }] of Object.entries(now)) {
      expect(
        own(path) ? { shape: shape.at(-1), zero: values.every((value) => value === 0) } : { values },
        path
      ).toEqual(own(path) ? { shape: 5, zero: true } : { values: old[path].values });
    }
    const flags = (of: LayersModel): unknown =>
      layersWithin(of).map(({ path, layer }) => [path, layer.trainable]);
    expect(flags(replaced)).toEqual(flags(model));
    tf.tidy(() => {
      const images = tf.randomUniform([2, 32, 32, 1], 0, 255, 'float32', 1);
      const answers = (replaced.predict(images) as Tensor).dataSync();
      const expected = activation && composite.length > 0 ? 0.2 : 0;
      answers.forEach((answer) => expect(answer).toBeCloseTo(expected, 6));
    });
    const known = containedDescriptions(replaced)[0].spec.classes;
    const within = containedDescriptions(model)[0];
    expect(known).toBe(within.output === 'classes' ? 5 : within.spec.classes);
  });
});

function size(shape: ReadonlyArray<number | null>): number {
  return shape.reduce<number>((product, side) => product * (side ?? 1), 1);
}

describe('a model', () => {
  it('of several networks, or without a last Dense layer, is refused', () => {
    const tf = loadTensorFlow();
    const input = tf.input({ shape: [32, 32, 1] });
    const both = [features(), features()].map((each, i) => {
      Object.assign(each, { name: `features${i}` });
      return each.apply(input) as SymbolicTensor;
    });
    const joined = tf.layers.concatenate().apply(both) as SymbolicTensor;
    const outputs = tf.layers.dense({ units: 2 }).apply(joined) as SymbolicTensor;
    const two = tf.model({ inputs: input, outputs });
    expect(() => freeze(two, { through: 'stem' })).toThrow(/a model of 2 networks/);
    expect(() => replaceClassifier(two, 3)).toThrow(/a model of 2 networks/);
    const open = tf.sequential({ layers: [features(), tf.layers.dropout({ rate: 0.1 })] });
    expect(() => replaceClassifier(open, 3)).toThrow(/one that ends in a Dense layer/);
    expect(() => replaceClassifier(COMPOSITES['a network as a layer'](), 0)).toThrow(/classes/);
  });
});

describe('a replaced classifier', () => {
  it('has new classes, the other weights, the specification and what was frozen', () => {
    const model = twoStages();
    freeze(model, { through: 'stage1' });
    const replaced = replaceClassifier(model, 5, { seed: 3 });
    expect(replaced.outputs[0].shape).toEqual([null, 5]);
    expect(modelDescription(replaced)?.spec).toEqual({ ...modelDescription(model)?.spec, classes: 5 });
    const [old, now] = [model, replaced].map(getWeightsByName);
    expect(now['predictions/kernel'].shape).toEqual([16, 5]);
    const rest = (weights: typeof old): typeof old =>
      Object.fromEntries(Object.entries(weights).filter(([path]) => !path.startsWith('predictions/')));
    expect(rest(now)).toEqual(rest(old));
    expect(replaced.layers.map(({ name, trainable }) => [name, trainable])).toEqual(
      model.layers.map(({ name, trainable }) => [name, trainable])
    );
    expect(getWeightsByName(replaceClassifier(model, 5, { seed: 3 }))).toEqual(now);
  });
});
