import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../tensorflow';
import { loadCheckpoint } from './checkpoint';
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
    optimizer: { name: 'sgd', weightDecay: 0.9 },
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
    expect(run.nonFinite).toMatchObject({ step: run.steps, weightsAtStep: run.steps - 1 });
    expect(run.nonFinite!.layers + run.nonFinite!.weights.length).toBeGreaterThan(0);
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
