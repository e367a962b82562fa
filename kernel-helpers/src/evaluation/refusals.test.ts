import type { LayersModel, SymbolicTensor, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ArchitectureSpec, type Preprocessing, variant } from '../analysis';
import { type ImageDataset, imagesFromArrays, type Pixels, requireLevels } from '../data';
import { buildEfficientNet, describeTraining } from '../model';
import { loadTensorFlow, type TensorFlow } from '../tensorflow';
import { classify } from './classify';
import { compareModels } from './compare';
import { evaluate } from './evaluate';
import { gateValues } from './gate-values';
import { gradCam } from './grad-cam';
import { benchmarkLatency } from './latency';
import { predictor } from './predictor';

const SIDE = 32;

function specOf(preprocessing: Preprocessing, name = 'b0'): ArchitectureSpec {
  const spec = variant(name, { resolution: SIDE, classes: 2, preprocessing });
  return { ...spec, stages: spec.stages.slice(0, 1), head: { filters: 8 } };
}

function network(preprocessing: Preprocessing = 'imagenet', name = 'b0'): LayersModel {
  return buildEfficientNet(specOf(preprocessing, name), { seed: 1 });
}

/** Images whose pixels repeat these values, at a side that the network doesn't have. */
function images(count: number, values: readonly number[], side = 24): Pixels[] {
  const size = side * side * 3;
  return Array.from({ length: count }, () => ({
    width: side,
    height: side,
    channels: 3,
    pixels: Uint8Array.from({ length: size }, (_, i) => values[i % values.length])
  }));
}

function setOf(all: readonly Pixels[]): ImageDataset {
  const [{ width, height }] = all;
  return imagesFromArrays({
    images: Uint8Array.from(all.flatMap(({ pixels }) => [...pixels])),
    shape: [all.length, height, width, 3],
    labels: all.map((_, i) => i % 2),
    classes: ['a', 'b']
  });
}

let tf: TensorFlow;
beforeAll(() => (tf = loadTensorFlow()));

type Images = Tensor4D | ImageDataset | Pixels[];
const predicted = async (model: LayersModel, given: Images): Promise<unknown> => {
  const ready = predictor(model, { execution: 'eager', batchSize: 2 });
  return ready.predict(given).finally(() => ready.dispose());
};

/** Every door of an evaluation, on images that are fine. */
const doors: Array<[string, (model: LayersModel, all: Pixels[]) => Promise<unknown>]> = [
  ['predictor', (model, all) => predicted(model, setOf(all))],
  ['classify', (model, all) => classify(model, all, { execution: 'eager' })],
  ['evaluate', (model, all) => evaluate(model, setOf(all))],
  [
    'compareModels, first',
    (model, all) => compareModels(model, network('none'), setOf(all), { execution: 'eager' })
  ],
  [
    'compareModels, second',
    (model, all) => compareModels(network('none'), model, setOf(all), { execution: 'eager' })
  ],
  ['gradCam', (model, all) => gradCam(model, setOf(all))],
  ['gateValues', (model, all) => gateValues(model, setOf(all), 'block1a')]
];

describe('weights that are not finite', () => {
  const fine = images(2, [3, 90, 200]);
  const all: typeof doors = [
    ...doors,
    [
      'latency',
      (model) => benchmarkLatency(model, { batchSizes: [1], runs: 1, warmUp: 0, execution: 'eager' })
    ]
  ];

  it.each(all)('are refused by %s, with their layer', async (_name, door) => {
    for (const [layer, value] of [
      ['block1a_project_bn', NaN],
      ['stem_conv', Infinity]
    ] as const) {
      const model = network();
      await expect(door(model, fine)).resolves.toBeDefined();
      const weights = model.getLayer(layer).getWeights();
      const damaged = weights[0].dataSync().slice();
      damaged[1] = value;
      model.getLayer(layer).setWeights([tf.tensor(damaged, weights[0].shape), ...weights.slice(1)]);
      await expect(door(model, fine)).rejects.toMatchObject({
        name: 'EvaluationError',
        field: 'model',
        got: expect.stringContaining(`${layer}/`) as string
      });
    }
  });

  it('are told also where an activation swallows them', async () => {
    const model = network('imagenet', 'lite0');
    const { weights } = model.getLayer('stem_bn');
    weights[1].write(tf.fill(weights[1].shape as number[], NaN) as Tensor);
    await expect(predicted(model, fine)).rejects.toThrow(/stem_bn\/beta \(32 of 32 values\)/);
  });

  it('and outputs that finite weights make infinite are told too', async () => {
    const model = network();
    for (const layer of [model.getLayer('top_conv'), model.getLayer('predictions')]) {
      layer.setWeights(layer.getWeights().map((weight) => tf.fill(weight.shape, 1e38)));
    }
    await expect(predicted(model, fine)).rejects.toThrow(/model: got -?(Infinity|NaN) among the outputs/);
  });
});

describe('pixels that were preprocessed already', () => {
  const suspicious = images(3, [0, 1, 1]);
  const dark = [...images(1, [0, 1]), ...images(1, [0, 2])];

  it.each(doors)('are refused by %s, for all images together', async (_name, door) => {
    await expect(door(network(), suspicious)).rejects.toMatchObject({
      name: 'DataError',
      kind: 'bad-pixels',
      got: 'values from 0 to 1 in all images'
    });
    for (const free of [dark, images(2, [0])]) {
      await expect(door(network(), free)).resolves.toBeDefined();
    }
    await expect(door(network('none'), suspicious)).resolves.toBeDefined();
  });

  const tensor = (values: readonly number[], side = SIDE): Tensor4D =>
    tf.tensor4d(
      Array.from({ length: 2 * side * side * 3 }, (_, i) => values[i % values.length]),
      [2, side, side, 3]
    );

  it.each([
    ['0…1', [0.1, 0.5, 0.9]],
    ['−1…1', [-0.9, 0.1, 1]],
    ["ImageNet's deviations", [-2.1, 0.3, 2.6]]
  ])('are refused as a tensor of %s', async (_range, values) => {
    const own = { factors: [0.02, 0.02, 0.02], offsets: [-2, -2, -2] };
    for (const preprocessing of ['imagenet', 'unit', 'inception', 'half', own] as const) {
      await expect(predicted(network(preprocessing), tensor(values))).rejects.toThrow(
        'The network does its own preprocessing'
      );
    }
    const raw = { factors: [4.37, 4.46, 4.44], offsets: [-2.1, -2, -1.8] };
    for (const preprocessing of ['none', raw] as const) {
      await expect(predicted(network(preprocessing), tensor(values))).resolves.toBeDefined();
    }
  });

  it('are not what black images, dark ones and overshoots of a filter are taken for', async () => {
    for (const values of [[0], [0, 2], [-3, 1, 258], [0.2, 1.5]]) {
      await expect(predicted(network(), tensor(values))).resolves.toBeDefined();
    }
  });

  it('are judged the same whatever the batch size', async () => {
    const late = [...images(40, [0, 1]), ...images(1, [0, 200])];
    for (const batchSize of [1, 7, 64]) {
      await expect(evaluate(network(), setOf(late), { batchSize })).resolves.toBeDefined();
      await expect(evaluate(network(), setOf(images(70, [0, 1])), { batchSize })).rejects.toThrow(/by 255/);
    }
  });

  it('numbers that are no pixels and tensors of another side with fractions are refused', async () => {
    await expect(predicted(network('none'), tensor([1, NaN]))).rejects.toThrow(
      'images: got NaN at place 1, expected finite numbers'
    );
    await expect(predicted(network(), tensor([1.5, 200], 24))).rejects.toThrow(/Round them to whole levels/);
    await expect(predicted(network(), tensor([1, 300], 24))).rejects.toMatchObject({ kind: 'bad-pixels' });
    await expect(predicted(network(), tf.zeros([2, SIDE, SIDE, 4]))).rejects.toMatchObject({
      kind: 'wrong-shape'
    });
    await expect(predicted(network(), tf.zeros([2, 3, SIDE, SIDE]))).rejects.toThrow(
      'images: got images of 32 channels, expected 3, as the network takes. Channels come last'
    );
  });
});

it('pixels of images that a detector gets whole are judged the same', () => {
  const given = (count: number, values: readonly number[]): Uint8Array[] =>
    images(count, values).map(({ pixels }) => pixels);
  const told = /^examples: got values from 0 to 1 in all images.*The network does its own preprocessing/;
  expect(() => requireLevels('examples', specOf('imagenet'), given(3, [0, 1]))).toThrow(told);
  expect(() => requireLevels('pixels', specOf('imagenet'), [Float32Array.of(0, 0.5)])).toThrow(
    'pixels: got 0.5 at place 1'
  );
  for (const [preprocessing, pixels] of [
    ['none', given(3, [0, 1])],
    ['imagenet', given(2, [0, 1])],
    ['imagenet', given(3, [0, 200])]
  ] as const) {
    const levels = requireLevels('examples', specOf(preprocessing), pixels);
    expect(levels.map((each) => [...each])).toEqual(pixels.map((each) => [...each]));
  }
});

describe('one or two dark images', () => {
  const dark = [images(1, [0, 1]), images(2, [0, 1, 1])];

  it.each(doors)('are no reason for %s to refuse', async (_name, door) => {
    for (const few of dark) {
      // A data set needs an image of each class, and takes one of them twice.
      await expect(door(network(), few)).resolves.toBeDefined();
    }
  });

  it('are told from shares of 255 by whole numbers', async () => {
    const one = (values: readonly number[]): Tensor4D =>
      tf.tensor4d(
        Array.from({ length: SIDE * SIDE * 3 }, (_, i) => values[i % values.length]),
        [1, SIDE, SIDE, 3]
      );
    await expect(predicted(network(), one([0, 1]))).resolves.toBeDefined();
    await expect(predicted(network(), one([0, 0.5]))).rejects.toThrow('pixels from 0 to 255');
  });
});

describe('pixels on another scale than those of the last training', () => {
  const trained = (least: number, most: number): LayersModel => {
    const model = network('none');
    describeTraining(model, { valuesInTraining: { least, most } });
    return model;
  };
  const masks = images(3, [0, 1, 1]);
  const photographs = images(3, [3, 90, 200]);

  it.each(doors)('are refused by %s, whichever is larger', async (_name, door) => {
    await expect(door(trained(0, 255), masks)).rejects.toMatchObject({
      kind: 'bad-pixels',
      got: 'values from 0 to 1 in all images',
      expected: 'values as in its last training, 0 to 255'
    });
    await expect(door(trained(0, 1), photographs)).rejects.toMatchObject({
      kind: 'bad-pixels',
      expected: 'values as in its last training, 0 to 1'
    });
    for (const [model, fine] of [
      [trained(0, 255), photographs],
      [trained(30, 70), photographs],
      [trained(0, 1), masks],
      [trained(0, 1), images(2, [0])],
      [network('none'), masks],
      [network('none'), photographs]
    ] as const) {
      await expect(door(model, fine)).resolves.toBeDefined();
    }
  });
});

describe('networks of ours within other models', () => {
  const dense = () => tf.layers.dense({ units: 2 });
  const features = (preprocessing: Preprocessing, own: Partial<ArchitectureSpec> = {}): LayersModel =>
    buildEfficientNet({ ...specOf(preprocessing), ...own }, { seed: 1, output: 'pooled' });
  const nested = (
    inner: LayersModel,
    before: (x: SymbolicTensor) => SymbolicTensor = (x) => x
  ): LayersModel => {
    const inputs = tf.input({ shape: [SIDE, SIDE, 3] });
    const outputs = dense().apply(inner.apply(before(inputs)) as SymbolicTensor) as SymbolicTensor;
    return tf.model({ inputs, outputs });
  };
  const ways: Array<[string, (inner: LayersModel) => LayersModel]> = [
    [
      'a head over the output',
      ({ inputs, outputs }) => tf.model({ inputs, outputs: dense().apply(outputs[0]) as SymbolicTensor })
    ],
    ['a sequence', (inner) => tf.sequential({ layers: [inner, dense()] })],
    ['a nested network', (inner) => nested(inner)]
  ];
  const shares = (): Tensor4D => tf.randomUniform([2, SIDE, SIDE, 3], 0, 1, 'float32', 1);

  it.each(ways)('refuse pixels that were preprocessed already: %s', async (_name, make) => {
    await expect(predicted(make(features('imagenet')), shares())).rejects.toThrow(
      'The network does its own preprocessing'
    );
    const model = make(features('none'));
    await expect(predicted(model, shares())).resolves.toBeDefined();
    describeTraining(model, { valuesInTraining: { least: 0, most: 255 } });
    await expect(predicted(model, shares())).rejects.toThrow('values as in its last training, 0 to 255');
  });

  it('take what a layer before them makes pixels of', async () => {
    const rescaled =
      (scale: number) =>
      (x: SymbolicTensor): SymbolicTensor =>
        tf.layers.rescaling({ scale, offset: 0 }).apply(x) as SymbolicTensor;
    await expect(predicted(nested(features('unit'), rescaled(255)), shares())).resolves.toBeDefined();
    await expect(predicted(nested(features('none'), rescaled(1 / 255)), shares())).rejects.toThrow(
      'pixels from 0 to 255'
    );
    const convolved = (x: SymbolicTensor): SymbolicTensor =>
      tf.layers.conv2d({ filters: 3, kernelSize: 1 }).apply(x) as SymbolicTensor;
    await expect(predicted(nested(features('unit'), convolved), shares())).resolves.toBeDefined();
  });

  it('have to agree on how images are cut', async () => {
    const pair = (own: Partial<ArchitectureSpec>): LayersModel => {
      const [one, other] = [features('unit'), features('imagenet', { name: 'other', ...own })];
      const inputs = tf.input({ shape: [SIDE, SIDE, 3] });
      const both = [one, other].map((each) => each.apply(inputs) as SymbolicTensor);
      const outputs = dense().apply(tf.layers.add().apply(both) as SymbolicTensor) as SymbolicTensor;
      return tf.model({ inputs, outputs });
    };
    const fine = images(1, [3, 90, 200]);
    await expect(predicted(pair({}), fine)).resolves.toBeDefined();
    await expect(predicted(pair({ cropFraction: 0.5 }), fine)).rejects.toThrow(
      /^model: got networks that take images differently: b0 \(cropFraction [\d.]+, \w+\) and other \(cropFraction 0\.5, \w+\)/
    );
  });
});

describe('what is no collection of images', () => {
  const [one] = images(1, [3, 90, 200]);
  const set = setOf([one]);
  const given: Array<[string, unknown, RegExp]> = [
    ['one path', 'a.png', /got "a\.png", expected/],
    ['one image', one, /got one object, expected/],
    ['nothing', undefined, /got undefined, expected/],
    ['all parts of a set', { train: set, validation: set, test: set }, /got all parts .*\.test/]
  ];

  it.each(given)('is refused by every door: %s', async (_name, wrong, told) => {
    const model = network();
    const never = wrong as never;
    const asked = [
      () => predicted(model, never),
      () => classify(model, never, { execution: 'eager' }),
      () => gradCam(model, never),
      () => evaluate(model, never),
      () => compareModels(model, model, never),
      () => gateValues(model, never, 'block1a')
    ];
    for (const ask of asked) {
      await expect(ask()).rejects.toMatchObject({ name: 'DataError', message: expect.stringMatching(told) });
    }
  });

  it('is a list where labels are needed, and a set where a list is', async () => {
    await expect(evaluate(network(), [one] as never)).rejects.toThrow(
      'dataset: got a list, expected a data set'
    );
    await expect(evaluate(network(), tf.zeros([1, SIDE, SIDE, 3]) as never)).rejects.toThrow('got a tensor');
    await expect(classify(network(), set as never)).rejects.toThrow(
      /got a data set, .*Use predictor\(model\)/
    );
    await expect(classify(network(), one as never)).rejects.toThrow('brackets: [image]');
    await expect(predicted(network(), one as never)).rejects.toThrow('brackets: [image]');
  });
});

describe('numbers of a decoded image', () => {
  const of = (pixels: ArrayLike<number>): Pixels[] => [
    { width: 2, height: 2, channels: 3, pixels: pixels as Uint8Array }
  ];
  const levels = Array.from({ length: 12 }, (_, i) => i * 20);

  it('may be of any kind if they are whole levels', async () => {
    const expected = await predicted(network(), of(Uint8Array.from(levels)));
    for (const same of [levels, Float32Array.from(levels), Uint8ClampedArray.from(levels)]) {
      expect(await predicted(network(), of(same))).toEqual(expected);
    }
  });

  it.each([[0.5], [-1], [256], [NaN]])('are refused where %d would be cut off or wrap', async (value) => {
    const values = Float32Array.from(levels).fill(value, 5, 6);
    await expect(predicted(network(), of(values))).rejects.toMatchObject({
      kind: 'bad-pixels',
      got: `${value} at place 5`
    });
  });

  it('are there', async () => {
    const canvas = { width: 2, height: 2, data: new Uint8ClampedArray(16) };
    await expect(predicted(network(), [canvas] as never)).rejects.toMatchObject({ kind: 'wrong-shape' });
  });
});
