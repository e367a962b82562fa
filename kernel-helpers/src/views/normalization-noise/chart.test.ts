import { describe, expect, it } from 'vitest';
import { publishedBatchSizeErrors } from '../../analysis';
import { type Chart, frameOf, labelsOf, type Mark } from '../../chart';
import { chartLabelBox } from '../../chart/labels';
import { ENGLISH } from '../../wording';
import { noiseAxes } from './axes';
import { noiseChart } from './chart';
import { publishedErrorsChart } from './errors-chart';
import { normalizationNoiseResult } from './result';
import { runningChart } from './running-chart';
import type { SimulatedNoise } from './simulation';
import { NORMALIZATION_QUANTITIES } from './quantities';
import { NORMALIZATION_NOISE_START, type NormalizationNoiseState } from './state';

const SIZE = { width: 568, height: 320 };

const resultOf = (change: Partial<NormalizationNoiseState> = {}) =>
  normalizationNoiseResult({ ...NORMALIZATION_NOISE_START, ...change });

function chartOf(change: Partial<NormalizationNoiseState> = {}, points: SimulatedNoise[] = []): Chart {
  const result = resultOf(change);
  return noiseChart(result, points, noiseAxes(result), ENGLISH);
}

function withId<K extends Mark['kind']>({ marks }: Chart, kind: K, id: string): Extract<Mark, { kind: K }> {
  const found = marks.find(
    (mark): mark is Extract<Mark, { kind: K }> => mark.kind === kind && mark.id === id
  );
  if (!found) {
    throw new Error(`No ${kind} is called ${id}.`);
  }
  return found;
}

describe('the chart of noise', () => {
  it.each(NORMALIZATION_QUANTITIES.axis.options.map(({ value }) => value))(
    'holds every line along %s, with room for zero below, and ticks above that',
    (axis) => {
      const chart = chartOf({ axis });
      const { from, to, ticks = [] } = chart.y;
      const zero = ticks[0];
      const share = (value: number): number => Math.log(value / from) / Math.log(to / from);
      expect(chart.y.text(zero)).toBe('0');
      expect(share(zero)).toBeCloseTo(0.03, 9);
      for (const { batch, independent, groupCount } of resultOf({ axis }).curve) {
        for (const value of [batch, independent, groupCount].filter((noise) => noise > 0)) {
          expect(share(100 * value)).toBeGreaterThanOrEqual(0.12 - 1e-9);
          expect(share(100 * value)).toBeLessThanOrEqual(1);
        }
      }
      const others = ticks.slice(1);
      expect(Math.min(...others.map(share))).toBeGreaterThanOrEqual(0.12 - 1e-9);
      expect(others.length).toBeGreaterThan(1);
      expect(others.length).toBeLessThan(10);
    }
  );

  it('tells its lines apart by more than their colours, and says at each place what is seen', () => {
    const chart = chartOf();
    const lines = ['groupCount', 'independent', 'batch'].map((id) => withId(chart, 'line', id));
    expect(lines.map(({ dash }) => dash)).toEqual(['dotted', 'dashed', undefined]);
    const { curve } = resultOf();
    expect(lines[2].places).toEqual(curve.map(({ at, batch }) => ({ x: at, y: 100 * batch })));
    expect(lines[1].hover?.[curve.findIndex(({ at }) => at === 8)]).toBe(
      'if pixels were independent: 1/√m: 5.05 %\nimages in the batch N: 8'
    );
    for (const { hover = [], places } of lines) {
      expect(hover).toHaveLength(places.length);
    }
  });

  it('marks the state with what counting misses, and N* where the lines of counts meet', () => {
    const chart = chartOf({ batchSize: 2 });
    const here = withId(chart, 'points', 'here');
    const { batch, independent } = resultOf({ batchSize: 2 }).here;
    expect(here.places).toEqual([{ x: 2, y: 100 * batch }]);
    expect(here.names).toEqual(['39.6 %']);
    expect(chart.marks).toContainEqual(
      expect.objectContaining({
        kind: 'line',
        width: 3,
        name: '3.92 × the count',
        places: [
          { x: 2, y: 100 * independent },
          { x: 2, y: Math.sqrt(100 * independent * 100 * batch) },
          { x: 2, y: 100 * batch }
        ]
      })
    );
    const crossing = withId(chart, 'points', 'crossing');
    expect(crossing.names).toEqual(['equal counts at N* = 8']);
    expect(crossing.places[0].x).toBe(8);
    expect(crossing.places[0].y).toBeCloseTo(100 * resultOf({ batchSize: 8 }).here.independent, 12);
    expect(chartOf({ axis: 'side' }).marks.some(({ id }) => id === 'crossing')).toBe(false);
  });

  it('gives simulated points bars of 95 %, none below the axis', () => {
    const points = [
      { at: 4, value: 0.1, standardError: 0.01 },
      { at: 8, value: 0.05, standardError: 0.2 },
      { at: 16, value: 0, standardError: 0 }
    ];
    const chart = chartOf({}, points);
    const { places, intervals } = withId(chart, 'points', 'simulated');
    expect(places).toEqual([
      { x: 4, y: 10 },
      { x: 8, y: 5 }
    ]);
    expect(intervals?.ends[0].from).toBeCloseTo(10 - 1.96, 9);
    expect(intervals?.ends[0].to).toBeCloseTo(10 + 1.96, 9);
    expect(intervals?.ends[1].from).toBe(chart.y.from);
    expect(chartOf().marks.some(({ id }) => id === 'simulated')).toBe(false);
  });

  it.each<Partial<NormalizationNoiseState>>([
    {},
    { correlation: 0 },
    { axis: 'correlation' },
    { axis: 'side' }
  ])('names every line behind its end, no name over another, and the state: %j', (change) => {
    const chart = chartOf(change);
    const frame = frameOf(chart, SIZE);
    const labels = labelsOf(chart, frame);
    const lines = chart.marks.flatMap((mark) =>
      mark.kind === 'line' && mark.nameAt && mark.name ? [mark.name] : []
    );
    expect(lines).toHaveLength(4);
    const texts = labels.map(({ text }) => text);
    expect(texts).toEqual(
      expect.arrayContaining([...lines, ...(withId(chart, 'points', 'here').names ?? [])])
    );
    const boxes = labels.map((label) => chartLabelBox(label, frame));
    boxes.forEach((a, i) =>
      boxes.slice(i + 1).forEach((b) => {
        expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
      })
    );
  });

  it('leaves gaps where errors are endless, and says when it is a first order only', () => {
    const endless = chartOf({ quantity: 'outputNoise', side: 1, batchSize: 2 });
    const first = withId(endless, 'line', 'batch').places[0];
    expect(first).toEqual({ x: 2, y: NaN });
    expect(endless.marks.some(({ id }) => id === 'here')).toBe(false);
    const rectified = chartOf({ quantity: 'outputNoise', shape: 'rectified' });
    expect(withId(rectified, 'line', 'batch').name).toBe('batch norm, ρ = 0.3, 1st order');
  });
});

describe('the charts beside it', () => {
  it('show both published lines, each with its name', () => {
    const chart = publishedErrorsChart(ENGLISH);
    const errors = publishedBatchSizeErrors();
    const points = chart.marks.filter((mark) => mark.kind === 'points');
    expect(points.map(({ symbol }) => symbol)).toEqual(['circle', 'square']);
    expect(points.map(({ places }) => places.map(({ y }) => y))).toEqual([
      errors.map(({ batch }) => batch),
      errors.map(({ group }) => group)
    ]);
    for (const width of [276, 320, 500]) {
      const names = labelsOf(chart, frameOf(chart, { width, height: 200 })).map(({ text }) => text);
      expect(names.sort()).toEqual(['batch norm', 'group norm']);
    }
  });

  it.each([
    [0, '0.0 %', 150],
    [0.99, '36.6 %', Math.log(0.005) / Math.log(0.99)],
    [1, '100.0 %', 20_000]
  ])('show what momentum %d leaves of the start value', (momentum, left, end) => {
    const result = resultOf({ momentum });
    const chart = runningChart(result, noiseAxes(result), ENGLISH);
    expect(chart.x.to).toBeCloseTo(end, 9);
    const { places } = withId(chart, 'line', 'decay');
    places.forEach(({ x, y }) => expect(y).toBeCloseTo(100 * momentum ** x, 9));
    expect(chart.marks[2]).toMatchObject({
      places: [{ x: 100, y: 100 * momentum ** 100 }],
      names: [`${left} after 100 steps`]
    });
  });
});
