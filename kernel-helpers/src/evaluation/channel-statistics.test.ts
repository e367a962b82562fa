import type { LayersModel, SymbolicTensor, Tensor, Tensor2D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ArchitectureSpec,
  GateAnalysis,
  gateContributions,
  gateMatrix,
  LITE0,
  scale,
  V2_B0
} from '../analysis';
import { imageDataset, type ImageDataset, SeededOrder } from '../data';
import { buildEfficientNet, NetworkGraph, pruneChannels } from '../model';
import {
  changeWeights,
  EXACT,
  livelyNetwork,
  relativeError,
  setChannels
} from '../model/pruning/pruned.fixtures';
import { loadTensorFlow } from '../tensorflow';
import { channelStatistics } from './channel-statistics';
import { gateValues } from './gate-values';

const tf = loadTensorFlow();
const SIDE = 32;
const NETWORK = {
  resolution: SIDE,
  inputChannels: 1,
  classes: 3,
  preprocessing: 'unit',
  dropout: 0
} as const;

function small(base?: typeof V2_B0, rows = [0, 1, 2]): ArchitectureSpec {
  const spec = scale({ base, width: 0.5, depth: 0.25, ...NETWORK });
  return { ...spec, stages: rows.map((row) => spec.stages[row]).slice(0, 3), head: { filters: 16 } };
}

function noise(images: number, seed = 5): ImageDataset {
  const random = new SeededOrder(seed, 'pixels');
  return imageDataset(
    'noise',
    {
      shape: [images, SIDE, SIDE],
      values: Uint8Array.from({ length: images * SIDE ** 2 }, () => random.below(256))
    },
    { shape: [images], values: Uint8Array.from({ length: images }, (_, i) => i % 3) },
    ['a', 'b', 'c']
  );
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  expect(relativeError(found, expected)).toBeLessThan(1e-5);
}

/** Means over images and pixels of what a layer puts out. */
function meansOf(model: LayersModel, layer: string, images: ImageDataset): number[] {
  return tf.tidy(() => {
    const probe = tf.model({ inputs: model.inputs, outputs: model.getLayer(layer).output as never });
    const pixels = tf.tensor4d(Float32Array.from(images.images), [images.shape[0], SIDE, SIDE, 1]);
    return tf.mean(probe.predict(pixels) as Tensor, [0, 1, 2]).arraySync() as number[];
  });
}

describe('channels of a network', () => {
  const images = noise(7);
  let model: LayersModel;
  beforeAll(() => (model = livelyNetwork(small())));

  it('are what a record of each block’s gates says, in any batch size', async () => {
    const { places, ...rest } = await channelStatistics(model, images, { batchSize: 3, threshold: 0.5 });
    expect(Object.keys(places)).toEqual(['block1a', 'block2a', 'block3a', 'top']);
    expect(rest).toEqual({
      dataset: 'noise',
      images: 7,
      spec: places && rest.spec,
      threshold: 0.5,
      quantile: 1
    });
    for (const block of ['block1a', 'block2a', 'block3a']) {
      const { gates, activations, projectionNorms } = await gateValues(model, images, block);
      const analysis = new GateAnalysis(gateMatrix(gates));
      const found = places[block];
      expectClose(
        found.gates!.mean,
        analysis.channels.map(({ mean }) => mean)
      );
      expect(found.gates!.verdict).toEqual(analysis.at({ threshold: 0.5 }).map(({ verdict }) => verdict));
      expectClose(found.contribution, gateContributions(gateMatrix(gates), { activations, projectionNorms }));
      expectClose(found.passed, meansOf(model, `${block}_se_excite`, images));
      expectClose(found.squeezed, meansOf(model, `${block}_activation`, images));
    }
    const whole = await channelStatistics(model, images, { batchSize: 7 });
    Object.entries(places).forEach(([name, place]) => expectClose(place.taylor!, whole.places[name].taylor!));
    const { top } = places;
    expect(top.gates).toBeNull();
    expectClose(top.passed, meansOf(model, 'top_activation', images));
    const kernel = model.getLayer('predictions').getWeights()[0].arraySync() as number[][];
    expectClose(
      top.projectionNorms,
      kernel.map((row) => Math.hypot(...row))
    );
  });

  it('weigh in the loss as finite differences say', async () => {
    const one = noise(1, 8);
    const { places } = await channelStatistics(model, one, { places: ['block2a', 'top'] });
    const pixels = tf.tensor4d(Float32Array.from(one.images), [1, SIDE, SIDE, 1]);
    const graph = new NetworkGraph(model);
    const [logits] = model.outputs;
    /** Losses of the image's label, each with one channel enlarged before a layer reads it, as if its gate were. */
    const losses = (reader: string, channels: number, factor: number): number[] =>
      tf.tidy(() => {
        const { input } = model.getLayer(reader) as { input: SymbolicTensor };
        const [value] = graph.values([input], new Map([[model.inputs[0].id, pixels]]), { free: true });
        const factors = tf.add(1, tf.mul(tf.eye(channels), factor - 1));
        const enlarged = tf.mul(
          value,
          factors.reshape([channels, ...value.shape.slice(1, -1).fill(1), channels])
        );
        const [answers] = graph.values([logits], new Map([[input.id, enlarged]]), { free: true });
        const logProbabilities = tf.logSoftmax(answers as Tensor2D).arraySync() as number[][];
        return logProbabilities.map(([first]) => -first);
      });
    const step = 0.02;
    for (const [place, reader] of [
      ['block2a', 'block2a_project_conv'],
      ['top', 'predictions']
    ]) {
      const taylor = places[place].taylor as number[];
      const [more, less] = [1 + step, 1 - step].map((factor) => losses(reader, taylor.length, factor));
      const numeric = more.map((loss, c) => Math.abs(loss - less[c]) / (2 * step));
      expect(relativeError(taylor, numeric)).toBeLessThan(0.01);
    }
  });

  it('leave no tensors, tell how far they are, and end when aborted', async () => {
    const before = tf.memory().numTensors;
    const done: number[][] = [];
    await channelStatistics(model, images, { batchSize: 4, onProgress: (...at) => done.push(at) });
    expect(done).toEqual([
      [4, 7],
      [7, 7]
    ]);
    const signal = AbortSignal.abort();
    await expect(channelStatistics(model, images, { signal })).rejects.toMatchObject({ name: 'AbortError' });
    const plain = await channelStatistics(model, images, { taylor: false, places: ['block2a'] });
    expect(plain.places.block2a.taylor).toBeNull();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('measured, make constant ones go without a trace', async () => {
    const constant = livelyNetwork(small());
    changeWeights(constant, (weights) => {
      setChannels(weights, 'block2a_bn/gamma', [0, 5], () => 0);
      setChannels(weights, 'block2a_bn/beta', [0, 5], () => 0.8);
      const { shape, values } = weights['block2a_se_expand/kernel'];
      [0, 5].forEach((c) => values.forEach((_, i) => i % shape[3] === c && (values[i] = 0)));
    });
    const statistics = await channelStatistics(constant, images);
    const answers = (network: LayersModel): Float32Array =>
      tf.tidy(() => {
        const pixels = tf.tensor4d(Float32Array.from(noise(4, 3).images), [4, SIDE, SIDE, 1]);
        return (network.predict(pixels) as Tensor).dataSync<'float32'>();
      });
    const gone = { block2a: [0, 5] };
    const error = (options: object): number =>
      relativeError(answers(pruneChannels(constant, gone, options).model), answers(constant));
    expect(error({ statistics })).toBeLessThan(EXACT);
    expect(error({})).toBeGreaterThan(100 * EXACT);
  });
});

it.each<[string, ArchitectureSpec, string, string]>([
  ['Lite', small(LITE0), 'block2a', 'block2a_activation'],
  ['Lite, the stem', small(LITE0), 'block1a', 'block1a_activation'],
  ['V2', small(V2_B0), 'block2a', 'block2a_expand_activation'],
  ['V2, the stem', small(V2_B0), 'block1a', 'stem_activation']
])('channels of %s without gates', async (_name, spec, place, layer) => {
  const model = livelyNetwork(spec);
  const images = noise(4);
  const { places } = await channelStatistics(model, images, { places: [place] });
  expect(Object.keys(places)).toEqual([place]);
  expect(places[place].gates).toBeNull();
  expectClose(places[place].passed, meansOf(model, layer, images));
  expect(places[place].squeezed).toEqual(places[place].passed);
});

it.each([
  [{ places: ['block9z'] }, /^channels: got "block9z"/],
  [{ places: [] }, /^places: got a list of 0/],
  [{ threshold: 2 }, /^threshold: got 2, expected a number from 0 to 1/],
  [{ quantile: -0.1 }, /^quantile: got -0.1/]
])('refuses %j', async (options, message) => {
  const model = buildEfficientNet(small());
  await expect(channelStatistics(model, noise(2), options)).rejects.toThrow(message);
});

it('refuses models of other origin', async () => {
  const other = tf.sequential();
  other.add(tf.layers.flatten({ inputShape: [2, 2, 1] }));
  other.add(tf.layers.dense({ units: 3 }));
  await expect(channelStatistics(other, noise(2))).rejects.toThrow(
    /a network that buildEfficientNet\(\) made/
  );
});
