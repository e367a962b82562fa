import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { gateContributions, gateMatrix, scale, variant } from '../analysis';
import { imageDataset, type ImageDataset, SeededOrder } from '../data';
import { buildEfficientNet } from '../model';
import { loadTensorFlow, type TensorFlow } from '../tensorflow';
import { gateValues } from './gate-values';

const SIDE = 32;
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
let model: LayersModel;
beforeAll(() => {
  tf = loadTensorFlow();
  model = buildEfficientNet(SPEC, { seed: 3 });
  // Statistics and offsets of a fresh network are 0 and 1: an error in them would not show.
  const changed = model
    .getWeights()
    .map((weight, i) =>
      weight.rank === 1
        ? tf.add(tf.abs(weight), tf.randomUniform(weight.shape, 0.1, 0.6, 'float32', i))
        : weight
    );
  model.setWeights(changed);
});

const random = new SeededOrder(5, 'pixels');
const images: ImageDataset = imageDataset(
  'noise',
  {
    shape: [IMAGES, SIDE, SIDE],
    values: Uint8Array.from({ length: IMAGES * SIDE ** 2 }, () => random.below(256))
  },
  { shape: [IMAGES], values: new Uint8Array(IMAGES) },
  ['a', 'b', 'c']
);

/** A block computed with plain operations from the weights, up to its gates. */
function direct(name: string, input: Tensor): { gates: number[][]; activations: number[][] } {
  const weights = (layer: string): Tensor[] => model.getLayer(`${name}_${layer}`).getWeights();
  const swish = (x: Tensor): Tensor => tf.mul(x, tf.sigmoid(x));
  const normalized = (x: Tensor, layer: string): Tensor => {
    const [gamma, beta, mean, variance] = weights(layer);
    return x.sub(mean).div(variance.add(SPEC.normalizationEpsilon).sqrt()).mul(gamma).add(beta);
  };
  const [expansion] = weights('expand_conv');
  const expanded = tf.matMul(
    input.reshape([-1, input.shape[3] ?? 0]),
    expansion.reshape([-1, expansion.shape[3] ?? 0])
  );
  const u = swish(normalized(expanded.reshape([...input.shape.slice(0, 3), -1]), 'expand_bn'));
  const [filter] = weights('dwconv');
  const stride = model.getLayer(`${name}_dwconv`).getConfig().strides as number[];
  const convolved = tf.depthwiseConv2d(u as never, filter as never, stride[0], 'same');
  const v = swish(normalized(convolved, 'bn'));
  const [reduce, reduceBias] = weights('se_reduce');
  const [excite, exciteBias] = weights('se_expand');
  const matrix = (kernel: Tensor): Tensor<never> => kernel.reshape(kernel.shape.slice(2)) as Tensor<never>;
  const hidden = swish(tf.matMul(v.mean([1, 2]) as Tensor<never>, matrix(reduce)).add(reduceBias));
  const gates = tf.sigmoid(tf.matMul(hidden as Tensor<never>, matrix(excite)).add(exciteBias));
  return {
    gates: gates.arraySync() as number[][],
    activations: tf.abs(v).mean([1, 2]).arraySync() as number[][]
  };
}

function expectClose(found: number[][], expected: number[][]): void {
  expect(found.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  const worst = Math.max(
    ...found.flatMap((row, i) => row.map((value, c) => Math.abs(value - expected[i][c])))
  );
  expect(worst).toBeLessThan(1e-5);
}

describe('gates of a network', () => {
  it.each(['block2a', 'block3a'])('of %s are what the block computes by hand', async (name) => {
    const recorded = await gateValues(model, images, name);
    const before = model.layers[model.layers.findIndex((layer) => layer.name === `${name}_expand_conv`)];
    const expected = tf.tidy(() => {
      const probe = tf.model({ inputs: model.inputs, outputs: before.input as never });
      const pixels = tf.tensor4d(Float32Array.from(images.images), [IMAGES, SIDE, SIDE, 1]);
      return direct(name, probe.predict(pixels) as Tensor);
    });
    expectClose(recorded.gates, expected.gates);
    expectClose(recorded.activations, expected.activations);
    // Inputs must not share their gates, or rows could be exchanged unseen.
    expect(new Set(recorded.gates.map(String)).size).toBe(IMAGES);
    expect(JSON.parse(JSON.stringify(recorded))).toEqual(recorded);
  });

  it('come with the norms of the weights that read each channel', async () => {
    const { projectionNorms, gates, activations } = await gateValues(model, images, 'block2a');
    const kernel = model.getLayer('block2a_project_conv').getWeights()[0].arraySync() as number[][][][];
    expect(projectionNorms).toHaveLength(kernel[0][0].length);
    kernel[0][0].forEach((row, c) => expect(projectionNorms[c]).toBeCloseTo(Math.hypot(...row), 5));
    expect(gateContributions(gateMatrix(gates), { activations, projectionNorms })).toHaveLength(
      projectionNorms.length
    );
  });

  it('are the same in any batch size and leave no tensors', async () => {
    const whole = await gateValues(model, images, 'block4a');
    const before = tf.memory().numTensors;
    const parts = await gateValues(model, images, 'block4a', { batchSize: 2 });
    expect(tf.memory().numTensors).toBe(before);
    expectClose(parts.gates, whole.gates);
    expect(parts.block).toEqual({ spec: SPEC, name: 'block4a' });
  });

  it('end when aborted', async () => {
    const signal = AbortSignal.abort();
    await expect(gateValues(model, images, 'block2a', { signal })).rejects.toMatchObject({
      name: 'AbortError'
    });
  });

  it('are refused for blocks that have none', async () => {
    await expect(gateValues(model, images, 'block9z')).rejects.toThrow(
      /got "block9z", expected one of block1a, /
    );
    const bare = buildEfficientNet(variant('v2-b0', { resolution: SIDE, inputChannels: 1, classes: 3 }));
    await expect(gateValues(bare, images, 'block1a')).rejects.toThrow(/expected one of block4a, /);
  });
});
