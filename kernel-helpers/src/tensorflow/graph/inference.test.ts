import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../load';
import { inferenceBatchNorm } from '../normalization';
import { compile, type CompiledFunction } from './compile';
import { rewriteForInference } from './inference';

const tf = loadTensorFlow();

const SHAPE = [2, 5, 5, 3];
const seeded = (shape: number[], seed: number, low = -1): Tensor =>
  tf.randomUniform(shape, low, 2, 'float32', seed);
const normalize = (x: Tensor): Tensor4D => {
  const channels = [x.shape[3] ?? 0];
  const [scale, offset, mean] = [1, 2, 3].map((seed) => seeded(channels, seed));
  return inferenceBatchNorm(
    x as Tensor4D,
    scale as never,
    offset as never,
    mean as never,
    seeded(channels, 4, 0.5) as never,
    1e-3
  );
};
const kernel = seeded([3, 3, 3, 4], 5) as Tensor4D;
const convolve = (x: Tensor): Tensor4D => tf.conv2d(x as Tensor4D, kernel, 2, 'same');

/** Operations of the rewritten graph, after a check that it computes what the function does. */
function operations(fn: (x: Tensor) => Tensor): string[] {
  const compiled: CompiledFunction<Tensor> = compile(fn, {
    inputs: [{ shape: SHAPE }],
    rewrite: rewriteForInference
  });
  const x = seeded(SHAPE, 9);
  const expected = fn(x).dataSync();
  compiled(x)
    .dataSync()
    .forEach((value, i) => expect(value).toBeCloseTo(expected[i], 4));
  const ops = compiled.state.nodes.map(({ op }) => op).filter((op) => !/Const|Placeholder|Identity/.test(op));
  compiled.dispose();
  return ops;
}

// Operations of ours would take their places.
beforeEach(() => {
  process.env.EFFICIENTNET_LAB_OPERATIONS = 'standard';
});
afterEach(() => {
  delete process.env.EFFICIENTNET_LAB_OPERATIONS;
});

describe('a graph rewritten for inference', () => {
  it('has normalisation within full and depthwise convolutions', () => {
    expect(operations((x) => normalize(convolve(x)))).toEqual(['Conv2D', 'BiasAdd']);
    const filter = seeded([3, 3, 3, 2], 6) as Tensor4D;
    const depthwise = (x: Tensor): Tensor4D => tf.depthwiseConv2d(x as Tensor4D, filter, 1, 'valid');
    expect(operations((x) => normalize(depthwise(x)))).toEqual(['DepthwiseConv2dNative', 'BiasAdd']);
  });

  it('has it there too when the convolution has a bias', () => {
    const bias = seeded([4], 7) as Tensor1D;
    expect(operations((x) => normalize(tf.add(convolve(x), bias)))).toEqual(['Conv2D', 'BiasAdd']);
  });

  it('serves the layers of TensorFlow.js', () => {
    const model = tf.sequential();
    const shared = { kernelSize: 3, biasInitializer: 'randomNormal' } as const;
    const statistics = { movingMeanInitializer: 'randomNormal', betaInitializer: 'randomNormal' } as const;
    model.add(tf.layers.conv2d({ inputShape: SHAPE.slice(1), filters: 4, ...shared }));
    model.add(tf.layers.batchNormalization(statistics));
    model.add(tf.layers.depthwiseConv2d({ ...shared }));
    model.add(tf.layers.batchNormalization(statistics));
    const found = operations((x) => model.apply(x, { training: false }) as Tensor);
    expect(found.filter((op) => op !== 'Reshape')).toEqual([
      'Conv2D',
      'BiasAdd',
      'DepthwiseConv2dNative',
      'BiasAdd'
    ]);
  });

  it('keeps normalisation after other sums', () => {
    const plane = seeded([1, 3, 3, 4], 8);
    expect(operations((x) => normalize(tf.add(convolve(x), plane)))).toContain('FusedBatchNormV3');
  });

  it('keeps normalisation that stands alone or whose input is read elsewhere', () => {
    expect(operations(normalize)).toEqual(['FusedBatchNormV3']);
    const twice = (x: Tensor): Tensor => {
      const y = convolve(x);
      return tf.add(y, normalize(y));
    };
    expect(operations(twice)).toContain('FusedBatchNormV3');
  });

  it('stores no constant that nothing reads', () => {
    const compiled = compile((x) => normalize(convolve(x)), {
      inputs: [{ shape: SHAPE }],
      rewrite: rewriteForInference
    });
    expect(compiled.state.nodes.filter(({ op }) => op === 'Const')).toHaveLength(2);
    compiled.dispose();
  });
});
