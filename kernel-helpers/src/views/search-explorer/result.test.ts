import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../wording/words';
import { searchExplorerResult } from './result';
import { SEARCH_EXPLORER_START } from './state';
import { searchExplorerWords } from './words';

const wordsAt = (change: Partial<typeof SEARCH_EXPLORER_START>) => {
  const state = { ...SEARCH_EXPLORER_START, ...change };
  return searchExplorerWords(state, searchExplorerResult(state));
};

describe('search explorer in words', () => {
  it('counts the paper’s kind of grid and names the best triplet and the published one', () => {
    expect(sentenceOf(wordsAt({}))).toBe(
      'Of 1,331 triplets 85 are feasible; 1.3 / 1.1 / 1.15 is predicted best, 80.17 %; the published 1.2 / 1.1 / 1.15 scores 79.95 %.'
    );
    expect(wordsAt({}).detail).toMatch(/^Rounding leaves 484 different networks\..*At exactly 2 ×/);
  });

  it('names the nearest triplet where none is feasible', () => {
    const { before, factor } = wordsAt({ growth: 1.51, tolerance: 0 });
    expect(before).toMatch(/^None of 1,331 triplets/);
    expect(factor).toMatch(/^[\d.]+ \/ [\d.]+ \/ [\d.]+$/);
  });

  it('says when triplets share the best accuracy', () => {
    const flat = { amplitude: 5, exponent: 0 };
    const surrogate = { ...SEARCH_EXPLORER_START.surrogate, depth: flat, width: flat, resolution: flat };
    expect(wordsAt({ surrogate }).detail).toContain(
      '85 triplets share the best accuracy and build 50 networks; the cheapest is named.'
    );
    expect(wordsAt({ scored: 'built', constraint: 'built' }).detail).toContain(
      '5 triplets share the best accuracy, because they build one network.'
    );
  });

  it('refuses before it begins what would hold a page up', () => {
    const candidates = { kind: 'halton', ranges: { from: 1, to: 2 }, count: 1_100_001 } as const;
    expect(() => searchExplorerResult({ ...SEARCH_EXPLORER_START, candidates })).toThrow(
      /^candidates: got 1100001, expected at most 1100000 .*searchTriplets\(\) in a cell tries up to 10000000/
    );
  });

  it('goes on without an optimum where resolution costs nothing', () => {
    const result = searchExplorerResult({ ...SEARCH_EXPLORER_START, measure: 'params' });
    expect(result.optimum).toBeNull();
    expect(result.withoutOptimum).toMatch(/resolution/);
    expect(result.search.feasible.count).toBeGreaterThan(0);
  });
});
