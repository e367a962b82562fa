import { describe, expect, it } from 'vitest';
import { summarize, variant } from '../../analysis';
import { ENGLISH, sentenceOf } from '../../wording/words';
import { blockResult, type BlockResult, segmentsOf } from './result';
import { BLOCK_EXPLORER_START, type BlockExplorerState } from './state';
import { blockWords, disagreement, placeText } from './words';

const resultOf = (change: Partial<BlockExplorerState> = {}): BlockResult =>
  blockResult({ ...BLOCK_EXPLORER_START, ...change });

describe('one place in a network', () => {
  it('counts block 2b of B0 as the network does', () => {
    const { mbconv, standard, separable } = resultOf();
    const block = summarize(variant('b0')).blocks.find(({ name }) => name === 'block2b');
    expect(mbconv.macs).toBe(block?.macs);
    expect(standard.macs).toBe(56 * 56 * 9 * 24 * 24);
    expect(separable.macs).toBe(56 * 56 * 24 * (9 + 24));
  });

  it('cuts bars into parts that follow each other and add up', () => {
    for (const measure of ['macs', 'params'] as const) {
      for (const candidate of resultOf().candidates) {
        const end = segmentsOf(candidate, measure).reduce((sum, { from, value }) => {
          expect(from).toBe(sum);
          return sum + value;
        }, 0);
        expect(end).toBe(candidate.form[measure]);
      }
    }
  });
});

describe('words', () => {
  it('say the result, the limit and the verdict', () => {
    const words = blockWords(resultOf());
    expect(sentenceOf(words)).toBe(
      'At 56 px, 24 → 24 channels, MBConv6 costs 25.7 M MACs: 1.58 × the standard convolution'
    );
    expect(words.detail).toBe(
      'Depthwise separation alone is 6.55 × cheaper, with 0.153 of the standard cost; wide layers approach 9 ×. ' +
        'With α = 0.2 of the benefit it pays per MAC (α* = 0.153; from C′ = 12 on).'
    );
    expect(disagreement(resultOf(), ENGLISH)).toContain('opposite');
    expect(placeText(resultOf({ stride: 2, kernelSize: 5 }), ENGLISH)).toBe(
      '56 × 56, 24 channels → 28 × 28, 24 channels; kernel 5 × 5, stride 2.'
    );
  });

  it('say by what price and from which width on', () => {
    expect(blockWords(resultOf({ criterion: 'netUtility', relativeCost: 0.6 })).detail).toContain(
      'it does not pay by net utility, at a cost of 0.6 of the benefit (α* = 0.492; at no width).'
    );
    expect(blockWords(resultOf({ outputFilters: 8 })).detail).toContain(
      'it does not pay per MAC (α* = 0.236; from C′ = 12 on it does).'
    );
  });

  it('tell a sequence from an image, and a loss from a saving', () => {
    const words = blockWords(resultOf({ spatialDimensions: 1, kernelSize: 1 }));
    expect(sentenceOf(words)).toContain('At length 56,');
    expect(words.detail).toContain('saves nothing here');
    expect(placeText(resultOf({ spatialDimensions: 1, kernelSize: 9 }), ENGLISH)).toBe(
      'length 56, 24 channels → length 56, 24 channels; kernel 9, stride 1.'
    );
  });
});
