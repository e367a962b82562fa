import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ArchitectureSpec, estimateCorrelation, type MeasuredNoise } from '../analysis';
import { type Batch, evaluationBatches, type FileDataset, firstImages, trainingBatches } from '../data';
import { noisyHalves, writeTree } from '../data/image-files.fixtures';
import { buildEfficientNet } from '../model';
import { loadTensorFlow, type TensorFlow } from '../tensorflow';
import { recalibrateBatchNorm } from '../training';
import { halves, smallSpec } from '../training/small.fixtures';
import { evaluate } from './evaluate';
import { imageInputOf } from './network';
import { measureNormalizationNoise, type NormalizationNoiseOptions } from './normalization-noise';

const IMAGES = 34;
const DATA = halves(IMAGES, 3);
const SIZES = [2, 32];
const OPTIONS: NormalizationNoiseOptions = {
  batchSizes: SIZES,
  batches: 200,
  resamples: 100,
  probes: 2,
  companionDraws: 3,
  batchSize: 32,
  execution: 'eager',
  seed: 4
};

let tf: TensorFlow;
let batch: LayersModel;
let group: LayersModel;
let ofBatch: MeasuredNoise;
let ofGroup: MeasuredNoise;

const spec: ArchitectureSpec = {
  ...smallSpec(),
  resolution: 16,
  dropout: 0,
  stochasticDepth: 0,
  head: { filters: 16 }
};

/** A network whose running statistics, γ and β are not those of a start. */
function network(changes: Partial<ArchitectureSpec> = {}): LayersModel {
  const model = buildEfficientNet({ ...spec, ...changes }, { seed: 1 });
  const weights = model
    .getWeights()
    .map((weight, i) =>
      weight.rank === 1 ? tf.add(weight, tf.randomUniform(weight.shape, 0.1, 0.4, 'float32', i)) : weight
    );
  model.setWeights(weights);
  return model;
}

/** Values of one image's map by mean and biased variance of each channel over the members of a batch. */
function normalizedFirst(
  probe: number,
  members: readonly number[],
  { all, channels, epsilon }: { all: readonly number[][]; channels: number; epsilon: number }
): number[] {
  const [means, squares] = [new Float64Array(channels), new Float64Array(channels)];
  const count = (members.length * all[0].length) / channels;
  members.forEach((i) => all[i].forEach((value, at) => (means[at % channels] += value / count)));
  members.forEach((i) =>
    all[i].forEach((value, at) => (squares[at % channels] += (value - means[at % channels]) ** 2 / count))
  );
  return all[probe].map(
    (value, at) => (value - means[at % channels]) / Math.sqrt(squares[at % channels] + epsilon)
  );
}

beforeAll(async () => {
  tf = loadTensorFlow();
  batch = network();
  group = network({ normalization: 'group', groupSize: 8 } as Partial<ArchitectureSpec>);
  ofBatch = await measureNormalizationNoise(batch, DATA, OPTIONS);
  ofGroup = await measureNormalizationNoise(group, DATA, OPTIONS);
});

describe('noise of group normalisation', () => {
  it('is nothing but round-off at any batch size', () => {
    expect(ofGroup.layers.length).toBeGreaterThan(2);
    for (const { name, normalization, groups, channels, points } of ofGroup.layers) {
      expect([name, normalization]).toEqual([name, 'group']);
      expect((groups as number) * 8).toBe(channels);
      points.forEach(({ outputNoise }) => expect(outputNoise).toBeLessThanOrEqual(1e-6));
    }
    ofGroup.logitNoise?.forEach(({ noise }) => expect(noise).toBeLessThanOrEqual(1e-6));
    expect(ofGroup.logitNoise).toHaveLength(SIZES.length);
  });

  it('leaves no gap between training and evaluation', () => {
    const { running, recalibrated, batches } = ofGroup.gap;
    expect(recalibrated).toBeNull();
    const all = batches.find(({ images }) => images === IMAGES);
    expect(all?.loss).toBeCloseTo(running.loss, 5);
    expect(all?.accuracy).toBe(running.accuracy);
  });
});

describe('noise of batch normalisation', () => {
  it('moves a fixed image, the less the more companions it has', () => {
    for (const { name, points } of ofBatch.layers) {
      const noise = points.map((point) => point.outputNoise as number);
      expect(noise[0], name).toBeGreaterThan(2 * noise[1]);
      expect(noise[1], name).toBeGreaterThan(1e-3);
    }
    const logits = ofBatch.logitNoise?.map(({ noise }) => noise) ?? [];
    expect(logits[0]).toBeGreaterThan(2 * logits[1]);
    expect(logits[1]).toBeGreaterThan(1e-3);
  });

  it('is that of images held while the others of their batch are drawn, as its definition says', async () => {
    const [probes, companionDraws, seed] = [2, 60, 4];
    const asked = { ...OPTIONS, layers: ['stem_bn'], probes, companionDraws, seed };
    const { layers } = await measureNormalizationNoise(batch, DATA, asked);
    const placesOfProbes = new Set<number>();
    const input = imageInputOf(batch);
    const before = tf.model({ inputs: batch.inputs, outputs: batch.getLayer('stem_conv').output });
    const { epsilon } = batch.getLayer('stem_bn') as unknown as { epsilon: number };
    const { value } = await evaluationBatches(DATA, input, IMAGES).next();
    const { pixels, shape } = value as Batch;
    const [all, mapShape] = tf.tidy(() => {
      const maps = before.predict(tf.tensor4d(pixels, shape)) as Tensor;
      return [maps.reshape([IMAGES, -1]).arraySync() as number[][], maps.shape];
    });
    const channels = mapShape[3] as number;
    const held = await trainingBatches(DATA, input, { batchSize: probes, seed, epoch: 0 }).next();
    for (const [n, batchSize] of SIZES.entries()) {
      const variances: number[] = [];
      for (const probe of (held.value as Batch).places) {
        const drawn: number[][] = [];
        for (let epoch = 1; drawn.length < companionDraws; epoch++) {
          for await (const { places } of trainingBatches(DATA, input, { batchSize, seed, epoch })) {
            placesOfProbes.add(places.indexOf(probe));
            const members = places.includes(probe) ? [...places] : [probe, ...places.slice(1)];
            drawn.push(normalizedFirst(probe, members, { all, channels, epsilon }));
            if (drawn.length === companionDraws) {
              break;
            }
          }
        }
        drawn[0].forEach((_, at) => {
          const values = drawn.map((each) => each[at]);
          const mean = values.reduce((sum, each) => sum + each, 0) / companionDraws;
          const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
          variances.push(squares / (companionDraws - 1));
        });
      }
      const expected = Math.sqrt(variances.reduce((sum, each) => sum + each, 0) / variances.length);
      expect((layers[0].points[n].outputNoise as number) / expected).toBeCloseTo(1, 4);
    }
    // First, second, and not among the others.
    [0, 1, -1].forEach((at) => expect(placesOfProbes).toContain(at));
  });

  it('is measured of what enters each layer in evaluation', async () => {
    const [{ name, moments, height, width, channels }] = ofBatch.layers;
    expect(name).toBe('stem_bn');
    const before = tf.model({ inputs: batch.inputs, outputs: batch.getLayer('stem_conv').output });
    const { value } = await evaluationBatches(DATA, imageInputOf(batch), IMAGES).next();
    const { pixels, shape } = value as Batch;
    const maps = tf.tidy(() => {
      const found = before.predict(tf.tensor4d(pixels, shape)) as Tensor;
      return found.transpose([3, 0, 1, 2]).reshape([channels, IMAGES, -1]);
    });
    const values = maps.arraySync() as number[][][];
    maps.dispose();
    expect(values[0][0]).toHaveLength(height * width);
    values.forEach((images, c) => {
      const { mean, correlation } = estimateCorrelation(images);
      const all = images.flat();
      const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
      expect(moments.mean[c] / mean).toBeCloseTo(1, 4);
      expect(moments.variance[c] / variance).toBeCloseTo(1, 4);
      expect(moments.correlation[c]).toBeCloseTo(correlation, 4);
      const fourth = all.reduce((sum, value) => sum + (value - mean) ** 4, 0) / all.length;
      expect(((moments.kurtosis[c] ?? NaN) * variance ** 2) / fourth).toBeCloseTo(1, 3);
    });
  });

  it('is the same compiled', async () => {
    const compiled = await measureNormalizationNoise(batch, DATA, { ...OPTIONS, execution: 'compiled' });
    const close = (found: unknown, expected: unknown): void => {
      if (typeof expected === 'number') {
        expect(Math.abs((found as number) - expected)).toBeLessThanOrEqual(2e-4 * (1 + Math.abs(expected)));
      } else if (typeof expected === 'object' && expected !== null) {
        expect(Object.keys(found as object)).toEqual(Object.keys(expected));
        Object.entries(expected).forEach(([key, value]) =>
          close((found as Record<string, unknown>)[key], value)
        );
      } else {
        expect(found).toBe(expected);
      }
    };
    close(compiled, ofBatch);
    const again = await measureNormalizationNoise(group, DATA, { ...OPTIONS, execution: 'compiled' });
    again.layers.forEach(({ points }) =>
      points.forEach(({ outputNoise }) => expect(outputNoise).toBeLessThanOrEqual(1e-6))
    );
  });

  it('comes with losses as evaluation and recalibration give them', async () => {
    const { running, recalibrated, batches } = ofBatch.gap;
    const plain = await evaluate(batch, DATA, { execution: 'eager' });
    expect(running).toEqual({
      loss: expect.closeTo(plain.loss, 5) as number,
      accuracy: plain.top1,
      images: IMAGES
    });
    const other = network();
    await recalibrateBatchNorm(other, DATA, { batchSize: 32, seed: 4 });
    const anew = await evaluate(other, DATA, { execution: 'eager' });
    expect(recalibrated?.loss).toBeCloseTo(anew.loss, 4);
    expect(Math.abs(anew.loss - plain.loss)).toBeGreaterThan(0.01);
    expect(batches.map(({ batchSize, images }) => [batchSize, images])).toEqual([
      [2, 34],
      [32, 32]
    ]);
    batches.forEach(({ loss }) => expect(Math.abs(loss - plain.loss)).toBeGreaterThan(1e-3));
  });

  it('leaves the model, its tensors and the numbers’ JSON as they were', async () => {
    const weights = batch.getWeights().map((weight) => weight.arraySync());
    const { numTensors } = tf.memory();
    const again = await measureNormalizationNoise(batch, DATA, OPTIONS);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(batch.getWeights().map((weight) => weight.arraySync())).toEqual(weights);
    expect(again).toEqual(ofBatch);
    expect(JSON.parse(JSON.stringify(again))).toEqual(again);
  });

  it('is none in frozen layers', async () => {
    const frozen = network();
    frozen.trainable = false;
    const { layers, logitNoise, gap } = await measureNormalizationNoise(frozen, DATA, OPTIONS);
    layers.forEach((layer) => {
      expect(layer.frozen).toBe(true);
      expect(layer.points[0].replaced.meanError.value).toBeGreaterThan(0);
      expect(layer.points[0].outputNoise).toBeLessThanOrEqual(1e-6);
    });
    expect(logitNoise?.[0].noise).toBeLessThanOrEqual(1e-6);
    expect(gap.recalibrated).toBeNull();
  });

  it('tells what it is at, and leaves out what was not asked for', async () => {
    const seen: string[] = [];
    const noise = await measureNormalizationNoise(batch, DATA, {
      ...OPTIONS,
      layers: ['top_bn'],
      probes: 0,
      onProgress: (done, total, stage) => {
        expect(done).toBeLessThanOrEqual(total);
        if (seen.at(-1) !== stage) {
          seen.push(stage);
        }
      }
    });
    expect(seen).toEqual(['activations', 'batches', 'answers']);
    expect(noise.layers.map(({ name }) => name)).toEqual(['top_bn']);
    expect(noise.logitNoise).toBeNull();
    expect(noise.layers[0].points[0]).toEqual({
      ...ofBatch.layers.at(-1)?.points[0],
      outputNoise: null
    });
  });

  it('ends when aborted, at once or on the way', async () => {
    const { numTensors } = tf.memory();
    for (const at of ['activations', 'batches', 'companions', 'answers']) {
      const control = new AbortController();
      const onProgress = (_done: number, _total: number, stage: string): void => {
        if (stage === at) {
          control.abort();
        }
      };
      await expect(
        measureNormalizationNoise(batch, DATA, { ...OPTIONS, onProgress, signal: control.signal })
      ).rejects.toMatchObject({ name: 'AbortError' });
    }
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

describe('what has no noise to measure', () => {
  it.each<[string, NormalizationNoiseOptions, RegExp]>([
    [
      'a layer that is none',
      { layers: ['stem_conv'] },
      /layers: got "stem_conv", which is no normalisation, expected some of stem_bn/
    ],
    [
      'a layer that is not there',
      { layers: ['block9_bn'] },
      /layers: got "block9_bn", expected some of stem_bn/
    ],
    ['no layers', { layers: [] }, /layers: got none/],
    [
      'a name in place of a list',
      { layers: 'stem_bn' as never },
      /layers: got "stem_bn", expected a list of names/
    ],
    [
      'another execution',
      { execution: 'graph' as never },
      /execution: got graph, expected compiled or eager/
    ],
    [
      'batches larger than the data',
      { batchSizes: [2, 35] },
      /batchSizes: got 35, expected whole numbers from 2 to the 34 images/
    ],
    ['batches of one image', { batchSizes: [1] }, /batchSizes: got 1, /],
    ['a size twice', { batchSizes: [2, 2] }, /batchSizes: got 2, 2, expected each size once/],
    ['no sizes', { batchSizes: [] }, /batchSizes: got none/],
    ['a size that is no list', { batchSizes: 2 as never }, /batchSizes: got 2, expected a list/],
    ['few batches', { batches: 199 }, /batches: got 199, expected a whole number from 200/],
    ['few resamples', { resamples: 99 }, /resamples: got 99/],
    ['more probes than images', { probes: 35 }, /probes: got 35, expected a whole number from 0 to 34/],
    ['one draw of companions', { companionDraws: 1 }, /companionDraws: got 1/],
    ['a share above one', { confidence: 95 }, /confidence: got 95/],
    ['a share of nothing', { confidence: 0 }, /confidence: got 0,/],
    ['half a seed', { seed: 0.5 }, /seed: got 0.5/]
  ])('is told of %s', async (_name, options, message) => {
    await expect(measureNormalizationNoise(batch, DATA, { ...OPTIONS, ...options })).rejects.toThrow(message);
  });

  it('is told of few images', async () => {
    await expect(measureNormalizationNoise(batch, firstImages(DATA, 29), OPTIONS)).rejects.toThrow(
      /dataset: got 29 images, expected at least 30/
    );
    const just = { ...OPTIONS, layers: ['stem_bn'], batchSizes: [2, 30], probes: 0 };
    expect((await measureNormalizationNoise(batch, firstImages(DATA, 30), just)).images).toBe(30);
  });

  it('counts the images that could be decoded, for intervals and for batches', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'noise-files-'));
    try {
      const { name, labels, classes, ...images } = noisyHalves(36, spec.resolution, 1);
      const paths = await writeTree(folder, { name, labels, classes, ...images });
      const files: FileDataset = {
        ...{ name, labels, classes, files: paths },
        shape: [36, null, null, 1],
        digests: new Uint8Array(0),
        onUnreadable: 'skip'
      };
      const asked = { ...OPTIONS, layers: ['stem_bn'], probes: 0 };
      await Promise.all(paths.slice(0, 4).map((path) => writeFile(path, 'no image')));
      expect((await measureNormalizationNoise(batch, files, asked)).images).toBe(32);
      await writeFile(paths[4], 'no image');
      await expect(measureNormalizationNoise(batch, files, asked)).rejects.toThrow(
        /batchSizes: got 32, expected whole numbers from 2 to the 31 images/
      );
      await Promise.all(paths.slice(5, 7).map((path) => writeFile(path, 'no image')));
      await expect(measureNormalizationNoise(batch, files, { ...asked, batchSizes: [2] })).rejects.toThrow(
        /dataset: got 29 images, expected at least 30/
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is told of a network without normalisation', async () => {
    const input = tf.input({ shape: [8, 8, 1] });
    const flat = tf.layers.flatten().apply(input);
    const plain = tf.model({
      inputs: input,
      outputs: tf.layers.dense({ units: 2 }).apply(flat) as ReturnType<typeof tf.input>
    });
    await expect(measureNormalizationNoise(plain, DATA, OPTIONS)).rejects.toThrow(
      /model: got .* which has no normalisation, expected batch or group normalisation/
    );
  });

  it('is told of activations that are not finite, with their layer', async () => {
    const model = network();
    const [kernel] = model.getLayer('stem_conv').getWeights();
    model.getLayer('stem_conv').setWeights([tf.fill(kernel.shape, 3e38)]);
    await expect(measureNormalizationNoise(model, DATA, OPTIONS)).rejects.toMatchObject({
      name: 'EvaluationError',
      field: 'model',
      got: expect.stringContaining('among what enters "stem_bn", channels[0]') as string
    });
  });

  it('is said of channels and layers without variance', async () => {
    const model = network();
    const stem = model.getLayer('stem_conv');
    const [kernel] = stem.getWeights();
    const channels = kernel.shape[3] as number;
    const mask = tf
      .oneHot([channels - 1], channels)
      .toFloat()
      .reshape([1, 1, 1, channels]);
    stem.setWeights([tf.mul(kernel, tf.sub(1, mask))]);
    const top = model.getLayer('top_conv');
    top.setWeights([tf.zerosLike(top.getWeights()[0])]);
    const { layers, constantLayers } = await measureNormalizationNoise(model, DATA, OPTIONS);
    expect(layers[0].constantChannels).toEqual([channels - 1]);
    expect(layers[0].points[0].channels.meanError.at(-1)).toBeNull();
    expect(constantLayers).toEqual(['top_bn']);
    expect(layers.map(({ name }) => name)).not.toContain('top_bn');
    expect(JSON.stringify(layers)).not.toContain('NaN');
  });
});
