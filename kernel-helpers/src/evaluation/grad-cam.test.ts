import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayersModel, Rank, Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scale } from '../analysis';
import type { FileDataset } from '../data';
import { noisyHalves, writeTree } from '../data/image-files.fixtures';
import { buildEfficientNet } from '../model';
import { loadTensorFlow, type TensorFlow } from '../tensorflow';
import { gradCam, heatMap } from './grad-cam';

const SIDE = 64;
const SPEC = scale({
  width: 0.25,
  depth: 0.25,
  resolution: SIDE,
  inputChannels: 1,
  classes: 3,
  preprocessing: 'unit'
});
const IMAGES = 5;

let tf: TensorFlow;
let images: Tensor4D;
beforeAll(() => {
  tf = loadTensorFlow();
  images = tf.randomUniform([IMAGES, SIDE, SIDE, 1], 0, 255, 'float32', 8);
});
afterAll(() => images.dispose());

/** A network whose head has a large offset, so that a map mistaken for its weights would show. */
function network(classifierActivation: 'linear' | 'softmax' = 'linear'): LayersModel {
  const model = buildEfficientNet(SPEC, { seed: 3, classifierActivation });
  const head = model.getLayer('predictions');
  const [kernel] = head.getWeights();
  head.setWeights([tf.mul(kernel, 5), tf.tensor1d([1, -2, 0.5])]);
  return model;
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  const distances = Array.from(found, (value, i) => Math.abs(value - expected[i]));
  expect(Math.max(...distances)).toBeLessThan(tolerance);
}

/** relu(Σ_k weight_k·A_k), scaled to its maximum. */
function weightedMap(map: number[][][], weights: readonly number[]): number[] {
  const sum = (pixel: number[]): number =>
    Math.max(
      0,
      pixel.reduce((total, value, k) => total + value * weights[k], 0)
    );
  const values = map.flat().map(sum);
  const largest = Math.max(...values);
  return values.map((value) => (largest > 0 ? value / largest : 0));
}

describe('Grad-CAM', () => {
  it.each(['linear', 'softmax'] as const)(
    'of a mean and a %s classifier is the map weighted with its kernel',
    async (activation) => {
      const model = network(activation);
      const found = await gradCam(model, images, { batchSize: 2 });
      expect(found).toMatchObject({ images: IMAGES, layer: 'top_activation', height: 2, width: 2 });
      const probe = tf.model({ inputs: model.inputs, outputs: model.getLayer('top_activation').output });
      const maps = (probe.predict(images) as Tensor4D).arraySync();
      const [kernel, bias] = model
        .getLayer('predictions')
        .getWeights()
        .map((weight) => weight.arraySync()) as [number[][], number[]];
      maps.forEach((map, i) => {
        const logits = bias.map((offset, c) =>
          map
            .flat()
            .flatMap((pixel) => pixel.map((value, k) => (value * kernel[k][c]) / 4))
            .reduce((total, value) => total + value, offset)
        );
        const exponentials = logits.map((logit) => Math.exp(logit));
        const index = logits.indexOf(Math.max(...logits));
        expect(found.classes[i]).toBe(index);
        const probability = exponentials[index] / exponentials.reduce((total, value) => total + value, 0);
        expect(found.probabilities[i]).toBeCloseTo(probability, 5);
        const weights = kernel.map((row) => row[index]);
        expectClose(heatMap(found, i).values, weightedMap(map, weights), 1e-5);
      });
    }
  );

  it('is the same of logits and of a softmax, in any batch size', async () => {
    const layer = 'block2a_expand_activation';
    const [logits, softmax] = [network(), network('softmax')];
    const first = await gradCam(logits, images, { layer, classes: 1 });
    const second = await gradCam(softmax, images, { layer, classes: [1, 1, 1, 1, 1], batchSize: 3 });
    expect(first.maps.length).toBe(IMAGES * first.height * first.width);
    expectClose(second.maps, first.maps, 1e-4);
    expectClose(second.probabilities, first.probabilities, 1e-5);
  });

  it('explains one class for each image', async () => {
    const model = network();
    const classes = [2, 0, 1, 0, 2];
    const mixed = await gradCam(model, images, { classes });
    expect([...mixed.classes]).toEqual(classes);
    for (const [i, index] of classes.entries()) {
      const own = await gradCam(model, images, { classes: index });
      expect([...heatMap(own, i).values]).toEqual([...heatMap(mixed, i).values]);
      expect(own.probabilities[i]).toBe(mixed.probabilities[i]);
    }
  });

  it('leaves no tensors, and the model as it was', async () => {
    const model = network();
    const before = tf.tidy(() => (model.predict(images) as Tensor).dataSync());
    await gradCam(model, images, { layer: 'block3a_expand_activation' });
    const { numTensors } = tf.memory();
    await gradCam(model, images);
    await gradCam(model, images, { layer: 'block3a_expand_activation' });
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.tidy(() => (model.predict(images) as Tensor).dataSync())).toEqual(before);
  });
});

describe('Grad-CAM of a map beside a shortcut', () => {
  const FILTERS = 4;

  /** Maps `a` and `b`, added, through another convolution; all with tanh. */
  function shortcut(): LayersModel {
    const input = tf.input({ shape: [8, 8, 1] });
    const convolve = (name: string) =>
      tf.layers.conv2d({
        name,
        filters: FILTERS,
        kernelSize: 3,
        padding: 'same',
        activation: 'tanh',
        kernelInitializer: tf.initializers.randomNormal({ stddev: 0.4, seed: name.charCodeAt(0) })
      });
    const a = convolve('a').apply(input) as ReturnType<typeof tf.input>;
    const b = convolve('b').apply(a) as typeof a;
    const sum = tf.layers.add().apply([a, b]) as typeof a;
    const flat = tf.layers.flatten().apply(convolve('c').apply(sum)) as typeof a;
    const head = tf.layers.dense({
      units: 3,
      kernelInitializer: tf.initializers.randomNormal({ stddev: 1, seed: 9 })
    });
    return tf.model({ inputs: input, outputs: head.apply(flat) as typeof a });
  }

  /** The logit of class 1 with a number added to one channel of `b`, by plain operations. */
  function logit(model: LayersModel, image: Tensor4D, channel: number, change: number): number {
    const [kernels, biases] = [0, 1].map((i) =>
      ['a', 'b', 'c'].map((n) => model.getLayer(n).getWeights()[i])
    );
    const step = (x: Tensor4D, i: number): Tensor4D =>
      tf.tanh(tf.add<Tensor4D>(tf.conv2d(x, kernels[i] as Tensor4D, 1, 'same'), biases[i]));
    const a = step(image, 0);
    const one = tf.oneHot(tf.tensor1d([channel], 'int32'), FILTERS).reshape([1, 1, 1, FILTERS]);
    const b: Tensor4D = tf.add(step(a, 1), tf.mul(one, change));
    const [kernel, bias] = model.layers[model.layers.length - 1].getWeights();
    const flat = step(tf.add(a, b), 2).reshape([1, -1]) as Tensor2D;
    return tf.add(tf.matMul(flat, kernel as Tensor2D), bias).dataSync()[1];
  }

  it('has the gradient of central differences', async () => {
    const model = shortcut();
    const image = tf.randomNormal<Rank.R4>([1, 8, 8, 1], 0, 1, 'float32', 4);
    const found = await gradCam(model, image, { layer: 'b', classes: 1 });
    const step = 0.01;
    // Changing a channel everywhere changes the logit by the sum of its gradient.
    const weights = Array.from({ length: FILTERS }, (_, k) =>
      tf.tidy(() => (logit(model, image, k, step) - logit(model, image, k, -step)) / (2 * step))
    );
    const probe = tf.model({ inputs: model.inputs, outputs: model.getLayer('b').output });
    const [map] = (probe.predict(image) as Tensor4D).arraySync();
    expect(Math.max(...found.maps)).toBe(1);
    expectClose(found.maps, weightedMap(map, weights), 2e-3);
  });
});

describe('Grad-CAM without an answer', () => {
  it('is zero where nothing speaks for a class', async () => {
    const model = network();
    const head = model.getLayer('predictions');
    const [kernel, bias] = head.getWeights();
    head.setWeights([tf.zerosLike(kernel), bias]);
    const { maps, probabilities } = await gradCam(model, images, { classes: 0 });
    expect([...new Set(maps)]).toEqual([0]);
    expect(probabilities[0]).toBeCloseTo(Math.exp(1) / (Math.exp(1) + Math.exp(-2) + Math.exp(0.5)), 5);
  });

  it('leaves out images that cannot be decoded', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'grad-cam-'));
    try {
      const { shape, ...memory } = noisyHalves(3, SIDE, 1);
      const paths = await writeTree(folder, { shape, ...memory });
      const { name, labels, classes } = memory;
      const files: FileDataset = {
        ...{ name, labels, classes, files: paths },
        shape: [3, null, null, 1],
        digests: new Uint8Array(0),
        onUnreadable: 'skip'
      };
      await writeFile(paths[1], 'no image');
      const two = buildEfficientNet({ ...SPEC, classes: 2 });
      const found = await gradCam(two, files);
      expect(found.unreadable.map(({ path }) => path)).toEqual([paths[1]]);
      expect(found.classes[1]).toBe(-1);
      expect(heatMap(found, 1).values.every(Number.isNaN)).toBe(true);
      expect([0, 2].map((i) => found.classes[i] >= 0)).toEqual([true, true]);
      expect(heatMap(found, 2).values.every((value) => value >= 0 && value <= 1)).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('ends when aborted', async () => {
    const attempt = gradCam(network(), images, { signal: AbortSignal.abort() });
    await expect(attempt).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is refused for layers without a map, and names some', async () => {
    const model = network();
    for (const layer of ['no_such', 'avg_pool', 'input_layer']) {
      await expect(gradCam(model, images, { layer })).rejects.toThrow(
        new RegExp(`^layer: got "${layer}", expected .*\\(32 × 32\\).*, top_activation \\(2 × 2\\)\\.`)
      );
    }
    const flat = tf.sequential();
    flat.add(tf.layers.flatten({ inputShape: [2, 2, 1] }));
    flat.add(tf.layers.dense({ units: 2 }));
    await expect(gradCam(flat, tf.zeros([1, 2, 2, 1]))).rejects.toThrow(/^layer: got a network without maps/);
  });

  it('takes names and paths of layers in networks within, and says what is near', async () => {
    const inner = (name: string): LayersModel => {
      const model = buildEfficientNet({ ...SPEC }, { seed: 1, output: 'map' });
      return Object.assign(model, { name });
    };
    const pooled = tf.layers.globalAveragePooling2d({ name: 'pooled' });
    const model = tf.sequential({ layers: [inner('features'), pooled, tf.layers.dense({ units: 3 })] });
    const layer = 'block3a_expand_activation';
    const byName = await gradCam(model, images, { layer });
    expect(await gradCam(model, images, { layer: `features/${layer}` })).toEqual(byName);
    expect(byName.layer).toBe(`features/${layer}`);
    expect((await gradCam(model, images)).layer).toBe('features/top_activation');
    for (const [wanted, near] of [
      ['features/top_activaton', 'features/top_activation'],
      ['top_activatoin', 'top_activation']
    ]) {
      await expect(gradCam(model, images, { layer: wanted })).rejects.toThrow(`Did you mean ${near}?`);
    }
  });

  it.each([
    ['classes', { classes: 3 }],
    ['classes', { classes: [0, 1] }],
    ['classes', { classes: [0, 1, 0.5, 1, 0] }],
    ['batchSize', { batchSize: 0 }]
  ])('is refused for other %s', async (field, options) => {
    await expect(gradCam(network(), images, options)).rejects.toMatchObject({
      name: 'EvaluationError',
      field
    });
  });

  it('is refused for other images, damaged weights and places that are none', async () => {
    const model = network();
    const wide = tf.zeros<Rank.R4>([1, SIDE, SIDE, 2]);
    await expect(gradCam(model, wide)).rejects.toMatchObject({ kind: 'wrong-shape', source: 'images' });
    const found = await gradCam(model, images.slice(0, 1));
    expect(() => heatMap(found, 1)).toThrow(/^place: got 1, expected a whole number from 0 to 0/);
    const head = model.getLayer('predictions');
    head.setWeights(head.getWeights().map((weight) => tf.mul(weight as Tensor3D, NaN)));
    await expect(gradCam(model, images)).rejects.toMatchObject({ field: 'model' });
  });
});
