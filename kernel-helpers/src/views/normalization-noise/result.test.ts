import { describe, expect, test } from 'vitest';
import { simulateNormalization, SpecError } from '../../analysis';
import { sentenceOf } from '../../wording';
import { normalizationNoiseResult } from './result';
import { noiseSimulations, simulatedNoise } from './simulation';
import { NORMALIZATION_NOISE_START, type NormalizationNoiseState } from './state';
import { normalizationNoiseWords } from './words';

const start = NORMALIZATION_NOISE_START;
const at = (change: Partial<NormalizationNoiseState>): NormalizationNoiseState => ({ ...start, ...change });

describe('normalizationNoiseResult', () => {
  test('gives √(D/m) and 1/√m at the state, and along the axis', () => {
    const { here, curve } = normalizationNoiseResult(start);
    expect(here.batch).toBeCloseTo(Math.sqrt((1 + 48 * 0.3) / 392), 12);
    expect(here.independent).toBeCloseTo(1 / Math.sqrt(392), 12);
    expect(curve).toContain(here);
    for (const { at: images, batch, independent } of curve) {
      expect(batch).toBeCloseTo(here.batch * Math.sqrt(8 / images), 12);
      expect(independent).toBeCloseTo(here.independent * Math.sqrt(8 / images), 12);
    }
  });

  test('counts as many values for a group as for a batch of N* images, whatever is shown', () => {
    for (const quantity of ['meanError', 'varianceError', 'outputNoise'] as const) {
      const { here, crossing } = normalizationNoiseResult(at({ quantity, channels: 192, groups: 24 }));
      const { here: there } = normalizationNoiseResult(at({ quantity, batchSize: crossing }));
      expect(crossing).toBe(8);
      expect(here.groupCount).toBeCloseTo(there.independent, 12);
    }
  });

  test.each<[Partial<NormalizationNoiseState>, number, number]>([
    [{ axis: 'batchSize', batchSize: 1000 }, 1, 1000],
    [{ axis: 'batchSize', side: 1 }, 2, 128],
    [{ axis: 'channels' }, 24, 1008],
    [{ axis: 'groups' }, 1, 192],
    [{ axis: 'side', batchSize: 1 }, 2, 112],
    [{ axis: 'side', correlation: -0.02 }, 1, 7],
    [{ axis: 'correlation' }, -1 / 48, 1],
    [{ axis: 'correlation', shape: 'rectified' }, 0, 1]
  ])('has an axis where %j can be, from %d to %d', (change, first, last) => {
    const { curve, here } = normalizationNoiseResult(at(change));
    const places = curve.map((point) => point.at);
    expect([places[0], places[places.length - 1]]).toEqual([first, last]);
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    expect(places).toContain(here.at);
    expect(places.length).toBeGreaterThanOrEqual(7);
  });

  test.each<[Partial<NormalizationNoiseState>, string]>([
    [{ batchSize: 1, side: 1 }, 'at least 2 values'],
    [{ groups: 25 }, 'a divisor of the 192 channels'],
    [{ correlation: -0.1 }, '−1/(n−1)'],
    [{ correlation: -0.01, shape: 'rectified' }, 'at least 0']
  ])('says what %j lacks', (change, words) => {
    expect(() => normalizationNoiseResult(at(change))).toThrow(SpecError);
    expect(() => normalizationNoiseResult(at(change))).toThrow(words);
  });

  test('keeps the totals of the width apart', () => {
    const narrow = normalizationNoiseResult(at({ channels: 96, groups: 12 })).width;
    const { width } = normalizationNoiseResult(start);
    expect(width.sum / narrow.sum).toBeCloseTo(2, 12);
    expect(width.rootSum / narrow.rootSum).toBeCloseTo(Math.SQRT2, 12);
    expect(width.perChannel).toBeCloseTo(narrow.perChannel, 12);
    expect(width.projected).toBeCloseTo(narrow.projected, 12);
  });
});

describe('noiseSimulations', () => {
  const pointsOf = (state: NormalizationNoiseState) =>
    noiseSimulations(state).flatMap(({ request, at: places }) =>
      simulateNormalization({ ...request, batches: Math.min(100, request.batches) }).points.map((point, i) =>
        simulatedNoise(places[i], point, state.quantity)
      )
    );

  test('draws equal points from equal seeds, others from others', () => {
    const small = at({ side: 3 });
    expect(pointsOf(small)).toEqual(pointsOf({ ...small }));
    expect(pointsOf(at({ side: 3, seed: 2 }))).not.toEqual(pointsOf(small));
  });

  test('is the same for what changes no point', () => {
    const change = { momentum: 0.9, batchSize: 64, quantity: 'outputNoise' } as const;
    expect(noiseSimulations(at(change))).toEqual(noiseSimulations(start));
  });

  test.each(['batchSize', 'channels', 'groups', 'side', 'correlation'] as const)(
    'meets the curve along %s',
    (axis) => {
      const state = at({ axis, side: 4, batchSize: 4, seed: 3 });
      const curve = new Map(normalizationNoiseResult(state).curve.map((point) => [point.at, point.batch]));
      const points = pointsOf(axis === 'side' ? { ...state, side: 2 } : state);
      expect(points.length).toBeGreaterThanOrEqual(7);
      const away = points.map((point) => {
        const theory = curve.get(point?.at ?? NaN) ?? NaN;
        return point === null || Math.abs(point.value - theory) < 1e-9
          ? 0
          : Math.abs(point.value - theory) / point.standardError;
      });
      expect(Math.max(...away)).toBeLessThan(4);
    }
  );

  test('affords fewer batches of large maps, in all about the same work', () => {
    const batches = (side: number): number => noiseSimulations(at({ side }))[0].request.batches;
    expect(batches(7)).toBe(200);
    expect(batches(56)).toBeLessThan(200);
    expect(batches(1000)).toBe(20);
  });
});

describe('normalizationNoiseWords', () => {
  const wordsOf = (change: Partial<NormalizationNoiseState>) =>
    normalizationNoiseWords(normalizationNoiseResult(at(change)));

  test('say the noise, what counting says, why it misleads and by how much', () => {
    const words = wordsOf({});
    expect(sentenceOf(words)).toBe(
      'With 8 images, a batch-norm mean is off by 19.8 % of σ; the pixel count alone says 5.05 %'
    );
    expect(words.detail).toContain('(ρ = 0.3): 392 values are worth 25.5');
    expect(words.detail).toContain('15.4 times that of 1/√m');
    expect(words.detail).toContain('at N* = 8, are not equal noise');
  });

  test.each<[Partial<NormalizationNoiseState>, string]>([
    [{ batchSize: 1 }, 'With 1 image, a batch-norm mean'],
    [{ correlation: 0 }, 'off by 5.05 % of σ, if pixels are independent'],
    [{ quantity: 'varianceError' }, 'a batch-norm variance is off by'],
    [{ quantity: 'outputNoise' }, 'a batch-normalised value is off by'],
    [{ quantity: 'outputNoise', batchSize: 2, side: 1 }, 'off by no finite amount'],
    [{ correlation: -1 / 48 }, 'off by 0 % of σ']
  ])('fit %j', (change, words) => {
    expect(sentenceOf(wordsOf(change))).toContain(words);
  });

  test('say that equal pixels count once, that opposite ones cancel', () => {
    expect(wordsOf({ correlation: -0.01 }).detail).toContain('balance each other');
    expect(wordsOf({ correlation: -1 / 48 }).detail).toContain('the lowest possible value');
    expect(wordsOf({ correlation: 0 }).detail).toContain('raise ρ');
  });
});
