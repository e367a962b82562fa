import type { LayersModel } from '@tensorflow/tfjs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scale } from '../../kernel-helpers/src/analysis';
import { firstImages, type ImageDataset, loadMnist } from '../../kernel-helpers/src/data';
import { classify, evaluate, predictor } from '../../kernel-helpers/src/evaluation';
import { buildEfficientNet, modelDescription } from '../../kernel-helpers/src/model';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';
import { loadCheckpoint, train, type TrainingRun } from '../../kernel-helpers/src/training';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const spec = scale({
  width: 0.35,
  depth: 0.25,
  resolution: 32,
  inputChannels: 1,
  classes: 10,
  batchNormMomentum: 0.9,
  preprocessing: 'unit'
});

it('trains on real digits twice with one seed: equal losses and test results, and the checkpoint too', async () => {
  const data = await loadMnist({ validation: 500 });
  const small = { ...data, train: firstImages(data.train, 3_200) };
  const test = firstImages(data.test, 1_000);
  const once = async (): Promise<{ run: TrainingRun; losses: number[]; top1: number; loss: number }> => {
    const losses: number[] = [];
    const model = buildEfficientNet(spec, { seed: 1 });
    const run = await train(model, small, {
      epochs: 2,
      batchSize: 64,
      seed: 1,
      learningRate: 4e-3,
      augmentation: { shift: 1 },
      checkpointDir: folder,
      onEvent: (event) => void (event.type === 'step' && losses.push(event.loss))
    });
    const { top1, loss } = await evaluate(model, test);
    return { run, losses, top1, loss };
  };
  const [first, second] = [await once(), await once()];
  expect(first.losses).toHaveLength(100);
  expect(second.losses).toEqual(first.losses);
  expect([second.top1, second.loss]).toEqual([first.top1, first.loss]);
  // Ten classes: chance is 10 %.
  expect(first.top1).toBeGreaterThan(0.3);
  const loaded = await loadCheckpoint(first.run.checkpoint!);
  expect((await evaluate(loaded.model, test)).loss).toBe(first.loss);
  expect(modelDescription(loaded.model)?.imagesInTraining).toBe(first.run.facts.preparation);
  expect(first.run.facts.preparation).toMatch(/^the shorter side resized to 36 px \(bicubic, antialiased\)/);
  await requireOneAnswer(loaded.model, test);
});

/** The same digits as a set, as a tensor and one by one. */
async function requireOneAnswer(model: LayersModel, set: ImageDataset): Promise<void> {
  const [count, height, width, channels] = set.shape;
  const ready = predictor(model, { batchSize: 100 });
  const { probabilities } = await ready.predict(set);
  const tensor = loadTensorFlow().tensor4d(Float32Array.from(set.images), set.shape);
  expect((await ready.predict(tensor)).probabilities).toEqual(probabilities);
  ready.dispose();
  const size = height * width;
  const images = Array.from({ length: count }, (_, i) => ({
    width,
    height,
    channels,
    pixels: set.images.subarray(i * size, (i + 1) * size)
  }));
  const answers = await classify(model, images, { batchSize: 100, top: 10 });
  answers.forEach((all, i) =>
    all.forEach(({ index, probability }) => expect(probability).toBe(probabilities[10 * i + index]))
  );
}
