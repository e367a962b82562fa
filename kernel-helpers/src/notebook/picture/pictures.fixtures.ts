import { type GateValues, variant, wilsonInterval } from '../../analysis';
import type { Evaluation } from '../../evaluation';
import type { PixelImage } from './confusion';

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
export const EVALUATION: Evaluation = {
  dataset: 'Rings test',
  classes: ['ring', 'disc'],
  images: 50,
  unreadable: [],
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

/** Channels of block 2b of B0. */
const CHANNELS = 144;
const INPUTS = 24;
/** From 0 to 1, different for neighbours. */
const spread = (i: number): number => (i * 0.618034) % 1;

/** A sixth of the channels is low on every input, another sixth on some. */
export const GATE_VALUES: GateValues = {
  dataset: 'MNIST test',
  block: { spec: variant('b0'), name: 'block2b' },
  gates: Array.from({ length: INPUTS }, (_, i) =>
    Array.from({ length: CHANNELS }, (_, c) => {
      const level = c % 6 === 0 ? 0.04 : 0.2 + 0.6 * spread(c);
      const low = c % 6 === 1 && i % 4 === 0;
      return low ? 0.03 : level * (0.8 + 0.4 * spread(i + c));
    })
  ),
  activations: Array.from({ length: INPUTS }, (_, i) =>
    Array.from({ length: CHANNELS }, (_, c) => 0.5 + spread(3 * c) + 0.1 * spread(5 * i))
  ),
  projectionNorms: Array.from({ length: CHANNELS }, (_, c) => 0.4 + spread(7 * c))
};
