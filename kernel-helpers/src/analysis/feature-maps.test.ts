import { expect, it } from 'vitest';
import { B0 } from './bases';
import { featureMaps, featureMapsAt } from './feature-maps';
import { scale, variant } from './scaling';

it('B0 has a map for each stride from 2 to 32', () => {
  expect(featureMaps(variant('b0'))).toEqual([
    { stride: 2, name: 'block1a', channels: 16, size: 112 },
    { stride: 4, name: 'block2b', channels: 24, size: 56 },
    { stride: 8, name: 'block3b', channels: 40, size: 28 },
    { stride: 16, name: 'block5c', channels: 112, size: 14 },
    { stride: 32, name: 'block7a', channels: 320, size: 7 }
  ]);
});

it('odd sides round up, as both paddings do', () => {
  expect(featureMaps(variant('b2')).map(({ size }) => size)).toEqual([130, 65, 33, 17, 9]);
});

it('a stem without stride keeps small images whole', () => {
  const base = { ...B0, stem: { ...B0.stem, stride: 1 } };
  const strides = featureMaps(scale({ base, width: 1, depth: 1, resolution: 32 })).map((map) => map.stride);
  expect(strides).toEqual([1, 2, 4, 8, 16]);
});

it('a network that strides twice before its first block ends with a map of its stem', () => {
  const base = { ...B0, stages: [{ ...B0.stages[0], stride: 2 }] };
  const maps = featureMaps(scale({ base, width: 1, depth: 1, resolution: 32 }));
  expect(maps.map(({ name }) => name)).toEqual(['stem', 'block1a']);
});

it.each([
  [[], '"[]"'],
  [[4, 5], '5'],
  [[64], '64']
])('strides %j are refused', (strides, got) => {
  expect(() => featureMapsAt(variant('b0'), strides)).toThrow(`got ${got}, expected some of 2, 4, 8, 16, 32`);
});
