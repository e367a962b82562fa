import type { layers, LayersModel, Tensor, Variable } from '@tensorflow/tfjs';
import type { OptionNames } from '../analysis/option-names';
import {
  type Augmentation,
  batchTensors,
  type Dataset,
  requireAugmentation,
  stepsPerEpoch,
  trainingBatches,
  requireDataset
} from '../data';
import { logitsOf, type OutputOptions, soundClassifierOf } from '../evaluation';
import { getWeightsByName, randomState, reseed, restoreRandomState, setWeightsByName } from '../model';
import { loadTensorFlow } from '../tensorflow';
import { requireKnown, TrainingError } from './errors';
import { requireSeveralValues } from './lone-values';
import { freeBatchNorms } from './parts';

type Layer = layers.Layer;

export interface RecalibrationOptions extends OutputOptions {
  /** Batches of training images to average over, at most one epoch; default 100, or as many as there are. */
  batches?: number;
  /** Images in a batch; take that of training. Default 64. */
  batchSize?: number;
  /** Of the order of images, of their augmentation and of random masks. Default 0. */
  seed?: number;
  /** As in training; default none. */
  augmentation?: Augmentation;
}

const RECALIBRATION_OPTIONS: OptionNames<RecalibrationOptions> = {
  batches: true,
  batchSize: true,
  seed: true,
  augmentation: true,
  outputs: true
};

export interface Recalibration {
  /** Names of the layers whose statistics are new. */
  layers: string[];
  batches: number;
  images: number;
}

const DEFAULT_BATCHES = 100;

/** Sums over batches, in double precision. */
interface Sums {
  means: Float64Array;
  /** Second moments: variance + mean². */
  squares: Float64Array;
}

/**
 * Replaces the moving statistics of batch normalisation by those of the training images under the present weights
 * ("precise BN", Wu and Johnson 2021, arXiv 2105.07576): the mean of batch means, and the mean of second moments less
 * its square, over batches seen in training mode. For a layer whose input does not depend on the batch these are
 * exactly the moments of all images. Frozen layers keep their statistics. Use it after short runs, or when the
 * moving statistics lag behind the weights.
 *
 * @throws TrainingError for options that can't be, and for networks without free batch normalisation; DataError for
 *   images that can't be read. The model is unchanged then.
 *
 * @example
 * ```ts
 * const { train } = await enet.loadMnist();
 * const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * const model = enet.buildEfficientNet(spec, { seed: 1 });
 * await enet.recalibrateBatchNorm(model, enet.firstImages(train, 128), { batchSize: 64 });
 * ```
 */
export async function recalibrateBatchNorm(
  model: LayersModel,
  data: Dataset,
  options: RecalibrationOptions = {}
): Promise<Recalibration> {
  requireKnown(options, RECALIBRATION_OPTIONS);
  requireAugmentation(options.augmentation ?? {});
  requireDataset(data);
  const classifier = soundClassifierOf(model, options.outputs);
  const { batchSize = 64, seed = 0, augmentation = {} } = options;
  requireSeveralValues(model, batchSize, 'batchSize', batchSize);
  const steps = stepsPerEpoch(data, batchSize);
  const batches = options.batches ?? Math.min(DEFAULT_BATCHES, steps);
  if (!Number.isInteger(batches) || batches < 1 || batches > steps) {
    const expected = `a whole number from 1 to ${steps}, the batches of an epoch`;
    throw new TrainingError('batches', batches, expected, 'Use such a number, or leave it out.');
  }
  const normalizations = freeBatchNorms(model);
  requireFree(normalizations);
  const before = { weights: getWeightsByName(model), random: randomState(model) };
  const sums = new Map<Layer, Sums>();
  try {
    observe(normalizations, sums);
    reseed(model, seed);
    let seen = 0;
    for await (const batch of trainingBatches(data, classifier.input, {
      batchSize,
      seed,
      epoch: 1,
      augmentation
    })) {
      loadTensorFlow().tidy(() => {
        logitsOf(classifier, batchTensors(batch).images, { training: true });
      });
      if (++seen === batches) {
        break;
      }
    }
    normalizations.forEach((layer) => assign(layer, sums.get(layer), batches));
  } catch (error) {
    setWeightsByName(model, before.weights);
    throw error;
  } finally {
    normalizations.forEach((layer) => layer.clearCallHook());
    restoreRandomState(model, before.random);
  }
  return { layers: normalizations.map(({ name }) => name), batches, images: batches * batchSize };
}

/** @throws TrainingError when there are none. */
function requireFree(found: readonly Layer[]): void {
  if (found.length === 0) {
    const expected = 'batch normalisation that is not frozen';
    const remedy = 'Groups need no statistics, and frozen layers keep theirs.';
    throw new TrainingError('model', 'no layer with free statistics', expected, remedy);
  }
}

/** Adds up the moments of what each layer is called with. */
function observe(normalizations: readonly Layer[], sums: Map<Layer, Sums>): void {
  const tf = loadTensorFlow();
  for (const layer of normalizations) {
    layer.setCallHook((inputs) => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor;
      const axes = x.shape.slice(0, -1).map((_, axis) => axis);
      const { mean, variance } = tf.moments(x, axes);
      const [means, variances] = [mean.dataSync<'float32'>(), variance.dataSync<'float32'>()];
      const sum = sums.get(layer) ?? {
        means: new Float64Array(means.length),
        squares: new Float64Array(means.length)
      };
      means.forEach((value, channel) => {
        sum.means[channel] += value;
        sum.squares[channel] += variances[channel] + value * value;
      });
      sums.set(layer, sum);
    });
  }
}

function assign(layer: Layer, sums: Sums | undefined, batches: number): void {
  if (!sums) {
    throw new Error(`${layer.name} was not called.`);
  }
  const means = sums.means.map((sum) => sum / batches);
  const variances = sums.squares.map((sum, channel) => Math.max(0, sum / batches - means[channel] ** 2));
  const tf = loadTensorFlow();
  for (const weight of layer.weights) {
    const values = /moving_mean$/.test(weight.originalName)
      ? means
      : /moving_variance$/.test(weight.originalName)
        ? variances
        : null;
    if (values) {
      tf.tidy(() => (weight.read() as Variable).assign(tf.tensor1d(Float32Array.from(values))));
    }
  }
}
