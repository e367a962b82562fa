import { expect, it } from 'vitest';
import { SpecError } from '../errors';
import { calibration } from './calibration';
import { classMetrics, cohenKappa } from './confusion';
import { normalDeviate, normalQuantile, normalShare } from './normal';
import { mcNemar, wilsonInterval } from './proportions';
import { rankOf, topAccuracy } from './ranking';

const confusion = [
  [3, 1, 0],
  [1, 2, 0],
  [0, 0, 0]
];

it('tells precision, recall and F1 of each class, null where nothing is divided', () => {
  const { classes, macro, weighted } = classMetrics(confusion);
  expect(classes[0]).toEqual({ precision: 3 / 4, recall: 3 / 4, f1: 3 / 4, support: 4 });
  expect(classes[1]).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, support: 3 });
  expect(classes[2]).toEqual({ precision: null, recall: null, f1: null, support: 0 });
  expect(macro.f1).toBeCloseTo((3 / 4 + 2 / 3) / 2, 12);
  expect(weighted.recall).toBeCloseTo(5 / 7, 12);
  expect(macro.support).toBe(7);
});

it('finds the agreement beyond chance', () => {
  // p_o = 0.7, p_e = 0.5·0.6 + 0.5·0.4
  expect(
    cohenKappa([
      [20, 5],
      [10, 15]
    ])
  ).toBeCloseTo(0.4, 12);
  expect(
    cohenKappa([
      [4, 0],
      [0, 0]
    ])
  ).toBeNull();
});

it('solves the score equation at both ends of an interval', () => {
  const { from, to } = wilsonInterval(45, 50);
  for (const p of [from, to]) {
    expect(Math.abs(0.9 - p) / Math.sqrt((p * (1 - p)) / 50)).toBeCloseTo(1.959963984540054, 9);
  }
  expect(from).toBeLessThan(0.9);
  expect(wilsonInterval(0, 10).from).toBe(0);
  expect(wilsonInterval(10, 10).to).toBeCloseTo(1, 12);
});

it.each([
  // SciPy's norm.cdf.
  [-10, 0],
  [-3, 0.0013498980316300933],
  [-1.5, 0.06680720126885807],
  [0, 0.5],
  [0.1, 0.539827837277029],
  [1, 0.8413447460685429],
  [2.5, 0.9937903346742238],
  [6, 0.9999999990134123],
  [1000, 1],
  [-Infinity, 0]
])('knows the normal share below %d', (z, share) => {
  expect(normalShare(z)).toBeCloseTo(share, 14);
  expect(normalShare(-z)).toBeCloseTo(1 - share, 14);
});

it('inverts the normal distribution, and names levels that it has not', () => {
  // SciPy's norm.ppf.
  expect(normalQuantile(1e-6)).toBeCloseTo(-4.753424308822899, 8);
  expect(normalQuantile(0.3)).toBeCloseTo(-0.5244005127080409, 12);
  expect(normalQuantile(0.5)).toBe(0);
  expect(normalQuantile(0.999)).toBeCloseTo(3.090232306167813, 10);
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([expect.closeTo(-6, 9), expect.closeTo(6, 9)]);
  expect(normalDeviate(0.999999)).toBeCloseTo(4.89163847569859, 8);
  for (const level of [0, -0.5, 0.9999995, NaN]) {
    expect(() => normalDeviate(level)).toThrow(/^level: /);
  }
});

it('counts the splits of ten images, and mirrors what it finds', () => {
  const [first, second] = pair(3, 7, 21);
  const [there, back] = [mcNemar(first, second), mcNemar(second, first)];
  // 2·(1 + 10 + 45 + 120)/2¹⁰
  expect(there.pValue).toBeCloseTo(352 / 1024, 14);
  expect(back).toMatchObject({ onlyFirst: 7, onlySecond: 3, pValue: there.pValue });
  expect(back.interval.from).toBeCloseTo(-there.interval.to, 12);
  expect(back.interval.to).toBeCloseTo(-there.interval.from, 12);
});

it('ranks by score, and of equal ones by place', () => {
  expect([0, 1, 2, 3].map((i) => rankOf(i, [2, 5, 2, 1]))).toEqual([1, 0, 2, 3]);
  expect(topAccuracy([1, 5, 7, 7], [1, 1], 1)).toBe(0.5);
  expect(topAccuracy([3, -4], [0, 0], 1)).toBe(1);
});

it.each<[string, RegExp, () => unknown]>([
  ['no answer', /^k: got 0, .* 1 to the 2 classes/, () => topAccuracy([0.5, 0.4], [1], 0)],
  ['half an answer', /^k: got 1.5/, () => topAccuracy([0.5, 0.4], [1], 1.5)],
  ['half a label', /^labels: got 0.5, expected 0 to 1/, () => topAccuracy([0.5, 0.4], [0.5], 1)],
  ['a label below the first', /^labels: got -1/, () => topAccuracy([0.5, 0.4], [-1], 1)],
  ['labels without values', /^scores: got "0 values for 2 labels"/, () => topAccuracy([], [0, 0], 1)],
  ['broken rows', /^scores: got "3 values for 2 labels"/, () => topAccuracy([1, 2, 3], [0, 0], 1)],
  ['a score without end', /^scores\[1\]: /, () => topAccuracy([1, Infinity], [0], 1)],
  ['a table of nothing', /^confusion: /, () => classMetrics([])],
  [
    'a table with one bad count',
    /^confusion: got "rows of 2, 2/,
    () =>
      classMetrics([
        [1, -1],
        [0, 2]
      ])
  ],
  [
    'a table with half an image',
    /^confusion: /,
    () =>
      classMetrics([
        [1, 0],
        [0.5, 2]
      ])
  ],
  ['a ragged table', /^confusion: got "rows of 2, 1 values"/, () => cohenKappa([[1, 0], [2]])],
  ['no trials', /^trials: got 0/, () => wilsonInterval(0, 0)],
  [
    'half a success',
    /^successes: got 0.5, expected "?a whole number from 0 to 2/,
    () => wilsonInterval(0.5, 2)
  ],
  ['less than no success', /^successes: got -1/, () => wilsonInterval(-1, 2)],
  ['other images', /^second: got 2, expected "?1\b/, () => mcNemar([true], [true, false])],
  ['half a bin', /^bins: got 1.5/, () => calibration([0.5, 0.5], [1], { bins: 1.5 })],
  ['too many bins', /^bins: got 1001/, () => calibration([0.5, 0.5], [1], { bins: 1001 })]
])('names what is wrong with %s', (_, message, attempt) => {
  expect(attempt).toThrow(message);
});

it('compares two classifiers by the images that only one recognises', () => {
  const first = [true, true, true, true, true, false, true, false];
  const second = [false, false, false, false, true, true, true, false];
  const result = mcNemar(first, second);
  expect(result).toMatchObject({ onlyFirst: 4, onlySecond: 1, difference: 3 / 8 });
  // 2·(C(5, 0) + C(5, 1)) / 2⁵
  expect(result.pValue).toBeCloseTo(12 / 32, 12);
  expect(mcNemar(first, first).pValue).toBe(1);
});

/** Two classifiers with so many images recognised by the first alone, and by the second alone. */
function pair(onlyFirst: number, onlySecond: number, images: number): [boolean[], boolean[]] {
  const places = Array.from({ length: images }, (_, i) => i);
  return [places.map((i) => i < onlyFirst || i >= onlyFirst + onlySecond), places.map((i) => i >= onlyFirst)];
}

it('gives the published interval of a difference', () => {
  // Airway hyper-responsiveness before and after transplantation: Fagerland, Lydersen and Laake 2014, Tango's interval.
  const { difference, interval } = mcNemar(...pair(1, 7, 21));
  expect(difference).toBeCloseTo(-0.286, 3);
  expect(interval.from).toBeCloseTo(-0.517, 3);
  expect(interval.to).toBeCloseTo(-0.026, 3);
});

it('leaves a difference open where both recognise the same images, and where one recognises all alone', () => {
  const z2 = 1.959963984540054 ** 2;
  const alike = mcNemar(...pair(0, 0, 50));
  // (nΔ)² = z²·nΔ·(1 − Δ)
  expect(alike.interval.to).toBeCloseTo(z2 / (50 + z2), 9);
  expect(alike.interval.from).toBeCloseTo(-z2 / (50 + z2), 9);
  const { interval } = mcNemar(...pair(50, 0, 50));
  expect(interval.to).toBe(1);
  expect(interval.from).toBeCloseTo((50 - z2) / (50 + z2), 9);
});

it.each([
  [30, 0.02, 0.02],
  [30, 0.05, 0],
  [60, 0.01, 0.04],
  [60, 0.15, 0.1]
])('holds the true difference as often as it says: %d images, %d and %d alone', (images, b, c) => {
  let held = 0;
  const factorials = [1];
  for (let i = 1; i <= images; i++) {
    factorials.push(factorials[i - 1] * i);
  }
  for (let first = 0; first <= images; first++) {
    for (let second = 0; first + second <= images; second++) {
      const both = images - first - second;
      const ways = factorials[images] / factorials[first] / factorials[second] / factorials[both];
      const weight = ways * b ** first * c ** second * (1 - b - c) ** both;
      if (weight > 1e-7) {
        const { from, to } = mcNemar(...pair(first, second, images)).interval;
        held += from <= b - c && b - c <= to ? weight : 0;
      }
    }
  }
  expect(held).toBeGreaterThan(0.93);
});

it.each([
  [0, 900, -900],
  [0, 1060, -1060]
])('tells how unlikely %d against %d images are, as 2·2⁻ⁿ', (fewer, more, exponent) => {
  const first = Array.from({ length: more }, () => true);
  const second = Array.from({ length: more }, (_, i) => i < fewer);
  expect(mcNemar(first, second).pValue).toBe(2 * 2 ** exponent);
});

it('finds nothing in many images that each recognises as often, and in a split by one', () => {
  const first = Array.from({ length: 5001 }, (_, i) => i % 2 === 0);
  const second = first.map((right) => !right);
  expect(mcNemar(first, second)).toMatchObject({ onlyFirst: 2501, onlySecond: 2500, pValue: 1 });
});

it('counts true classes among the most likely ones, of equal ones the first first', () => {
  const scores = [3, 2, 1, 0, 5, 5];
  expect(topAccuracy(scores, [1, 2], 1)).toBe(0);
  expect(topAccuracy(scores, [1, 2], 2)).toBe(1);
  expect(topAccuracy(scores, [2, 0], 2)).toBe(0);
  expect(topAccuracy(scores, [2, 0], 3)).toBe(1);
});

it('measures how far confidence is from accuracy', () => {
  const probabilities = [0.9, 0.1, 0.9, 0.1, 0.4, 0.6, 0.4, 0.6];
  const result = calibration(probabilities, [0, 1, 1, 1], { bins: 5 });
  // Half of the answers with 0.9 are right, all of those with 0.6.
  expect(result.bins.map(({ images }) => images)).toEqual([0, 0, 2, 0, 2]);
  expect(result.ece).toBeCloseTo(0.4, 12);
  expect(result.mce).toBeCloseTo(0.4, 12);
  expect(result.brier).toBeCloseTo((0.02 + 1.62 + 0.32 + 0.32) / 4, 12);
  const mass = calibration(probabilities, [0, 1, 1, 1], { bins: 4, binning: 'mass' });
  expect(mass.bins.map(({ images }) => images)).toEqual([1, 1, 1, 1]);
  expect(mass.mce).toBeCloseTo(0.9, 12);
});

it('sorts images by confidence into bins of equally many, and takes the first of equal classes', () => {
  const probabilities = [0.9, 0.1, 0.4, 0.6, 0.2, 0.8, 0.3, 0.7];
  const halves = calibration(probabilities, [0, 0, 1, 1], { bins: 2, binning: 'mass' });
  // 0.6 and 0.7, one of them right; 0.8 and 0.9, both.
  expect(halves.bins).toEqual([
    { images: 2, confidence: expect.closeTo(0.65, 12), accuracy: 0.5 },
    { images: 2, confidence: expect.closeTo(0.85, 12), accuracy: 1 }
  ]);
  expect(calibration([0.5, 0.5], [0], { bins: 1 }).bins).toEqual([
    { images: 1, confidence: 0.5, accuracy: 1 }
  ]);
  const fine = calibration([0.5, 0.5], [1], { bins: 1000 });
  expect(fine.bins).toHaveLength(1000);
  expect(fine.bins[499]).toEqual({ images: 1, confidence: 0.5, accuracy: 0 });
});

it.each([
  ['a table that is not square', () => classMetrics([[1, 2]])],
  ['a count below zero', () => cohenKappa([[-1]])],
  ['more successes than trials', () => wilsonInterval(3, 2)],
  ['an odd level', () => wilsonInterval(1, 2, 1)],
  ['lists of different lengths', () => mcNemar([true], [])],
  ['no images', () => calibration([], [])],
  ['a label outside the classes', () => calibration([0.5, 0.5], [2])],
  ['probabilities that are no numbers', () => calibration([NaN, 0.5], [1])],
  ['more answers than classes', () => topAccuracy([0.5, 0.5], [1], 3)],
  ['no bins', () => calibration([0.5, 0.5], [1], { bins: 0 })]
])('refuses %s', (_, attempt) => {
  expect(attempt).toThrow(SpecError);
});
