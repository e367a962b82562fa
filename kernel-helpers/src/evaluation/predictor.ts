import type { LayersModel } from '@tensorflow/tfjs';
import type { OptionNames } from '../analysis/option-names';
import { DECODE_OPTIONS, type DecodeOptions, decodeOptionsOf, type UnreadableImage } from '../data';
import type { Precision } from '../tensorflow';
import { EvaluationError, requireKnown } from './errors';
import { batchesOf, countOf, type NetworkImages } from './images';
import { soundClassifierOf } from './network';
import type { OutputOptions } from './output-kind';
import { type Execution, type Scores, scorerOf } from './scorer';

export interface PredictorOptions extends OutputOptions {
  /** Most images in one step; default 64. Changes results by float round-off only. */
  batchSize?: number;
  /** Default `compiled`. */
  execution?: Execution;
  /**
   * What convolutions and products of compiled graphs compute in; default `float32`. `bfloat16`, with 8 significant
   * bits, is faster on CPUs that have it (AVX512_BF16).
   */
  precision?: Precision;
}

const PREDICTOR_OPTIONS: OptionNames<PredictorOptions> = {
  batchSize: true,
  execution: true,
  precision: true,
  outputs: true
};

/** How files are read, and who is told. */
export interface PredictOptions extends DecodeOptions {
  onProgress?: (done: number, total: number) => void;
  /** Ends the run with the signal's reason as error. */
  signal?: AbortSignal;
}

const PREDICT_OPTIONS: OptionNames<PredictOptions> = {
  ...DECODE_OPTIONS,
  onProgress: true,
  signal: true
};

/** Row-major values [images, classes]; NaN for images that can't be decoded. */
export interface Predictions {
  images: number;
  classes: number;
  /** Images left out because they can't be decoded. */
  unreadable: UnreadableImage[];
  logits: Float32Array;
  probabilities: Float32Array;
}

export interface Predictor {
  /**
   * The event loop runs between steps.
   *
   * @throws DataError when the images don't fit the network, EvaluationError when its outputs are not finite; the
   *   signal's reason when aborted.
   */
  predict(images: NetworkImages, options?: PredictOptions): Promise<Predictions>;
  /** Frees graphs and weights. */
  dispose(): void;
}

/**
 * A network ready to answer: the weights as they are now, as constants of compiled graphs in which TensorFlow
 * fuses what it can. There is one graph for each batch size of a power of two up to `batchSize`, compiled when first
 * needed, which takes about a second for B0; smaller batches are padded, so a size in between costs no new graph.
 *
 * Changes of the model after this call don't reach the predictor.
 * @throws EvaluationError unless the model is an image classifier with finite weights.
 *
 * @example
 * ```ts
 * const { test } = await enet.loadMnist();
 * const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * const model = enet.buildEfficientNet(spec, { seed: 1 });
 * const ready = enet.predictor(model, { batchSize: 32 });
 * const { logits } = await ready.predict(enet.firstImages(test, 32));
 * console.log(logits.length); // 320: ten for each image
 * ready.dispose();
 * ```
 */
export function predictor(model: LayersModel, options: PredictorOptions = {}): Predictor {
  requireKnown(options, PREDICTOR_OPTIONS);
  const { batchSize = 64, execution = 'compiled', precision = 'float32' } = options;
  requireBatchSize(batchSize);
  const classifier = soundClassifierOf(model, options.outputs);
  const scorer = scorerOf(classifier, execution, precision);
  let disposed = false;
  const predict: Predictor['predict'] = async (images, given = {}) => {
    requireKnown(given, PREDICT_OPTIONS);
    const { onProgress, signal } = given;
    const total = countOf(images);
    const { classes } = classifier;
    const logits = new Float32Array(total * classes).fill(NaN);
    const probabilities = new Float32Array(total * classes).fill(NaN);
    const unreadable: UnreadableImage[] = [];
    let done = 0;
    for await (const batch of batchesOf(images, classifier, batchSize, decodeOptionsOf(given))) {
      signal?.throwIfAborted();
      requireUse(disposed);
      const scores: Scores = scorer.score(batch, bucketOf(batch.labels.length, batchSize));
      batch.places.forEach((place, i) => {
        const [from, to] = [i * classes, (i + 1) * classes];
        logits.set(scores.logits.subarray(from, to), place * classes);
        probabilities.set(scores.probabilities.subarray(from, to), place * classes);
      });
      unreadable.push(...(batch.unreadable ?? []));
      done += batch.labels.length;
      onProgress?.(done + unreadable.length, total);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { images: total, classes, logits, probabilities, unreadable };
  };
  const dispose = (): void => {
    if (!disposed) {
      disposed = true;
      scorer.dispose();
    }
  };
  return { predict, dispose };
}

/** The least power of two that holds so many images, or the largest batch. */
function bucketOf(images: number, batchSize: number): number {
  return Math.min(2 ** Math.ceil(Math.log2(images)), batchSize);
}

function requireUse(disposed: boolean): void {
  if (disposed) {
    throw new EvaluationError(
      'predictor',
      'a disposed one',
      'one in use',
      'Make another with predictor(model).'
    );
  }
}

/** @throws EvaluationError unless it is a whole number above 0. */
export function requireBatchSize(batchSize: number): void {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new EvaluationError(
      'batchSize',
      String(batchSize),
      'a whole number from 1',
      'Leave it out to use the default.'
    );
  }
}
