import type { LayersModel } from '@tensorflow/tfjs';
import type { OptionNames } from '../analysis/option-names';
import {
  DECODE_OPTIONS,
  type DecodeOptions,
  decodeOptionsOf,
  IMAGENET_LABELS,
  type ImageSource
} from '../data';
import { containedDescriptions } from '../model';
import { EvaluationError, requireKnown } from './errors';
import { requireList } from './images';
import { classifierOf } from './network';
import { predictor, type PredictorOptions } from './predictor';

export interface ClassifyOptions extends PredictorOptions, DecodeOptions {
  /** Answers for each image, most probable first; default 5. */
  top?: number;
  /** Names of the classes; default ImageNet's where the network has its 1000, otherwise numbers. */
  labels?: readonly string[];
}

const CLASSIFY_OPTIONS: OptionNames<ClassifyOptions> = {
  ...DECODE_OPTIONS,
  top: true,
  labels: true,
  batchSize: true,
  execution: true,
  precision: true,
  outputs: true
};

/** One answer about an image. */
export interface Answer {
  label: string;
  /** Place of the class among the network's outputs. */
  index: number;
  /** 0…1. */
  probability: number;
}

const IMAGES_AT_ONCE = 16;

/**
 * What a network sees in images, with names: files, bytes or decoded images, prepared as its specification says, or that
 * of the network of ours behind an own classifier.
 * @returns For each image its most probable classes.
 * @throws DataError for an image that can't be decoded; EvaluationError for models that contain nothing made by
 * `buildEfficientNet`, and for labels that don't fit.
 *
 * @example
 * ```ts
 * const lite0 = await enet.loadEfficientNet('samples/efficientnet-lite0.pth');
 * const [[first]] = await enet.classify(lite0, ['samples/chelsea.png'], { top: 1 });
 * console.log(first.label); // tiger cat
 * ```
 */
export async function classify(
  model: LayersModel,
  images: readonly ImageSource[],
  options: ClassifyOptions = {}
): Promise<Answer[][]> {
  requireKnown(options, CLASSIFY_OPTIONS);
  requireList(images);
  if (containedDescriptions(model).length === 0) {
    const remedy = 'Use predictor(model).';
    const expected = 'one of buildEfficientNet(), or with such a network in it';
    throw new EvaluationError('model', 'one without specification', expected, remedy);
  }
  const { classes } = classifierOf(model, options.outputs);
  const {
    top = 5,
    labels = defaultLabels(classes),
    batchSize = IMAGES_AT_ONCE,
    valueRange,
    maxPixels,
    ...rest
  } = options;
  requireLabels(labels, classes);
  requireTop(top);
  const network = predictor(model, { batchSize, ...rest });
  try {
    const { probabilities } = await network.predict(images, decodeOptionsOf({ valueRange, maxPixels }));
    return images.map((_, i) => best(probabilities.subarray(i * classes, (i + 1) * classes), labels, top));
  } finally {
    network.dispose();
  }
}

function best(probabilities: Float32Array, labels: readonly string[], top: number): Answer[] {
  return labels
    .map((label, index) => ({ label, index, probability: probabilities[index] }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, top);
}

function defaultLabels(classes: number): readonly string[] {
  return classes === IMAGENET_LABELS.length
    ? IMAGENET_LABELS
    : Array.from({ length: classes }, (_, index) => String(index));
}

function requireLabels(labels: readonly string[], classes: number): void {
  if (!Array.isArray(labels) || labels.length !== classes) {
    const got = Array.isArray(labels) ? `${labels.length} names` : 'no list of names';
    const remedy = 'Name each class, in the order of the outputs.';
    throw new EvaluationError('labels', got, `${classes}`, remedy);
  }
}

function requireTop(top: number): void {
  if (!Number.isInteger(top) || top < 1) {
    throw new EvaluationError('top', String(top), 'a whole number from 1', 'Leave it out for 5.');
  }
}
