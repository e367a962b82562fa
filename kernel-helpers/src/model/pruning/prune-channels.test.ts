import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { describe, expect, test, vi } from 'vitest';
import { type ArchitectureSpec, type ChannelMeans, scale, SpecError, V2_B0, variant } from '../../analysis';
import { loadTensorFlow } from '../../tensorflow';
import { buildEfficientNet } from '../builder';
import { countModel } from '../counting.fixtures';
import { describeTraining, modelDescription } from '../metadata';
import { getWeightsByName } from '../weights';
import { pruneChannels } from './prune-channels';
import {
  changeWeights,
  EXACT,
  expectExactPruning,
  expectVisiblePruning,
  images,
  kill,
  livelyNetwork,
  relativeError,
  setChannels,
  VISIBLE,
  worstError
} from './pruned.fixtures';

const tf = loadTensorFlow();

/** A network of one block of each kind, fast to build. */
function small(options: Partial<ArchitectureSpec> = {}): ArchitectureSpec {
  const b0 = variant('b0', { resolution: 32, classes: 5, inputChannels: 1, preprocessing: 'unit' });
  const stages = b0.stages.slice(0, 2);
  return { ...b0, resolution: 16, stages, head: { filters: 32 }, dropout: 0, ...options };
}

const whole = { resolution: 32, classes: 7, inputChannels: 1, preprocessing: 'unit' } as const;
const NETWORKS: Array<[string, ArchitectureSpec]> = [
  // The published networks are pruned whole in test/parity.
  ['b0', small()],
  ['lite', { ...variant('lite0', whole), stages: variant('lite0').stages.slice(0, 2) }],
  [
    'v2',
    scale({
      base: { ...V2_B0, stages: [0, 1, 3].map((row) => V2_B0.stages[row]) },
      width: 0.5,
      depth: 0.5,
      ...whole
    })
  ],
  ['b0 with symmetric padding', small({ padding: 'symmetric' })],
  ['b0 over sequences', small({ spatialDimensions: 1, resolution: 64 })],
  ['b0 with group normalisation', small({ normalization: 'group' })]
];

test.each(NETWORKS)(
  'dead channels of every place of %s go without a trace, living ones do not',
  (_name, spec) => {
    const model = livelyNetwork(spec);
    expectVisiblePruning(spec, model);
    expectExactPruning(spec, model);
  }
);

test('one channel of block2b of B0 is ΔP = C + k² + 2q + C′ + 5 and ΔM = S²·C + Sₒ²·(k² + C′) + 2q', () => {
  const b0 = variant('b0');
  const model = buildEfficientNet({ ...b0, stages: b0.stages.slice(0, 2), head: { filters: 32 } });
  const { model: pruned, savings } = pruneChannels(model, { block2b: [17] });
  const [C, k, q, O, S] = [24, 3, 6, 24, 56];
  const [before, after] = [countModel(model), countModel(pruned)];
  expect(before.trainable - after.trainable).toBe(C + k ** 2 + 2 * q + O + 5);
  expect(before.macs.total - after.macs.total).toBe(S ** 2 * C + S ** 2 * (k ** 2 + O) + 2 * q);
  expect(savings).toMatchObject({ params: 74, withStatistics: 78, macs: 178_764 });
});

test('draws no weights, which are written at once, and saves the initialisers of the network as built', () => {
  const model = buildEfficientNet(small());
  const operations = vi.spyOn(
    tf.backend() as unknown as { executeSingleOutput(name: string): Tensor },
    'executeSingleOutput'
  );
  try {
    const { model: pruned, spec } = pruneChannels(model, { block2b: [17] });
    const drawn = (): string[] =>
      operations.mock.calls.map(([name]) => name).filter((name) => /Stateless/.test(name));
    expect(drawn()).toEqual([]);
    const anew = buildEfficientNet(spec);
    expect(drawn().length).toBeGreaterThan(10);
    expect(pruned.toJSON(null, false)).toEqual(anew.toJSON(null, false));
  } finally {
    operations.mockRestore();
  }
});

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const swish = (x: number): number => x * sigmoid(x);

describe('exactness and compensation in one block', () => {
  const BLOCK = 'block2b';
  const GONE = [3, 17, 90];

  /** γ₁ = 0: v_c = swish(β₁) on all images and pixels. */
  function constant(model: LayersModel): number[] {
    changeWeights(model, (weights) => {
      setChannels(weights, `${BLOCK}_bn/gamma`, GONE, () => 0);
      setChannels(weights, `${BLOCK}_bn/beta`, GONE, (channel) => 0.4 + channel / 100);
    });
    const kappa = new Array<number>(144).fill(0);
    GONE.forEach((channel) => (kappa[channel] = swish(0.4 + channel / 100)));
    return kappa;
  }

  /** A column of W₂ of zeros: the gate is σ(b₂), whatever the image. */
  function constantGates(model: LayersModel, bias: number): void {
    changeWeights(model, (weights) => {
      const { shape, values } = weights[`${BLOCK}_se_expand/kernel`];
      GONE.forEach((c) => values.forEach((_, i) => i % shape[3] === c && (values[i] = 0)));
      setChannels(weights, `${BLOCK}_se_expand/bias`, GONE, () => bias);
    });
  }

  const statistics = (means: ChannelMeans) => ({ places: { [BLOCK]: means } });

  test('a constant channel with a constant gate is replaced exactly by its means, and by neither alone', () => {
    const model = livelyNetwork(small());
    const kappa = constant(model);
    constantGates(model, -0.7);
    const measured = statistics({
      squeezed: kappa,
      passed: kappa.map((value) => value * sigmoid(-0.7))
    });
    const error = (compensate?: Array<'squeeze' | 'output'>): number =>
      worstError(pruneChannels(model, { [BLOCK]: GONE }, { compensate, statistics: measured }).model, model)
        .error;
    expect(error()).toBeLessThan(EXACT);
    expect(error(['output', 'squeeze'])).toBeLessThan(EXACT);
    expect(error(['squeeze'])).toBeGreaterThan(VISIBLE);
    const output = error(['output']);
    expect(output).toBeGreaterThan(VISIBLE);
    expect(error([])).toBeGreaterThan(output);
  });

  test('a constant channel whose gate varies is replaced in the squeeze exactly: all other gates stay', () => {
    const model = livelyNetwork(small());
    const kappa = constant(model);
    const measured = statistics({ squeezed: kappa, passed: kappa });
    const { model: pruned } = pruneChannels(
      model,
      { [BLOCK]: GONE },
      { compensate: ['squeeze'], statistics: measured }
    );
    const hidden = (network: LayersModel): Float32Array => {
      const layer = network.getLayer(`${BLOCK}_se_reduce`);
      const probe = tf.model({ inputs: network.inputs, outputs: layer.output as never });
      return (probe.predict(images(network, 3)) as ReturnType<typeof tf.tensor>).dataSync<'float32'>();
    };
    expect(relativeError(hidden(pruned), hidden(model))).toBeLessThan(EXACT);
    const naive = pruneChannels(model, { [BLOCK]: GONE }).model;
    expect(relativeError(hidden(naive), hidden(model))).toBeGreaterThan(VISIBLE);
    expect(worstError(pruned, model).error).toBeGreaterThan(VISIBLE);
  });

  test('a closed gate is exact only if the squeeze does not read the channel', () => {
    const model = livelyNetwork(small());
    // exp(200) is infinite in 32 bits: σ is 0.
    constantGates(model, -200);
    const error = (): number => worstError(pruneChannels(model, { [BLOCK]: GONE }).model, model).error;
    expect(error()).toBeGreaterThan(VISIBLE);
    changeWeights(model, (weights) => {
      const { shape, values } = weights[`${BLOCK}_se_reduce/kernel`];
      GONE.forEach((c) => values.fill(0, c * shape[3], (c + 1) * shape[3]));
    });
    expect(error()).toBeLessThan(EXACT);
  });

  test('constant channels of the stem and of the head are replaced exactly', () => {
    const model = livelyNetwork(small());
    changeWeights(model, (weights) => {
      for (const layer of ['block1a_bn', 'top_bn']) {
        setChannels(weights, `${layer}/gamma`, [2, 5], () => 0);
        setChannels(weights, `${layer}/beta`, [2, 5], () => 0.9);
      }
      const { shape, values } = weights['block1a_se_expand/kernel'];
      [2, 5].forEach((c) => values.forEach((_, i) => i % shape[3] === c && (values[i] = 0)));
      setChannels(weights, 'block1a_se_expand/bias', [2, 5], () => 0.3);
    });
    const means = (gate: number): ChannelMeans => ({
      squeezed: new Array<number>(32).fill(swish(0.9)),
      passed: new Array<number>(32).fill(gate * swish(0.9))
    });
    const places = { block1a: means(sigmoid(0.3)), top: means(1) };
    const gone = { block1a: [2, 5], top: [2, 5] };
    const { model: pruned, spec } = pruneChannels(model, gone, { statistics: { places } });
    expect(worstError(pruned, model).error).toBeLessThan(EXACT);
    expect([spec.stem.filters, spec.head.filters]).toEqual([30, 30]);
    expect(worstError(pruneChannels(model, gone).model, model).error).toBeGreaterThan(VISIBLE);
  });

  test('behind a projection of k×k pixels means are exact inside the map', () => {
    const stages = V2_B0.stages.slice(0, 1);
    const spec = scale({ base: { ...V2_B0, stages }, ...whole, width: 1, depth: 1, padding: 'symmetric' });
    const model = livelyNetwork(spec);
    changeWeights(model, (weights) => {
      setChannels(weights, 'stem_bn/gamma', [4], () => 0);
      setChannels(weights, 'stem_bn/beta', [4], () => 0.8);
    });
    const means = new Array<number>(spec.stem.filters).fill(swish(0.8));
    const { model: pruned } = pruneChannels(
      model,
      { block1a: [4] },
      { statistics: { places: { block1a: { squeezed: means, passed: means } } } }
    );
    const map = (network: LayersModel, inner: boolean): Float32Array => {
      const output = network.getLayer('block1a_project_bn').output as never;
      const probe = tf.model({ inputs: network.inputs, outputs: output });
      const values = probe.predict(images(network, 2)) as ReturnType<typeof tf.tensor4d>;
      return (inner ? values.slice([0, 1, 1, 0], [2, 14, 14, -1]) : values).dataSync<'float32'>();
    };
    expect(relativeError(map(pruned, true), map(model, true))).toBeLessThan(EXACT);
    expect(relativeError(map(pruned, false), map(model, false))).toBeGreaterThan(VISIBLE);
  });
});

test('group normalisation: whole groups go without a trace, channels of several groups do not', () => {
  const model = livelyNetwork(small({ normalization: 'group' }));
  const scattered = { block2b: [0, 8, 16, 24, 32, 40, 48, 56] };
  kill(model, scattered);
  expect(worstError(pruneChannels(model, scattered).model, model).error).toBeGreaterThan(VISIBLE);
  expect(() => pruneChannels(model, { block2b: [1] })).toThrow(
    /^channels\.block2b\.length: got 1, expected a multiple of 8/
  );
  const means = { squeezed: new Array<number>(144).fill(0.1), passed: new Array<number>(144).fill(0.1) };
  const statistics = { places: { block2b: means } };
  expect(() => pruneChannels(model, scattered, { statistics, compensate: ['output'] })).toThrow(
    /^compensate: got "output", expected batch normalisation behind the projection of block2b; group .* Give compensate: \['squeeze'\]/
  );
  const bias = (network: LayersModel): Float32Array =>
    getWeightsByName(network)['block2b_se_reduce/bias'].values;
  const compensated = pruneChannels(model, scattered, { statistics }).model;
  expect(relativeError(bias(compensated), bias(model))).toBeGreaterThan(VISIBLE);
});

test('what a network is besides its weights stays: frozen layers, masks, training images, the end', () => {
  const spec = small({ dropout: 0.4 });
  const model = buildEfficientNet(spec, { seed: 4, classifierActivation: 'softmax' });
  describeTraining(model, { imagesInTraining: 'as they are', valuesInTraining: { least: 0, most: 255 } });
  model.getLayer('block2a_expand_bn').trainable = false;
  tf.tidy(() => void model.apply(images(model, 2), { training: true }));
  const { model: pruned, spec: narrow } = pruneChannels(model, { block2a: [0] });
  expect(modelDescription(pruned)).toEqual({ ...modelDescription(model), spec: narrow });
  expect(narrow).toMatchObject({ name: 'b0 pruned', dropout: 0.4 });
  expect(pruned.getLayer('block2a_expand_bn').trainable).toBe(false);
  const frozen = (network: LayersModel): string[] =>
    network.layers.filter(({ trainable }) => !trainable).map(({ name }) => name);
  expect(frozen(pruned)).toEqual(frozen(model));
  const dropped = (network: LayersModel): number[] => {
    const layer = network.getLayer('top_dropout');
    const ones = tf.ones([4, spec.head.filters]);
    return [...(layer.apply(ones, { training: true }) as ReturnType<typeof tf.tensor>).dataSync()];
  };
  // The second mask of each, not the first.
  expect(dropped(pruned)).toEqual(dropped(model));
});

test('the pruned network is left alone, and nothing leaks', () => {
  const model = livelyNetwork(small());
  const before = getWeightsByName(model);
  const tensors = tf.memory().numTensors;
  const { model: pruned } = pruneChannels(model, { block2b: [1, 2], top: [0] });
  expect(getWeightsByName(model)).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors + pruned.weights.length);
  const again = pruneChannels(pruned, { block2b: [141] });
  expect(again.spec.stages[1].blocks[1].expandedFilters).toBe(141);
  expect(getWeightsByName(again.model)['block2b_project_bn/gamma']).toEqual(
    before['block2b_project_bn/gamma']
  );
  const nothing = pruneChannels(model, {});
  expect(getWeightsByName(nothing.model)).toEqual(before);
});

describe('refuses', () => {
  const model = buildEfficientNet(small());

  test('channels that can’t go, and leaves no tensors', () => {
    const tensors = tf.memory().numTensors;
    const all = Array.from({ length: 144 }, (_, c) => c);
    expect(() => pruneChannels(model, { block2b: all })).toThrow(/from 0 to 138/);
    expect(() => pruneChannels(model, { block3a: [0] })).toThrow(SpecError);
    expect(() => pruneChannels(model, { block2b: [1, 1] })).toThrow(/each channel once/);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('models without a specification', () => {
    const other = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    expect(() => pruneChannels(other, {})).toThrow(
      /^model: got ".*", expected a network that buildEfficientNet/
    );
  });

  test('channels that come out of the model', () => {
    const pooled = buildEfficientNet(small(), { output: 'pooled' });
    expect(() => pruneChannels(pooled, { top: [0] })).toThrow(
      /^channels: got "top", expected a network with a classifier/
    );
    const { stages } = variant('b0');
    const strided = { ...stages[0].blocks[0], stride: 2 };
    const atStem = buildEfficientNet({ ...small(), stages: [{ blocks: [strided] }] }, { output: [2, 4] });
    expect(() => pruneChannels(atStem, { block1a: [0] })).toThrow(
      /^channels: got "block1a", expected channels that are not an output/
    );
    const [kept] = [pruneChannels(pooled, { block2b: [0] }).model];
    expect(kept.outputs[0].shape).toEqual([null, 32]);
  });

  test('compensation without means, or with others', () => {
    const ask = (statistics?: object, compensate: unknown = ['squeeze']) =>
      pruneChannels(model, { block2b: [0] }, { compensate, statistics } as never);
    expect(() => ask()).toThrow(
      /^statistics\.places\.block2b: got undefined, expected means of its 144 channels/
    );
    expect(() => ask({ places: {} })).toThrow(/^statistics\.places\.block2b: /);
    const few = { squeezed: [1], passed: [1] };
    expect(() => ask({ places: { block2b: few } })).toThrow(/squeezed: got a list of 1, expected 144 means/);
    const squeezed = new Array<number>(144).fill(1);
    const passed = squeezed.map((_, c) => (c === 5 ? NaN : 0));
    expect(() => ask({ places: { block2b: { squeezed, passed } } })).toThrow(/passed\[5\]: got NaN/);
    expect(() => ask(undefined, 'squeeze')).toThrow(
      /^compensate: got "squeeze", expected a list of squeeze, output/
    );
    expect(() => ask(undefined, ['gate'])).toThrow(/^compensate: got a list of 1/);
  });

  test('a network whose weights are not finite', () => {
    const broken = livelyNetwork(small());
    broken.getLayer('predictions').setWeights([tf.fill([32, 5], NaN), tf.zeros([5])]);
    expect(() => pruneChannels(broken, { block2b: [0] })).toThrow(/predictions\/kernel/);
  });
});
