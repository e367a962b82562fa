import { describe, expect, it } from 'vitest';
import { summarize, variant } from '../../analysis';
import type { Chart, Mark } from '../../chart';
import { ENGLISH } from '../../wording/words';
import { pickedTool, toolsChart, toolsKey } from './chart';
import { countOf, partsOf, toolComparisonOf } from './result';

const B0 = toolComparisonOf(summarize(variant('b0')));
const SELECTED = countOf(B0, 'fvcore-torchvision');
const CHART = toolsChart(B0, SELECTED, ENGLISH);

function barsOf({ marks }: Chart): Extract<Mark, { kind: 'rectangles' }>[] {
  return marks.filter((mark): mark is Extract<Mark, { kind: 'rectangles' }> => mark.kind === 'rectangles');
}

describe('the chart of tools', () => {
  it('has each part of each difference in the row of its tool', () => {
    B0.counts.forEach((count, row) => {
      for (const { id, name, value, from, to } of partsOf(count, B0)) {
        const bar = barsOf(CHART).find((mark) => mark.id === `${count.id} ${id}`);
        const [{ x0, x1, y0 = NaN, y1 = NaN } = {}] = bar?.rectangles ?? [];
        expect([x0, x1]).toEqual([from, to]);
        expect((y0 + y1) / 2).toBeCloseTo(row, 12);
        expect(bar?.hover?.[0]).toBe(
          `${count.tool}, ${name}: ${value > 0 ? '+' : '−'}${Math.abs(value).toLocaleString('en')}`
        );
      }
    });
  });

  it('names tools, says their totals, and has 0 within', () => {
    expect(CHART.y.text(0)).toBe('ours');
    expect(CHART.x.from).toBeLessThan(-17_616_480);
    expect(CHART.x.to).toBeGreaterThan(24_382_144);
    expect(CHART.marks[CHART.marks.length - 1]).toMatchObject({ kind: 'rule', axis: 'x', at: 0 });
    const totals = barsOf(CHART).find(({ id }) => id === 'tools')?.hover;
    expect(totals?.[B0.counts.findIndex(({ id }) => id === 'fvcore-torchvision')]).toBe(
      'fvcore on torchvision’s build: 401.7 M, +4.11 %'
    );
    expect(CHART.x.text(2e7)).toBe('+20 M');
    expect(CHART.x.text(-2e7)).toBe('−20 M');
  });

  it('shades the row of the chosen tool alone, and finds tools by what is picked', () => {
    const row = B0.counts.findIndex(({ id }) => id === 'fvcore-torchvision');
    expect(barsOf(CHART)[0]).toMatchObject({
      meaning: 'accent',
      rectangles: [{ y0: row - 0.5, y1: row + 0.5 }]
    });
    expect(barsOf(toolsChart(B0, null, ENGLISH))[0].id).toBe('tools');
    expect(pickedTool(B0, { id: 'tools', index: 2 })).toBe(B0.counts[2]);
    expect(pickedTool(B0, { id: 'ptflops-pytorch-same stridedConvolution', index: 0 })?.id).toBe(
      'ptflops-pytorch-same'
    );
    expect(pickedTool(B0, { id: 'else', index: 0 })).toBeNull();
  });

  it('has a key that tells every term of its bars from the others', () => {
    const key = toolsKey(B0);
    const looks = key.map(({ meaning, opacity }) => `${meaning} ${opacity}`);
    expect(new Set(looks).size).toBe(looks.length);
    expect(key.map(({ name }) => name)).toContain('normalised elements');
    expect(toolsKey({ ...B0, counts: B0.counts.slice(0, 1) })).toEqual([]);
  });
});
