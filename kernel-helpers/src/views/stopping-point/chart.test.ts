import { describe, expect, it } from 'vitest';
import { accuracyAt, marginalGain } from '../../analysis';
import { type Chart, frameOf, labelsOf, type Mark } from '../../chart';
import { ENGLISH } from '../../wording';
import { stoppingAxes, stoppingChart, type StoppingDetail, stoppingDetailChart } from './chart';
import { stoppingPointResult, type StoppingPointResult } from './result';
import { STOPPING_POINT_START, type StoppingPointState } from './state';

const START = STOPPING_POINT_START;
const RESULT = stoppingPointResult(START);
const SIZE = { width: 568, height: 320 };

const chartOf = (state: StoppingPointState, result: StoppingPointResult): Chart =>
  stoppingChart(state, result, stoppingAxes(result), ENGLISH);
const detailOf = (detail: StoppingDetail): Chart =>
  stoppingDetailChart(detail, START, RESULT, stoppingAxes(RESULT), ENGLISH);

function marksOf<K extends Mark['kind']>(chart: Chart, kind: K): Extract<Mark, { kind: K }>[] {
  return chart.marks.filter((mark): mark is Extract<Mark, { kind: K }> => mark.kind === kind);
}

describe('charts of the stopping point', () => {
  it('leave room for every network, over φ and over its own cost', () => {
    for (const axis of ['phi', 'cost'] as const) {
      const chart = chartOf({ ...START, axis }, RESULT);
      const [networks] = marksOf(chart, 'points');
      const xs = networks.places.map(({ x }) => x);
      xs.forEach((x, i) => {
        expect(x).toBeGreaterThan(chart.x.from);
        expect(x).toBeLessThan(chart.x.to);
        const cost = (RESULT.points?.costs[i] ?? NaN) * RESULT.unit.size;
        const expected = axis === 'phi' ? RESULT.phis[i] : cost;
        expect(Math.abs(x - expected)).toBeLessThanOrEqual(1e-9 * expected);
      });
      expect(networks.places.map(({ y }) => y)).toEqual(Array.from(RESULT.points?.accuracies ?? []));
    }
  });

  it('draw the intervals of accuracies that have one, with room for them', () => {
    const points = RESULT.points!;
    const [first, ...rest] = points.records;
    const accuracyInterval = { from: 50, to: 99, confidence: 0.95, over: 'seeds' } as const;
    const uncertain = {
      ...RESULT,
      points: { ...points, records: [{ ...first, accuracyInterval }, ...rest] }
    };
    const chart = chartOf(START, uncertain);
    const [{ intervals, hover }] = marksOf(chart, 'points');
    expect(intervals?.ends).toEqual(
      Array.from(points.accuracies, (accuracy, i) =>
        i === 0 ? { from: 50, to: 99 } : { from: accuracy, to: accuracy }
      )
    );
    expect(hover?.[0]).toContain('95 % interval over seeds: 50.0 to 99.0 %, published');
    expect([chart.y.from < 50, chart.y.to > 99]).toEqual([true, true]);
    expect(marksOf(chartOf(START, RESULT), 'points')[0].intervals).toBeUndefined();
  });

  it('show every gain between neighbours, and the curve’s, on the second chart', () => {
    const chart = detailOf('marginal');
    const gains = RESULT.steps.flatMap(({ step }) => (step?.marginal ? [step.marginal] : []));
    expect(gains.length).toBeGreaterThan(5);
    for (const gain of gains) {
      expect(gain).toBeGreaterThan(chart.y.from);
      expect(gain).toBeLessThan(chart.y.to);
    }
    const [curve, neighbours] = marksOf(chart, 'line');
    expect(neighbours.places.map(({ y }) => y).filter(Number.isFinite)).toEqual(gains.flatMap((y) => [y, y]));
    const { law } = RESULT;
    curve.places.forEach(({ x, y }) => {
      expect(y).toBe(law ? marginalGain(law.curve, law.cost, x) : NaN);
    });
    expect(marksOf(detailOf('efficiency'), 'points')[0].places.map(({ y }) => y)).toEqual(
      RESULT.steps.map(({ perCost }) => perCost)
    );
  });

  it('mark φ* with its interval by what follows a slider alone', () => {
    const chart = chartOf(START, RESULT);
    const moving = chart.marks.filter((mark) => mark.moving);
    const { stop, intervals, law } = RESULT;
    expect(moving.map(({ kind }) => kind)).toEqual(['rectangles', 'rule', 'points']);
    expect(moving[0]).toMatchObject({
      rectangles: [{ x0: intervals?.phi?.from, x1: intervals?.phi?.to }]
    });
    expect(moving[1]).toMatchObject({ at: stop?.phi, name: 'φ* = 2.16' });
    expect(moving[2]).toMatchObject({
      places: [{ x: stop?.phi, y: law && stop && accuracyAt(law.curve, stop.phi) }]
    });
  });

  it('dash the curve beyond the networks, and say where it ends', () => {
    const chart = chartOf(START, RESULT);
    const last = Math.max(...RESULT.phis);
    const [known, beyond] = marksOf(chart, 'line');
    expect(known.dash).toBeUndefined();
    expect(Math.max(...known.places.map(({ x }) => x))).toBe(last);
    expect(beyond.dash).toBe('dashed');
    expect(Math.min(...beyond.places.map(({ x }) => x))).toBe(last);
    expect(marksOf(chart, 'rule')[0].name).toBe('limit A∞ = 85.0 %');
  });

  it('name φ* and every network of the paper where there is room', () => {
    const chart = chartOf(START, RESULT);
    const names = labelsOf(chart, frameOf(chart, SIZE)).map(({ text }) => text);
    expect(names).toEqual(expect.arrayContaining(['φ* = 2.16', 'B0', 'B3', 'B7', 'limit A∞ = 85.0 %']));
  });

  it('without a curve show the points alone', () => {
    const chart = chartOf(START, { ...RESULT, law: null, stop: null, bootstrap: null, intervals: null });
    expect(chart.marks.map(({ kind }) => kind)).toEqual(['points']);
    expect(chart.y.from).toBeLessThan(Math.min(...(RESULT.points?.accuracies ?? [])));
  });
});
