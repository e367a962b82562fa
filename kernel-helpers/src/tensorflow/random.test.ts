import { expect, test } from 'vitest';
import {
  RandomStream,
  randomNormal,
  randomTruncatedNormal,
  randomUniform,
  seedFor,
  TensorFlowError
} from './index';

function moments(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

const COUNT = 200_000;

test('the same seed gives the same numbers, another seed others', () => {
  const draw = (a: number, b: number): number[] => [...randomUniform([8], [a, b]).dataSync()];
  expect(draw(3, 4)).toEqual(draw(3, 4));
  expect(draw(3, 5)).not.toEqual(draw(3, 4));
  expect(draw(2, 4)).not.toEqual(draw(3, 4));
});

test('distributions have their moments and bounds', () => {
  const uniform = randomUniform([COUNT], [1, 0]).dataSync<'float32'>();
  expect(moments(uniform).mean).toBeCloseTo(0.5, 2);
  expect(moments(uniform).deviation).toBeCloseTo(1 / Math.sqrt(12), 2);
  expect(uniform.every((v) => v >= 0 && v < 1)).toBe(true);

  expect(moments(randomNormal([COUNT], [1, 0]).dataSync<'float32'>()).deviation).toBeCloseTo(1, 2);

  const truncated = randomTruncatedNormal([COUNT], [1, 0]).dataSync<'float32'>();
  expect(moments(truncated).deviation).toBeCloseTo(0.8796, 2);
  expect(truncated.every((v) => Math.abs(v) <= 2)).toBe(true);
});

test('a stream changes at each draw, repeats from its seed and continues from a saved state', () => {
  const stream = new RandomStream(7);
  const first = [...stream.uniform([4]).dataSync()];
  const saved = stream.state;
  const second = [...stream.uniform([4]).dataSync()];
  expect(second).not.toEqual(first);
  expect([...new RandomStream(7).uniform([4]).dataSync()]).toEqual(first);
  const resumed = new RandomStream(0);
  resumed.state = saved;
  expect([...resumed.uniform([4]).dataSync()]).toEqual(second);
});

test('names under one seed get seeds of their own', () => {
  const seeds = [seedFor(1, 'block2b_drop'), seedFor(1, 'block3b_drop'), seedFor(2, 'block2b_drop')];
  expect(new Set(seeds).size).toBe(3);
  seeds.forEach((seed) => expect(Number.isInteger(seed)).toBe(true));
});

test.each([NaN, 0.5, 2 ** 31, -(2 ** 31) - 1, Infinity])('the seed %s is refused', (seed) => {
  expect(() => new RandomStream(seed)).toThrow(TensorFlowError);
});
