import { wilsonInterval } from '../../analysis';
import type { PixelImage } from './images';
import type { EvaluationState } from './state';

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
export const EVALUATION: EvaluationState = {
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
      image: {
        width: 12,
        height: 12,
        channels: 1,
        base64: Buffer.from(Array.from(RINGS.values)).toString('base64')
      }
    }
  ],
  seconds: 0.1,
  imagesPerSecond: 500
};
