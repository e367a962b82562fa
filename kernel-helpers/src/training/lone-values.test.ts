import type { LayersModel, SymbolicTensor, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { type ArchitectureSpec, efficientDet, scale } from '../analysis';
import { firstImages, imagesFromArrays, splitDataset } from '../data';
import { buildDetector, buildEfficientNet } from '../model';
import { loadTensorFlow } from '../tensorflow';
import { detectionStep } from './detection';
import { freeze } from './freezing';
import { requireSeveralValues } from './lone-values';
import { recalibrateBatchNorm } from './recalibration';
import { trainInStages } from './stages';
import { train } from './train';

const tf = loadTensorFlow();
const SIDE = 32;
const whole = scale({
  width: 0.25,
  depth: 0.25,
  resolution: SIDE,
  inputChannels: 1,
  classes: 4,
  preprocessing: 'unit',
  dropout: 0,
  stochasticDepth: 0
});

/** The last maps have one pixel. */
function network(changes: Partial<ArchitectureSpec> = {}): LayersModel {
  return buildEfficientNet({ ...whole, ...changes });
}

const images = imagesFromArrays({
  images: Uint8Array.from({ length: 8 * SIDE * SIDE }, (_, i) => (i * 7919) % 256),
  shape: [8, SIDE, SIDE],
  labels: [0, 1, 2, 3, 0, 1, 2, 3]
});
const data = splitDataset('noise', images, images, { validation: 0, seed: 0 });
const run = (model: LayersModel, options: object): ReturnType<typeof train> =>
  train(model, data, { execution: 'eager', checkpointDir: null, ...options });

function answers(model: LayersModel, batch: number): number[][] {
  return tf.tidy(() => {
    const x = tf.randomUniform([2 * batch, SIDE, SIDE, 1], 0, 255, 'float32', 3) as Tensor4D;
    return tf.split(x, 2).map((part) => [...(model.apply(part, { training: true }) as Tensor).dataSync()]);
  });
}

describe('a normalisation with one value', () => {
  it('answers the same to every image; with two it does not', () => {
    const [first, second] = answers(network(), 1);
    expect(first).toEqual(second);
    const [one, other] = answers(network(), 2);
    expect(one).not.toEqual(other);
  });

  it('is refused at every door before anything trains', async () => {
    const asked = /batchSize: got 1, expected more than one value for block\w+ and \d+ others/;
    const before = network()
      .getWeights()
      .map((weight) => [...weight.dataSync()]);
    const model = network();
    await expect(run(model, { batchSize: 1 })).rejects.toThrow(asked);
    await expect(trainInStages(model, data, [{ trainable: 'stem', batchSize: 1 }])).rejects.toThrow(asked);
    await expect(recalibrateBatchNorm(model, images, { batchSize: 1 })).rejects.toThrow(asked);
    await expect(run(model, { batchSize: 4, accumulationSteps: 4 })).rejects.toThrow(
      /accumulationSteps: got 4/
    );
    expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
    const nested = tf.input({ shape: [SIDE, SIDE, 1] });
    const outer = tf.model({ inputs: nested, outputs: network().apply(nested) as SymbolicTensor });
    await expect(run(outer, { batchSize: 1 })).rejects.toThrow(asked);
  });

  it('of a detector is refused too', () => {
    const spec = efficientDet('d0', {
      resolution: 64,
      classes: 2,
      detector: { fpnChannels: 16, fpnRepeats: 1, headRepeats: 1, maxLevel: 6 }
    });
    expect(() => detectionStep(buildDetector(spec), spec, { batchSize: 1 })).toThrow(
      /more than one value for/
    );
  });

  it('is no matter with more images, larger maps, groups, or frozen statistics', async () => {
    expect(() => requireSeveralValues(network(), 2, 'batchSize', 2)).not.toThrow();
    expect(() => requireSeveralValues(network({ resolution: 64 }), 1, 'batchSize', 1)).not.toThrow();
    expect(() => requireSeveralValues(network({ normalization: 'group' }), 1, 'batchSize', 1)).not.toThrow();
    const frozen = network();
    freeze(frozen, { through: 'all-but-classifier' });
    const one = splitDataset('one', firstImages(images, 1), images, { validation: 0, seed: 0 });
    const { status } = await train(frozen, one, { batchSize: 1, execution: 'eager', checkpointDir: null });
    expect(status).toBe('finished');
  });

  it('of a group is refused whatever the batch', () => {
    const lone = network({ normalization: 'group', groupSize: 1, groups: undefined });
    expect(() => requireSeveralValues(lone, 8, 'batchSize', 8)).toThrow(
      /Take a larger groupSize or resolution/
    );
  });

  it("of TensorFlow.js's own layer is refused, frozen or not, as it goes by the batch anyway", () => {
    const layer = tf.layers.batchNormalization();
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] }), layer] });
    layer.trainable = false;
    expect(() => requireSeveralValues(model, 1, 'batchSize', 1)).toThrow(/more than one value/);
    expect(() => requireSeveralValues(model, 2, 'batchSize', 2)).not.toThrow();
  });
});
