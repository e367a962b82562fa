import { wilsonInterval } from '../../analysis';
import { encoded, type PixelImage } from '../images';
import { confusionFigures } from './figures';
import { keptEvaluation } from './kept';
import type { KeptEvaluation, MeasuredEvaluation } from './state';

/** A grey ring on black, 12 × 12. */
export const RINGS: PixelImage = {
  height: 12,
  width: 12,
  channels: 1,
  values: Array.from({ length: 144 }, (_, i) => {
    const distance = Math.abs(Math.hypot((i % 12) - 5.5, Math.floor(i / 12) - 5.5) - 4);
    return distance < 1.5 ? 255 - 100 * distance : 0;
  })
};

/** One of fifty rings was taken for a disc. */
export const EVALUATION: MeasuredEvaluation = {
  dataset: 'Rings test',
  classes: ['ring', 'disc'],
  images: 50,
  top1: 0.98,
  top1Interval: wilsonInterval(49, 50),
  top5: null,
  loss: 0.0612,
  macroF1: (58 / 59 + 40 / 41) / 2,
  calibration: {
    ece: 0.0151,
    mce: 0.21,
    brier: 0.031,
    bins: [
      { images: 0, confidence: null, accuracy: null },
      { images: 0, confidence: null, accuracy: null },
      { images: 4, confidence: 0.54, accuracy: 0.75 },
      { images: 12, confidence: 0.72, accuracy: 10 / 12 },
      { images: 34, confidence: 0.98, accuracy: 1 }
    ]
  },
  confusion: [
    [29, 1],
    [0, 20]
  ],
  perClass: [
    { name: 'ring', images: 30, recall: 29 / 30, precision: 1, f1: 58 / 59 },
    { name: 'disc', images: 20, recall: 1, precision: 20 / 21, f1: 40 / 41 }
  ],
  mistakes: [
    {
      index: 7,
      truth: 0,
      predicted: 1,
      confidence: 0.987,
      truthProbability: 0.013,
      image: encoded({ ...RINGS, values: Array.from(RINGS.values, Math.floor) })
    }
  ],
  seconds: 0.1,
  imagesPerSecond: 500
};

/** The same as a document keeps it. */
export const KEPT: KeptEvaluation = keptEvaluation(EVALUATION, new Date('2026-11-22T12:00:00Z'));

/**
 * Many classes, of which the images of one in ten are read as the class behind, once for the first of them, twice for the
 * second, and so on.
 * @param images of each class
 */
export function manyClasses(classes: number, images: number): MeasuredEvaluation {
  const names = Array.from({ length: classes }, (_, i) => `class ${i}`);
  const confusion = names.map(() => names.map(() => 0));
  confusion.forEach((row, i) => {
    const wrong = i % 10 === 9 ? Math.min(images, (i + 1) / 10) : 0;
    row[i] = images - wrong;
    row[(i + 1) % classes] += wrong;
  });
  return { ...EVALUATION, classes: names, confusion, ...confusionFigures(confusion, names), mistakes: [] };
}
