import { SpecError } from '../errors';
import { type OptionNames, requireOptions } from '../option-names';
import { requireNumber } from '../validate';
import { requireLabels, requireProbabilities } from './labels';

export interface CalibrationOptions {
  /** Default 15, as in Guo et al. 2017. */
  bins?: number;
  /** Bins of equal width over 0…1 (default), or with equally many images each. */
  binning?: 'width' | 'mass';
}

const CALIBRATION_OPTIONS: OptionNames<CalibrationOptions> = { bins: true, binning: true };

/** Images of similar confidence: a point of the reliability curve. */
export interface CalibrationBin {
  images: number;
  /** Mean probability of the answers; null without images. */
  confidence: number | null;
  /** Share of right answers; null without images. */
  accuracy: number | null;
}

export interface Calibration {
  /** Expected calibration error: mean of |accuracy − confidence| weighted by images. */
  ece: number;
  /** Largest |accuracy − confidence| of a bin. */
  mce: number;
  /** Mean of Σ (probability − truth)² over the classes, 0…2 (Brier 1950). */
  brier: number;
  /** By rising confidence. */
  bins: CalibrationBin[];
}

/**
 * Whether answers given with 80 % are right in 80 % of the cases (Guo et al., arXiv 1706.04599, equations 2 to 5).
 * @param probabilities Row-major, images × classes; of equal ones the first class is the answer.
 * @param labels Class of each image.
 * @throws SpecError for lengths, labels, values or bins that don't fit.
 */
export function calibration(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: CalibrationOptions = {}
): Calibration {
  const classes = requireLabels('probabilities', probabilities, labels);
  const tally = new CalibrationTally(options);
  const rows = Float64Array.from(probabilities);
  for (let image = 0; image < labels.length; image++) {
    tally.add(rows.subarray(image * classes, (image + 1) * classes), labels[image]);
  }
  return tally.result();
}

/** Answers collected image by image; probabilities are not kept. */
export class CalibrationTally {
  private readonly bins: number;
  private readonly binning: 'width' | 'mass';
  private readonly answers: { confidence: number; right: boolean }[] = [];
  private squares = 0;

  /** @throws SpecError for a number of bins that can't be. */
  constructor(options: CalibrationOptions = {}) {
    requireOptions(options, CALIBRATION_OPTIONS);
    const { bins = 15, binning = 'width' } = options;
    if (!(Number.isInteger(bins) && bins >= 1 && bins <= 1000)) {
      throw new SpecError('bins', bins, 'a whole number from 1 to 1000', 'Take 15.');
    }
    this.bins = bins;
    this.binning = binning;
  }

  /**
   * @param probabilities Of one image, one for each class.
   * @throws SpecError for values that are no probabilities, as logits are.
   */
  add(probabilities: ArrayLike<number>, label: number): void {
    requireProbabilities('probabilities', probabilities);
    requireNumber('label', label, { min: 0, max: probabilities.length - 1, integer: true });
    let best = 0;
    for (let name = 0; name < probabilities.length; name++) {
      this.squares += (probabilities[name] - (name === label ? 1 : 0)) ** 2;
      best = probabilities[name] > probabilities[best] ? name : best;
    }
    this.answers.push({ confidence: probabilities[best], right: best === label });
  }

  /** Of all images so far; without any all errors are 0. */
  result(): Calibration {
    const { bins, binning } = this;
    const images = this.answers.length;
    const answers = [...this.answers].sort((a, b) => a.confidence - b.confidence);
    const groups: (typeof answers)[] = Array.from({ length: bins }, () => []);
    answers.forEach((answer, rank) => {
      // Bins are open below and closed above, as in the paper.
      const byWidth = Math.min(bins, Math.max(1, Math.ceil(answer.confidence * bins))) - 1;
      groups[binning === 'width' ? byWidth : Math.floor((rank * bins) / images)].push(answer);
    });
    const curve = groups.map(binOf);
    const gaps = curve.map(({ confidence, accuracy }) => Math.abs((accuracy ?? 0) - (confidence ?? 0)));
    const ece = gaps.reduce((sum, gap, i) => sum + gap * curve[i].images, 0) / (images || 1);
    return { ece, mce: Math.max(...gaps), brier: this.squares / (images || 1), bins: curve };
  }
}

function binOf(answers: readonly { confidence: number; right: boolean }[]): CalibrationBin {
  const images = answers.length;
  if (images === 0) {
    return { images, confidence: null, accuracy: null };
  }
  const confidence = answers.reduce((sum, answer) => sum + answer.confidence, 0) / images;
  return { images, confidence, accuracy: answers.filter(({ right }) => right).length / images };
}
