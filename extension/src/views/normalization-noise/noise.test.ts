import { simulateNormalization } from '@efficientnet-lab/kernel-helpers/analysis';
import { frameOf, PAPER_COLOURS } from '@efficientnet-lab/kernel-helpers/chart';
import {
  type MeasuredInNetwork,
  noiseAxes,
  noiseChart,
  noiseSimulations,
  NORMALIZATION_NOISE_START,
  NORMALIZATION_QUANTITIES,
  normalizationNoiseResult,
  type NormalizationNoiseState,
  runningChart,
  simulatedPoints
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';
import { chartFigure } from '../../plot/chart-figure';
import { toCsv, toTypeScript } from './export';
import { NormalizationNoiseModel } from './model';
import { SimulationJob } from './simulation-job';

const trans = nullTranslator.load('efficientnet_lab');
const start = NORMALIZATION_NOISE_START;
const resultOf = (change: Partial<NormalizationNoiseState> = {}) =>
  normalizationNoiseResult({ ...start, ...change });

const measured: MeasuredInNetwork = {
  network: 'small',
  dataset: 'digits',
  images: 500,
  confidence: 0.95,
  layer: 'stem_bn',
  layers: [
    {
      ...{ name: 'stem_bn', side: 16, channels: 8, groups: null, correlation: 0.05 },
      ...{ squaresCorrelation: 0.1, kurtosis: 5 },
      points: [2, 8].map((batchSize) => ({
        batchSize,
        meanError: { value: 0.3 / Math.sqrt(batchSize), from: 0.1, to: 0.3 },
        varianceError: { value: 0.4, from: 0.3, to: 0.5 }
      }))
    },
    {
      ...{ name: 'top_bn', side: 1, channels: 320, groups: 40, correlation: null },
      ...{ squaresCorrelation: null, kurtosis: 3 },
      points: []
    }
  ]
};

describe('a measurement', () => {
  it('lends its layers’ places, and steps back for other layers', () => {
    const model = new NormalizationNoiseModel({ ...start, axis: 'side', shape: 'rectified', measured });
    model.chooseMeasured('top_bn');
    expect(model.state).toMatchObject({ side: 1, channels: 320, groups: 40, correlation: 0 });
    expect(model.state).toMatchObject({ axis: 'batchSize', shape: 'gaussian' });
    expect(model.measured?.layer).toBe('top_bn');
    model.chooseMeasured('stem_bn');
    expect(model.state).toMatchObject({ side: 16, channels: 8, groups: 1, correlation: 0.05 });
    expect(model.result.measured?.points).toHaveLength(2);
    model.chooseLayer({ side: 7, channels: 320, groups: 40 });
    expect(model.measured?.layer).toBeNull();
    expect(model.result.measured).toBeNull();
    model.undo();
    expect(model.result.measured?.layer.name).toBe('stem_bn');
    model.chooseMeasured('nowhere');
    expect(model.measured?.layer).toBe('stem_bn');
    const without = new NormalizationNoiseModel({ ...start });
    without.chooseLayer({ side: 14, channels: 80, groups: 10 });
    expect('measured' in without.state).toBe(false);
  });

  it('comes with the table and the copied code', () => {
    const place = { side: 16, channels: 8, groups: 1, correlation: 0.05 };
    const result = resultOf({ ...place, measured });
    const lines = toCsv(result, [], trans).split('\r\n');
    const head = lines.indexOf('layer,batch_size,meanError,from,to,theory');
    expect(lines[head + 1]).toMatch(/^stem_bn,2,0\.212\d+,0\.1,0\.3,0\.16\d+$/);
    expect(lines).toHaveLength(head + 4);
    const code = toTypeScript(result.state);
    expect(code).toContain("({ measured: { network: 'small', dataset: 'digits', images: 500");
    expect(code).toContain("layers: [{ name: 'stem_bn', side: 16,");
    expect(code).toContain('meanError: { value: 0.212132, from: 0.1, to: 0.3 }');
    // Neither other layers nor what the layer says of its place.
    expect(code).not.toMatch(/top_bn|\(\{ side/);
    expect(code.length).toBeLessThan(600);
    expect(toTypeScript({ ...result.state, correlation: 0 })).toContain('({ correlation: 0, measured: {');
    const unseen = { ...measured, layer: null };
    expect(toTypeScript({ ...start, measured: unseen })).toContain('showNormalizationNoise();');
    expect(toCsv(resultOf(), [], trans)).not.toContain('layer,batch_size');
  });
});

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
    expect(model.endsOf(NORMALIZATION_QUANTITIES.correlation).min).toBe(0);
  });

  it('never holds what a document could not', () => {
    const model = new NormalizationNoiseModel({ ...start });
    model.set('batchSize', -3);
    expect(model.state.batchSize).toBe(1);
    model.set('momentum', 7);
    expect(model.state.momentum).toBe(1);
  });
});

describe('the plot', () => {
  it('leaves to Plotly what no slider moves while axes rest', () => {
    const axes = noiseAxes(resultOf());
    const figureOf = (change: Partial<NormalizationNoiseState>) => {
      const result = resultOf(change);
      const points = [{ at: 4, value: result.here.batch, standardError: 0.01 }];
      return [noiseChart(result, points, axes, trans), runningChart(result, axes, trans)].map((chart) =>
        chartFigure(chart, frameOf(chart, { width: 600, height: 400 }), { ...PAPER_COLOURS, font: 'serif' })
      );
    };
    expect(figureOf({ batchSize: 16, correlation: 0.2, channels: 96, momentum: 0.98 })).toEqual(figureOf({}));
    expect(figureOf({ quantity: 'varianceError' })).not.toEqual(figureOf({}));
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
    const points = simulatedPoints(simulations, job.results(), 'meanError');
    expect(points.map(({ at }) => at)).toEqual(simulations.flatMap(({ at }) => at));
  });
});

describe('exports', () => {
  it('write code that shows the same', () => {
    expect(toTypeScript(start)).toContain('enet.showNormalizationNoise();');
    expect(toTypeScript({ ...start, shape: 'rectified', seed: 7 })).toContain(
      "enet.showNormalizationNoise({ shape: 'rectified', seed: 7 });"
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
