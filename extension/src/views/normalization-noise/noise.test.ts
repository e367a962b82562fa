import { simulateNormalization } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  NORMALIZATION_NOISE_START,
  noiseSimulations,
  normalizationNoiseResult,
  type NormalizationNoiseState
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';
import { toTypeScript } from './export';
import { placesOf } from './lines';
import { INTERVAL, marksOf, simulatedPoints } from './marks';
import { NormalizationNoiseModel } from './model';
import { endsOf, parameterOf } from './parameters';
import { noiseFigure, pictureKey } from './picture';
import { noiseTicks, scaleOf, shareOf, ZERO_ROOM } from './scale';
import { runningFigure } from './side-pictures';
import { SimulationJob } from './simulation-job';
import { toCsv } from './tables';
import { publishedWords, runningWords } from './why';
import { formatNoise } from './wording';

const trans = nullTranslator.load('efficientnet_lab');
const start = NORMALIZATION_NOISE_START;
const resultOf = (change: Partial<NormalizationNoiseState> = {}) =>
  normalizationNoiseResult({ ...start, ...change });
const colours = { batchNorm: '#909', groupNorm: '#08c', rule: '#777', grid: '#eee' } as never;

describe('NormalizationNoiseModel', () => {
  it('steps from divisor to divisor while a slider moves, one way and the other', () => {
    const model = new NormalizationNoiseModel({ ...start });
    model.set('groups', 25, 'moving');
    expect(model.state.groups).toBe(32);
    // The browser ends the drag with the slider's own number.
    model.set('groups', 25);
    expect(model.state.groups).toBe(32);
    model.set('groups', 31, 'moving');
    model.set('groups', 31);
    expect(model.state.groups).toBe(24);
    model.stepGroups(-3);
    expect(model.state.groups).toBe(8);
    model.stepGroups(Infinity);
    expect(model.state.groups).toBe(192);
    model.undo();
    expect(model.state.groups).toBe(8);
  });

  it('lets the groups follow the channels, and comes back with them', () => {
    const model = new NormalizationNoiseModel({ ...start });
    model.set('channels', 200, 'moving');
    expect(model.state.groups).toBe(25);
    model.set('channels', 320, 'moving');
    expect(model.state.groups).toBe(20);
    model.set('channels', 192, 'moving');
    model.settle();
    expect(model.state).toEqual(start);
    expect(model.canUndo).toBe(false);
  });

  it.each([
    ['groups', 25, 'a divisor of the 192 channels'],
    ['correlation', -0.5, 'for 49 pixels']
  ] as const)('takes %s %d as it is typed, says what is wrong, and loses nothing', (name, value, words) => {
    const model = new NormalizationNoiseModel({ ...start });
    model.set(name, value);
    expect(model.state[name]).toBe(value);
    expect(model.outcome).toMatchObject({ ok: false, message: expect.stringContaining(words) as string });
    model.undo();
    expect(model.state).toEqual(start);
  });

  it('keeps a slider of the correlation where pixels can have it', () => {
    const model = new NormalizationNoiseModel({ ...start });
    model.set('correlation', -0.4, 'moving');
    expect(model.state.correlation).toBe(-0.02);
    expect(model.outcome.ok).toBe(true);
    model.choose({ shape: 'rectified' });
    expect(endsOf(parameterOf('correlation'), model.state).min).toBe(0);
  });

  it('never holds what a document could not', () => {
    const model = new NormalizationNoiseModel({ ...start });
    model.set('batchSize', -3);
    expect(model.state.batchSize).toBe(1);
    model.set('momentum', 7);
    expect(model.state.momentum).toBe(1);
  });
});

describe('the axes', () => {
  it('hold every line, with room for zero below', () => {
    for (const axis of ['batchSize', 'channels', 'groups', 'side', 'correlation'] as const) {
      const result = resultOf({ axis });
      const scale = scaleOf(result);
      const shares = result.curve
        .flatMap(({ batch, independent }) => [batch, independent])
        .filter((value) => value > 0)
        .map((value) => shareOf(scale.y, value));
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(ZERO_ROOM - 1e-9);
      expect(Math.max(...shares)).toBeLessThanOrEqual(1);
      const ticks = noiseTicks(scale);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(10);
    }
  });
});

describe('the picture', () => {
  const scale = scaleOf(resultOf());
  const options = { colours, trans, fontSize: 13, narrow: false, scale, height: 300, hasLines: true };

  it('tells its three lines apart by more than their colours', () => {
    const { data } = noiseFigure(resultOf(), options);
    expect(data.map(({ line }) => line?.dash)).toEqual(['dot', 'dash', 'solid']);
  });

  it('is drawn anew for what changes the lines, not for what moves over them', () => {
    const keyOf = (change: Partial<NormalizationNoiseState>) => pictureKey(resultOf(change), scale);
    expect(keyOf({ batchSize: 16, momentum: 0.9 })).toBe(keyOf({}));
    expect(keyOf({ correlation: 0.2 })).not.toBe(keyOf({}));
  });

  it('leaves lines and labels to the overlay, and keeps their words on hover', () => {
    const { data, layout } = noiseFigure(resultOf(), { ...options, hasLines: false });
    expect(data.map(({ line }) => line?.color)).toEqual(Array(3).fill('rgba(0,0,0,0)'));
    expect(data.every(({ text }) => Array.isArray(text) && text.length > 7)).toBe(true);
    expect(layout.annotations).toHaveLength(3);
    expect(placesOf(resultOf(), 'batch', scale)[0]).toEqual({
      x: 0,
      y: shareOf(scale.y, resultOf({ batchSize: 1 }).here.batch)
    });
    // Along a held axis a line may leave the plot: it ends there.
    expect(placesOf(resultOf({ correlation: -0.02, side: 7 }), 'batch', scale).every(({ y }) => y > 0)).toBe(
      true
    );
  });

  it('keeps labels apart where lines end together', () => {
    const { layout } = noiseFigure(resultOf({ correlation: 0 }), options);
    const ends = (layout.annotations ?? []).filter(({ x, xshift }) => x === 1 && xshift === 8);
    const heights = ends.map(({ y }) => Number(y)).sort((a, b) => a - b);
    expect(ends).toHaveLength(4);
    heights.slice(1).forEach((y, i) => expect(y - heights[i]).toBeGreaterThan(0.1));
  });

  it('marks the state, what counting says, and N* where the lines of counts meet', () => {
    const marks = marksOf(resultOf({ batchSize: 2 }), [], scale, trans);
    expect(marks.here.x).toBeCloseTo(1 / 7, 12);
    expect(marks.crossing?.x).toBeCloseTo(3 / 7, 12);
    expect(marks.crossing?.label).toContain('N* = 8');
    const { independent } = resultOf({ batchSize: 8 }).here;
    expect(marks.crossing?.y).toBeCloseTo(shareOf(scale.y, independent), 12);
    expect(marksOf(resultOf({ axis: 'side' }), [], scale, trans).crossing).toBeNull();
  });
});

describe('SimulationJob', () => {
  it('draws in portions, of several simulations in turn, what each draws by itself', () => {
    const simulations = noiseSimulations({ ...start, axis: 'correlation', side: 3 });
    const requests = simulations.map(({ request }) => ({ ...request, batches: 30 }));
    const job = new SimulationJob(requests);
    let portions = 0;
    let before = 0;
    while (!job.advance(500)) {
      portions++;
      expect(job.progress).toBeGreaterThan(before);
      before = job.progress;
    }
    expect(portions).toBeGreaterThan(8);
    expect(job.progress).toBe(1);
    expect(job.results()).toEqual(requests.map(simulateNormalization));
    const points = simulatedPoints(simulations, job.results(), resultOf({ axis: 'correlation', side: 3 }));
    expect(points.map(({ at }) => at)).toEqual(simulations.flatMap(({ at }) => at));
  });

  it('gives bars of 95 %', () => {
    const scale = scaleOf(resultOf());
    const { points } = marksOf(resultOf(), [{ at: 4, value: 0.1, standardError: 0.01 }], scale, trans);
    expect(points[0].high).toBeCloseTo(shareOf(scale.y, 0.1 + INTERVAL * 0.01), 12);
    expect(points[0].low).toBeCloseTo(shareOf(scale.y, 0.1 - INTERVAL * 0.01), 12);
  });
});

describe('words and exports', () => {
  it('say what is left of the start value, and when it has gone', () => {
    expect(runningWords(resultOf(), trans)).toContain('36.6 %');
    expect(runningWords(resultOf(), trans)).toContain('459 steps');
    expect(runningWords(resultOf({ momentum: 0.9 }), trans)).toContain('Settled after 100 steps: 0.00 %');
    expect(runningWords(resultOf({ momentum: 1 }), trans)).toContain('never leave');
    expect(runningFigure(resultOf({ momentum: 1 }), { colours, trans, fontSize: 13 }).data).toHaveLength(2);
  });

  it('tell the published losses with their source', () => {
    expect(publishedWords(trans)).toContain(
      'batch norm loses 11.1 percentage points, group norm stays within 0.2'
    );
    expect(publishedWords(trans)).toContain('arXiv 1803.08494, table 2');
  });

  it.each([
    [0.0505, '5.05 %'],
    [0, '0 %'],
    [12.5, '1,250 %'],
    [Infinity, '∞']
  ])('write %d as %s', (share, text) => {
    expect(formatNoise(share)).toBe(text);
  });

  it('write code that shows the same', () => {
    expect(toTypeScript(start)).toContain('enet.normalizationNoise();');
    expect(toTypeScript({ ...start, shape: 'rectified', seed: 7 })).toContain(
      "enet.normalizationNoise({ shape: 'rectified', seed: 7 });"
    );
  });

  it('write theory and simulation, one line each', () => {
    const result = resultOf();
    const theory = toCsv(result, [], trans).trim().split('\r\n');
    expect(theory).toHaveLength(1 + result.curve.length);
    const both = toCsv(result, [{ at: 4, value: 0.1, standardError: 0.01 }], trans);
    expect(both).toContain('batchSize,meanError,standard_error,seed\r\n4,0.1,0.01,1');
  });
});
