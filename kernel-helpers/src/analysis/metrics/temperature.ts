import { SpecError } from '../errors';
import { type OptionNames, requireOptions } from '../option-names';
import { calibration, type Calibration, type CalibrationOptions } from './calibration';
import { requireNumbers } from '../validate';
import { areProbabilities, requireLabels, requireProbabilities } from './labels';

export interface TemperatureOptions extends CalibrationOptions {
  /** What the network's values are; default `logits`. */
  values?: 'logits' | 'probabilities';
}

const TEMPERATURE_OPTIONS: OptionNames<TemperatureOptions> = { values: true, bins: true, binning: true };

/** Plain JSON. */
export interface TemperatureFit {
  /** Logits are to be divided by it: above 1 the network was too sure. */
  temperature: number;
  /** The loss falls on beyond the smallest or largest temperature that is tried, for example if all answers are right. */
  atLimit: boolean;
  /** With temperature 1. */
  before: TemperedScore;
  after: TemperedScore;
}

export interface TemperedScore {
  /** Mean cross-entropy in nats. */
  loss: number;
  calibration: Calibration;
}

/** Temperatures that are tried. */
const LIMITS = { from: 0.01, to: 100 };
/** As float32 has it, rounded: of smaller probabilities no logarithm is taken. */
const SMALLEST_PROBABILITY = 1e-37;
/** Far above float32's, and far enough from the end of doubles for squares. */
const LARGEST_LOGIT = 1e100;

/**
 * The temperature T that makes the cross-entropy of softmax(logits / T) least (Guo et al., arXiv 1706.04599, section
 * 4.2). Which class is most likely does not change. Fit it on images that neither trained nor test the network.
 *
 * The cross-entropy is convex in 1/T: Newton's steps, or halves of the bracket where those are too long.
 * @param scores Logits, or probabilities with `values: 'probabilities'`; row-major, images × classes.
 * @param labels Class of each image.
 * @throws SpecError for lengths, labels, values or bins that don't fit.
 */
export function fitTemperature(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  given: TemperatureOptions = {}
): TemperatureFit {
  requireOptions(given, TEMPERATURE_OPTIONS);
  const { values = 'logits', ...options } = given;
  if (values !== 'logits' && values !== 'probabilities') {
    throw new SpecError('values', values, "'logits' or 'probabilities'", 'Say which they are.');
  }
  const classes = requireLabels('scores', scores, labels);
  const logits = values === 'logits' ? plainLogits(scores, classes) : logarithms(scores, classes);
  const slopeAt = (inverse: number): Slope => slopeOf(logits, labels, classes, inverse);
  const { inverse, atLimit } = minimumOf(slopeAt);
  const score = (temperature: number): TemperedScore => ({
    loss: slopeAt(1 / temperature).loss,
    calibration: calibration(temperedProbabilities(logits, classes, temperature), labels, options)
  });
  return { temperature: 1 / inverse, atLimit, before: score(1), after: score(1 / inverse) };
}

/**
 * softmax(logits / temperature), row by row.
 * @param logits Row-major, images × classes.
 * @throws SpecError for a temperature that is not positive, or values that make no whole rows.
 */
export function temperedProbabilities(
  logits: ArrayLike<number>,
  classes: number,
  temperature: number
): Float64Array {
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    throw new SpecError(
      'temperature',
      temperature,
      'a number above 0',
      'Take that of enet.metrics.fitTemperature().'
    );
  }
  requireNumbers('logits', logits, 'Leave out images without answers.');
  if (!(Number.isInteger(classes) && classes >= 1 && logits.length % classes === 0)) {
    const expected = `a whole number that divides the ${logits.length} logits`;
    throw new SpecError('classes', classes, expected, 'Give the length of a row.');
  }
  const result = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const largest = largestOf(logits, start, classes);
    let sum = 0;
    for (let i = start; i < start + classes; i++) {
      result[i] = Math.exp((logits[i] - largest) / temperature);
      sum += result[i];
    }
    for (let i = start; i < start + classes; i++) {
      result[i] /= sum;
    }
  }
  return result;
}

/** Mean cross-entropy at one inverse temperature, with its first and second derivative. */
interface Slope {
  loss: number;
  first: number;
  second: number;
}

/** With p = softmax(z/T) and y the true class: first Σp·z − z_y, second the variance of z under p. */
function slopeOf(logits: Float64Array, labels: ArrayLike<number>, classes: number, inverse: number): Slope {
  const images = labels.length;
  const total: Slope = { loss: 0, first: 0, second: 0 };
  for (let image = 0; image < images; image++) {
    const start = image * classes;
    const largest = largestOf(logits, start, classes);
    // Distances from the largest: what all logits have in common would only cost digits.
    let [sum, mean, square] = [0, 0, 0];
    for (let i = start; i < start + classes; i++) {
      const below = logits[i] - largest;
      const share = Math.exp(below * inverse);
      sum += share;
      mean += share * below;
      square += share * below ** 2;
    }
    mean /= sum;
    const own = logits[start + labels[image]] - largest;
    total.loss += (Math.log(sum) - own * inverse) / images;
    total.first += (mean - own) / images;
    total.second += (square / sum - mean ** 2) / images;
  }
  return total;
}

function minimumOf(slopeAt: (inverse: number) => Slope): { inverse: number; atLimit: boolean } {
  let [low, high] = [1 / LIMITS.to, 1 / LIMITS.from];
  let inverse = 1;
  let slope = slopeAt(inverse);
  // Equal logits say nothing at any temperature.
  if (slope.first === 0) {
    return { inverse, atLimit: false };
  }
  const beyond = slope.first < 0 ? high : low;
  if (slopeAt(beyond).first * slope.first >= 0) {
    return { inverse: beyond, atLimit: true };
  }
  let move = high - low;
  while (slope.first !== 0 && Math.abs(move) > 1e-12 * inverse) {
    [low, high] = slope.first < 0 ? [inverse, high] : [low, inverse];
    const newton = inverse - slope.first / slope.second;
    // Steps that don't become shorter by half would take long where the loss falls exponentially.
    const quick = newton > low && newton < high && Math.abs(newton - inverse) < Math.abs(move) / 2;
    const next = quick ? newton : Math.sqrt(low * high);
    move = next - inverse;
    inverse = next;
    slope = slopeAt(inverse);
  }
  return { inverse, atLimit: false };
}

function largestOf(values: ArrayLike<number>, start: number, count: number): number {
  let largest = values[start];
  for (let i = start + 1; i < start + count; i++) {
    largest = values[i] > largest ? values[i] : largest;
  }
  return largest;
}

function plainLogits(scores: ArrayLike<number>, classes: number): Float64Array {
  const logits = Float64Array.from(scores);
  // Not by chance, for all images.
  if (classes > 1 && rowsOf(logits, classes).every(areProbabilities)) {
    const remedy = "Give values: 'probabilities', or the network's logits.";
    throw new SpecError('scores', 'rows of values from 0 to 1 that add up to 1', 'logits', remedy);
  }
  const odd = logits.find((logit) => Math.abs(logit) > LARGEST_LOGIT);
  if (odd !== undefined) {
    throw new SpecError('scores', odd, `logits up to ${LARGEST_LOGIT}`, 'The network has diverged.');
  }
  return logits;
}

function logarithms(scores: ArrayLike<number>, classes: number): Float64Array {
  const probabilities = Float64Array.from(scores);
  rowsOf(probabilities, classes).forEach((row) => requireProbabilities('scores', row));
  return probabilities.map((probability) => Math.log(Math.max(probability, SMALLEST_PROBABILITY)));
}

function rowsOf(values: Float64Array, classes: number): Float64Array[] {
  return Array.from({ length: values.length / classes }, (_, image) =>
    values.subarray(image * classes, (image + 1) * classes)
  );
}
