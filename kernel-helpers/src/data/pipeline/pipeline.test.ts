import { afterEach, describe, expect, it } from 'vitest';
import type { Batch, TrainingOrder } from '../batch';
import { trainingBatches } from '../batches';
import { collected } from '../collected.fixtures';
import { imageDataset } from '../dataset';
import { SeededOrder } from '../order';
import { BatchPipeline, shared } from './pipeline';
import { BatchSource } from './source';

const random = new SeededOrder(1, 'pixels');
const dataset = imageDataset(
  'noise',
  { shape: [50, 6, 6], values: Uint8Array.from({ length: 50 * 36 }, () => random.below(256)) },
  { shape: [50], values: Uint8Array.from({ length: 50 }, (_, i) => i % 3) },
  ['a', 'b', 'c']
);
const input = { resolution: 6, channels: 1 };
const order: TrainingOrder = { batchSize: 8, seed: 5, epoch: 2, augmentation: { shift: 2 } };

let pipeline: BatchPipeline | null = null;
afterEach(async () => {
  await pipeline?.dispose();
  pipeline = null;
});

function source(): BatchSource {
  pipeline = new BatchPipeline(dataset, input);
  return new BatchSource(pipeline.port);
}

async function all(batches: BatchSource, wait: (i: number) => number = () => 0): Promise<Batch[]> {
  const collected: Batch[] = [];
  for (let batch = await batches.next(); batch; batch = await batches.next()) {
    collected.push(batch);
    await new Promise((resolve) => setTimeout(resolve, wait(collected.length)));
  }
  return collected;
}

describe('a pipeline', () => {
  it.each([
    ['at once', () => 0],
    ['slowly', () => 5],
    ['unevenly', (i: number) => (i % 2) * 8]
  ])('gives the very batches of the eager run, taken %s', async (_, wait) => {
    const batches = source();
    batches.begin(order);
    expect(await all(batches, wait)).toEqual(await collected(trainingBatches(dataset, input, order)));
  });

  it('begins anew in the middle of an epoch', async () => {
    const batches = source();
    batches.begin(order);
    await batches.next();
    const next = { ...order, epoch: 3, firstStep: 2 };
    batches.begin(next);
    expect(await all(batches)).toEqual(await collected(trainingBatches(dataset, input, next)));
  });

  it('tells what is wrong with the order', async () => {
    const batches = source();
    batches.begin({ ...order, batchSize: 51 });
    await expect(batches.next()).rejects.toThrow('at most the 50 images');
  });
});

it('pixels are copied into shared memory once', () => {
  const first = shared(dataset);
  expect(first.images).toEqual(dataset.images);
  expect(shared(first).images).toBe(first.images);
});
