import { describe, expect, it } from 'vitest';
import { type Chart, frameOf, labelsOf, type Mark } from '../../chart';
import { ENGLISH } from '../../wording';
import { linesOf, searchChart, searchedRanges, searchKey, tripletsOf } from './chart';
import { type SearchExplorerStart, searchOf } from './cell';
import { drawnTriplets } from './drawn';
import { predictedText } from './words';

function at(start: SearchExplorerStart) {
  const { state, result } = searchOf(start);
  const drawn = drawnTriplets(result.search, state.brushes);
  return { state, result, drawn, chart: searchChart(state, result, drawn, ENGLISH) };
}

function marksOf<K extends Mark['kind']>(chart: Chart, kind: K): Extract<Mark, { kind: K }>[] {
  return chart.marks.filter((mark): mark is Extract<Mark, { kind: K }> => mark.kind === kind);
}

describe('the chart of a search', () => {
  it('has lines of constant γ on which the ideal cost grows by g', () => {
    for (const [start, count] of [
      [{}, 5],
      [{ measure: 'params' }, 1]
    ] as const) {
      const { chart } = at(start);
      const lines = marksOf(chart, 'line');
      expect(lines.filter(({ name }) => name !== undefined)).toHaveLength(count);
      for (const { name, places } of lines.filter((line) => line.name !== undefined)) {
        const gamma = name === 'any γ' ? 1 : Number(name?.replace('γ = ', ''));
        places.forEach(({ x, y }) => expect(x * y ** 2 * gamma ** 2).toBeCloseTo(2, 9));
      }
    }
    expect(marksOf(at({ measure: 'params' }).chart, 'line').map(({ name }) => name)).toEqual(['any γ']);
    expect(marksOf(at({ constraint: 'built' }).chart, 'line')[0].dash).toBe('dashed');
  });

  it('shows every feasible triplet, the better the stronger, with its numbers', () => {
    const { chart, result } = at({});
    const { feasible } = result.search;
    const [cloud] = marksOf(chart, 'points');
    expect(cloud.places).toHaveLength(feasible.count);
    const strengths = cloud.opacity as number[];
    expect(Math.max(...strengths)).toBeCloseTo(1, 9);
    cloud.places.forEach(({ x, y }, i) => {
      expect([x, y]).toEqual([feasible.column('alpha')[i], feasible.column('beta')[i]]);
    });
    const best = strengths.indexOf(Math.max(...strengths));
    expect(cloud.hover?.[best]).toMatch(/^1\.3 \/ 1\.1 \/ 1\.15: 80\.17 %, ideal growth 2\.08/);
  });

  it('fades what brushes do not choose, and finds what a box selects among both', () => {
    const { chart, drawn, result } = at({ brushes: [{ column: 'gamma', from: 1.2, to: 9 }] });
    const [faded, chosen] = marksOf(chart, 'points');
    const gamma = result.search.feasible.column('gamma');
    expect([faded.id, chosen.id]).toEqual(['faded', 'chosen']);
    expect(chosen.places).toHaveLength(drawn.chosenCount);
    const places = tripletsOf(drawn, [
      { id: 'faded', index: 0 },
      { id: 'chosen', index: 0 },
      { id: 'best', index: 0 }
    ]);
    expect(places.map((place) => gamma[place] >= 1.2)).toEqual([false, true]);
    const { feasible } = result.search;
    expect(faded.places[0].x).toBe(feasible.column('alpha')[places[0]]);
    expect(chosen.places[0].y).toBe(feasible.column('beta')[places[1]]);
  });

  it('names best, published and optimum, also in a crowd; those at one place together', () => {
    const { chart } = at({});
    const names = labelsOf(chart, frameOf(chart, { width: 568, height: 350 })).map(({ text }) => text);
    expect(names).toContain('best, best at equal cost');
    const { state, result } = at({});
    expect(searchKey(state, result, ENGLISH).map(({ name, symbol }) => [name, symbol])).toEqual([
      [predictedText(Math.min(...result.search.feasible.column('accuracy'))), undefined],
      ['80.17 % predicted', undefined],
      ['α·β²·γ² = 2', undefined],
      ['best', 'circle'],
      ['best at equal cost', 'square'],
      ['published', 'diamond'],
      ['continuous optimum', 'times']
    ]);
    const signs = marksOf(chart, 'points').filter(({ id }) => id === 'published');
    expect(signs.map(({ symbol }) => symbol)).toEqual(['diamond']);
    expect(chart.marks.filter((mark) => 'symbol' in mark && mark.symbol === 'diamond')).toHaveLength(1);
    const nothing = at({ growth: 3, tolerance: 0.0001 });
    expect(marksOf(nothing.chart, 'points').map(({ id }) => id)).toEqual(['nearest', 'published']);
    expect(searchKey(nothing.state, nothing.result, ENGLISH).map(({ name }) => name)).toEqual([
      'α·β²·γ² = 3',
      'nearest',
      'published'
    ]);
  });

  it('stands on the ranges that are searched, with the published triplet in any case', () => {
    const candidates = { kind: 'grid', ranges: { from: 1.3, to: 1.5 }, step: 0.1 } as const;
    const { chart, state } = at({ candidates, growth: 6 });
    expect(searchedRanges(state).gamma).toEqual({ from: 1.3, to: 1.5 });
    expect(chart.x.from).toBeLessThan(1.2);
    expect(chart.y.from).toBeLessThan(1.1);
  });

  it('chooses round values of γ', () => {
    expect(linesOf({ from: 1, to: 1.5 })).toEqual([1, 1.1, 1.2, 1.3, 1.4, 1.5]);
    expect(linesOf({ from: 1.02, to: 1.1 })).toEqual([1.02, 1.04, 1.06, 1.08, 1.1]);
  });
});
