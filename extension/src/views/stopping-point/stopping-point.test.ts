import { accuracyAt, marginalGain } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  STOPPING_POINT_START,
  type StoppingPointState
} from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toCsv, toTypeScript } from './export';
import { StoppingPointModel, STOPPING_SETS } from './model';

const START = STOPPING_POINT_START;
const modelOf = (change: Partial<StoppingPointState> = {}): StoppingPointModel =>
  new StoppingPointModel({ ...START, ...change });

describe('StoppingPointModel', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('shows φ* at once, and its interval when the controls have rested', async () => {
    const model = modelOf();
    const told = vi.fn();
    model.resampled.connect(told);
    expect(model.result.stop?.phi).toBeCloseTo(2.159, 3);
    expect(model.result.intervals).toBeNull();
    await vi.runAllTimersAsync();
    expect(told).toHaveBeenCalledOnce();
    const { intervals, stop } = model.result;
    expect(intervals?.phi?.from).toBeLessThan(stop?.phi ?? NaN);
    expect(intervals?.phi?.to).toBeGreaterThan(stop?.phi ?? NaN);
    model.set('share', 0.2, 'moving');
    expect(model.result.intervals?.phi?.to).toBeLessThan(intervals?.phi?.from ?? NaN);
  });

  it('keeps φ* when the rule changes, and stops where the gain is the threshold', () => {
    const model = modelOf();
    const before = model.result.stop?.phi ?? NaN;
    model.chooseRule('absolute');
    const { stop, law } = model.result;
    expect(stop?.phi).toBeCloseTo(before, 3);
    const { rule } = model.state;
    expect(
      rule.kind === 'absolute' && law && stop ? marginalGain(law.curve, law.cost, stop.phi) : NaN
    ).toBeCloseTo(rule.kind === 'absolute' ? rule.threshold : 0, 9);
    model.chooseRule('relative');
    expect(model.result.stop?.phi).toBeCloseTo(before, 2);
    model.undo();
    expect(model.state.rule.kind).toBe('absolute');
  });

  it('makes a curve of one’s own of the fitted one, and goes back', () => {
    const model = modelOf();
    const { law } = model.result;
    model.chooseModel();
    expect(model.result.points).toBeNull();
    const own = model.result.law;
    expect(own && accuracyAt(own.curve, 3)).toBeCloseTo(law ? accuracyAt(law.curve, 3) : NaN, 1);
    model.set('rate', 1);
    expect(model.result.stop?.phi).toBeCloseTo(Math.log(10) / (1 + Math.log(2)), 9);
    model.chooseRecords({ published: 'timm-cpu' });
    expect(model.state.source).toMatchObject({ kind: 'records', cost: 'macs' });
  });

  it('says why there is no curve, and keeps the points', () => {
    const model = modelOf();
    model.chooseRecords({ published: 'timm-cpu' });
    const { source } = model.state;
    const families = ['MobileNetV2', 'MnasNet', 'MobileNetV3', 'EfficientNet-Lite', 'EfficientNet'];
    families.forEach((family) => model.toggleFamily(family));
    expect(source.kind).toBe('records');
    const { result } = model;
    expect(result.points?.records.length).toBeGreaterThan(0);
    model.toggleFamily('ResNet');
    expect(model.outcome).toMatchObject({ ok: false, message: expect.stringMatching(/records.*none/) });
    model.toggleFamily('ResNet');
    expect(model.outcome.ok).toBe(true);
  });

  it('offers only sets in which something costs', () => {
    expect(STOPPING_SETS).not.toContain('group-norm');
    for (const published of STOPPING_SETS) {
      const model = modelOf();
      model.chooseRecords({ published });
      expect(model.outcome.ok, published).toBe(true);
    }
  });
});

describe('numbers and code of the stopping point', () => {
  const { result, state } = modelOf();

  it('writes a row for each network, and code', () => {
    const rows = toCsv(result, nullTranslator.load('')).trim().split('\r\n');
    const names = rows.slice(1).map((row) => row.split(',')[0]);
    expect(names.slice(0, 8)).toEqual(['B0', 'B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7']);
    expect(names).toEqual(expect.arrayContaining(['φ*', 'A∞', 'B', 'k', 'g']));
    expect(toTypeScript(state)).toContain('enet.showStoppingPoint();');
    expect(toTypeScript({ ...state, axis: 'cost' })).toContain("{ axis: 'cost' }");
  });
});
