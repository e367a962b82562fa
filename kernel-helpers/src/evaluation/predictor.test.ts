import type { LayersModel, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { scale } from '../analysis';
import { SeededOrder } from '../data';
import { buildEfficientNet } from '../model';
import { loadTensorFlow, type TensorFlow } from '../tensorflow';
import { predictor } from './predictor';

const SIDE = 32;
const SPEC = scale({
  width: 0.25,
  depth: 0.25,
  resolution: SIDE,
  inputChannels: 1,
  classes: 3,
  preprocessing: 'unit'
});

let tf: TensorFlow;
let model: LayersModel;
beforeAll(() => {
  tf = loadTensorFlow();
  model = buildEfficientNet(SPEC, { seed: 3 });
  shake(0);
});

/** Statistics and offsets of a fresh network are 0 and 1: an error in folding them would not show. */
function shake(seed: number): void {
  tf.tidy(() => {
    const weights = model.getWeights();
    const moved = weights.map((weight, i) =>
      tf.add(tf.abs(weight), tf.randomUniform(weight.shape, 0.1, 0.6, 'float32', seed + i))
    );
    model.setWeights(weights.map((weight, i) => (weight.rank === 1 ? moved[i] : weight)));
  });
}

const random = new SeededOrder(5, 'pixels');
const images = (count: number, side = SIDE): Tensor4D => {
  const values = Float32Array.from({ length: count * side ** 2 }, () => random.below(256));
  return tf.tensor4d(values, [count, side, side, 1]);
};
const eager = (x: Tensor4D): Float32Array =>
  tf.tidy(() => (model.predict(x) as Tensor).dataSync<'float32'>());

function expectClose(found: Float32Array, expected: Float32Array): void {
  expect(found).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  found.forEach((value, i) => expect(Math.abs(value - expected[i]) / largest).toBeLessThan(1e-4));
}

describe('a predictor', () => {
  it.each(['compiled', 'eager'] as const)(
    '%s gives the logits of the network, padded or not',
    async (execution) => {
      const x = images(7);
      const ready = predictor(model, { batchSize: 4, execution });
      const { logits, probabilities, classes } = await ready.predict(x);
      expectClose(logits, eager(x));
      expect(classes).toBe(3);
      for (let row = 0; row < 7; row++) {
        const exponentials = logits.subarray(row * 3, row * 3 + 3).map(Math.exp);
        const sum = exponentials.reduce((a, b) => a + b);
        exponentials.forEach((value, i) => expect(probabilities[row * 3 + i]).toBeCloseTo(value / sum, 5));
      }
      ready.dispose();
    }
  );

  it('keeps the weights that the network had, also for sizes that come later', async () => {
    const x = images(2);
    const before = eager(x);
    const ready = predictor(model, { batchSize: 2 });
    expectClose((await ready.predict(x)).logits, before);
    shake(100);
    const one = tf.slice(x, 0, 1);
    expectClose((await ready.predict(one)).logits, before.subarray(0, 3));
    expect((await ready.predict(x)).logits[0]).not.toBeCloseTo(eager(x)[0], 5);
    ready.dispose();
  });

  it('tells how many images are done', async () => {
    const ready = predictor(model, { batchSize: 2 });
    const done: number[] = [];
    await ready.predict(images(3), { onProgress: (n) => done.push(n) });
    expect(done).toEqual([2, 3]);
    ready.dispose();
  });

  it('leaves no tensors behind', async () => {
    const x = images(3);
    const before = tf.memory().numTensors;
    const ready = predictor(model);
    await ready.predict(x);
    ready.dispose();
    ready.dispose();
    expect(tf.memory().numTensors).toBe(before);
    await expect(ready.predict(x)).rejects.toThrow('Make another');
  });

  it('ends when aborted', async () => {
    const ready = predictor(model);
    await expect(ready.predict(images(1), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError'
    });
    ready.dispose();
  });

  it('refuses images of other channels and odd batch sizes', async () => {
    const ready = predictor(model);
    await expect(ready.predict(tf.zeros([1, 1, SIDE, SIDE]))).rejects.toThrow(
      'tf.transpose(images, [0, 2, 3, 1])'
    );
    await expect(ready.predict(tf.zeros([1, SIDE, SIDE, 2]))).rejects.toThrow(
      'images: got images of 2 channels, expected 1, as the network takes'
    );
    ready.dispose();
    expect(() => predictor(model, { batchSize: 0 })).toThrow('batchSize: got 0');
  });
});

it('computes in 16 bits when asked, and nearly the same', async () => {
  const x = images(5);
  const [narrow, full] = [predictor(model, { precision: 'bfloat16' }), predictor(model)];
  const [actual, expected] = [(await narrow.predict(x)).logits, (await full.predict(x)).logits];
  const largest = Math.max(...expected.map(Math.abs));
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - expected[i]))) / largest;
  // Some twenty layers, each rounding to 8 significant bits.
  expect(worst).toBeLessThan(20 * 2 ** -8);
  expect(worst).toBeGreaterThan(1e-5);
  narrow.dispose();
  full.dispose();
});
