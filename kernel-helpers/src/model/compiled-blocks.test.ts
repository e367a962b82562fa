import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { availableParallelism } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { scale } from '../analysis';
import { compile, loadTensorFlow, randomUniform, rewriteForInference } from '../tensorflow';
import { buildEfficientNet } from './builder';

const tf = loadTensorFlow();
/** Enough for blocks to be given to threads image by image. */
const IMAGES = 2 * availableParallelism();
const SIDE = 32;

afterEach(() => {
  delete process.env.EFFICIENTNET_LAB_OPERATIONS;
});

/** A network of all kinds of blocks, with offsets and statistics as training leaves them. */
function network(squeezeExciteRatio: number): LayersModel {
  const spec = scale({ width: 0.25, depth: 0.5, resolution: SIDE, classes: 5, squeezeExciteRatio });
  const model = buildEfficientNet(spec, { seed: 3 });
  tf.tidy(() => {
    const moved = model
      .getWeights()
      .map((weight, i) =>
        weight.rank === 1 ? tf.add(weight, tf.mul(randomUniform(weight.shape, [5, i]), 0.2)) : weight
      );
    model.setWeights(moved);
  });
  return model;
}

/** Our operations in the network's compiled inference, after a check that its logits are those of TensorFlow's own. */
function operations(model: LayersModel, images: number): string[] {
  const options = { inputs: [{ shape: [images, SIDE, SIDE, 3] }], rewrite: rewriteForInference };
  const fn = (x: Tensor): Tensor => model.apply(x) as Tensor;
  const x = tf.mul(randomUniform([images, SIDE, SIDE, 3], [3, 4]), 255);
  const compiled = compile(fn, options);
  process.env.EFFICIENTNET_LAB_OPERATIONS = 'standard';
  const standard = compile(fn, options);
  const [got, expected] = [compiled(x), standard(x)].map((each) => Array.from(each.dataSync()));
  const largest = expected.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  expected.forEach((each, i) => expect(Math.abs(got[i] - each) / largest).toBeLessThan(1e-5));
  const found = compiled.state.nodes.map(({ op }) => op).filter((op) => op.startsWith('Enet'));
  compiled.dispose();
  standard.dispose();
  tf.dispose(x);
  return found;
}

describe.each([0.25, 0])('blocks that squeeze to %d of their channels', (squeezeExciteRatio) => {
  it('are one operation each in compiled inference', () => {
    const model = network(squeezeExciteRatio);
    const blocks = model.layers.filter((layer) => /depthwise/i.test(layer.getClassName())).length;
    const found = operations(model, IMAGES);
    expect(blocks).toBeGreaterThan(6);
    expect(found.filter((op) => op === 'EnetMBConv')).toHaveLength(blocks);
    expect(found).not.toContain('EnetDepthwise');
    model.dispose();
  });

  it('stay apart where too few images are fed for all threads', () => {
    const model = network(squeezeExciteRatio);
    const found = operations(model, IMAGES - 1);
    expect(found).not.toContain('EnetMBConv');
    expect(found).toContain('EnetDepthwise');
    model.dispose();
  });
});
