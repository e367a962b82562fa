import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpecError } from '../errors';
import { RandomNormal } from '../noise/random-normal';
import { pointsOf, publishedRecords } from '../records';
import { markdownOf } from '../table';
import {
  accuracyAt,
  bootstrapBand,
  bootstrapFit,
  bootstrapIntervals,
  bootstrapSteps,
  costAt,
  efficiencyAt,
  efficiencyPeak,
  efficiencySteps,
  efficiencyTable,
  type ExponentialCost,
  fitSaturating,
  marginalGain,
  phiOfCost,
  type SaturatingCurve,
  stoppingPoint
} from './index';

const real = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const curves: fc.Arbitrary<SaturatingCurve> = fc
  .record({ asymptote: real(20, 100), share: real(0.02, 0.98), rate: real(0.05, 3) })
  .map(({ asymptote, share, rate }) => ({ asymptote, amplitude: share * asymptote, rate }));
const costs: fc.Arbitrary<ExponentialCost> = fc.record({ base: real(0.01, 100), growth: real(1.1, 4) });

/** Root of a falling function by halving: knows nothing of the closed form. */
function root(falling: (phi: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    [low, high] = falling(middle) > 0 ? [middle, high] : [low, middle];
  }
  return (low + high) / 2;
}

const b = pointsOf(publishedRecords('paper-v5'), 'macs');

describe('stopping point', () => {
  test('the marginal gain is the derivative of accuracy with respect to cost', () => {
    fc.assert(
      fc.property(curves, costs, real(0, 5), (curve, cost, phi) => {
        const h = 1e-5;
        const rise = accuracyAt(curve, phi + h) - accuracyAt(curve, phi - h);
        const numeric = rise / (costAt(cost, phi + h) - costAt(cost, phi - h));
        const scale = marginalGain(curve, cost, phi) + 1e-9 / costAt(cost, phi);
        expect(Math.abs(numeric - marginalGain(curve, cost, phi)) / scale).toBeLessThan(1e-3);
      }),
      { seed: 1 }
    );
  });

  test('φ* of both rules agrees with root finding to 1e-9', () => {
    fc.assert(
      fc.property(curves, costs, real(1e-4, 1), (curve, cost, share) => {
        const threshold = share * marginalGain(curve, cost, 0);
        const expected = root((phi) => marginalGain(curve, cost, phi) - threshold, 0, 100);
        for (const rule of [
          { kind: 'relative', share },
          { kind: 'absolute', threshold }
        ] as const) {
          const found = stoppingPoint(curve, cost, rule);
          expect(Math.abs(found.phi - expected)).toBeLessThan(1e-9);
          expect(phiOfCost(cost, found.cost)).toBeCloseTo(found.phi, 9);
        }
      }),
      { numRuns: 200, seed: 2 }
    );
  });

  test('a baseline whose gain is below the threshold stops at once', () => {
    const curve = { asymptote: 80, amplitude: 5, rate: 0.5 };
    const cost = { base: 0.39, growth: 2 };
    const threshold = 2 * marginalGain(curve, cost, 0);
    expect(stoppingPoint(curve, cost, { kind: 'absolute', threshold })).toMatchObject({
      phi: 0,
      atBaseline: true,
      cost: 0.39,
      accuracy: 75
    });
    expect(Object.is(stoppingPoint(curve, cost, { kind: 'relative', share: 1 }).phi, 0)).toBe(true);
  });

  test('a rule stops at the baseline up to its first gain, and beyond it no more', () => {
    const curve = { asymptote: 80, amplitude: 40, rate: Math.LN2 };
    const cost = { base: 4, growth: 2 };
    // m(0) = k·B/(F₀·ln g) = 10; each step halves what is missing and doubles the cost.
    expect(stoppingPoint(curve, cost, { kind: 'absolute', threshold: 2.5 })).toMatchObject({
      ...{ phi: expect.closeTo(1, 12), atBaseline: false, cost: expect.closeTo(8, 12) },
      ...{ accuracy: expect.closeTo(60, 12), marginal: expect.closeTo(2.5, 12) }
    });
    expect(stoppingPoint(curve, cost, { kind: 'relative', share: 1 }).atBaseline).toBe(true);
    expect(stoppingPoint(curve, cost, { kind: 'relative', share: 0.99 }).atBaseline).toBe(false);
    for (const threshold of [0, -1, NaN, Infinity]) {
      expect(() => stoppingPoint(curve, cost, { kind: 'absolute', threshold })).toThrow(/^threshold: /);
    }
    // B·(k + ln g) = A∞·ln g: flat at φ = 0, and falling from there.
    const peak = { interior: false, ratio: 1, phi: 0, efficiency: 10 };
    expect(efficiencyPeak(curve, cost)).toEqual(peak);
  });

  test('accuracy per cost has an interior peak exactly where the condition says so', () => {
    fc.assert(
      fc.property(curves, costs, (curve, cost) => {
        const { interior, ratio, phi } = efficiencyPeak(curve, cost);
        fc.pre(Math.abs(ratio - 1) > 1e-4);
        const h = 1e-5;
        const slope = (at: number): number =>
          Math.log(efficiencyAt(curve, cost, at + h)) - Math.log(efficiencyAt(curve, cost, at - h));
        expect(slope(2 * h) > 0).toBe(interior && phi > 2 * h);
        const expected = interior ? root(slope, h, 100) : 0;
        expect(Math.abs(phi - expected)).toBeLessThan(1e-4);
        // d ln(A/F)/dφ = kBe^(−kφ)/A − ln g, without differences.
        const exact = (at: number): number =>
          (curve.rate * curve.amplitude * Math.exp(-curve.rate * at)) / accuracyAt(curve, at) -
          Math.log(cost.growth);
        expect(interior).toBe(exact(0) > 0);
        expect(interior ? Math.abs(phi - root(exact, 0, 100)) : 0).toBeLessThan(1e-9);
      }),
      { numRuns: 200, seed: 3 }
    );
  });

  test.each([
    [{ asymptote: 80, amplitude: 0, rate: 1 }, { base: 1, growth: 2 }, 0.1, /^amplitude: got 0/],
    [{ asymptote: 80, amplitude: 5, rate: 0 }, { base: 1, growth: 2 }, 0.1, /^rate/],
    [{ asymptote: NaN, amplitude: 5, rate: 1 }, { base: 1, growth: 2 }, 0.1, /^asymptote/],
    [{ asymptote: 0, amplitude: 5, rate: 1 }, { base: 1, growth: 2 }, 0.1, /^asymptote/],
    [{ asymptote: -80, amplitude: 5, rate: 1 }, { base: 1, growth: 2 }, 0.1, /^asymptote/],
    [{ asymptote: Infinity, amplitude: 5, rate: 1 }, { base: 1, growth: 2 }, 0.1, /^asymptote/],
    [{ asymptote: 80, amplitude: Infinity, rate: 1 }, { base: 1, growth: 2 }, 0.1, /^amplitude/],
    [{ asymptote: 80, amplitude: 5, rate: 1 }, { base: 1, growth: Infinity }, 0.1, /^growth/],
    [{ asymptote: 80, amplitude: 5, rate: 1 }, { base: 0, growth: 2 }, 0.1, /^base/],
    [{ asymptote: 80, amplitude: 5, rate: 1 }, { base: 1, growth: 1 }, 0.1, /^growth/],
    [{ asymptote: 80, amplitude: 5, rate: 1 }, { base: 1, growth: 2 }, 0, /^share: got 0/],
    [{ asymptote: 80, amplitude: 5, rate: 1 }, { base: 1, growth: 2 }, 1.5, /^share/]
  ])('refuses %j with %j and share %d', (curve, cost, share, message) => {
    expect(() => stoppingPoint(curve, cost, { kind: 'relative', share })).toThrow(message);
  });
});

describe('fit', () => {
  test('finds the curve that made the points', () => {
    const made = fc.record({ curve: curves, rate: real(0.1, 2), base: real(0.1, 10) });
    fc.assert(
      fc.property(made, ({ curve, rate, base }) => {
        const truth = { ...curve, rate };
        const phis = [0, 0.7, 1.5, 2.2, 3.6, 5];
        const {
          curve: found,
          cost,
          rms,
          deviation
        } = fitSaturating({
          costs: phis.map((phi) => base * 2 ** phi),
          accuracies: phis.map((phi) => accuracyAt(truth, phi))
        });
        expect(cost.base).toBe(base);
        expect(Math.abs(found.asymptote / truth.asymptote - 1)).toBeLessThan(1e-6);
        expect(Math.abs(found.amplitude / truth.amplitude - 1)).toBeLessThan(1e-6);
        expect(Math.abs(found.rate / rate - 1)).toBeLessThan(1e-6);
        expect(Math.max(rms, deviation ?? 1)).toBeLessThan(1e-9);
      }),
      { numRuns: 200, seed: 4 }
    );
  });

  test('no other curve nearby is closer to B0 to B7', () => {
    const { curve, phis, rms } = fitSaturating(b);
    const missed = (other: SaturatingCurve): number =>
      Math.hypot(...phis.map((phi, i) => b.accuracies[i] - accuracyAt(other, phi))) / Math.sqrt(phis.length);
    expect(missed(curve)).toBeCloseTo(rms, 12);
    for (const key of ['asymptote', 'amplitude', 'rate'] as const) {
      for (const factor of [0.999, 1.001]) {
        expect(missed({ ...curve, [key]: curve[key] * factor })).toBeGreaterThan(rms);
      }
    }
  });

  test('one step of φ may stand for any growth of cost', () => {
    const two = fitSaturating(b, 2);
    const four = fitSaturating(b, 4);
    expect(four.curve.asymptote).toBeCloseTo(two.curve.asymptote, 9);
    expect(four.curve.rate).toBeCloseTo(2 * two.curve.rate, 9);
    const rule = { kind: 'relative', share: 0.1 } as const;
    const stop = (fit: typeof two): number => stoppingPoint(fit.curve, fit.cost, rule).cost;
    expect(stop(four) / stop(two)).toBeCloseTo(1, 9);
  });

  test('three points lie on their curve', () => {
    // Gains of 4 and 2: each step halves what is missing, 8 at first.
    const fit = fitSaturating({ costs: [4, 1, 2], accuracies: [76, 70, 74] });
    expect(fit.curve.asymptote).toBeCloseTo(78, 9);
    expect(fit.curve.amplitude).toBeCloseTo(8, 9);
    expect(fit.curve.rate).toBeCloseTo(Math.LN2, 9);
    expect(fit).toMatchObject({ cost: { base: 1, growth: 2 }, deviation: null });
    expect([...fit.phis].map((phi) => Math.round(1e9 * phi) / 1e9)).toEqual([2, 0, 1]);
  });

  test('the deviation has three degrees of freedom less than points', () => {
    const four = fitSaturating({ costs: [1, 2, 4, 8], accuracies: [0, 60, 75, 100] });
    expect(four.rms).toBeGreaterThan(1);
    expect(four.deviation! / four.rms).toBeCloseTo(2, 12);
    expect(four.rms).toBeCloseTo(Math.hypot(...four.residuals) / 2, 12);
    const { deviation, rms } = fitSaturating(b);
    expect(deviation! / rms).toBeCloseTo(Math.sqrt(8 / 5), 12);
  });

  test('a step of φ may be a thousandth of the cost, or a thousandfold', () => {
    const two = fitSaturating(b, 2);
    for (const growth of [1.001, 1000]) {
      const { curve } = fitSaturating(b, growth);
      expect(curve.asymptote).toBeCloseTo(two.curve.asymptote, 6);
      expect(curve.rate / Math.log(growth)).toBeCloseTo(two.curve.rate / Math.LN2, 6);
    }
  });

  test.each([1, 0.5, NaN, Infinity])('no step of φ multiplies the cost by %d', (growth) => {
    expect(() => fitSaturating(b, growth)).toThrow(/^growth: /);
  });

  test('takes 10,000 points and not one more', () => {
    const points = (count: number): { costs: number[]; accuracies: number[] } => ({
      costs: Array.from({ length: count }, (_, i) => [1, 2, 4][i % 3]),
      accuracies: Array.from({ length: count }, (_, i) => [70, 74, 76][i % 3])
    });
    expect(fitSaturating(points(10_000)).curve.asymptote).toBeCloseTo(78, 6);
    expect(() => fitSaturating(points(10_001))).toThrow(/^costs: got "10001 points"/);
  });

  test.each([
    [[1, 0, 4], [60, 62, 64], /^costs\[1\]: got 0/],
    [[1, 2, Infinity], [60, 62, 64], /^costs\[2\]/],
    [[1, 2, NaN], [60, 62, 64], /^costs\[2\]/],
    [[1, 2, 4], [60, 62, -1], /^accuracies\[2\]: got -1/],
    [[1, 2, 4], [60, 62, NaN], /^accuracies\[2\]/],
    [[1, 2, 4], [60, 62, 64, 65], /^accuracies: got "4 values", expected 3/],
    [[1, 2, 4, 8], [60, 62, 64, 66], /doesn’t flatten out/],
    [[1, 2, 4, 8], [50, 70, 70, 70], /flat from the second cost/],
    [[1, 2, 4, 8], [70, 60, 55, 52], /falls with cost/],
    [[1, 2, 2], [60, 62, 64], /^costs: got "2 different costs"/],
    [[1], [60], /^costs/],
    [[1, -2, 4], [60, 62, 64], /^costs\[1\]: got -2/],
    [[1, 2, 4], [60, 162, 64], /^accuracies\[1\]/],
    [[1, 2, 4], [60, 62], /^accuracies/]
  ])('costs %j with accuracies %j can’t be fitted', (list, accuracies, message) => {
    expect(() => fitSaturating({ costs: list, accuracies })).toThrow(SpecError);
    expect(() => fitSaturating({ costs: list, accuracies })).toThrow(message);
  });
});

test('a file of a million runs is no series to fit', () => {
  const list = Float64Array.from({ length: 1e6 }, (_, i) => i + 1);
  const fitted = (): unknown => fitSaturating({ costs: list, accuracies: list.map(() => 50) });
  expect(fitted).toThrow(/got "1000000 points", expected at most 10000/);
});

describe('curves of a bootstrap', () => {
  const five = {
    ...fitSaturating({ costs: [1, 2, 4, 8, 16], accuracies: [70, 74.2, 76, 76.8, 77.6] }),
    deviation: 0.6
  };

  test('go through accuracies drawn around the fit, with a deviation that is drawn too', () => {
    const steps = bootstrapSteps(five, { seed: 6, resamples: 120 });
    const shares: number[] = [];
    let next = steps.next();
    for (; !next.done; next = steps.next()) {
      shares.push(next.value);
    }
    expect(shares).toEqual([50 / 120, 100 / 120]);
    const { curves, failed, cost, seed, resamples } = next.value;
    expect({ cost, seed, resamples }).toEqual({ cost: five.cost, seed: 6, resamples: 120 });
    expect(curves.length + failed).toBe(120);
    // s·√(ν/χ²) with ν = 2, then one deviate for each point; each set is fitted as any other.
    const random = new RandomNormal(6);
    const drawn = Array.from({ length: 120 }, () => {
      const chiSquare = random.next() ** 2 + random.next() ** 2;
      const deviation = five.deviation * Math.sqrt(2 / chiSquare);
      const accuracies = five.phis.map((phi) => accuracyAt(five.curve, phi) + deviation * random.next());
      try {
        return fitSaturating({ costs: [1, 2, 4, 8, 16], accuracies }).curve.rate;
      } catch {
        return null;
      }
    });
    expect(failed).toBe(drawn.filter((rate) => rate === null).length);
    expect(failed).toBeGreaterThan(0);
    drawn
      .filter((rate) => rate !== null)
      .forEach((rate, i) => expect(curves[i].rate / rate).toBeCloseTo(1, 9));
  });

  test('are refused where most resamples rise in no such way', () => {
    const scattered = { ...five, deviation: 1000 };
    const fitted = (): unknown => bootstrapFit(scattered, { seed: 1, resamples: 100 });
    expect(fitted).toThrow(/^points: got "(5[1-9]|[6-9]\d) of 100 resamples without/);
  });

  test('are at least 100, and as many as a second allows', () => {
    const first = (resamples: number): unknown => bootstrapSteps(five, { seed: 1, resamples }).next().value;
    expect([first(100), first(40_000)]).toEqual([0.5, 50 / 40_000]);
    for (const resamples of [99, 100.5, NaN, 40_001]) {
      expect(() => first(resamples)).toThrow(/^resamples: /);
    }
  });

  test('leave open what the middle of them says', () => {
    // k = 5, 1, 4, 2, 3 and A∞ = 80 + k, B = 10·k, g = e.
    const curves = [5, 1, 4, 2, 3].map((rate) => ({ asymptote: 80 + rate, amplitude: 10 * rate, rate }));
    const all = { curves, cost: { base: 1, growth: Math.E }, failed: 2, resamples: 7, seed: 9 };
    const rule = { kind: 'relative', share: Math.exp(-12) } as const;
    const close = (from: number, to: number): unknown => ({
      from: expect.closeTo(from, 9),
      to: expect.closeTo(to, 9)
    });
    // Quartiles are the second and fourth of five; φ* = 12/(k + 1).
    expect(bootstrapIntervals(all, { level: 0.5, rule })).toEqual({
      ...{ asymptote: close(82, 84), amplitude: close(20, 40), rate: close(2, 4), phi: close(2.4, 4) },
      ...{ failed: 2, resamples: 7, seed: 9, level: 0.5 }
    });
    // 2.5 % of four gaps from either end.
    expect(bootstrapIntervals(all)).toMatchObject({ rate: close(1.1, 4.9), phi: null, level: 0.95 });
    // A(0) = A∞ − B = 80 − 9·k.
    expect(bootstrapBand(all, 0, 0.5)).toEqual(close(44, 62));
    expect(bootstrapBand(all, 0)).toEqual(close(35.9, 70.1));
    for (const level of [0, 1, -1, NaN]) {
      expect(() => bootstrapIntervals(all, { level })).toThrow(/^level: /);
    }
  });
});

describe('bootstrap', () => {
  const rule = { kind: 'relative', share: 0.1 } as const;

  test('the same seed gives the same interval around the fit, and another seed another', () => {
    const fit = fitSaturating(b);
    const first = bootstrapFit(fit, { seed: 1, rule });
    expect(bootstrapFit(fit, { seed: 1, rule })).toEqual(first);
    expect(bootstrapFit(fit, { seed: 2, rule }).rate).not.toEqual(first.rate);
    const { phi } = stoppingPoint(fit.curve, fit.cost, rule);
    expect(first.phi?.from).toBeLessThan(phi);
    expect(first.phi?.to).toBeGreaterThan(phi);
    expect(first.asymptote.from).toBeGreaterThan(84.3);
    expect(first.failed).toBe(0);
  });

  test('a wider level holds a narrower one, and exact points have no interval to speak of', () => {
    const fit = fitSaturating(b);
    const wide = bootstrapFit(fit, { seed: 3, level: 0.99 }).rate;
    const narrow = bootstrapFit(fit, { seed: 3, level: 0.5 }).rate;
    expect(wide.from < narrow.from && narrow.to < wide.to).toBe(true);
    const phis = [0, 1, 2, 3, 4];
    const exact = fitSaturating({
      costs: phis.map((phi) => 2 ** phi),
      accuracies: phis.map((phi) => accuracyAt({ asymptote: 80, amplitude: 9, rate: 0.6 }, phi))
    });
    const { from, to } = bootstrapFit(exact, { seed: 3 }).asymptote;
    expect(to - from).toBeLessThan(1e-6);
    expect(bootstrapFit(exact, { seed: 3 }).phi).toBeNull();
  });

  test('95 % intervals hold the truth about 95 times in 100', () => {
    const truth = { asymptote: 85, amplitude: 8, rate: 0.4 };
    const random = new RandomNormal(11);
    const { phis } = fitSaturating(b);
    let held = 0;
    for (let seed = 0; seed < 100; seed++) {
      const fit = fitSaturating({
        costs: b.costs,
        accuracies: phis.map((phi) => accuracyAt(truth, phi) + 0.1 * random.next())
      });
      const { from, to } = bootstrapFit(fit, { seed, resamples: 100 }).rate;
      held += from <= truth.rate && truth.rate <= to ? 1 : 0;
    }
    // Three standard errors of a share of 0.95 among 100 are 6.5.
    expect(held).toBeGreaterThan(88);
  });

  test('bad options are named', () => {
    const fit = fitSaturating(b);
    expect(() => bootstrapFit(fit, { seed: -1 })).toThrow(/^seed/);
    expect(() => bootstrapFit(fit, { seed: 1, resamples: 10 })).toThrow(/^resamples: got 10/);
    expect(() => bootstrapFit(fit, { seed: 1, resamples: 1e6 })).toThrow(/at most 25000 for 8 points/);
    expect(() => bootstrapFit(fit, { seed: 1, level: 95 })).toThrow(/^level/);
    const three = fitSaturating({ costs: [1, 2, 4], accuracies: [70, 74, 76] });
    expect(three.deviation).toBeNull();
    expect(() => bootstrapFit(three, { seed: 1 })).toThrow(/^points: got 3/);
  });
});

describe('published efficiency', () => {
  test('marginal gains that the tables of both versions imply, per cent for 10⁹ MACs', () => {
    const marginal = (name: 'paper-v1' | 'paper-v5'): number[] =>
      efficiencySteps(pointsOf(publishedRecords(name), 'macs')).flatMap(
        ({ step }) => (step?.marginal ?? NaN) * 1e9 || []
      );
    // By hand from the printed rows, for example (78.8 − 76.3)/(0.70 − 0.39).
    const v1 = [2.5 / 0.31, 1 / 0.3, 1.3 / 0.8, 1.5 / 2.4, 0.7 / 5.7, 0.7 / 9.1, 0.4 / 18];
    const v5 = [2 / 0.31, 1 / 0.3, 1.5 / 0.8, 1.3 / 2.4, 0.7 / 5.7, 0.4 / 9.1, 0.3 / 18];
    marginal('paper-v1').forEach((gain, i) => expect(gain).toBeCloseTo(v1[i], 9));
    marginal('paper-v5').forEach((gain, i) => expect(gain).toBeCloseTo(v5[i], 9));
    expect(marginal('paper-v5')).toHaveLength(7);
  });

  test('equal costs have no marginal gain', () => {
    const [, second] = efficiencySteps({ costs: Float64Array.of(2, 2), accuracies: Float64Array.of(60, 50) });
    expect(second).toMatchObject({
      point: 0,
      step: { gain: 10, cost: 0, marginal: null, perDoubling: null }
    });
  });

  test('steps of a family, in any order, and of equal points in their own', () => {
    const costs = Float64Array.of(8, 1, 2);
    const accuracies = Float64Array.of(76, 70, 73);
    expect(efficiencySteps({ costs, accuracies })).toEqual([
      { point: 1, cost: 1, accuracy: 70, perCost: 70, step: null },
      {
        point: 2,
        cost: 2,
        accuracy: 73,
        perCost: 36.5,
        step: { gain: 3, cost: 1, marginal: 3, perDoubling: 3 }
      },
      {
        point: 0,
        cost: 8,
        accuracy: 76,
        perCost: 9.5,
        step: { gain: 3, cost: 6, marginal: 0.5, perDoubling: 1.5 }
      }
    ]);
    const equal = { costs: new Float64Array(4).fill(2), accuracies: new Float64Array(4).fill(70) };
    expect(efficiencySteps(equal).map(({ point }) => point)).toEqual([0, 1, 2, 3]);
    const { columns, rows } = efficiencyTable({
      ...{ ...b, costs, accuracies },
      records: [0, 1, 2].map((i) => ({ ...b.records[i], name: 'xyz'[i] }))
    });
    expect(columns.map(({ key }) => key)).toEqual(
      'name cost accuracy perCost gain marginal perDoubling'.split(' ')
    );
    expect(rows).toEqual([
      ['y', 1, 70, 70, null, null, null],
      ['z', 2, 73, 36.5, 3, 3, 3],
      ['x', 8, 76, 9.5, 3, 0.5, 1.5]
    ]);
  });

  test('the table names unit and networks', () => {
    expect(markdownOf(efficiencyTable(b))).toMatch(/Top-1 per cost \(% per MACs\)[^]+\| B0 .+\n\| B1 /);
  });
});
