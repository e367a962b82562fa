import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  bootstrapInterval,
  calibration,
  type ClassMetrics,
  classMetrics,
  cohenKappa,
  fitTemperature,
  mcNemar,
  temperedProbabilities,
  topAccuracy,
  wilsonInterval
} from '../../kernel-helpers/src/analysis';
import { SeededOrder } from '../../kernel-helpers/src/data';

const PYTHON = join(__dirname, '..', '..', '.setup', 'bench-venv', 'bin', 'python');
const IMAGES = 600;
/** The last one never occurs, the one before it is never answered. */
const CLASSES = 8;
const BINS = 12;
const TOP = [1, 2, 5, CLASSES];

const random = new SeededOrder(3, 'metrics');
const labels = Array.from({ length: IMAGES }, () => random.below(CLASSES - 1));
const logits = labels.flatMap((label) =>
  Array.from(
    { length: CLASSES },
    (_, i) => random.between(-6, 6) + (i === label ? 4 : 0) - (i >= CLASSES - 2 ? 12 : 0)
  )
);
const probabilities = temperedProbabilities(logits, CLASSES, 1);
const answers = labels.map((_, image) => {
  const row = logits.slice(image * CLASSES, (image + 1) * CLASSES);
  return row.indexOf(Math.max(...row));
});
const confusion = Array.from({ length: CLASSES }, () => new Array<number>(CLASSES).fill(0));
labels.forEach((label, image) => confusion[label][answers[image]]++);

const skewed = Array.from({ length: 40 }, () => random.between(0.1, 2) ** 4);
const right = labels.map((label, image) => label === answers[image]).slice(0, 200);
const deviation = (sample: Float64Array): number => {
  const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
  return Math.sqrt(sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sample.length);
};
const statistics = { mean: undefined, deviation };
const bootstraps = (['percentile', 'bca'] as const).flatMap((method) => [
  { values: right, statistic: 'mean' as const, method, confidence: 0.95, resamples: 40_000 },
  { values: skewed, statistic: 'mean' as const, method, confidence: 0.9, resamples: 40_000 },
  { values: skewed, statistic: 'deviation' as const, method, confidence: 0.9, resamples: 40_000 }
]);

/** Images that only the first or only the second of two classifiers recognises. */
const pairs = [
  [0, 1],
  [3, 9],
  [40, 40],
  [500, 500],
  [480, 521],
  [700, 400],
  [0, 1000],
  [1, 1060],
  [1500, 1200],
  [1400, 300],
  [5000, 5001],
  [9000, 8000]
];

/** The same with the number of all images. */
const paired = [
  [0, 0, 80],
  [1, 0, 80],
  [7, 3, 40],
  [12, 30, 60],
  [40, 20, 160],
  [90, 200, 10_000]
];

interface Figures {
  confusion: number[][];
  classes: ClassMetrics[];
  macro: Omit<ClassMetrics, 'support'>;
  weighted: Omit<ClassMetrics, 'support'>;
  kappa: number;
  top: number[];
  ece: number;
  width: { accuracy: number[]; confidence: number[] };
  brier: number;
  temperature: number;
  bootstraps: { from: number; to: number; standardError: number }[];
  coins: { pValue: number; from: number; to: number }[];
  paired: { from: number; to: number }[];
}

let theirs: Figures;
beforeAll(() => {
  const values = bootstraps.map((each) => ({ ...each, values: each.values.map(Number) }));
  const request = { labels, logits, answers, top: TOP, bins: BINS, bootstraps: values, pairs, paired };
  const { status, stdout, stderr } = spawnSync(PYTHON, [join(__dirname, 'metrics.py')], {
    input: JSON.stringify(request),
    encoding: 'utf8'
  });
  expect(status, stderr).toBe(0);
  theirs = JSON.parse(stdout) as Figures;
});

const close = (value: number): unknown => expect.closeTo(value, 10);
const closeOrNull = (value: number | null): unknown => (value === null ? null : close(value));
function closeMetrics(figures: Omit<ClassMetrics, 'support'>): unknown {
  const { precision, recall, f1 } = figures;
  return expect.objectContaining({
    precision: closeOrNull(precision),
    recall: closeOrNull(recall),
    f1: closeOrNull(f1)
  });
}

describe('figures of scikit-learn', () => {
  it('for each class and in the mean', () => {
    expect(confusion).toEqual(theirs.confusion);
    const { classes, macro, weighted } = classMetrics(confusion);
    expect(classes.map(({ support }) => support)).toEqual(theirs.classes.map(({ support }) => support));
    theirs.classes.forEach((figures, i) => expect(classes[i]).toEqual(closeMetrics(figures)));
    expect(macro).toEqual(closeMetrics(theirs.macro));
    expect(weighted).toEqual(closeMetrics(theirs.weighted));
    // Both kinds of empty classes are among them.
    expect(classes[CLASSES - 1]).toMatchObject({ precision: null, recall: null });
    expect(classes[CLASSES - 2]).toMatchObject({ precision: null, recall: 0 });
  });

  it('for agreement and the most likely classes', () => {
    expect(cohenKappa(confusion)).toBeCloseTo(theirs.kappa, 12);
    expect(TOP.map((k) => topAccuracy(logits, labels, k))).toEqual(theirs.top.map(close));
  });

  it('for calibration', () => {
    const { ece, brier, bins } = calibration(probabilities, labels, { bins: BINS });
    const filled = bins.filter(({ images }) => images > 0);
    expect(filled.length).toBeGreaterThan(5);
    expect(filled.map(({ accuracy }) => accuracy)).toEqual(theirs.width.accuracy.map(close));
    expect(filled.map(({ confidence }) => confidence)).toEqual(theirs.width.confidence.map(close));
    expect(ece).toBeCloseTo(theirs.ece, 12);
    expect(brier).toBeCloseTo(theirs.brier, 12);
  });
});

describe('figures of SciPy', () => {
  it('for the temperature', () => {
    const { temperature, before, after } = fitTemperature(logits, labels);
    // A minimum leaves half of the digits to a search that looks at values alone.
    expect(temperature).toBeCloseTo(theirs.temperature, 6);
    expect(after.calibration.ece).toBeLessThan(before.calibration.ece);
  });

  it.each(bootstraps.map((each, i) => [each.method, each.statistic, i] as const))(
    'for %s intervals of the %s (%d)',
    (_, __, i) => {
      const { values, statistic, ...options } = bootstraps[i];
      const ours = bootstrapInterval(values, statistics[statistic], { ...options, seed: 9 });
      const width = theirs.bootstraps[i].to - theirs.bootstraps[i].from;
      // Both draw at random; steps of accuracy are whole images.
      const tolerance = 0.02 * width + (statistic === 'mean' && values === right ? 1 / values.length : 0);
      expect(Math.abs(ours.from - theirs.bootstraps[i].from)).toBeLessThan(tolerance);
      expect(Math.abs(ours.to - theirs.bootstraps[i].to)).toBeLessThan(tolerance);
      expect(ours.standardError / theirs.bootstraps[i].standardError).toBeCloseTo(1, 1.5);
    }
  );

  it('whose correction is far larger than what chance leaves open', () => {
    const [, , percentile, , , corrected] = theirs.bootstraps;
    expect(corrected.to - percentile.to).toBeGreaterThan(0.1 * (percentile.to - percentile.from));
  });

  it.each(pairs.map(([onlyFirst, onlySecond], i) => [onlyFirst, onlySecond, i] as const))(
    'for %d against %d images',
    (onlyFirst, onlySecond, i) => {
      const first = Array.from({ length: onlyFirst + onlySecond }, (_, image) => image < onlyFirst);
      const found = mcNemar(
        first,
        first.map((recognised) => !recognised)
      );
      expect(found.pValue / theirs.coins[i].pValue).toBeCloseTo(1, 9);
      const byCounts = wilsonInterval(onlyFirst, onlyFirst + onlySecond, 0.9);
      const intervals =
        first.length > 1 ? [byCounts, bootstrapInterval(first, undefined, { confidence: 0.9 })] : [byCounts];
      for (const { from, to } of intervals) {
        expect(from).toBeCloseTo(theirs.coins[i].from, 9);
        expect(to).toBeCloseTo(theirs.coins[i].to, 9);
      }
    }
  );

  it.each(paired.map(([onlyFirst, onlySecond, images], i) => [onlyFirst, onlySecond, images, i] as const))(
    'for the difference of %d against %d of %d images',
    (onlyFirst, onlySecond, images, i) => {
      const first = Array.from({ length: images }, (_, image) => image < onlyFirst);
      const second = Array.from({ length: images }, (_, image) => images - image <= onlySecond);
      const { interval } = mcNemar(first, second, 0.9);
      // Their search for the likeliest share leaves half of the digits.
      expect(interval.from).toBeCloseTo(theirs.paired[i].from, 7);
      expect(interval.to).toBeCloseTo(theirs.paired[i].to, 7);
    }
  );
});
