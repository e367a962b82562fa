import { describe, expect, test } from 'vitest';
import { accuracyAt, costAt, publishedRecords, recordsJson, SpecError } from '../../analysis';
import { sentenceOf } from '../../wording/words';
import { costUnitOf, stoppingBand, stoppingBasis, stoppingPointOn, stoppingPointResult } from './result';
import { STOPPING_POINT_START, type StoppingPointState } from './state';
import { stoppingPointWords } from './words';

type Records = Extract<StoppingPointState['source'], { kind: 'records' }>;
const start = STOPPING_POINT_START;
const records: Records = start.source as Records;
const withRecords = (change: Partial<Records>): StoppingPointState => ({
  ...start,
  source: { ...records, resamples: 200, ...change }
});
const model = (curve = { asymptote: 80, amplitude: 60, rate: 1 }): StoppingPointState => ({
  ...start,
  source: { kind: 'model', curve, cost: { base: 0.4, growth: 2 } }
});

const sentence = (state: StoppingPointState): string =>
  sentenceOf(stoppingPointWords(state, stoppingPointResult(state)));
const detail = (state: StoppingPointState): string =>
  stoppingPointWords(state, stoppingPointResult(state)).detail;

describe('stopping point of a state', () => {
  test('the start names φ*, its interval, cost, accuracy and the nearest network', () => {
    const result = stoppingPointResult(start);
    expect(result.stop?.phi).toBeCloseTo(2.159, 3);
    expect(sentence(start)).toMatchInlineSnapshot(
      `"The marginal gain falls to 10 % of the baseline’s at φ* = 2.16 (95 % interval 2.06 to 2.26): 1.74 G MACs, accuracy 81.4 %"`
    );
    expect(detail(start)).toMatchInlineSnapshot(
      `"The nearest network is B3: 1.80 G MACs, accuracy 81.6 %. Accuracy per cost only falls; to peak beyond the baseline, the curve would have to start below 29.8 %."`
    );
  });

  test('a threshold for 10⁹ MACs and the same share of the first gain stop at one place', () => {
    const { firstMarginal } = stoppingPointResult(start);
    const threshold = 0.1 * (firstMarginal ?? NaN);
    const absolute = stoppingPointResult({ ...withRecords({}), rule: { kind: 'absolute', threshold } });
    expect(absolute.stop?.phi).toBeCloseTo(2.159, 3);
    // B0 to B1 gain 2 points for 0.31·10⁹ MACs; the curve is steeper at its start than this mean.
    expect(firstMarginal).toBeGreaterThan(6);
    expect(firstMarginal).toBeLessThan(20);
  });

  test('a threshold above the first gain stops at the baseline and says so', () => {
    const state: StoppingPointState = { ...withRecords({}), rule: { kind: 'absolute', threshold: 50 } };
    expect(sentence(state)).toMatch(
      /^Even the baseline gains only .* less than the threshold of 50: stop at φ\* = 0/
    );
  });

  test('beyond the largest network the curve is called extrapolated', () => {
    const state: StoppingPointState = { ...withRecords({}), rule: { kind: 'relative', share: 1e-4 } };
    expect(stoppingPointResult(state).extrapolates).toBe(true);
    expect(detail(state)).toContain('beyond the largest network (φ = 6.57)');
  });

  test('a model that starts low has an efficiency peak where the derivative changes its sign', () => {
    const { law } = stoppingPointResult(model());
    if (law === null) {
      throw new Error('A model has a law.');
    }
    const efficiency = (phi: number): number => accuracyAt(law.curve, phi) / costAt(law.cost, phi);
    const { phi } = law.peak;
    expect(efficiency(phi)).toBeGreaterThan(efficiency(phi - 0.01));
    expect(efficiency(phi)).toBeGreaterThan(efficiency(phi + 0.01));
    expect(detail(model())).toContain('peaks at φ = 0.605');
  });

  test.each(['asymptote', 'amplitude', 'rate'] as const)(
    'an efficiency peak begins at the needed %s',
    (key) => {
      const curve = { asymptote: 80, amplitude: 20, rate: 0.5 };
      const { law } = stoppingPointResult(model(curve));
      const need = law?.peakNeeds[key] ?? NaN;
      const factor = key === 'asymptote' ? 0.999 : 1.001;
      const interior = (by: number): boolean | undefined =>
        stoppingBasis({
          kind: 'model',
          curve: { ...curve, [key]: need * by },
          cost: { base: 1, growth: 2 }
        }).law?.peak.interior;
      expect(interior(factor)).toBe(true);
      expect(interior(1 / factor)).toBe(false);
    }
  );

  test('the band holds the curve, and is wider beyond the networks than among them', () => {
    const result = stoppingPointResult(start);
    const [inside, beyond] = stoppingBand(result, [3, 12]);
    const { law } = result;
    expect(law && accuracyAt(law.curve, 3)).toBeGreaterThan(inside.from);
    expect(law && accuracyAt(law.curve, 3)).toBeLessThan(inside.to);
    expect(beyond.to - beyond.from).toBeGreaterThan(2 * (inside.to - inside.from));
    expect(stoppingBand(stoppingPointResult(model()), [1])).toEqual([]);
  });

  test('without a curve the points stay, and the reason is said', () => {
    const document = {
      format: 'efficientnet-lab.records',
      version: 1,
      title: 'line',
      provenance: { kind: 'measured', source: 'here', date: '2026-11-22', version: null },
      measures: [{ key: 'ms', name: 'Latency', quantity: 'latency', unit: 'ms' }],
      records: [60, 62, 64, 66].map((accuracy, i) => ({ name: `n${i}`, accuracy, costs: { ms: 2 ** i } }))
    };
    const state = withRecords({ source: { document }, cost: 'ms' });
    const result = stoppingPointResult(state);
    expect(result.steps).toHaveLength(4);
    expect(sentence(state)).toBe('There is no φ*: no saturating curve fits 4 networks');
    expect(detail(state)).toContain('Accuracy doesn’t flatten out over these costs: add larger networks.');
    expect(costUnitOf(result.unit.measure).size).toBe(1);
  });

  test('a resample whose curve ends below 0 % counts as one without a curve', () => {
    const state = withRecords({
      source: { published: 'timm-cpu' },
      cost: 'latency',
      hidden: ['MobileNetV2', 'MnasNet', 'MobileNetV3', 'EfficientNet-Lite', 'EfficientNet'],
      resamples: 1000
    });
    const { intervals, withoutIntervals } = stoppingPointResult(state);
    expect(withoutIntervals).toBeNull();
    expect(intervals?.asymptote.from).toBeGreaterThan(0);
    expect(intervals?.failed).toBe(380);
  });

  test('two costs make no curve, three make one without an interval', () => {
    expect(
      detail(withRecords({ source: { published: 'paper-latency' }, cost: 'latency', hidden: [] }))
    ).not.toBe('');
    const only = stoppingBasis(records);
    expect(stoppingPointOn(only, start.rule).intervals).toBeNull();
  });

  test('a thinned file says that its curve leans to the best', () => {
    const document = JSON.parse(recordsJson(publishedRecords('paper-v5'))) as object;
    expect(detail(withRecords({ source: { document, omitted: 998_000 } }))).toContain(
      '998,000 records were left out'
    );
    expect(detail(withRecords({ source: { document } }))).not.toContain('left out');
  });

  test.each([
    [withRecords({ cost: 'joules' }), /^measure: got "joules", expected one of macs, params/],
    [withRecords({ hidden: ['EfficientNet'] }), /^records: got "none"/],
    [model({ asymptote: 101, amplitude: 20, rate: 1 }), /^asymptote: got 101, expected at most 100/],
    [model({ asymptote: 70, amplitude: 71, rate: 1 }), /^amplitude: got 71, expected at most A∞, 70/],
    [{ ...start, rule: { kind: 'relative', share: 2 } } as StoppingPointState, /^share: got 2/]
  ])('a state that stands for nothing is refused', (state, message) => {
    expect(() => stoppingPointResult(state)).toThrow(SpecError);
    expect(() => stoppingPointResult(state)).toThrow(message);
  });
});
