import { describe, expect, it } from 'vitest';
import { variant } from '../../analysis';
import { type Chart, frameOf, labelsOf, type Mark } from '../../chart';
import { ENGLISH } from '../../wording';
import type { Pin } from '../pin';
import { type Scaled, scalingAxes, scalingChart } from './chart';
import { meanRatios, pathCurves } from './curve';
import { pinnedNetworks } from './networks';
import { scalingResult } from './result';
import { explorerState, type ExplorerStart } from './state';

const SIZE = { width: 568, height: 320 };
const PINS: Pin[] = [
  { letter: 'A', spec: variant('b3') },
  { letter: 'C', spec: variant('v2-s') },
  { letter: 'D', spec: variant('b0', { classes: 10 }) }
];

function scaledOf(start: ExplorerStart, pins: readonly Pin[] = []): Scaled {
  const state = explorerState(start);
  return { result: scalingResult(state), pinned: pinnedNetworks(pins, state) };
}

function chartOf(start: ExplorerStart, pins: readonly Pin[] = []): Chart {
  const scaled = scaledOf(start, pins);
  return scalingChart(scaled, scalingAxes(scaled), ENGLISH);
}

/** While a slider moves: the axes are those from before. */
function movingChartOf(start: ExplorerStart): Chart {
  const before = scaledOf({ ...start, gamma: undefined });
  return scalingChart(scaledOf(start), scalingAxes(before), ENGLISH, 'moving');
}

function marksOf<K extends Mark['kind']>(chart: Chart, kind: K): Extract<Mark, { kind: K }>[] {
  return chart.marks.filter((mark): mark is Extract<Mark, { kind: K }> => mark.kind === kind);
}

const namesOn = (chart: Chart): string[] => labelsOf(chart, frameOf(chart, SIZE)).map(({ text }) => text);

describe('charts of the scaling explorer', () => {
  it('show what is built and what the rule says over φ', () => {
    const [rule, built] = marksOf(chartOf({ phi: 1 }), 'line');
    // Counted with another program.
    expect(built.places).toContainEqual({ x: -3, y: 106_847_952 });
    expect(built.places).toContainEqual({ x: 7, y: 39_663_901_696 });
    expect(built.hover?.[built.places.findIndex(({ x }) => x === 1)]).toBe(
      'φ = 1\n992,629,472 MACs\n740,868,494 by the rule\n23 blocks, 258 px'
    );
    expect(built.shape).toBe('step');
    expect(rule.dash).toBe('dashed');
    expect(rule.name).toBe('rule: 386 M · 1.92^φ');
    const { x, y } = rule.places[rule.places.length - 1];
    expect(y / 385_814_752).toBeCloseTo(1.92027 ** x, 1);
  });

  it('name the shown network, the lines and the published networks where there is room', () => {
    expect(namesOn(chartOf({ phi: 1 }))).toEqual(
      expect.arrayContaining(['φ = 1: 993 M', 'built network', 'rule: 386 M · 1.92^φ', 'B0', 'B3', 'B7'])
    );
    expect(namesOn(chartOf({ phi: 1, picture: 'dimensions' }))).toEqual(
      expect.arrayContaining([
        'φ = 1: +34.0 %',
        ...['depth only', 'width only', 'resolution only', 'compound', 'as promised', 'B0', 'B7']
      ])
    );
    expect(namesOn(chartOf({ variant: 'b7', picture: 'dimensions' }))).toContain('B7: +10.0 %');
  });

  it('show the chosen published network once, and pins by their letters', () => {
    const [published, ...others] = marksOf(chartOf({ variant: 'b4' }, PINS), 'points');
    expect(published.names).toEqual(['B0', 'B1', 'B2', 'B3', 'B5', 'B6', 'B7']);
    expect(published.hover?.[3]).toBe(
      'B3\n1,827,141,392 MACs\n12,233,232 parameters\n26 blocks, 300 px\n4.74 × built, 3.62 × promised'
    );
    expect(others.map(({ meaning, names }) => [meaning, names])).toEqual([
      ['pinA', ['A']],
      ['pinC', ['C']],
      ['pinD', ['D']],
      ['accent', ['B4: 4.39 G']]
    ]);
    expect(others.every(({ moving, hover }) => moving && hover?.length === 1)).toBe(true);
  });

  it('have no place for a base of another family among promises', () => {
    const chart = chartOf({ width: 2, picture: 'dimensions' }, PINS);
    const [, a, c, , shown] = marksOf(chart, 'points');
    expect([a.places.length, c.places.length, c.names]).toEqual([1, 0, []]);
    expect(shown.places[0].x).toBeCloseTo(4, 9);
    expect(scaledOf({}, PINS).pinned[1].mark.position).toBeGreaterThan(4);
    const other = chartOf({ variant: 'v2-s', picture: 'dimensions' });
    expect(marksOf(other, 'points')).toHaveLength(1);
  });

  it('say how far the true cost lies above the promise, exactly and in the mean', () => {
    const chart = chartOf({ phi: 1, picture: 'dimensions' });
    expect(chart.y.text(1.34)).toBe('+34 %');
    expect(chart.y.text(0.9)).toBe('−10 %');
    expect(chart.y.text(1)).toBe('0 %');
    expect(chart.x.text(0.25)).toBe('1/4 ×');
    const thin = marksOf(chart, 'line').slice(0, 4);
    const exact = thin.find(({ meaning }) => meaning === 'compound');
    const at = exact?.hover?.findIndex((text) => text.startsWith('compound: φ = 1.02\n')) ?? -1;
    expect(exact?.hover?.[at]).toMatch(/promised 1\.9\d ×, built 2\.57 × \(\+3\d\.\d %\)$/);
    const { depth } = pathCurves(explorerState(), 'resting');
    const mean = meanRatios(depth);
    const { promised, ratio } = mean[mean.length - 20];
    const logs = depth.promised.flatMap((x, i) =>
      Math.abs(Math.log2(x / promised)) <= 0.5 ? [Math.log(depth.built[i] / x)] : []
    );
    expect(logs.length).toBeGreaterThan(50);
    expect(Math.log(ratio)).toBeCloseTo(logs.reduce((a, b) => a + b, 0) / logs.length, 12);
  });

  it('keep every corner of the lines of single dimensions, and what lies straight between two is left out', () => {
    const { width } = pathCurves(explorerState(), 'resting');
    const line = marksOf(chartOf({ picture: 'dimensions' }), 'line').find(
      ({ meaning }) => meaning === 'width'
    );
    const kept = new Map(line?.places.map(({ x, y }) => [x, y]));
    expect(kept.size).toBeLessThan(width.promised.length);
    width.promised.forEach((x, i) => {
      const isLevel = width.built[i] === width.built[i - 1] && width.built[i] === width.built[i + 1];
      expect(kept.get(x)).toBe(isLevel ? undefined : width.built[i] / x);
    });
  });

  it.each(['phi', 'dimensions'] as const)(
    'draw the same lines during a drag as afterwards, coarser: %s',
    (picture) => {
      const start = { phi: 1, gamma: picture === 'phi' ? 1.3 : 1.32, picture };
      const moving = marksOf(movingChartOf(start), 'line').filter((mark) => mark.moving && mark.width !== 1);
      expect(moving.map(({ meaning }) => meaning)).toEqual(
        picture === 'phi' ? ['rule', 'compound'] : ['compound']
      );
      const resting = marksOf(chartOf(start), 'line');
      expect(resting.filter((mark) => mark.moving && mark.meaning !== 'accent')).toEqual([]);
      if (picture === 'phi') {
        const fine = new Map(resting[1].places.map(({ x, y }) => [x.toPrecision(9), y]));
        moving[1].places.forEach(({ x, y }) => expect(fine.get(x.toPrecision(9))).toBe(y));
        expect(moving[1].places.length).toBeLessThan(fine.size / 5);
      }
    }
  );

  it('hold everything on their axes', () => {
    for (const start of [{ phi: -3 }, { phi: 12 }, { depth: 0.3, width: 0.3, resolution: 64 }]) {
      for (const picture of ['phi', 'dimensions'] as const) {
        const chart = chartOf({ ...start, picture }, PINS);
        for (const { places } of marksOf(chart, 'points')) {
          for (const { x, y } of places) {
            expect(x > chart.x.from && x < chart.x.to && y > chart.y.from && y < chart.y.to).toBe(true);
          }
        }
      }
    }
  });
});
