import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { scale } from '../../kernel-helpers/src/analysis';
import { imageDataset, SeededOrder } from '../../kernel-helpers/src/data';
import { channelStatistics } from '../../kernel-helpers/src/evaluation';
import { getWeightsByName, pruneChannels } from '../../kernel-helpers/src/model';
import { livelyNetwork, relativeError } from '../../kernel-helpers/src/model/pruning/pruned.fixtures';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';

const tf = loadTensorFlow();
const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');
const [SIDE, IMAGES] = [32, 6];
const BLOCK = 'block2b';
const GONE = [1, 9, 10, 40, 41, 60];

type Answer = Record<
  'squeezed' | 'passed' | 'reduceBias' | 'movingMean' | 'whole' | 'naive' | 'compensated',
  number[]
>;

const random = new SeededOrder(5, 'pixels');
const images = imageDataset(
  'noise',
  {
    shape: [IMAGES, SIDE, SIDE],
    values: Uint8Array.from({ length: IMAGES * SIDE ** 2 }, () => random.below(256))
  },
  { shape: [IMAGES], values: new Uint8Array(IMAGES) },
  ['a', 'b', 'c']
);

/** What layers put out for the images. */
function outputsOf(model: LayersModel, ...outputs: SymbolicTensor[]): Tensor[] {
  const probe = tf.model({ inputs: model.inputs, outputs });
  const pixels = tf.tensor4d(Float32Array.from(images.images), [IMAGES, SIDE, SIDE, 1]);
  return [probe.predict(pixels) as Tensor | Tensor[]].flat();
}

const numbers = (values: ArrayLike<number>): number[] => Array.from(values);

test('a pruned block, its means and what compensates for them are those of NumPy', async () => {
  const network = { resolution: SIDE, inputChannels: 1, classes: 3, preprocessing: 'unit' } as const;
  const spec = scale({ width: 0.5, depth: 1, ...network });
  const model = livelyNetwork({ ...spec, stages: spec.stages.slice(0, 2), head: { filters: 16 } });
  const layer = (of: LayersModel, name: string) => of.getLayer(`${BLOCK}_${name}`);
  const entering = layer(model, 'expand_conv').input as SymbolicTensor;
  const [input, whole] = outputsOf(model, entering, layer(model, 'project_bn').output as SymbolicTensor);
  const weights = Object.entries(getWeightsByName(model))
    .filter(([path]) => path.startsWith(`${BLOCK}_`))
    .map(([path, { shape, values }]) => [path.slice(BLOCK.length + 1), { shape, values: numbers(values) }]);
  const { status, stdout, stderr } = spawnSync(PYTHON, [join(__dirname, 'pruned_block.py')], {
    input: JSON.stringify({
      weights: Object.fromEntries(weights) as object,
      input: { shape: input.shape, values: numbers(input.dataSync()) },
      removed: GONE,
      epsilon: spec.normalizationEpsilon
    }),
    encoding: 'utf8',
    maxBuffer: 2 ** 26
  });
  expect(status, stderr).toBe(0);
  const truth = JSON.parse(stdout) as Answer;
  expect(relativeError(whole.dataSync(), truth.whole)).toBeLessThan(1e-5);

  const statistics = await channelStatistics(model, images, { batchSize: 4 });
  expect(relativeError(statistics.places[BLOCK].squeezed, truth.squeezed)).toBeLessThan(1e-5);
  expect(relativeError(statistics.places[BLOCK].passed, truth.passed)).toBeLessThan(1e-5);

  const outputOf = (pruned: LayersModel): ArrayLike<number> =>
    outputsOf(pruned, layer(pruned, 'project_bn').output as SymbolicTensor)[0].dataSync();
  const naive = pruneChannels(model, { [BLOCK]: GONE }).model;
  expect(relativeError(outputOf(naive), truth.naive)).toBeLessThan(1e-5);
  const compensated = pruneChannels(model, { [BLOCK]: GONE }, { statistics }).model;
  const changed = getWeightsByName(compensated);
  expect(relativeError(changed[`${BLOCK}_se_reduce/bias`].values, truth.reduceBias)).toBeLessThan(1e-5);
  expect(relativeError(changed[`${BLOCK}_project_bn/moving_mean`].values, truth.movingMean)).toBeLessThan(
    1e-5
  );
  expect(relativeError(outputOf(compensated), truth.compensated)).toBeLessThan(1e-5);

  // What compensation is for: on average over these images, nothing is missing.
  const [without, withMeans] = [truth.naive, truth.compensated].map((y) => relativeError(y, truth.whole));
  expect(withMeans).toBeLessThan(without);
});
