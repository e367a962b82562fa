import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BlockShape,
  type ClosedForm,
  type ConvolutionShape,
  type CostTerm,
  depthwiseSeparable,
  fusedMbconv,
  mbconv,
  networkClosedForm,
  PUBLISHED_VARIANTS,
  scale,
  SpecError,
  standardConvolution,
  summarize,
  variant
} from './index';
import { randomBase } from './random-bases.fixtures';

const randomSpec = fc
  .record({
    base: randomBase,
    width: fc.double({ min: 0.1, max: 3, noNaN: true }),
    depth: fc.double({ min: 0.1, max: 3, noNaN: true }),
    resolution: fc.integer({ min: 243, max: 700 }),
    classes: fc.integer({ min: 1, max: 2000 }),
    inputChannels: fc.integer({ min: 1, max: 4 })
  })
  .map((request) => scale(request));

const totals = ({ params, macs }: { params: number; macs: number }) => ({ params, macs });
const walked = (spec: Parameters<typeof summarize>[0]) => {
  const { params, macs } = summarize(spec);
  return { params: params.trainable, macs: macs.total };
};

describe('networkClosedForm', () => {
  test('agrees with the walk over the layers on 1,000 random networks', () => {
    fc.assert(
      fc.property(randomSpec, (spec) => {
        expect(networkClosedForm(spec)).toEqual(walked(spec));
      }),
      { numRuns: 1000, seed: 1 }
    );
  });

  test.each(PUBLISHED_VARIANTS.map(({ name }) => name))('agrees on %s', (name) => {
    expect(networkClosedForm(variant(name))).toEqual(walked(variant(name)));
  });

  test('agrees on pruned blocks', () => {
    const spec = variant('b0');
    Object.assign(spec.stages[3].blocks[1], { expandedFilters: 311, squeezeExciteFilters: 7 });
    expect(networkClosedForm(spec)).toEqual(walked(spec));
    expect(networkClosedForm(spec)).not.toEqual(walked(variant('b0')));
  });
});

describe('one block', () => {
  const shape: BlockShape = {
    size: 56,
    inputFilters: 24,
    outputFilters: 24,
    kernelSize: 3,
    expansionRatio: 6,
    squeezeExciteFilters: 6,
    normalization: true
  };

  // Rows of the authors' table: MACs with squeeze-and-excitation, parameters with scale and shift.
  test.each([
    [
      { size: 112, inputFilters: 32, outputFilters: 16, expansionRatio: 1, squeezeExciteFilters: 8 },
      10035712,
      1448
    ],
    [{ size: 112, inputFilters: 16, stride: 2, squeezeExciteFilters: 4 }, 29203200, 6004],
    [{}, 25742016, 10710],
    [{ outputFilters: 40, kernelSize: 5, stride: 2 }, 18177984, 15350],
    [{ size: 7, inputFilters: 192, outputFilters: 320, squeezeExciteFilters: 48 }, 29520000, 717232]
  ])('%j costs what B0’s table says', (change, macs, params) => {
    expect(totals(mbconv({ ...shape, ...change }))).toEqual({ macs, params });
  });

  test('the terms carry formula and numbers, and say C where nothing expands', () => {
    const { terms } = mbconv({ ...shape, stride: 2, outputFilters: 40 });
    const read = (names: (term: CostTerm) => string) => terms.map(names);
    expect(read(({ name }) => name)).toEqual([
      'expand',
      'depthwise',
      'squeeze',
      'excite',
      'bias',
      'project',
      'normalization'
    ]);
    expect(read(({ formula }) => formula)).toEqual([
      'S²·C·m',
      'Sₒ²·k²·m',
      'm·q',
      'q·m',
      '0',
      'Sₒ²·m·C′',
      '0'
    ]);
    expect(terms[1].filled).toBe('28² · 3² · 144');
    expect(terms[6].paramsFilled).toBe('2·(144 + 144 + 40)');
    expect(mbconv({ ...shape, expansionRatio: 1 }).terms[0].formula).toBe('S²·k²·C');
    expect(mbconv({ ...shape, spatialDimensions: 1 }).terms[1].filled).toBe('56 · 3 · 144');
  });

  test('fused: one full convolution in place of expansion and depthwise', () => {
    const { terms } = fusedMbconv({ ...shape, squeezeExciteFilters: 0 });
    expect(terms.map(({ name, macs }) => [name, macs])).toEqual([
      ['standard', 56 ** 2 * 9 * 24 * 144],
      ['project', 56 ** 2 * 144 * 24],
      ['normalization', 0]
    ]);
    const single = fusedMbconv({ ...shape, expansionRatio: 1, squeezeExciteFilters: 0 });
    expect(totals(single)).toEqual(totals(standardConvolution({ ...shape })));
  });

  test.each(['same', 'valid'] as const)(
    '%s padding: as many places as windows are found one by one',
    (padding) => {
      for (let size = 7; size <= 20; size++) {
        for (const [kernelSize, stride] of [
          [1, 1],
          [3, 1],
          [3, 2],
          [5, 2],
          [7, 3]
        ]) {
          const found = standardConvolution({
            size,
            kernelSize,
            stride,
            padding,
            inputFilters: 2,
            outputFilters: 3
          });
          const places = countWindows(size, kernelSize, stride, padding);
          expect(found).toMatchObject({ outputSize: places, macs: places ** 2 * kernelSize ** 2 * 6 });
        }
      }
    }
  );
});

/** Steps the window's first pixel through the map; `same` may begin anywhere inside, `valid` must end inside. */
function countWindows(size: number, kernelSize: number, stride: number, padding: 'same' | 'valid'): number {
  let windows = 0;
  for (let start = 0; start + (padding === 'valid' ? kernelSize : 1) <= size; start += stride) {
    windows++;
  }
  return windows;
}

test('a normalisation after each convolution adds scale and shift of its channels, and no MACs', () => {
  const shape = { size: 56, inputFilters: 24, outputFilters: 40, kernelSize: 3, stride: 2 };
  for (const [form, channels] of [
    [standardConvolution, 40],
    [depthwiseSeparable, 24 + 40]
  ] as const) {
    const plain = form(shape);
    const normalized = form({ ...shape, normalization: true });
    expect(normalized.params - plain.params).toBe(2 * channels);
    expect(normalized.macs).toBe(plain.macs);
  }
  expect(depthwiseSeparable(shape)).toMatchObject({ macs: 28 ** 2 * 24 * (9 + 40), params: 24 * (9 + 40) });
});

describe('every form', () => {
  const randomShape = fc.record({
    spatialDimensions: fc.constantFrom<1 | 2>(1, 2),
    size: fc.integer({ min: 8, max: 300 }),
    inputFilters: fc.integer({ min: 1, max: 500 }),
    outputFilters: fc.integer({ min: 1, max: 500 }),
    kernelSize: fc.constantFrom(1, 3, 5, 7),
    stride: fc.integer({ min: 1, max: 4 }),
    padding: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
    normalization: fc.boolean(),
    expansionRatio: fc.constantFrom(1, 1.5, 4, 6),
    squeezeExciteFilters: fc.constantFrom(0, 1)
  });
  const forms: [string, (shape: BlockShape) => ClosedForm][] = [
    ['standardConvolution', standardConvolution],
    ['depthwiseSeparable', depthwiseSeparable],
    ['mbconv', mbconv],
    ['fusedMbconv', fusedMbconv]
  ];

  test.each(forms)('%s: totals are sums of terms, and terms what their filled formulas give', (_, form) => {
    fc.assert(
      fc.property(randomShape, (shape) => {
        const { terms, macs, params } = form(shape);
        expect(terms.reduce((sum, term) => sum + term.macs, 0)).toBe(macs);
        expect(terms.reduce((sum, term) => sum + term.params, 0)).toBe(params);
        for (const term of terms) {
          expect(evaluate(term.filled)).toBe(term.macs);
          expect(evaluate(term.paramsFilled)).toBe(term.params);
        }
      }),
      { numRuns: 200, seed: 2 }
    );
  });

  const shape: BlockShape = {
    size: 14,
    inputFilters: 80,
    outputFilters: 112,
    kernelSize: 5,
    expansionRatio: 6,
    squeezeExciteFilters: 20
  };
  test.each<[string, Partial<BlockShape>, string]>([
    ['a kernel larger than an unpadded map', { size: 3, padding: 'valid' }, 'kernelSize'],
    ['an even kernel', { kernelSize: 4 }, 'kernelSize'],
    ['a map smaller than the stride', { size: 2, stride: 3 }, 'size'],
    ['squeeze-and-excitation over the channels', { squeezeExciteFilters: 481 }, 'squeezeExciteFilters'],
    ['half a channel', { inputFilters: 0.5 }, 'inputFilters'],
    ['an expansion without room', { expansionRatio: 0 }, 'expansionRatio'],
    ['other channels without expansion', { expansionRatio: 1, expandedFilters: 81 }, 'expandedFilters'],
    ['a NaN size', { size: NaN }, 'size'],
    ['three dimensions', { spatialDimensions: 3 as 2 }, 'spatialDimensions'],
    ['an unknown padding', { padding: 'full' as 'same' }, 'padding']
  ])('%s is refused', (_, change, field) => {
    expect(refusal(() => mbconv({ ...shape, ...change })).field).toBe(field);
  });

  test('a stride as long as the map, a kernel beyond it and gates as wide as the block are allowed', () => {
    const place = { size: 3, inputFilters: 2, outputFilters: 5, kernelSize: 3 } as const;
    expect(standardConvolution({ ...place, stride: 3 }).macs).toBe(9 * 2 * 5);
    expect(standardConvolution({ ...place, kernelSize: 7 }).macs).toBe(9 * 49 * 2 * 5);
    const gates = { ...place, expansionRatio: 1, outputFilters: 2 } as const;
    const [wide, none] = [2, 0].map(
      (squeezeExciteFilters) => mbconv({ ...gates, squeezeExciteFilters }).macs
    );
    expect(wide - none).toBe(2 * 2 * 2);
  });

  test('counts beyond exact integers are refused, not rounded', () => {
    const huge: ConvolutionShape = { size: 8192, inputFilters: 65536, outputFilters: 65536, kernelSize: 1 };
    expect(refusal(() => standardConvolution(huge)).message).toContain('2^53');
    expect(refusal(() => depthwiseSeparable({ ...huge, kernelSize: 3 })).message).toContain('2^53');
  });
});

/** Value of a filled formula such as `56² · 24` or `2·(144 + 40)`, read as a person would. */
function evaluate(filled: string): number {
  const bracket = /^2·\((.*)\)$/.exec(filled);
  if (bracket) {
    return 2 * evaluate(bracket[1]);
  }
  const power = (text: string): number =>
    text.endsWith('²') ? Number(text.slice(0, -1)) ** 2 : Number(text);
  return filled
    .split(' + ')
    .map((product) =>
      product
        .split(' · ')
        .map(power)
        .reduce((a, b) => a * b, 1)
    )
    .reduce((a, b) => a + b, 0);
}

function refusal(make: () => unknown): SpecError {
  try {
    make();
  } catch (error) {
    if (error instanceof SpecError) {
      return error;
    }
  }
  throw new Error('Nothing was refused.');
}
