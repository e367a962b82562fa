import type { LayersModel, SymbolicTensor, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { OptionNames } from '../analysis/option-names';
import { requireObject } from '../analysis/validate';
import {
  type Batch,
  batchTensors,
  DECODE_OPTIONS,
  type DecodeOptions,
  decodeOptionsOf,
  type UnreadableImage
} from '../data';
import { NetworkGraph } from '../model';
import { loadTensorFlow } from '../tensorflow';
import { EvaluationError, requireKnown } from './errors';
import { requireFiniteOutputs } from './finite';
import { featureMap } from './grad-cam-layer';
import type { HeatMap } from './grad-cam-overlay';
import { batchesOf, countOf, type NetworkImages } from './images';
import { type Classifier, soundClassifierOf } from './network';
import { asLogits, type OutputOptions } from './output-kind';
import { requireBatchSize } from './predictor';

export interface GradCamOptions extends OutputOptions, DecodeOptions {
  /**
   * Whose map is weighted, by the name that `summary()` shows, or by its path, `features/top_conv`, where it lies in a
   * network within; default the last one, `top_activation`.
   */
  layer?: string;
  /** What to explain: one class for all images, or one for each; default the most likely one of each image. */
  classes?: number | readonly number[];
  /** Most images in one step; default 8. Changes the result by float round-off only. */
  batchSize?: number;
  /** Ends the run with the signal's reason as error. */
  signal?: AbortSignal;
}

const GRAD_CAM_OPTIONS: OptionNames<GradCamOptions> = {
  ...DECODE_OPTIONS,
  layer: true,
  classes: true,
  batchSize: true,
  signal: true,
  outputs: true
};

/** Where a network sees a class. */
export interface GradCam {
  images: number;
  layer: string;
  height: number;
  width: number;
  /**
   * [images, height, width], each map scaled to a maximum of 1; zeros where nothing speaks for the class, NaN for images
   * that can't be decoded.
   */
  maps: Float32Array;
  /** Explained class of each image; −1 for images that can't be decoded. */
  classes: Int32Array;
  /** Probability of that class; NaN for images that can't be decoded. */
  probabilities: Float32Array;
  /** Images left out because they can't be decoded. */
  unreadable: UnreadableImage[];
}

/**
 * Grad-CAM (Selvaraju et al., arXiv 1610.02391, equations 1 and 2): the channels of a layer's map A are weighted with
 * the mean gradient of the class's logit, relu(Σ_k α_k·A_k) with α_k = mean over the pixels of ∂y/∂A_k. Logits, not
 * probabilities, are differentiated, also of networks that end in a softmax; the network runs as in inference. The event
 * loop runs between steps.
 *
 * @param images As for a predictor.
 * @throws EvaluationError for a layer that isn't there or gives no map, classes that don't fit, a model that is no image
 *   classifier or gives no finite numbers; DataError when images don't fit; the signal's reason when aborted.
 *
 * @example
 * ```ts
 * const { test } = await enet.loadMnist();
 * const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * const model = enet.buildEfficientNet(spec, { seed: 1 });
 * const cam = await enet.gradCam(model, enet.firstImages(test, 2));
 * console.log(cam.images); // 2; enet.images.heatMap(cam, 0) gives the first as an image
 * ```
 */
export async function gradCam(
  model: LayersModel,
  images: NetworkImages,
  options: GradCamOptions = {}
): Promise<GradCam> {
  requireKnown(options, GRAD_CAM_OPTIONS);
  const { batchSize = 8, signal } = options;
  requireBatchSize(batchSize);
  const classifier = soundClassifierOf(model, options.outputs);
  const graph = new NetworkGraph(model);
  const { map: cut, path } = featureMap(model, graph, options.layer);
  const explainer = new Explainer(classifier, graph, cut);
  const total = countOf(images);
  const wanted = wantedClasses(options.classes, total, classifier.classes);
  const { height, width } = explainer;
  const maps = new Float32Array(total * height * width).fill(NaN);
  const classes = new Int32Array(total).fill(-1);
  const probabilities = new Float32Array(total).fill(NaN);
  const unreadable: UnreadableImage[] = [];
  for await (const batch of batchesOf(images, classifier, batchSize, decodeOptionsOf(options))) {
    signal?.throwIfAborted();
    const chosen = wanted && Array.from(batch.places, (place) => wanted[place]);
    explainer.explain(batch, chosen).forEach(({ map, index, probability }, i) => {
      const place = batch.places[i];
      maps.set(map, place * height * width);
      classes[place] = index;
      probabilities[place] = probability;
    });
    unreadable.push(...(batch.unreadable ?? []));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    images: total,
    layer: path,
    height,
    width,
    maps,
    classes,
    probabilities,
    unreadable
  };
}

/** The map of one image, for `overlay`. @throws EvaluationError for a place beyond the images, SpecError without maps. */
export function heatMap(cam: GradCam, place: number): HeatMap {
  const given = requireObject('cam', cam, 'Pass what gradCam() gives.');
  const { images, maps, height, width } = given as unknown as GradCam;
  if (!(Number.isInteger(place) && place >= 0 && place < images)) {
    const remedy = 'Images are counted from 0.';
    throw new EvaluationError('place', String(place), `a whole number from 0 to ${images - 1}`, remedy);
  }
  return { height, width, values: maps.subarray(place * height * width, (place + 1) * height * width) };
}

interface Explained {
  map: Float32Array;
  index: number;
  probability: number;
}

/** A network cut at a map: what leads to it, and what follows from it. */
class Explainer {
  readonly height: number;
  readonly width: number;

  constructor(
    private readonly classifier: Classifier,
    private readonly graph: NetworkGraph,
    private readonly cut: SymbolicTensor
  ) {
    [, this.height, this.width] = cut.shape as number[];
  }

  /** @param chosen Class of each image; null for the most likely one. */
  explain(batch: Batch, chosen: readonly number[] | null): Explained[] {
    const tf = loadTensorFlow();
    return tf.tidy(() => {
      const { images } = batchTensors(batch);
      const [map] = this.graph.values([this.cut], this.known(images), { free: true });
      let answers: Omit<Explained, 'map'>[] = [];
      // Images don't influence each other in inference: the gradient of the sum holds that of each image.
      const gradient = tf.grad((features: Tensor) => {
        const logits = this.logitsFrom(images, features);
        answers = answersOf(logits, chosen);
        return tf.sum(tf.mul(logits, maskOf(answers, this.classifier.classes)));
      })(map);
      const weighted = tf.relu(tf.sum(tf.mul(map, tf.mean(gradient, [1, 2], true)), 3));
      const values = weighted.dataSync<'float32'>();
      const size = this.height * this.width;
      return answers.map((answer, i) => ({
        ...answer,
        map: scaled(values.subarray(i * size, (i + 1) * size))
      }));
    });
  }

  /** Logits [N, classes] of a network whose map is given. */
  private logitsFrom(images: Tensor4D, map: Tensor): Tensor2D {
    const known = this.known(images).set(this.cut.id, map);
    // A probability's gradient would also tell what speaks against other classes.
    return asLogits(
      this.classifier,
      () => this.graph.values(this.graph.outputs, known, { free: false })[0] as Tensor2D
    );
  }

  private known(images: Tensor4D): Map<number, Tensor> {
    return new Map([[this.classifier.model.inputs[0].id, images as Tensor]]);
  }
}

function answersOf(logits: Tensor2D, chosen: readonly number[] | null): Omit<Explained, 'map'>[] {
  const rows = loadTensorFlow().softmax(logits).arraySync();
  return rows.map((shares, i) => {
    requireFiniteOutputs(shares);
    const index = chosen ? chosen[i] : shares.indexOf(Math.max(...shares));
    return { index, probability: shares[index] };
  });
}

/** One at each image's class, zeros elsewhere. */
function maskOf(answers: readonly { index: number }[], classes: number): Tensor2D {
  const mask = new Float32Array(answers.length * classes);
  answers.forEach(({ index }, i) => (mask[i * classes + index] = 1));
  return loadTensorFlow().tensor2d(mask, [answers.length, classes]);
}

/** A copy with a maximum of 1; zeros stay. */
function scaled(map: Float32Array): Float32Array {
  const largest = map.reduce((most, value) => Math.max(most, value), 0);
  return largest > 0 ? map.map((value) => value / largest) : Float32Array.from(map);
}

/** @returns Class of each image; null for the most likely ones. */
function wantedClasses(
  classes: GradCamOptions['classes'],
  images: number,
  count: number
): readonly number[] | null {
  if (classes === undefined) {
    return null;
  }
  const each = typeof classes === 'number' ? new Array<number>(images).fill(classes) : classes;
  if (each.length !== images) {
    const remedy = 'Give one class for each image, or one for all.';
    throw new EvaluationError('classes', `${each.length} classes`, `${images}, one for each image`, remedy);
  }
  const odd = each.find((index) => !(Number.isInteger(index) && index >= 0 && index < count));
  if (odd !== undefined) {
    const remedy = 'Number the classes from 0, in the order of the outputs.';
    throw new EvaluationError('classes', String(odd), `whole numbers from 0 to ${count - 1}`, remedy);
  }
  return each;
}
