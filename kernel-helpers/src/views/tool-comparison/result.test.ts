import { describe, expect, it } from 'vitest';
import { compoundScale, summarize, variant } from '../../analysis';
import { ENGLISH } from '../../wording/words';
import {
  countOf,
  differenceRange,
  largestPart,
  partsOf,
  termsOf,
  type ToolComparison,
  toolComparisonOf
} from './result';
import { figureText, formatCount, formatRelative, inclusionText, toolsWords } from './words';

const comparisonOf = (spec = variant('b0')): ToolComparison => toolComparisonOf(summarize(spec));
const sentence = (comparison: ToolComparison): string => toolsWords(comparison).sentence;
const detail = (comparison: ToolComparison): string => toolsWords(comparison).detail;
const B0 = comparisonOf();

describe('the parts of a difference', () => {
  it.each(['b0', 'b4', 'lite3', 'v2-s', 'l2'])('add up to it and never overlap, for %s', (name) => {
    const comparison = comparisonOf(variant(name));
    const [least, most] = differenceRange(comparison);
    for (const count of comparison.counts) {
      const parts = partsOf(count, comparison);
      expect(parts.reduce((sum, { value }) => sum + value, 0)).toBe(count.difference);
      const places = parts.map(({ from, to }) => [from, to]).sort(([a], [b]) => a - b);
      places.forEach(([from, to], i) => {
        expect(to).toBeGreaterThan(from);
        expect(from).toBeGreaterThanOrEqual(i === 0 ? least : places[i - 1][1]);
        expect(to).toBeLessThanOrEqual(most);
      });
    }
  });

  it('are what fvcore and ptflops list for B0', () => {
    const of = (...ids: Parameters<typeof countOf>[1][]): Record<string, number> => {
      const count = countOf(B0, ...ids);
      return Object.fromEntries(count ? partsOf(count, B0).map(({ id, value }) => [id, value]) : []);
    };
    expect(of('fvcore-torchvision')).toEqual({
      normalization: 13_475_392,
      headPool: 62_720,
      squeezePool: 2_306_528
    });
    expect(of('ptflops-aten')).toEqual({ bias: 10_340 });
    expect(of('ptflops-pytorch-same')).toMatchObject({ stridedConvolution: -17_616_480, bias: 10_340 });
    expect(of('without-squeeze-excite')).toEqual({ squeezeExcite: -627_200 });
    expect(of('this-report')).toEqual({});
    expect(largestPart([])).toBeNull();
  });

  it('have every term of every tool in the matrix', () => {
    const ids = termsOf(comparisonOf(variant('lite3'))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['convolution', 'imageSize', 'unexplained']));
  });
});

describe('the words', () => {
  it('say what tools say of the same network', () => {
    expect(sentence(B0)).toBe(
      'fvcore says 401.7 M, ptflops 385.8 M, the paper 0.39 G for the same B0: they count different things.'
    );
    expect(detail(B0)).toBe(
      'Our count is 385,814,752 MACs. Other counts of the same network go from 374.5 M (ptflops pytorch on timm’s tf_ build) to 410.2 M (ptflops pytorch on torchvision’s build). Furthest from ours is ptflops pytorch on torchvision’s build with +6.32 %; most of that: normalised elements.'
    );
    expect(sentence(comparisonOf(variant('lite0')))).toContain('README 407 M for the same Lite0');
  });

  it('name no publication of a network that has none', () => {
    const own = comparisonOf(compoundScale({ phi: 0.5 }));
    expect(sentence(own)).toMatch(/^fvcore says [\d.]+ M, ptflops [\d.]+ M for the same φ = 0\.5:/);
    expect(own.counts.map((count) => figureText(count, ENGLISH))).toEqual(own.counts.map(() => 'computed'));
  });

  it('compare nothing with sequences', () => {
    const sequence = comparisonOf({ ...variant('b0'), spatialDimensions: 1 });
    expect(sentence(sequence)).toContain('the tools’ rules cover images only');
    expect(detail(sequence)).toContain('By another rule (without squeeze-and-excitation) it is ');
  });

  it('mark published and measured figures', () => {
    const text = (id: Parameters<typeof countOf>[1]): string => {
      const count = countOf(B0, id);
      return count ? figureText(count, ENGLISH) : '';
    };
    expect(text('paper')).toBe('0.39 G, published');
    expect(text('ptflops-aten')).toBe('385,825,092, run');
    expect(text('this-report')).toBe('computed');
  });

  it.each([
    [999, '999'],
    [385_814_752, '385.8 M'],
    [37_745_884_192, '37.75 G'],
    [475_703_653_280, '475.7 G']
  ])('write the count %d as %s', (value, text) => {
    expect(formatCount(value)).toBe(text);
  });

  it.each([
    [0, '±0'],
    [3.509, '+3.51 %'],
    [-0.1626, '−0.16 %'],
    [0.00268, '+0.003 %']
  ])('write the difference %d as %s', (percent, text) => {
    expect(formatRelative(percent)).toBe(text);
  });

  it('say how often a term is counted', () => {
    const fvcore = countOf(B0, 'fvcore-timm');
    const marks = Object.fromEntries(fvcore?.terms.map((term) => [term.id, inclusionText(term)]) ?? []);
    expect(marks).toMatchObject({ convolution: '✓', normalization: '2 ×', squeezePool: '–' });
    const strided = countOf(B0, 'ptflops-pytorch-same')?.terms.find(({ id }) => id === 'stridedConvolution');
    expect(strided && inclusionText(strided)).toBe('−1 ×');
  });
});
