import { SpecError } from '../errors';
import { normalShare } from '../metrics/normal';
import { type OptionNames, requireOptions } from '../option-names';
import { RandomBits } from '../random-bits';
import { Cholesky } from './cholesky';
import { meanOf } from './trial';

/** What was varied and what came out. */
export interface ResponsePoint {
  /** Numbers by name, the same names for all: logarithms of multipliers, of a learning rate … */
  features: Readonly<Record<string, number>>;
  /** Mean accuracy of the trial over its seeds, per cent. */
  accuracy: number;
}

export interface ResponseOptions {
  /** 1: a plane. 2: squares and products too. Default 2. */
  degree?: 1 | 2;
  /** Parts of the held-out error, from 2 to as many as there are points; default 5. */
  folds?: number;
  /** Of the division into parts; default 0. */
  seed?: number;
}

const OPTIONS: OptionNames<ResponseOptions> = { degree: true, folds: true, seed: true };

/** Accuracy as a polynomial of what was varied. Plain JSON. */
export interface ResponseModel {
  /** Names of the features, in order. */
  features: string[];
  degree: 1 | 2;
  /** λ in Σ(y − ŷ)² + λ·Σ weight², on terms of variance 1. */
  penalty: number;
  /** Mean and deviation of each term over the points; a term that never varies has deviation 0 and no weight. */
  terms: { mean: number; deviation: number; weight: number }[];
  /** Mean accuracy of the points, per cent. */
  intercept: number;
  /** Σ⁻¹ = XᵀX + λ on terms of variance 1, row by row: what the uncertainty of a prediction follows from. */
  precision: number[][];
  /** Deviation of a point from the model, by leaving one out, per cent. */
  noise: number;
  /** Errors on points that the fit, its penalty included, has not seen. */
  heldOut: {
    folds: number;
    /** Root mean square, per cent. */
    rms: number;
    /** The same of a model that always says the mean of the points it has seen: what has to be undercut. */
    rmsOfMean: number;
  };
  points: number;
}

export interface Prediction {
  /** Per cent; not bounded to 0…100. */
  accuracy: number;
  /** Standard deviation of the mean accuracy there, √(σ²·xᵀ·(XᵀX + λ)⁻¹·x + σ²/n), per cent. */
  deviation: number;
}

const PENALTIES = Array.from({ length: 25 }, (_, i) => 10 ** (-4 + i / 3));
const [FEWEST, MOST] = [4, 20_000];
const MOST_FEATURES = 16;

/**
 * Ridge regression (Hoerl and Kennard 1970) of accuracy on terms of variance 1; the penalty is the one whose errors are
 * least when each point is left out in turn, which follow from one fit: (y − ŷ)/(1 − h) with h the point's leverage
 * (Allen 1974). The held-out error repeats all of that, penalty included, without one part of the points after another.
 * @throws SpecError for fewer than 4 points, features that differ from point to point or are not finite, or options out
 *   of bounds.
 */
export function responseModel(
  points: readonly ResponsePoint[],
  options: ResponseOptions = {}
): ResponseModel {
  requireOptions(options, OPTIONS);
  const { degree = 2, folds = 5, seed = 0 } = options;
  if (degree !== 1 && degree !== 2) {
    throw new SpecError('degree', degree, '1 or 2', 'Take 2 for squares and products.');
  }
  if (!(points.length >= FEWEST && points.length <= MOST)) {
    throw new SpecError(
      'points',
      `${points.length} of them`,
      `${FEWEST} to ${MOST}`,
      'Finish more trials first.'
    );
  }
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= points.length)) {
    const expected = `a whole number from 2 to ${points.length}, one for each point`;
    throw new SpecError('folds', folds, expected, 'Take 5.');
  }
  const features = namesOf(points);
  const rows = points.map((point) => termsOf(valuesOf(point.features, features), degree));
  const accuracies = points.map(({ accuracy }, i) => {
    if (!Number.isFinite(accuracy)) {
      const remedy = 'Leave out trials that failed.';
      throw new SpecError(`points[${i}].accuracy`, accuracy, 'a finite number', remedy);
    }
    return accuracy;
  });
  const fit = ridge(rows, accuracies);
  const part = partsOf(points.length, folds, seed);
  let [squares, squaresOfMean] = [0, 0];
  for (let fold = 0; fold < folds; fold++) {
    const seen = accuracies.flatMap((_, i) => (part[i] === fold ? [] : [i]));
    const known = seen.map((i) => accuracies[i]);
    const without = ridge(
      seen.map((i) => rows[i]),
      known
    );
    const mean = meanOf(known);
    accuracies.forEach((accuracy, i) => {
      if (part[i] === fold) {
        squares += (accuracy - valueAt(without, rows[i])) ** 2;
        squaresOfMean += (accuracy - mean) ** 2;
      }
    });
  }
  const rms = (sum: number): number => Math.sqrt(sum / points.length);
  return {
    ...{ features, degree, ...fit },
    heldOut: { folds, rms: rms(squares), rmsOfMean: rms(squaresOfMean) },
    points: points.length
  };
}

/** @throws SpecError for features that the model was not fitted to. */
export function predictResponse(
  model: ResponseModel,
  features: Readonly<Record<string, number>>
): Prediction {
  const row = termsOf(valuesOf(features, model.features), model.degree);
  return predictionOf(model, new Cholesky(model.precision.map((each) => Float64Array.from(each))), row);
}

/**
 * Candidates by how much they are expected to lie above the best accuracy so far, (μ − best)·Φ(z) + s·φ(z) with
 * z = (μ − best)/s (Jones, Schonlau and Welch 1998): what is predicted to be good, or is not known yet, comes first.
 * @param best Highest mean accuracy so far, per cent.
 * @returns Places of the candidates with their expected improvement in per cent, greatest first; of equal ones, as of those
 *   that surely lie below the best, the one with the higher prediction, then the first.
 * @throws SpecError for features that the model was not fitted to.
 */
export function proposedCandidates(
  model: ResponseModel,
  candidates: readonly Readonly<Record<string, number>>[],
  best: number
): { candidate: number; improvement: number; prediction: Prediction }[] {
  const factor = new Cholesky(model.precision.map((each) => Float64Array.from(each)));
  return candidates
    .map((features, candidate) => {
      const row = termsOf(valuesOf(features, model.features), model.degree);
      const prediction = predictionOf(model, factor, row);
      const gain = prediction.accuracy - best;
      const z = gain / prediction.deviation;
      const density = Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI);
      const improvement =
        prediction.deviation > 0 ? gain * normalShare(z) + prediction.deviation * density : Math.max(0, gain);
      return { candidate, improvement, prediction };
    })
    .sort(
      (a, b) =>
        b.improvement - a.improvement ||
        b.prediction.accuracy - a.prediction.accuracy ||
        a.candidate - b.candidate
    );
}

type Fit = Pick<ResponseModel, 'intercept' | 'noise' | 'penalty' | 'precision' | 'terms'>;

function ridge(rows: readonly Float64Array[], accuracies: readonly number[]): Fit {
  const scales = Array.from(rows[0], (_, j) => {
    const column = rows.map((row) => row[j]);
    const mean = meanOf(column);
    const deviation = Math.sqrt(meanOf(column.map((value) => (value - mean) ** 2)));
    // What varies by rounding errors alone does not vary.
    return { mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 0 };
  });
  const scaled = rows.map((row) => scaledRow(row, scales));
  const intercept = meanOf(accuracies);
  const products = scales.map((_, j) =>
    Float64Array.from(scales, (__, k) => scaled.reduce((sum, row) => sum + row[j] * row[k], 0))
  );
  const sides = Float64Array.from(scales, (_, j) =>
    scaled.reduce((sum, row, i) => sum + row[j] * (accuracies[i] - intercept), 0)
  );
  const fits = PENALTIES.map((penalty) => {
    const precision = products.map((row, j) => row.map((value, k) => (j === k ? value + penalty : value)));
    const factor = new Cholesky(precision);
    const weights = factor.solve(sides);
    const squares = scaled.map((row, i) => {
      const leverage = 1 / rows.length + dot(row, factor.solve(row));
      return ((accuracies[i] - intercept - dot(row, weights)) / (1 - leverage)) ** 2;
    });
    return { penalty, precision, weights, noise: Math.sqrt(meanOf(squares)) };
  });
  const { penalty, precision, weights, noise } = fits.reduce((best, each) =>
    each.noise < best.noise ? each : best
  );
  return {
    penalty,
    terms: scales.map((scale, j) => ({ ...scale, weight: scale.deviation > 0 ? weights[j] : 0 })),
    intercept,
    precision: precision.map((row) => Array.from(row)),
    noise
  };
}

function scaledRow(row: Float64Array, scales: readonly { mean: number; deviation: number }[]): Float64Array {
  return row.map((value, j) => {
    const { mean, deviation } = scales[j];
    return deviation > 0 ? (value - mean) / deviation : 0;
  });
}

function valueAt({ intercept, terms }: Fit, row: Float64Array): number {
  return intercept + scaledRow(row, terms).reduce((sum, value, j) => sum + value * terms[j].weight, 0);
}

function predictionOf(model: ResponseModel, factor: Cholesky, row: Float64Array): Prediction {
  const scaled = scaledRow(row, model.terms);
  const share = dot(scaled, factor.solve(scaled)) + 1 / model.points;
  return { accuracy: valueAt(model, row), deviation: model.noise * Math.sqrt(share) };
}

function dot(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, i) => sum + value * other[i], 0);
}

function namesOf(points: readonly ResponsePoint[]): string[] {
  const names = Object.keys(points[0].features);
  if (!(names.length >= 1 && names.length <= MOST_FEATURES)) {
    const got = `${names.length} features`;
    throw new SpecError('points[0].features', got, `1 to ${MOST_FEATURES}`, 'Name what was varied.');
  }
  return names;
}

function valuesOf(features: Readonly<Record<string, number>>, names: readonly string[]): number[] {
  const given = Object.keys(features);
  if (given.length !== names.length || !names.every((name) => Number.isFinite(features[name]))) {
    const got = given.map((name) => `${name}: ${features[name]}`).join(', ');
    throw new SpecError(
      'features',
      got,
      `finite numbers for ${names.join(', ')}`,
      'Give each point the same.'
    );
  }
  return names.map((name) => features[name]);
}

/** x, y, z, and for degree 2 also x², x·y, x·z, y², y·z, z². */
function termsOf(values: readonly number[], degree: 1 | 2): Float64Array {
  const products =
    degree === 1 ? [] : values.flatMap((value, i) => values.slice(i).map((other) => value * other));
  return Float64Array.from([...values, ...products]);
}

/** Which part each point belongs to: a shuffle, divided evenly. */
function partsOf(points: number, folds: number, seed: number): Uint32Array {
  const random = new RandomBits(seed);
  const part = Uint32Array.from({ length: points }, (_, i) => i % folds);
  for (let i = points - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [part[i], part[j]] = [part[j], part[i]];
  }
  return part;
}
