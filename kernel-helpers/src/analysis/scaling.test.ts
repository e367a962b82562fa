import { describe, expect, test } from 'vitest';
import {
  type ArchitectureSpec,
  B0,
  compoundMultipliers,
  compoundScale,
  groupSizeOf,
  idealGrowth,
  roundFilters,
  roundRepeats,
  publishedVariant,
  scale,
  SpecError,
  validateSpec,
  variant
} from './index';

test.each([
  ['b3', 'b3'],
  ['B3', 'b3'],
  ['efficientnet-b3', 'b3'],
  ['EfficientNet_B3', 'b3'],
  ['efficientnetb3', 'b3'],
  ['efficientnet-lite-0', 'lite0'],
  ['lite_4', 'lite4'],
  ['efficientnetv2-s', 'v2-s'],
  ['EfficientNetV2_L', 'v2-l'],
  ['v2b0', 'v2-b0']
])('the name %s means %s', (name, row) => {
  expect(publishedVariant(name).name).toBe(row);
});

test.each(['b0efficientnet', 'b9', 'lite-0-1'])('no network is called %s', (name) => {
  expect(() => publishedVariant(name)).toThrow(
    `"${name}", expected one of b0, b1, b2, b3, b4, b5, b6, b7, b8, l2, lite0`
  );
});

describe('rounding', () => {
  // Values of the reference implementation's round_filters.
  test.each([
    [32, 1.1, 32],
    [16, 1.1, 16],
    [40, 1.1, 48],
    [112, 1.1, 120],
    [16, 1.2, 24],
    [24, 1.4, 32],
    [112, 1.6, 176],
    [24, 0.5, 16],
    [24, 0.35, 8],
    [80, 0.35, 32],
    [10, 1, 16],
    [11, 1, 16],
    [88, 0.1, 8],
    // Rounding down loses a tenth, not more.
    [16, 10 / 9, 16]
  ])('%d channels × %d are %d', (filters, width, expected) => {
    expect(roundFilters(filters, width)).toBe(expected);
  });

  test('a base network gives its own rule', () => {
    expect(roundFilters(16, 1.2, B0)).toBe(24);
    expect(roundFilters(16, 1.2, { ...B0, keepNinetyPercent: false })).toBe(16);
  });

  test('layer counts are rounded up', () => {
    expect([roundRepeats(3, 1.1), roundRepeats(4, 1), roundRepeats(1, 0.2)]).toEqual([4, 4, 1]);
  });
});

describe('blocks of a stage', () => {
  const deep = (repeats: number): (() => ArchitectureSpec) => {
    const base = { ...B0, stages: [{ ...B0.stages[0], repeats }] };
    return () => scale({ base, width: 0.01, depth: 100, resolution: 8 });
  };

  test('are 500 at most', () => {
    expect(deep(5)().stages[0].blocks).toHaveLength(500);
    expect(deep(6)).toThrow('depth: got 100, expected at most 500 blocks in a stage, not 600');
  });
});

describe('ways to make a specification', () => {
  test('φ = 0 with the paper’s coefficients is B0', () => {
    expect(compoundScale({ phi: 0, name: 'b0' })).toEqual(variant('b0'));
  });

  test('the rule grows by 1.92 for each φ before rounding', () => {
    expect(idealGrowth(compoundMultipliers({ phi: 1 }))).toBeCloseTo(1.92027, 5);
    expect(idealGrowth(compoundMultipliers({ phi: -2 }))).toBeCloseTo(1.92027 ** -2, 5);
  });

  test('how images are cut out is published, chosen, or that of specifications saved without it', () => {
    const view = { cropFraction: 0.904, interpolation: 'bilinear' } as const;
    expect(variant('lite3')).toMatchObject(view);
    expect(variant('lite3', { cropFraction: 0.5 }).cropFraction).toBe(0.5);
    const { cropFraction, interpolation, ...saved } = scale({ width: 1, depth: 1, resolution: 64, ...view });
    expect({ cropFraction, interpolation }).toEqual(view);
    expect(validateSpec(saved)).toMatchObject({ cropFraction: 0.875, interpolation: 'bicubic' });
    expect(() => validateSpec({ ...saved, cropFraction: 1.1 })).toThrow(SpecError);
    expect(() => validateSpec({ ...saved, interpolation: 'nearest' })).toThrow(SpecError);
  });

  test('options reach the specification, undefined ones don’t', () => {
    const spec = variant('B1', { classes: 10, normalization: undefined, resolution: 64 });
    expect(spec).toMatchObject({ name: 'b1', classes: 10, normalization: 'batch', resolution: 64 });
  });

  test('undefined options leave what a published network or φ decides', () => {
    const nothing = { name: undefined, dropout: undefined };
    expect(variant('b7', nothing)).toEqual(variant('b7'));
    expect(compoundScale({ phi: 1, ...nothing })).toEqual(compoundScale({ phi: 1 }));
  });

  test('the rule’s growth follows r once where there is one spatial dimension', () => {
    const doubled = { depth: 1, width: 1, resolution: 2 };
    expect([idealGrowth(doubled), idealGrowth(doubled, 1)]).toEqual([4, 2]);
  });

  test('gates and the stem’s stride can be changed without a table of one’s own', () => {
    const { stem, stages } = variant('v2-b0', { stemStride: 1, squeezeExciteRatio: 0.5 });
    const first = stages.map(({ blocks }) => blocks[0]);
    expect(stem.stride).toBe(1);
    expect(first.map((block) => block.squeezeExciteFilters)).toEqual([0, 0, 0, 24, 48, 56]);
    expect(first[3].inputFilters * 0.5).toBe(24);
    const plain = variant('b0', { squeezeExciteRatio: 0 }).stages.flatMap(({ blocks }) => blocks);
    expect(plain.every((block) => block.squeezeExciteFilters === 0)).toBe(true);
  });

  test('a number of groups may stand for their size', () => {
    const spec = variant('b3', { normalization: 'group', groups: 8 });
    expect([40, 384].map((channels) => groupSizeOf(spec, channels))).toEqual([5, 48]);
    expect(groupSizeOf(variant('b3'), 40)).toBe(8);
  });

  test('survives JSON and drops unknown fields', () => {
    const spec = variant('b3');
    expect(validateSpec({ ...JSON.parse(JSON.stringify(spec)), extra: 1 })).toEqual(spec);
  });
});

describe('bad input', () => {
  const b0 = variant('b0');
  const withBlock = (change: object): unknown => {
    const copy = structuredClone(b0);
    Object.assign(copy.stages[1].blocks[0], change);
    return copy;
  };

  const fromBase = (change: object): unknown =>
    scale({ base: { ...B0, ...change }, width: 1, depth: 1, resolution: 224 });

  test.each<[string, () => unknown, string, string]>([
    ['an unknown variant', () => variant('b9'), 'variant', '"b9"'],
    ['a NaN φ', () => compoundScale({ phi: NaN }), 'phi', 'NaN'],
    ['a huge φ', () => compoundScale({ phi: 1e9 }), 'phi', '1000000000'],
    [
      'a φ that outgrows the images',
      () => compoundScale({ phi: 20, gamma: 2 }),
      'resolution',
      'from 1 to 8192'
    ],
    ['a zero α', () => compoundScale({ phi: 1, alpha: 0 }), 'alpha', '0'],
    ['a zero width', () => scale({ width: 0, depth: 1, resolution: 224 }), 'width', 'got 0'],
    ['a negative depth', () => scale({ width: 1, depth: -1, resolution: 224 }), 'depth', 'got -1'],
    ['an infinite width', () => scale({ width: Infinity, depth: 1, resolution: 224 }), 'width', 'Infinity'],
    [
      'a fractional resolution',
      () => scale({ width: 1, depth: 1, resolution: 224.5 }),
      'resolution',
      '224.5'
    ],
    [
      'a resolution below the stride',
      () => variant('b0', { resolution: 31 }),
      'resolution',
      'at least 32 px'
    ],
    ['no classes', () => variant('b0', { classes: 0 }), 'classes', 'got 0'],
    ['a text for a number', () => validateSpec({ ...b0, classes: '10' }), 'classes', '"10"'],
    ['nothing', () => validateSpec(null), 'spec', 'null'],
    ['stages that are holes', () => validateSpec({ ...b0, stages: new Array(3) }), 'stages[0]', 'undefined'],
    [
      'blocks that are holes',
      () => validateSpec({ ...b0, stages: [{ blocks: new Array(2) }] }),
      'stages[0].blocks[0]',
      'undefined'
    ],
    ['a base without stages', () => fromBase({ stages: undefined }), 'base.stages', 'a list'],
    ['a row that is no object', () => fromBase({ stages: [null] }), 'base.stages[0]', 'null'],
    [
      'a squeeze-and-excitation that is no number',
      () => fromBase({ stages: [{ ...B0.stages[0], squeezeExciteRatio: NaN }] }),
      'base.stages[0].squeezeExciteRatio',
      'NaN'
    ],
    [
      'an expansion that is no number',
      () => fromBase({ stages: [{ ...B0.stages[0], expansionRatio: 6n }] }),
      'base.stages[0].expansionRatio',
      '6n'
    ],
    ['a base without resolution', () => fromBase({ resolution: undefined }), 'base.resolution', 'undefined'],
    [
      'half a block',
      () => fromBase({ stages: [{ ...B0.stages[0], repeats: 1.5 }] }),
      'base.stages[0].repeats',
      'whole'
    ],
    ['channels that are no number', () => roundFilters(NaN, 1), 'filters', 'NaN'],
    ['an endless width', () => roundFilters(32, Infinity), 'widthCoefficient', 'Infinity'],
    ['layers that are no number', () => roundRepeats(NaN, 1), 'repeats', 'NaN'],
    ['a function for a number', () => validateSpec({ ...b0, classes: () => 10 }), 'classes', 'a function'],
    ['a BigInt', () => validateSpec({ ...b0, classes: 10n }), 'classes', '10n'],
    ['no stages', () => validateSpec({ ...b0, stages: [] }), 'stages.length', 'got 0'],
    [
      'an unknown normalisation',
      () => validateSpec({ ...b0, normalization: 'layer' }),
      'normalization',
      '"layer"'
    ],
    ['a certain dropout', () => validateSpec({ ...b0, dropout: 1 }), 'dropout', 'got 1'],
    [
      'an even kernel',
      () => validateSpec(withBlock({ kernelSize: 4 })),
      'stages[1].blocks[0].kernelSize',
      'odd'
    ],
    [
      'squeeze-and-excitation wider than its block',
      () => validateSpec(withBlock({ squeezeExciteFilters: 97 })),
      'stages[1].blocks[0].squeezeExciteFilters',
      'at most the 96'
    ],
    [
      'channels that don’t meet',
      () => validateSpec(withBlock({ inputFilters: 24 })),
      'stages[1].blocks[0].inputFilters',
      'expected 16'
    ],
    [
      'groups that don’t divide',
      () => variant('b0', { normalization: 'group', groupSize: 16 }),
      'groupSize',
      'a divisor'
    ],
    [
      'a number of groups that doesn’t divide',
      () => variant('b0', { normalization: 'group', groups: 32 }),
      'groups',
      'also of 16'
    ],
    ['a negative gate', () => variant('b0', { squeezeExciteRatio: -1 }), 'squeezeExciteRatio', 'got -1'],
    ['a stem without stride', () => variant('b0', { stemStride: 0 }), 'stem.stride', 'got 0'],
    ['a stochastic depth above one', () => variant('b0', { stochasticDepth: 2 }), 'stochasticDepth', '2']
  ])('%s is refused with the field and the value', (_, make, field, part) => {
    let error: unknown;
    try {
      make();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(SpecError);
    expect((error as SpecError).field).toBe(field);
    expect((error as SpecError).message).toContain(part);
    expect((error as SpecError).remedy.length).toBeGreaterThan(10);
  });
});
