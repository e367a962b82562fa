import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { io, LayersModel, Tensor } from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scale } from '../analysis';
import type { ImageDataset } from '../data';
import { compareModels } from '../evaluation';
import { buildEfficientNet, getWeightsByName, modelDescription, pruneChannels } from '../model';
import { EXACT, kill, relativeError } from '../model/pruning/pruned.fixtures';
import { loadTensorFlow } from '../tensorflow';
import { loadCheckpoint } from './checkpoint';
import { smallData } from './small.fixtures';
import { train } from './train';

const tf = loadTensorFlow();
const folder = mkdtempSync(join(tmpdir(), 'pruned-'));
afterAll(() => rmSync(folder, { recursive: true }));

const data = smallData();
const OPTIONS = { epochs: 2, batchSize: 16, learningRate: 0.01, thread: 'main' } as const;
const GONE = { block1a: [3], block2a: [1, 40], block2b: [5, 6, 50], top: [0, 9] };

let model: LayersModel;
beforeAll(async () => {
  const network = { inputChannels: 1, classes: 2, preprocessing: 'unit', batchNormMomentum: 0.9 } as const;
  const spec = scale({ width: 0.5, depth: 1, resolution: 32, name: 'small', ...network });
  model = buildEfficientNet({ ...spec, stages: spec.stages.slice(0, 2), head: { filters: 16 } }, { seed: 1 });
  await train(model, data, { ...OPTIONS, checkpointDir: null });
});

function answers(network: LayersModel): Float32Array {
  const { values, shape } = {
    values: Float32Array.from((data.test as ImageDataset).images),
    shape: [40, 8, 8, 1]
  };
  return tf.tidy(() => {
    const pixels = tf.image.resizeBilinear(tf.tensor4d(values, shape as never), [32, 32]);
    return (network.predict(pixels) as Tensor).dataSync<'float32'>();
  });
}

it('a trained network without its dead channels answers the same, on every image', async () => {
  kill(model, GONE);
  const { model: pruned } = pruneChannels(model, GONE);
  expect(relativeError(answers(pruned), answers(model))).toBeLessThan(EXACT);
  const { differing, first, second } = await compareModels(model, pruned, data.test, { examples: 0 });
  expect([differing, first.name, second.name]).toEqual([[], 'small', 'small pruned']);
});

it('trains on, is stored and resumed as what it is, and loads as what it became', async () => {
  const { model: pruned, spec } = pruneChannels(model, GONE);
  const before = getWeightsByName(pruned);
  const options = { ...OPTIONS, checkpointDir: folder, runName: 'tuned' };
  const run = await train(pruned, data, { ...options, epochs: 1 });
  expect(run.status).toBe('finished');
  expect(getWeightsByName(pruned)).not.toEqual(before);
  const stored = await loadCheckpoint(run.checkpoint as string);
  expect(modelDescription(stored.model)?.spec).toEqual(spec);
  expect(getWeightsByName(stored.model)).toEqual(getWeightsByName(pruned));
  const resumed = await train(stored.model, data, {
    ...options,
    epochs: 2,
    resumeFrom: 'latest'
  });
  expect(resumed.history).toHaveLength(2);
  let saved: io.ModelArtifacts | undefined;
  await pruned.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
    })
  );
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved as never));
  expect(modelDescription(loaded)).toEqual(modelDescription(pruned));
  expect([...answers(loaded)]).toEqual([...answers(pruned)]);
});
