import { beforeAll, expect, test } from 'vitest';
import { variant } from '../../analysis';
import { loadTensorFlow } from '../../tensorflow';
import { buildEfficientNet } from '../builder';
import {
  getWeightsByName,
  type NamedWeights,
  setWeightsByName,
  WeightError,
  type WeightValue
} from './weights';

const tf = loadTensorFlow();
const b0 = variant('b0', { resolution: 32, classes: 3 });
const spec = { ...b0, stages: b0.stages.slice(0, 2), head: { filters: 16 } };
const model = buildEfficientNet(spec, { seed: 1 });
let weights: NamedWeights;
beforeAll(() => {
  weights = getWeightsByName(model);
});

test("paths are Keras's", () => {
  const paths = Object.keys(weights);
  expect(paths.slice(0, 6)).toEqual([
    'stem_conv/kernel',
    'stem_bn/gamma',
    'stem_bn/beta',
    'stem_bn/moving_mean',
    'stem_bn/moving_variance',
    'block1a_dwconv/kernel'
  ]);
  expect(paths).toContain('block1a_se_reduce/bias');
  expect(paths.slice(-2)).toEqual(['predictions/kernel', 'predictions/bias']);
  expect(weights['block1a_dwconv/kernel'].shape).toEqual([3, 3, 32, 1]);
});

test('a second model, whose variables TensorFlow.js renames, has the same paths and takes the weights', () => {
  const other = buildEfficientNet(spec, { seed: 2 });
  expect(Object.keys(getWeightsByName(other))).toEqual(Object.keys(weights));
  const x = tf.randomUniform([2, 32, 32, 3], 0, 255, 'float32', 4);
  const logits = (m: typeof model): number[] => [
    ...(m.predict(x) as ReturnType<typeof tf.tensor>).dataSync()
  ];
  expect(logits(other)).not.toEqual(logits(model));
  setWeightsByName(other, weights);
  expect(logits(other)).toEqual(logits(model));
});

test('some weights alone are taken only when asked', () => {
  const bias: NamedWeights = { 'predictions/bias': { shape: [3], values: new Float32Array([1, 2, 3]) } };
  expect(failure(bias).kind).toBe('missing-name');
  setWeightsByName(model, bias, { partial: true });
  expect([...getWeightsByName(model)['predictions/bias'].values]).toEqual([1, 2, 3]);
  setWeightsByName(model, weights);
});

test.each<[string, string, WeightValue]>([
  ['unknown-name', 'block9z_dwconv/kernel', { shape: [1], values: new Float32Array(1) }],
  ['wrong-shape', 'predictions/bias', { shape: [4], values: new Float32Array(4) }],
  ['wrong-shape', 'predictions/bias', { shape: [3, 1], values: new Float32Array(3) }],
  ['wrong-length', 'predictions/bias', { shape: [3], values: new Float32Array(2) }],
  ['not-finite', 'predictions/bias', { shape: [3], values: new Float32Array([1, NaN, 2]) }]
])('%s at %s is refused, and nothing has changed', (kind, path, value) => {
  const before = [...model.getLayer('stem_conv').getWeights()[0].dataSync()];
  const changed = { shape: [3, 3, 3, 32], values: new Float32Array(864).fill(7) };
  const error = failure({ ...weights, 'stem_conv/kernel': changed, [path]: value });
  expect(error.kind).toBe(kind);
  expect(error.path).toBe(path);
  expect([...model.getLayer('stem_conv').getWeights()[0].dataSync()]).toEqual(before);
});

function failure(given: NamedWeights): WeightError {
  try {
    setWeightsByName(model, given);
  } catch (error) {
    expect(error).toBeInstanceOf(WeightError);
    return error as WeightError;
  }
  throw new Error('It did not throw.');
}
