import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { io, LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DatasetSplits, type ImageDataset, imageDataset, splitDataset } from '../data';
import {
  buildEfficientNet,
  containedDescriptions,
  type ImagesInTraining,
  loadEfficientNet,
  modelDescription,
  saveWeights,
  trainingOf
} from '../model';
import { loadTensorFlow } from '../tensorflow';
import { loadCheckpoint } from './checkpoint';
import { recalibrateBatchNorm } from './recalibration';
import { loadRun } from './run-document';
import { smallData, smallModel, smallSpec } from './small.fixtures';
import { train } from './train';
import type { TrainingRun } from './record';

// Images of 8 × 8 pixels, into a network of 32 × 32.
const data = smallData();
const VIEW = 'the shorter side resized to 36 px (bicubic, antialiased), the middle 32 × 32 px taken';

let folder: string;
let model: LayersModel;
let run: TrainingRun;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preparation-'));
  model = smallModel();
  run = await train(model, data, { epochs: 1, batchSize: 16, execution: 'eager', checkpointDir: folder });
});
afterAll(() => rm(folder, { recursive: true }));

const told = (network: LayersModel): string | undefined => modelDescription(network)?.imagesInTraining;
const toldWithin = (network: LayersModel): ImagesInTraining => trainingOf(containedDescriptions(network)[0]);

async function reloaded(network: LayersModel): Promise<LayersModel> {
  let saved: io.ModelArtifacts | undefined;
  const tf = loadTensorFlow();
  await network.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
    })
  );
  return tf.loadLayersModel(tf.io.fromMemory(saved!));
}

it('is recorded in the run and in every file of the network', async () => {
  expect(told(smallModel())).toBeUndefined();
  expect(run.facts.preparation).toBe(VIEW);
  expect((await loadRun(join(folder, run.runId))).run.facts.preparation).toBe(VIEW);
  const path = join(folder, 'weights.safetensors');
  await saveWeights(model, path);
  const layers = await reloaded(model);
  const into = smallModel();
  const networks = [
    model,
    (await loadCheckpoint(run.checkpoint!)).model,
    (await loadCheckpoint(run.checkpoint!, { into })).model,
    await loadEfficientNet(path),
    layers
  ];
  // Pixels of the fixture are 20…119 and 120…219.
  const images = { imagesInTraining: VIEW, valuesInTraining: { least: 20, most: 219 } };
  expect(networks.map(toldWithin)).toEqual(networks.map(() => images));
});

it('is recorded of a network with a classifier of its own, too, and known to the network before it', async () => {
  const tf = loadTensorFlow();
  const whole = smallModel();
  const headed = ({ inputs, ...network }: LayersModel): LayersModel => {
    const features = network.outputs[0].inputs[0];
    const outputs = tf.layers.dense({ units: 2, name: 'own' }).apply(features) as SymbolicTensor;
    return tf.model({ inputs, outputs });
  };
  const own = headed(whole);
  expect(toldWithin(own)).toEqual({});
  const options = { epochs: 1, batchSize: 16, execution: 'eager', checkpointDir: folder } as const;
  const { checkpoint } = await train(own, data, options);
  const { model: into } = await loadCheckpoint(checkpoint!, { into: headed(smallModel()) });
  const images = { imagesInTraining: VIEW, valuesInTraining: { least: 20, most: 219 } };
  for (const network of [own, whole, into, await reloaded(own), await reloaded(whole)]) {
    expect(toldWithin(network)).toEqual(images);
  }
  await own.save(`file://${join(folder, 'own')}`);
  const features = await loadEfficientNet(join(folder, 'own', 'model.json'), { output: 'pooled' });
  expect(toldWithin(features)).toEqual(images);
});

it('keeps images of another scale from a network that was trained before, and from its validation', async () => {
  const numbers = (most: number): ImageDataset =>
    imageDataset(
      'numbers',
      { shape: [24, 32, 32], values: Uint8Array.from({ length: 24 * 1024 }, (_, i) => i % (most + 1)) },
      { shape: [24], values: Uint8Array.from({ length: 24 }, (_, i) => i % 2) },
      ['even', 'odd']
    );
  const options = { epochs: 1, batchSize: 4, execution: 'eager', checkpointDir: null } as const;
  const parts = (most: number, validation = most): DatasetSplits => ({
    ...splitDataset('numbers', numbers(most), numbers(most), { validation: 0, seed: 1 }),
    validation: numbers(validation)
  });
  const raw = (): LayersModel => buildEfficientNet({ ...smallSpec(), preprocessing: 'none' }, { seed: 1 });
  for (const [first, second] of [
    [255, 1],
    [1, 255]
  ]) {
    const network = raw();
    expect(await train(network, parts(first), options)).toMatchObject({ status: 'finished' });
    const refused = { kind: 'bad-pixels', expected: `values as in its last training, 0 to ${first}` };
    await expect(train(network, parts(second), options)).rejects.toMatchObject(refused);
    await expect(recalibrateBatchNorm(network, numbers(second), { batchSize: 4 })).rejects.toMatchObject(
      refused
    );
    const { status, message } = await train(raw(), parts(first, second), options);
    expect([status, message]).toEqual(['failed', expect.stringContaining(refused.expected)]);
  }
});

it('says where training sees images otherwise than evaluation', async () => {
  const other = smallModel();
  const options = { epochs: 1, batchSize: 16, execution: 'eager', checkpointDir: null } as const;
  const { facts } = await train(other, data, { ...options, augmentation: { randomResizedCrop: true } });
  expect(facts.preparation).toMatch(/^random parts resized to 32 × 32 px .*otherwise than in evaluation$/);
  expect(told(other)).toBe(facts.preparation);
});

it('of a run of an earlier version goes on with the optimiser and the EMA that it had', async () => {
  const path = join(run.checkpoint!, 'checkpoint.json');
  const good = await readFile(path, 'utf8');
  const { sha256: _, ...manifest } = JSON.parse(good) as { run: TrainingRun; sha256: string };
  const { emaDecay, optimizerSettings, ...facts } = manifest.run.facts;
  const older = {
    weightAverage: emaDecay,
    optimizerSettings: String(optimizerSettings).replace('kind', 'name')
  };
  expect(older.optimizerSettings).toContain('"name":"adam"');
  manifest.run.facts = { ...facts, ...older };
  await writeFile(path, JSON.stringify({ ...manifest, version: 3 }));
  const options = { epochs: 2, batchSize: 16, execution: 'eager', checkpointDir: folder } as const;
  const resumed = await train(smallModel(), data, { ...options, resumeFrom: run.checkpoint! });
  expect(resumed.facts).toMatchObject({ emaDecay, optimizerSettings });
  await writeFile(path, good);
});

it('of a run of an earlier version is told as another when it goes on', async () => {
  const path = join(run.checkpoint!, 'checkpoint.json');
  const good = await readFile(path, 'utf8');
  const options = { epochs: 2, batchSize: 16, execution: 'eager', checkpointDir: folder } as const;
  const resumed = async (): Promise<string> => {
    const { warnings } = await train(smallModel(), data, { ...options, resumeFrom: run.checkpoint! });
    return warnings.join('\n');
  };
  expect(await resumed()).not.toContain('earlier version');
  const { sha256: _, ...manifest } = JSON.parse(good) as {
    run: { facts: Record<string, unknown> };
    sha256: string;
  };
  delete manifest.run.facts.preparation;
  await writeFile(path, JSON.stringify({ ...manifest, version: 3 }));
  expect(await resumed()).toMatch(/of an earlier version, which padded .*36 px .*now continues differently/);
  await writeFile(path, good);
});

it('lets no step be made with images that were preprocessed already, however few they are', async () => {
  const masks = (most: number, count = 24): ImageDataset =>
    imageDataset(
      'masks',
      { shape: [count, 32, 32], values: Uint8Array.from({ length: count * 1024 }, (_, i) => i % (most + 1)) },
      { shape: [count], values: Uint8Array.from({ length: count }, (_, i) => i % 2) },
      ['even', 'odd']
    );
  const options = { epochs: 1, batchSize: 4, execution: 'eager', checkpointDir: null } as const;
  const parts = (most: number): DatasetSplits =>
    splitDataset('masks', masks(most), masks(255), { validation: 0, seed: 1 });
  const network = smallModel();
  const before = network.getWeights().map((weight) => [...weight.dataSync()]);
  const refused = { kind: 'bad-pixels', got: 'values from 0 to 1 in all images' };
  await expect(train(network, parts(1), options)).rejects.toMatchObject(refused);
  await expect(recalibrateBatchNorm(network, masks(1), { batchSize: 4 })).rejects.toMatchObject(refused);
  expect(network.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
  for (const fine of [0, 2]) {
    expect(await train(network, parts(fine), options)).toMatchObject({ status: 'finished', steps: 6 });
  }
});
