import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { relu6, swish } from '../activation';
import { loadTensorFlow } from '../load';
import { groupNorm, inferenceBatchNorm, trainingBatchNorm } from '../normalization';
import { globalMean, scaleChannels } from '../pooling';
import { randomNormal } from '../random';
import { compile, type CompileOptions, rewriteForInference } from './index';

const tf = loadTensorFlow();
const EPSILON = 1e-3;
/** Enough images for whole blocks to be one operation on two threads. */
const INPUT = [5, 6, 5, 3];

/** What a step reads, which is one of the maps before it, and by what it changes it. */
interface Step {
  kind: keyof typeof KINDS;
  /** How far back the map was made, and another one like it. */
  back: number;
  other: number;
  size: number;
  stride: number;
  channels: number;
}

interface Place {
  step: Step;
  maps: readonly Tensor4D[];
  training: boolean;
  /** The next weight, of deviation 1 by default. */
  weight: (shape: number[], deviation?: number, mean?: number) => Tensor;
}

const one = (channels: number): number[] => [channels];
const channelsOf = (x: Tensor4D): number => x.shape[3];

function convolved(x: Tensor4D, { step, weight }: Place, size = step.size, stride = step.stride): Tensor4D {
  const inputs = channelsOf(x);
  const kernel = weight([size, size, inputs, step.channels], 1 / Math.sqrt(size * size * inputs));
  return tf.conv2d(x, kernel as Tensor4D, stride, 'same');
}

function normalized(x: Tensor4D, { training, weight }: Place): Tensor4D {
  const vector = (mean: number): Tensor1D => weight(one(channelsOf(x)), 0.3, mean) as Tensor1D;
  const [scale, offset] = [vector(1), vector(0)];
  return training
    ? trainingBatchNorm(x, scale, offset, EPSILON).output
    : inferenceBatchNorm(x, scale, offset, vector(0), tf.square(vector(1)), EPSILON);
}

function squeezed(x: Tensor4D, { weight }: Place): Tensor4D {
  const channels = channelsOf(x);
  const pointwise = (map: Tensor4D, from: number, to: number): Tensor4D =>
    tf.add(tf.conv2d(map, weight([1, 1, from, to], 0.5) as Tensor4D, 1, 'same'), weight(one(to)));
  return tf.sigmoid(pointwise(swish(pointwise(globalMean(x), channels, 2)), 2, channels));
}

const KINDS = {
  convolution: convolved,
  pointwise: (x: Tensor4D, place: Place) => convolved(x, place, 1, 1),
  depthwise: (x: Tensor4D, { step: { size, stride }, weight }: Place) =>
    tf.depthwiseConv2d(x, weight([size, size, channelsOf(x), 1], 1 / size) as Tensor4D, stride, 'same'),
  bias: (x: Tensor4D, { weight }: Place) => tf.add<Tensor4D>(x, weight(one(channelsOf(x)), 0.5)),
  swish: (x: Tensor4D) => swish(x),
  relu6: (x: Tensor4D) => relu6(x),
  tanh: (x: Tensor4D) => tf.tanh(x),
  layersSwish: (x: Tensor4D) => tf.mul<Tensor4D>(tf.sigmoid(tf.mul(x, 1)), x),
  normalization: normalized,
  groups: (x: Tensor4D, { weight }: Place) => {
    const [scale, offset] = [1, 0].map((mean) => weight(one(channelsOf(x)), 0.3, mean) as Tensor1D);
    return groupNorm(x, scale, offset, channelsOf(x), EPSILON);
  },
  sum: (x: Tensor4D, place: Place) => tf.add<Tensor4D>(x, like(x, place)),
  product: (x: Tensor4D, place: Place) => tf.mul<Tensor4D>(x, tf.sigmoid(like(x, place))),
  squeezeAndExcitation: (x: Tensor4D, place: Place) => scaleChannels(x, squeezed(like(x, place), place))
};

/** A map of the same shape, perhaps the map itself. */
function like(x: Tensor4D, { maps, step }: Place): Tensor4D {
  const alike = maps.filter(({ shape }) => shape.join() === x.shape.join());
  return alike[alike.length - 1 - (step.other % alike.length)];
}

const KIND_NAMES = Object.keys(KINDS) as Array<keyof typeof KINDS>;
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom(...KIND_NAMES, 'pointwise', 'depthwise', 'normalization', 'swish'),
    // Mostly the last one: others get a second reader.
    back: fc.constantFrom(0, 0, 0, 0, 1, 2),
    other: fc.nat(3),
    size: fc.constantFrom(1, 2, 3, 5, 7),
    stride: fc.constantFrom(1, 1, 1, 2, 3),
    channels: fc.constantFrom(1, 3, 8, 17)
  }),
  { minLength: 3, maxLength: 14 }
);

/** The last map and one on the way, of an input and weights that are made as they are asked for. */
function network(chosen: readonly Step[], x: Tensor4D, weights: Tensor[], training: boolean): Tensor[] {
  let next = 0;
  const weight: Place['weight'] = (shape, deviation = 1, mean = 0) =>
    (weights[next++] ??= tf.add(tf.mul(randomNormal(shape, [2, next]), deviation), mean));
  const maps = [x];
  for (const step of chosen) {
    const read = maps[Math.max(0, maps.length - 1 - step.back)];
    maps.push(KINDS[step.kind](read, { step, maps, training, weight }) as Tensor4D);
  }
  return [maps[maps.length - 1], maps[Math.ceil(maps.length / 2)]];
}

/** Largest difference beside the largest value, or beside a share of all values': zeros are but round-off. */
function worst(found: readonly Tensor[], expected: readonly Tensor[], share: number): number {
  const largest = expected.map((each) => tf.max(tf.abs(each)).dataSync()[0]);
  const least = share * Math.max(...largest) + 1e-3;
  return Math.max(
    ...expected.map(
      (each, i) => tf.max(tf.abs(tf.sub(found[i], each))).dataSync()[0] / Math.max(largest[i], least)
    )
  );
}

/** Whether the function compiled as told gives what it gives operation by operation. */
function compare(
  fn: (...inputs: Tensor[]) => Tensor[],
  inputs: Tensor[],
  options: Partial<CompileOptions>,
  share = 0
): void {
  const compiled = compile(fn, { inputs: inputs.map(({ shape }) => ({ shape })), ...options });
  expect(worst(compiled(...inputs), fn(...inputs), share)).toBeLessThan(1e-4);
  compiled.dispose();
}

/** Checks some networks of random steps, whose images and weights are the same in each run. */
function forNetworks(
  training: boolean,
  parameters: fc.Parameters<[Step[]]>,
  check: (run: (x: Tensor, weights: Tensor[]) => Tensor[], images: Tensor, weights: Tensor[]) => void
): void {
  const images = randomNormal(INPUT, [1, 1]);
  fc.assert(
    fc.property(steps, (chosen) =>
      tf.tidy(() => {
        const run = (x: Tensor, weights: Tensor[]): Tensor[] =>
          network(chosen, x as Tensor4D, weights, training);
        const made: Tensor[] = [];
        run(images, made);
        check(run, images, made);
      })
    ),
    parameters
  );
  images.dispose();
}

test('random graphs give compiled what they give operation by operation', () => {
  forNetworks(false, { numRuns: 40, seed: 3 }, (run, images, weights) => {
    const fn = (x: Tensor): Tensor[] => run(x, [...weights]);
    compare(fn, [images], {});
    compare(fn, [images], { rewrite: rewriteForInference });
  });
});

test('random graphs’ gradients do too, with activations held and computed again', () => {
  forNetworks(true, { numRuns: 25, seed: 4 }, (run, images, weights) => {
    const loss = (x: Tensor, ...own: Tensor[]): Tensor => {
      const all = [x, ...own].map((each) => tf.mul(tf.sum(each), 0));
      const weighted = run(x, own).map((map) => tf.mean(tf.mul(map, randomNormal(map.shape, [3, 3]))));
      return tf.addN([...all, ...weighted]);
    };
    const gradients = (...inputs: Tensor[]): Tensor[] => tf.grads(loss)(inputs);
    for (const recompute of [false, true]) {
      compare(gradients, [images, ...weights], { recompute }, 0.05);
    }
  });
});
