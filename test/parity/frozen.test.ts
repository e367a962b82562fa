import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { layers, LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { customLayers } from '../../kernel-helpers/src/model';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';
import { relativeError } from './comparison';

const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');
const tf = loadTensorFlow();

type Setting = ['outer' | 'inner' | 'dense' | 'norm' | 'head', boolean];
const CASES: Setting[][] = [
  [],
  [['norm', false]],
  [['inner', false]],
  [['outer', false]],
  [
    ['inner', false],
    ['norm', true]
  ],
  [
    ['inner', false],
    ['inner', true]
  ],
  [
    ['norm', false],
    ['inner', true]
  ],
  [
    ['norm', false],
    ['inner', false],
    ['inner', true]
  ],
  [
    ['outer', false],
    ['inner', true]
  ]
];

interface Outcome {
  trainable: boolean[];
  weights: number;
  outputs: number[];
  statistics: number[];
}

const some = (shape: number[], seed: number): Tensor => tf.randomUniform(shape, 0.2, 2, 'float32', seed);
const images = some([8, 4], 1);
const weights: Record<string, Tensor[]> = {
  dense: [some([4, 3], 2), some([3], 3)],
  norm: [4, 5, 6, 7].map((seed) => some([3], seed)),
  head: [some([3, 2], 8), some([2], 9)]
};

let keras: Outcome[];
beforeAll(() => {
  const listed = Object.entries(weights).map(([name, all]) => [name, all.map((each) => each.arraySync())]);
  const input = JSON.stringify({
    cases: CASES,
    images: images.arraySync(),
    weights: Object.fromEntries(listed) as object
  });
  const run = spawnSync(PYTHON, [join(__dirname, 'frozen.py')], { encoding: 'utf8', input });
  if (run.status !== 0) {
    throw new Error(run.stderr);
  }
  keras = JSON.parse(run.stdout.trim().split('\n').at(-1)!) as Outcome[];
});

/** Of one dimension for TensorFlow.js's own layer; ours normalises maps. */
function network(normalization: () => layers.Layer, maps: boolean): LayersModel {
  const entering = tf.input({ shape: [4] });
  let x = tf.layers.dense({ units: 3, name: 'dense' }).apply(entering) as SymbolicTensor;
  x = maps ? (tf.layers.reshape({ targetShape: [1, 1, 3] }).apply(x) as SymbolicTensor) : x;
  x = normalization().apply(x) as SymbolicTensor;
  x = maps ? (tf.layers.flatten().apply(x) as SymbolicTensor) : x;
  const inner = tf.model({ inputs: entering, outputs: x, name: 'inner' });
  const inputs = tf.input({ shape: [4] });
  const head = tf.layers.dense({ units: 2, name: 'head' });
  const outputs = head.apply(inner.apply(inputs) as SymbolicTensor) as SymbolicTensor;
  return tf.model({ inputs, outputs, name: 'outer' });
}

const OPTIONS = { name: 'norm', momentum: 0.5, epsilon: 1e-3 };

describe.each([
  ["TensorFlow.js's own batch normalisation", () => tf.layers.batchNormalization(OPTIONS), false],
  ['ours', () => new (customLayers().BatchNormalization)(OPTIONS), true]
] as const)('what is frozen in nested networks goes as in Keras: %s', (_name, normalization, maps) => {
  it.each(CASES.map((settings, i) => [JSON.stringify(settings), settings, i] as const))(
    '%s',
    (_settings, settings, i) => {
      const model = network(normalization, maps);
      const inner = model.getLayer('inner') as unknown as LayersModel;
      const layerOf = (name: string): LayersModel | layers.Layer =>
        name === 'outer'
          ? model
          : name === 'inner'
            ? inner
            : (name === 'head' ? model : inner).getLayer(name);
      Object.entries(weights).forEach(([name, values]) => layerOf(name).setWeights(values));
      settings.forEach(([name, trainable]) => (layerOf(name).trainable = trainable));
      const outputs = model.apply(images, { training: true }) as Tensor;
      const expected = keras[i];
      expect(['inner', 'dense', 'norm', 'head'].map((name) => layerOf(name).trainable)).toEqual(
        expected.trainable
      );
      expect(model.trainableWeights).toHaveLength(expected.weights);
      expect(relativeError(outputs.dataSync(), expected.outputs)).toBeLessThan(1e-5);
      // TensorFlow.js corrects the variance for the number of values, as Keras does not.
      const moving = inner.getLayer('norm').weights.filter(({ name }) => name.includes('moving'));
      const statistics = moving.flatMap((weight) => [...weight.read().dataSync()]);
      expect(relativeError(statistics.slice(0, 3), expected.statistics.slice(0, 3))).toBeLessThan(1e-5);
      if (maps || !expected.trainable[2]) {
        expect(relativeError(statistics, expected.statistics)).toBeLessThan(1e-5);
      }
    }
  );
});
