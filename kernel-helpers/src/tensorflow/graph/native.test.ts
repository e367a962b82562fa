import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { relu6, swish } from '../activation';
import { relativeDifference } from '../gradients.fixtures';
import { loadTensorFlow } from '../load';
import { groupNorm, trainingBatchNorm } from '../normalization';
import { globalMean, scaleChannels } from '../pooling';
import { randomNormal, randomUniform } from '../random';
import { compile, type CompiledFunction, type CompileOptions, inspectGraph } from './index';
import type { NativeEquivalent } from './equivalent';
import { withNativeOperations } from './native';
import type { GraphNode } from './node';

const tf = loadTensorFlow();
const SHAPE: [number, number, number, number] = [3, 5, 4, 8];

afterEach(() => {
  delete process.env.EFFICIENTNET_LAB_OPERATIONS;
});

type Network = (x: Tensor4D, scale: Tensor1D, offset: Tensor1D, gate: Tensor4D) => Tensor;

function batch(x: Tensor4D, scale: Tensor1D, offset: Tensor1D): Tensor4D {
  return trainingBatchNorm(x, scale, offset, 1e-3).output;
}

const NETWORKS: Record<string, Network> = {
  'batch norm': batch,
  'batch norm and swish': (x, scale, offset) => swish(batch(x, scale, offset)),
  'batch norm and relu6': (x, scale, offset) => relu6(batch(x, scale, offset)),
  'batch norm whose values are read besides': (x, scale, offset) => {
    const y = batch(x, scale, offset);
    return tf.add(tf.square(y), swish(y));
  },
  'swish of two norms’ sum': (x, scale, offset) =>
    swish(tf.add(batch(x, scale, offset), batch(tf.square(x), offset, scale))),
  'batch norm twice': (x, scale, offset) => swish(batch(swish(batch(x, scale, offset)), offset, scale)),
  'statistics that are read': (x, scale, offset) => {
    const { output, mean, variance } = trainingBatchNorm(x, scale, offset, 1e-3);
    return tf.add(swish(output), tf.add(mean, variance));
  },
  'group norm and swish': (x, scale, offset) => swish(groupNorm(x, scale, offset, 4, 1e-3)),
  'group norm': (x, scale, offset) => groupNorm(x, scale, offset, 2, 1e-3),
  'squeeze-and-excitation': (x, scale, offset, gate) => {
    const y = swish(batch(x, scale, offset));
    return scaleChannels(y, tf.mul(gate, tf.sigmoid(globalMean(y))) as Tensor4D);
  },
  'squeeze-and-excitation of group norm and relu6': (x, scale, offset, gate) => {
    const y = relu6(groupNorm(x, scale, offset, 4, 1e-3));
    return scaleChannels(y, tf.mul(gate, tf.sigmoid(globalMean(y))) as Tensor4D);
  },
  'gates of what is read besides': (x, scale, offset, gate) => {
    const y = swish(batch(x, scale, offset));
    return tf.add(tf.square(y), scaleChannels(y, tf.mul(gate, tf.sigmoid(globalMean(y))) as Tensor4D));
  },
  'scale of channels': (x, scale, offset, gate) => scaleChannels(swish(batch(x, scale, offset)), gate)
};

function given(): Tensor[] {
  const channels = [SHAPE[3]];
  return [
    tf.add(randomNormal(SHAPE, [1, 1]), 0.5),
    tf.add(randomUniform(channels, [1, 2]), 0.5),
    randomNormal(channels, [1, 3]),
    randomUniform([SHAPE[0], 1, 1, SHAPE[3]], [1, 4])
  ];
}

/** Value and gradients to all inputs, weighted so that no gradient is 0 by symmetry. */
function withGradients(network: Network) {
  return (...inputs: Tensor[]): Tensor[] => {
    const weighted = (...args: Tensor[]): Tensor => {
      const y = network(...(args as Parameters<Network>));
      const weights = tf.cos(tf.reshape(tf.range(0, y.size), y.shape));
      // Not every network reads all inputs, but each gradient is asked for.
      const read = tf.addN(args.map((each) => tf.mul(tf.sum(each), 0)));
      return tf.add(tf.sum(tf.mul(y, weights)), read);
    };
    const { value, grads } = tf.valueAndGrads(weighted)(inputs);
    return [network(...(inputs as Parameters<Network>)), value, ...grads];
  };
}

function compiled(network: Network, options: Partial<CompileOptions> = {}): CompiledFunction<Tensor[]> {
  const inputs = given();
  const shapes = inputs.map(({ shape }) => ({ shape }));
  return compile(withGradients(network), { inputs: shapes, ...options });
}

const ours = (fn: CompiledFunction<Tensor[]>): string[] =>
  inspectGraph(fn)
    .operations.map(({ op }) => op)
    .filter((op) => op.startsWith('Enet'))
    .sort();

describe('operations of ours', () => {
  it.each(Object.entries(NETWORKS))('give values and gradients of %s as TensorFlow’s own', (_, network) => {
    const inputs = given();
    const eager = withGradients(network)(...inputs);
    const fn = compiled(network);
    const results = fn(...inputs);
    results.forEach((result, i) => {
      const expected = eager[i].dataSync();
      const largest = Math.max(1e-2, ...expected.map(Math.abs));
      expect(result.shape).toEqual(eager[i].shape);
      result
        .dataSync()
        .forEach((value, k) =>
          expect(Math.abs(value - expected[k]) / largest, `${i}, ${k}`).toBeLessThan(2e-5)
        );
    });
    expect(ours(fn).length).toBeGreaterThan(0);
    fn.dispose();
    tf.dispose([...inputs, ...eager, ...results]);
  });

  it('take the activation in, and keep nothing of what they replace', () => {
    const fn = compiled(NETWORKS['batch norm and swish']);
    const { operations } = inspectGraph(fn);
    expect(ours(fn)).toEqual(['EnetBatchNorm', 'EnetBatchNormGrad']);
    expect(operations.map(({ op }) => op)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/FusedBatchNorm|Sigmoid/)])
    );
    fn.dispose();
  });

  it('take the gradient of squeeze-and-excitation in as well', () => {
    const fn = compiled(NETWORKS['squeeze-and-excitation']);
    expect(ours(fn)).toEqual([
      'EnetBatchNorm',
      'EnetGateGrad',
      'EnetGatedBatchNormGrad',
      'EnetMean',
      'EnetScale'
    ]);
    fn.dispose();
  });

  it('leave a normalisation by itself whose values something else reads', () => {
    const fn = compiled(NETWORKS['batch norm whose values are read besides']);
    const count = inspectGraph(fn).operations.find(({ op }) => op === 'EnetBatchNorm')?.count;
    // Recorded once for the gradients and once for the value; each with its activation and without.
    expect(count).toBe(4);
    fn.dispose();
  });

  it('take no constant’s place: the mean of a pixel’s constant gradient is the constant that it is made of', () => {
    const gradient = tf.grad((x: Tensor) =>
      tf.sum(groupNorm(x as Tensor4D, tf.ones([4]), tf.zeros([4]), 2, 1e-3))
    );
    const fn = compile(gradient, { inputs: [{ shape: [2, 1, 1, 4] }] });
    const x = randomNormal([2, 1, 1, 4], [1, 1]);
    const dx = fn(x);
    expect(relativeDifference(tf.add(dx, 1), tf.add(gradient(x), 1))).toBeLessThan(1e-5);
    fn.dispose();
    tf.dispose([x, dx]);
  });

  it('are left out where the environment says so, and in 16 bits', () => {
    const network = NETWORKS['batch norm and swish'];
    const half = compiled(network, { precision: 'bfloat16' });
    process.env.EFFICIENTNET_LAB_OPERATIONS = 'standard';
    const standard = compiled(network);
    expect([ours(half), ours(standard)]).toEqual([[], []]);
    half.dispose();
    standard.dispose();
  });
});

describe('gradients of depthwise convolutions', () => {
  const cases = [3, 5].flatMap((size) =>
    [1, 2].flatMap((stride) =>
      (['same', 'valid'] as const).flatMap((padding) =>
        [
          [2, 7, 8, 3],
          [1, 12, 11, 40],
          [3, 6, 5, 16],
          [1, 5, 5, 1],
          [2, 19, 33, 17]
        ].map((shape) => ({ size, stride, padding, shape }))
      )
    )
  );

  function gradients(
    size: number,
    stride: number,
    padding: 'same' | 'valid',
    shape: number[],
    multiplier = 1
  ) {
    const kernel = randomNormal([size, size, shape[3], multiplier], [3, 4]);
    const x = randomNormal(shape, [1, 2]);
    const both = tf.grads((...[map, weights]: Tensor[]) =>
      tf.sum(tf.square(tf.depthwiseConv2d(map as Tensor4D, weights as Tensor4D, stride, padding)))
    );
    const fn = compile((...inputs: Tensor[]) => both(inputs), {
      inputs: [{ shape }, { shape: kernel.shape }]
    });
    const [dx, dkernel] = fn(x, kernel);
    const [expectedDx, expectedDkernel] = both([x, kernel]);
    const operations = ours(fn);
    const worst = Math.max(relativeDifference(dx, expectedDx), relativeDifference(dkernel, expectedDkernel));
    fn.dispose();
    tf.dispose([kernel, x, dx, dkernel, expectedDx, expectedDkernel]);
    return { worst, operations };
  }

  it.each(cases)('$size wide, stride $stride, $padding, of $shape', ({ size, stride, padding, shape }) => {
    const { worst, operations } = gradients(size, stride, padding, shape);
    const forward = size > 3 ? ['EnetDepthwise'] : [];
    expect(operations).toEqual([...forward, 'EnetDepthwiseInputGradient', 'EnetDepthwiseKernelGradient']);
    expect(worst).toBeLessThan(1e-5);
  });

  it.each([
    { size: 7, stride: 1, multiplier: 1 },
    { size: 3, stride: 1, multiplier: 2 },
    { size: 5, stride: 3, multiplier: 1 }
  ])('$size wide, stride $stride, with a multiplier of $multiplier are TensorFlow’s', (kind) => {
    const { size, stride, multiplier } = kind;
    const { worst, operations } = gradients(size, stride, 'same', [2, 8, 8, 4], multiplier);
    expect(operations).toEqual([]);
    expect(worst).toBeLessThan(1e-5);
  });
});

describe('a graph with other operations in it', () => {
  const node = (name: string, ...inputs: string[]): GraphNode => ({
    name,
    op: name,
    inputs,
    attributes: {}
  });

  it('keeps what is fed, fetched, and waited for', () => {
    const placeholder = { ...node('fed'), op: 'Placeholder' };
    const nodes = [placeholder, node('a', 'fed'), node('b', 'a'), node('c', 'b', '^a'), node('unused', 'a')];
    const equivalent: NativeEquivalent = { op: 'EnetX', attributes: {}, inputs: ['a'], outputs: ['b'] };
    const rewritten = withNativeOperations(nodes, nodes, [equivalent], ['c']);
    expect(rewritten.map(({ name }) => name)).toEqual(['fed', 'a', 'c', 'b_EnetX_0']);
    expect(rewritten[2].inputs).toEqual(['b_EnetX_0', '^a']);
  });

  it('leaves alone what was rewritten before', () => {
    const gone: NativeEquivalent = { op: 'EnetX', attributes: {}, inputs: ['gone'], outputs: ['b'] };
    const nodes = [node('a'), node('b', 'a')];
    expect(withNativeOperations(nodes, nodes, [gone], ['b'])).toEqual(nodes);
    const equivalent: NativeEquivalent = { op: 'EnetX', attributes: {}, inputs: ['a'], outputs: ['b'] };
    for (const change of [{ op: 'c' }, { attributes: { size: { int: 3 } } }, { inputs: ['a', 'a'] }]) {
      const changed = [nodes[0], { ...nodes[1], ...change }];
      expect(withNativeOperations(nodes, changed, [equivalent], ['b'])).toEqual(changed);
    }
  });

  it('follows a node that was rewritten to read something else', () => {
    const nodes = [node('a'), node('b', 'a')];
    const equivalent: NativeEquivalent = { op: 'EnetX', attributes: {}, inputs: ['a'], outputs: ['b'] };
    const rewritten = withNativeOperations(
      nodes,
      [node('z'), { ...nodes[1], inputs: ['z'] }],
      [equivalent],
      ['b']
    );
    expect(rewritten.map(({ name, inputs }) => [name, inputs])).toEqual([
      ['z', []],
      ['b_EnetX_0', ['z']]
    ]);
  });
});
