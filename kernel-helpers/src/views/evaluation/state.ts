import type { Calibration, ProportionInterval } from '../../analysis';

/** One wrong answer with its image; plain JSON. */
export interface Mistake {
  /** Place of the image in its data set, from 0. */
  index: number;
  /** True class. */
  truth: number;
  predicted: number;
  /** Probability of the predicted class. */
  confidence: number;
  /** Probability of the true class. */
  truthProbability: number;
  image: EncodedImage;
}

/** Pixels 0…255 in rows, channels last (one is grey, three are red, green and blue), in base64. */
export interface EncodedImage {
  width: number;
  height: number;
  channels: number;
  base64: string;
}

export interface ClassResult {
  name: string;
  images: number;
  /** Share of the class's images that were recognised; null without images. */
  recall: number | null;
  /** Share of right answers among those that name the class; null if none does. */
  precision: number | null;
  /** Harmonic mean of both. */
  f1: number | null;
}

/** What an evaluation found out; plain JSON. */
export interface EvaluationState {
  dataset: string;
  classes: string[];
  images: number;
  /** Share of images whose most likely class is the true one, 0…1. */
  top1: number;
  /** Wilson's 95 % interval of `top1`: what another draw of as many images leaves open. */
  top1Interval: ProportionInterval;
  /**
   * Share of images whose true class is among the five most likely ones; of equally likely classes the first comes
   * first. Null for fewer than six classes.
   */
  top5: number | null;
  /** Mean cross-entropy in nats. */
  loss: number;
  /** Whether answers given with 80 % are right in 80 % of the cases, in 15 bins of equal width. */
  calibration: Calibration;
  /** Mean F1 of the classes that occur as truth or answer. */
  macroF1: number | null;
  /** Counts; rows are true classes, columns predicted ones. */
  confusion: number[][];
  perClass: ClassResult[];
  /** Wrong answers, the most confident first. */
  mistakes: Mistake[];
  /** Wall time. */
  seconds: number;
  imagesPerSecond: number;
}
