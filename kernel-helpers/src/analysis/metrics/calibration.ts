import { SpecError } from '../errors';

export interface CalibrationOptions {
  /** Default 15, as in Guo et al. 2017. */
  bins?: number;
  /** Bins of equal width over 0…1 (default), or with equally many images each. */
  binning?: 'width' | 'mass';
}

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
 * @throws SpecError for lengths, labels or bins that don't fit.
 */
export function calibration(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  { bins = 15, binning = 'width' }: CalibrationOptions = {}
): Calibration {
  const images = labels.length;
  const classes = probabilities.length / images;
  requireFitting(classes, labels, bins);
  const answers: { confidence: number; right: boolean }[] = [];
  let squares = 0;
  for (let image = 0; image < images; image++) {
    let best = 0;
    for (let name = 0; name < classes; name++) {
      const value = probabilities[image * classes + name];
      squares += (value - (name === labels[image] ? 1 : 0)) ** 2;
      best = value > probabilities[image * classes + best] ? name : best;
    }
    answers.push({ confidence: probabilities[image * classes + best], right: best === labels[image] });
  }
  answers.sort((a, b) => a.confidence - b.confidence);
  const groups: (typeof answers)[] = Array.from({ length: bins }, () => []);
  answers.forEach((answer, rank) => {
    // Bins are open below and closed above, as in the paper.
    const byWidth = Math.min(bins, Math.max(1, Math.ceil(answer.confidence * bins))) - 1;
    groups[binning === 'width' ? byWidth : Math.floor((rank * bins) / images)].push(answer);
  });
  const curve = groups.map(binOf);
  const gaps = curve.map(({ confidence, accuracy }) => Math.abs((accuracy ?? 0) - (confidence ?? 0)));
  const ece = gaps.reduce((sum, gap, i) => sum + gap * curve[i].images, 0) / images;
  return { ece, mce: Math.max(...gaps), brier: squares / images, bins: curve };
}

function binOf(answers: readonly { confidence: number; right: boolean }[]): CalibrationBin {
  const images = answers.length;
  if (images === 0) {
    return { images, confidence: null, accuracy: null };
  }
  const confidence = answers.reduce((sum, answer) => sum + answer.confidence, 0) / images;
  return { images, confidence, accuracy: answers.filter(({ right }) => right).length / images };
}

function requireFitting(classes: number, labels: ArrayLike<number>, bins: number): void {
  if (!(Number.isInteger(classes) && classes >= 1)) {
    const remedy = 'Give one row of probabilities for each label.';
    throw new SpecError('probabilities', `${classes} values for each image`, 'a whole number', remedy);
  }
  const odd = Array.from(labels).find((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (odd !== undefined) {
    throw new SpecError('labels', odd, `0 to ${classes - 1}`, 'Number the classes from 0.');
  }
  if (!(Number.isInteger(bins) && bins >= 1 && bins <= 1000)) {
    throw new SpecError('bins', bins, 'a whole number from 1 to 1000', 'Take 15.');
  }
}
