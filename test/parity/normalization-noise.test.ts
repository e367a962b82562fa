import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MeasuredNoise, scale } from '../../kernel-helpers/src/analysis';
import { drawnBatches } from '../../kernel-helpers/src/analysis/noise/drawn-batches';
import {
  type Dataset,
  firstImages,
  loadMnist,
  evaluationBatches,
  type Batch
} from '../../kernel-helpers/src/data';
import { measureNormalizationNoise } from '../../kernel-helpers/src/evaluation';
import { imageInputOf } from '../../kernel-helpers/src/evaluation/network';
import { buildEfficientNet } from '../../kernel-helpers/src/model';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';

const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');
const IMAGES = 80;
const SIZES = [2, 8];
const BATCHES = 200;
const SEED = 11;
const SPEC = scale({
  width: 0.25,
  depth: 0.25,
  resolution: 32,
  inputChannels: 1,
  classes: 10,
  preprocessing: 'unit'
});
/** Layers by the convolution before them: a wide map, a depthwise one, a small map of many channels. */
const LAYERS = [
  ['stem_bn', 'stem_conv'],
  ['block2a_bn', 'block2a_dwconv'],
  ['block4a_expand_bn', 'block4a_expand_conv']
] as const;

interface Errors {
  channels: { meanError: number[]; varianceError: number[] };
  meanError: number;
  varianceError: number;
}

interface Figures {
  mean: number[];
  variance: number[];
  kurtosis: number[];
  correlation: number[];
  squaresCorrelation: number;
  points: { replaced: Errors; distinct: Errors; theory: { meanError: number; varianceError: number } }[];
}

let ours: MeasuredNoise;
let theirs: Figures[];
const folder = mkdtempSync(join(tmpdir(), 'noise-'));

/** What a layer puts out for all images, as a NumPy file. */
async function dump(model: LayersModel, dataset: Dataset, name: string): Promise<string> {
  const tf = loadTensorFlow();
  const outputs = model.getLayer(name).output as SymbolicTensor;
  const { value } = await evaluationBatches(dataset, imageInputOf(model), IMAGES).next();
  const { pixels, shape } = value as Batch;
  const maps = tf.tidy(
    () => tf.model({ inputs: model.inputs, outputs }).predict(tf.tensor4d(pixels, shape)) as Tensor
  );
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${maps.shape.join(', ')}), }`;
  const padded = `${header.padEnd(117)}\n`;
  const file = `${name}.npy`;
  const magic = Buffer.from([
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    1,
    0,
    padded.length & 255,
    padded.length >> 8
  ]);
  const values = Buffer.from(maps.dataSync<'float32'>().slice().buffer);
  writeFileSync(join(folder, file), Buffer.concat([magic, Buffer.from(padded, 'latin1'), values]));
  maps.dispose();
  return file;
}

beforeAll(async () => {
  const dataset = firstImages((await loadMnist()).test, IMAGES);
  const model = buildEfficientNet(SPEC, { seed: 3 });
  ours = await measureNormalizationNoise(model, dataset, {
    layers: LAYERS.map(([name]) => name),
    batchSizes: SIZES,
    batches: BATCHES,
    resamples: 100,
    probes: 0,
    seed: SEED
  });
  const places = (batchSize: number, index: number, replacement: boolean): number[][] => {
    // One sequence for resampled images, then four of each size.
    const seed = SEED + 1 + 4 * index + +replacement;
    const all = drawnBatches({ images: IMAGES, batchSize, batches: BATCHES, replacement, seed });
    return Array.from({ length: BATCHES }, (_, b) => [...all.subarray(b * batchSize, (b + 1) * batchSize)]);
  };
  const points = SIZES.map((batchSize, index) => ({
    batchSize,
    replaced: places(batchSize, index, true),
    distinct: places(batchSize, index, false)
  }));
  const layers = [];
  for (const [, convolution] of LAYERS) {
    layers.push({ file: await dump(model, dataset, convolution), points });
  }
  const { status, stdout, stderr } = spawnSync(PYTHON, [join(__dirname, 'normalization_noise.py'), folder], {
    input: JSON.stringify({ layers }),
    encoding: 'utf8',
    maxBuffer: 1e8
  });
  expect(status, stderr).toBe(0);
  theirs = JSON.parse(stdout) as Figures[];
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Relative to the largest of a list, or absolute where all are small. */
function expectClose(found: readonly (number | null)[], expected: readonly number[]): void {
  const size = Math.max(...expected.map(Math.abs), 1e-3);
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => expect(Math.abs((value as number) - expected[i])).toBeLessThan(1e-5 * size));
}

describe('noise measured in a network', () => {
  it.each(LAYERS.map(([name], i) => [name, i] as const))('is at %s what NumPy finds', (name, i) => {
    const [layer, figures] = [ours.layers[i], theirs[i]];
    expect(layer.name).toBe(name);
    const { mean, variance, kurtosis, correlation } = layer.moments;
    expectClose(mean, figures.mean);
    expectClose(variance, figures.variance);
    expectClose(kurtosis, figures.kurtosis);
    expectClose(correlation, figures.correlation);
    expectClose([layer.squaresCorrelation], [figures.squaresCorrelation]);
    figures.points.forEach(({ replaced, distinct, theory }, n) => {
      const point = layer.points[n];
      expectClose(point.channels.meanError, replaced.channels.meanError);
      expectClose(point.channels.varianceError, replaced.channels.varianceError);
      for (const quantity of ['meanError', 'varianceError'] as const) {
        expectClose([point.replaced[quantity].value], [replaced[quantity]]);
        expectClose([point.distinct[quantity].value], [distinct[quantity]]);
        expectClose([point.theory[quantity].correlated], [theory[quantity]]);
      }
    });
  });
});
