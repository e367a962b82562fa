import { describe, expect, it } from 'vitest';
import { separationPays } from '../../analysis';
import { type Chart, frameOf, labelsOf, type Mark } from '../../chart';
import { ENGLISH } from '../../wording/words';
import { ALPHA, blockAxes, blockBars, breakEvenChart, grownAxes } from './chart';
import { blockResult, type BlockResult, type Measure, segmentsOf } from './result';
import { BLOCK_EXPLORER_START, type BlockExplorerState, questionOf } from './state';

const SIZE = { width: 568, height: 168 };

const resultOf = (change: Partial<BlockExplorerState> = {}): BlockResult =>
  blockResult({ ...BLOCK_EXPLORER_START, ...change });
const barsOf = (result: BlockResult, measure: Measure = 'macs'): Chart =>
  blockBars(measure, result, blockAxes(result), ENGLISH);
const breakEvenOf = (change: Partial<BlockExplorerState> = {}): Chart =>
  breakEvenChart(resultOf(change), blockAxes(resultOf(change)), ENGLISH);
const stillOf = ({ marks, ...chart }: Chart): string =>
  JSON.stringify({ ...chart, marks: marks.filter(({ moving }) => !moving) });

function marksOf<K extends Mark['kind']>(chart: Chart, kind: K): Extract<Mark, { kind: K }>[] {
  return chart.marks.filter((mark): mark is Extract<Mark, { kind: K }> => mark.kind === kind);
}

function markOf<K extends Mark['kind']>(
  chart: Chart,
  kind: K,
  id: string
): Extract<Mark, { kind: K }> | undefined {
  return marksOf(chart, kind).find((mark) => mark.id === id);
}

describe('bars of a block', () => {
  it('hold each part in its row with its formula, one after the other', () => {
    const result = resultOf();
    for (const measure of ['macs', 'params'] as const) {
      const chart = barsOf(result, measure);
      result.candidates.forEach((candidate, row) => {
        for (const { term, from, value } of segmentsOf(candidate, measure)) {
          const bar = markOf(chart, 'rectangles', `${candidate.name} ${term}`);
          const [{ x0, x1 = NaN, y0 = NaN, y1 = NaN } = {}] = bar?.rectangles ?? [];
          expect(x0).toBe(from);
          expect(x1).toBeLessThan(from + value);
          expect(x1).toBeGreaterThanOrEqual(from + 0.75 * value);
          expect((y0 + y1) / 2).toBeCloseTo(row, 12);
        }
      });
    }
    // domain.md: S²·C·m of block 2b.
    expect(markOf(barsOf(result), 'rectangles', 'mbconv expand')?.hover).toEqual([
      'MBConv6, expand: S²·C·m = 56² · 24 · 144 = 10,838,016 MACs'
    ]);
  });

  it('say totals with ratios, and name the parts that have room', () => {
    const chart = barsOf(resultOf());
    const names = labelsOf(chart, frameOf(chart, SIZE)).map(({ text }) => text);
    expect(names).toEqual(
      expect.arrayContaining([
        '16.3 M',
        '2.48 M · 0.153 ×',
        '25.7 M · 1.58 ×',
        'expand',
        'project',
        'depthwise'
      ])
    );
    expect(chart.x.title).toBe('MACs for one image');
    expect(barsOf(resultOf({ spatialDimensions: 1 })).x.title).toBe('MACs for one sequence');
  });

  it('rest in their axes until the longest leaves no room for its total', () => {
    const axes = blockAxes(resultOf());
    expect(grownAxes(resultOf({ expansionRatio: 6.5 }), axes)).toBe(axes);
    expect(grownAxes(resultOf({ size: 28 }), axes)).toBe(axes);
    const larger = resultOf({ expansionRatio: 12 });
    expect(grownAxes(larger, axes)).toEqual(blockAxes(larger));
    expect(grownAxes(resultOf({ size: 14, outputFilters: 4096 }), axes).widest).toBe(4096);
  });
});

describe('the break-even chart', () => {
  it('marks the crossing where α meets the curve, and this place on the line of α', () => {
    const chart = breakEvenOf();
    const [crossing] = markOf(chart, 'points', 'break-even')?.places ?? [];
    expect(crossing.x).toBeCloseTo(1 / (0.2 - 1 / 9), 12);
    expect(crossing.y).toBe(0.2);
    expect(markOf(chart, 'points', 'break-even')).toMatchObject({
      names: ['pays from 12'],
      hover: ['break-even at C′ = 11.2: separation pays from 12 channels on']
    });
    expect(markOf(chart, 'points', 'here')).toMatchObject({
      places: [{ x: 24, y: 0.2 }],
      names: ['C′ = 24: pays'],
      hover: ['C′ = 24: pays; α = 0.2, α* = 0.153']
    });
    expect(markOf(chart, 'rule', ALPHA)).toMatchObject({ axis: 'y', at: 0.2, name: 'α = 0.2' });
    expect(markOf(breakEvenOf({ alpha: 0.1 }), 'points', 'break-even')).toBeUndefined();
  });

  it('draws both criteria, the chosen one solid, each through what the analysis says', () => {
    const lines = marksOf(breakEvenOf(), 'line');
    expect(lines.map(({ name, dash }) => [name, dash])).toEqual([
      ['α* by net utility', 'dotted'],
      ['α* per MAC', undefined]
    ]);
    const question = questionOf(BLOCK_EXPLORER_START);
    (['netUtility', 'perMac'] as const).forEach((criterion, i) => {
      for (const { x, y } of lines[i].places) {
        expect(y).toBe(separationPays({ ...question, criterion, outputFilters: x }).alphaStar);
      }
      expect(lines[i].places[0].x).toBe(1);
      expect(lines[i].places[lines[i].places.length - 1].x).toBeCloseTo(2048, 9);
    });
  });

  it('shades what lies above the chosen line', () => {
    const chart = breakEvenOf({ criterion: 'netUtility' });
    const [band] = marksOf(chart, 'band');
    const [, chosen] = marksOf(chart, 'line');
    expect(chosen.name).toBe('α* by net utility');
    band.places.forEach(({ from, to }, i) => {
      expect(from).toBe(Math.min(chosen.places[i].y, chart.y.to));
      expect(to).toBe(chart.y.to);
    });
  });

  it('is drawn anew for what changes the curves, not for what moves over them', () => {
    const start = stillOf(breakEvenOf());
    expect(stillOf(breakEvenOf({ outputFilters: 25, size: 28, expansionRatio: 4, alpha: 0.7 }))).toBe(start);
    expect(stillOf(breakEvenOf({ kernelSize: 5 }))).not.toBe(start);
    expect(stillOf(breakEvenOf({ criterion: 'netUtility' }))).not.toBe(start);
  });

  it('finds room for every name where the view starts', () => {
    const chart = breakEvenOf();
    const names = labelsOf(chart, frameOf(chart, { width: 568, height: 220 })).map(({ text }) => text);
    expect(names).toEqual(
      expect.arrayContaining([
        'C′ = 24: pays',
        'pays from 12',
        'α = 0.2',
        'α* per MAC',
        'α* by net utility',
        'separation pays above the line'
      ])
    );
  });
});
