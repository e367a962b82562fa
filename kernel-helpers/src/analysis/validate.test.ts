import { describe, expect, test } from 'vitest';
import { B0, scale, SpecError, validateSpec, variant } from './index';

const b0 = variant('b0');
const withBlock = (stage: number, change: object): unknown => {
  const copy = structuredClone(b0);
  Object.assign(copy.stages[stage].blocks[0], change);
  return copy;
};
const fromBase = (change: object): unknown =>
  scale({ base: { ...B0, ...change }, width: 1, depth: 1, resolution: 224 });
const prepared = (preprocessing: unknown): unknown => validateSpec({ ...b0, preprocessing });

describe('a specification is kept', () => {
  test('with a name of 200 characters', () => {
    expect(validateSpec({ ...b0, name: 'n'.repeat(200) }).name).toHaveLength(200);
  });

  test('with the preparation of its images, by name or by numbers', () => {
    expect(prepared('imagenet')).toMatchObject({ preprocessing: 'imagenet' });
    const preprocessing = { factors: [1 / 255, 0.5, -1e6], offsets: [0, -1, 1e6] };
    expect(prepared({ ...preprocessing, more: 1 })).toEqual({ ...b0, preprocessing });
  });

  test('with gates as wide as their block', () => {
    expect(validateSpec(withBlock(1, { squeezeExciteFilters: 96 })).stages[1].blocks[0]).toMatchObject({
      squeezeExciteFilters: 96,
      expandedFilters: 96
    });
  });
});

test.each<[string, () => unknown, string, string]>([
  ['a name of 201 characters', () => validateSpec({ ...b0, name: 'n'.repeat(201) }), 'name', '200'],
  ['a number for a name', () => validateSpec({ ...b0, name: 7 }), 'name', 'a text'],
  ['no preparation', () => prepared(undefined), 'preprocessing', 'one of none, unit'],
  ['an unknown preparation', () => prepared('caffe'), 'preprocessing', '"caffe"'],
  ['an empty preparation', () => prepared(null), 'preprocessing', 'an object'],
  ['factors alone', () => prepared({ factors: [1, 1, 1] }), 'preprocessing.offsets', 'a list'],
  [
    'a factor too few',
    () => prepared({ factors: [1, 1], offsets: [0, 0, 0] }),
    'preprocessing.factors',
    'expected 3 numbers'
  ],
  [
    'an offset too many',
    () => prepared({ factors: [1, 1, 1], offsets: [0, 0, 0, 0] }),
    'preprocessing.offsets',
    'expected 3 numbers'
  ],
  [
    'an offset that is no number',
    () => prepared({ factors: [1, 1, 1], offsets: [0, NaN, 0] }),
    'preprocessing.offsets[1]',
    'NaN'
  ],
  ['a base without a stem', () => fromBase({ stem: undefined }), 'base.stem', 'an object'],
  [
    'a stem of no channels',
    () => fromBase({ stem: { ...B0.stem, filters: 0 } }),
    'base.stem.filters',
    'got 0'
  ],
  ['a head of no channels', () => fromBase({ head: { filters: 0 } }), 'base.head.filters', 'got 0'],
  [
    // B0's first stage has no expansion: 32 channels in, 32 within.
    'an expansion of 1 that widens',
    () => validateSpec(withBlock(0, { expandedFilters: 64 })),
    'stages[0].blocks[0].expandedFilters',
    'expected 32, the input channels'
  ]
])('%s is refused with the field and the value', (_, make, field, part) => {
  expect(make).toThrow(SpecError);
  expect(make).toThrow(part);
  expect(make).toThrow(expect.objectContaining({ field }) as Error);
});
