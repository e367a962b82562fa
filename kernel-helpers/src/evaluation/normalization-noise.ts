import type { LayersModel } from '@tensorflow/tfjs';
import {
  ImageMoments,
  measuredLayer,
  type MeasuredLayer,
  type MeasuredNoise,
  type NoiseDraws,
  SpecError
} from '../analysis';
import type { OptionNames } from '../analysis/option-names';
import { type Dataset, evaluationBatches, requireDataset } from '../data';
import { containedDescriptions, NetworkGraph } from '../model';
import { networkName } from '../views';
import { companionDraws } from './companion-draws';
import { EvaluationError, requireKnown } from './errors';
import { requireClasses } from './evaluate';
import { soundClassifierOf } from './network';
import { type NoiseRun, type NoiseStage, stepDone, withRunner } from './noise-run';
import { chosenSites, type NormalizationSite, normalizationSites } from './normalization-sites';
import { MOMENTS, momentsWork } from './normalization-work';
import type { OutputOptions } from './output-kind';
import { type Execution, requireExecution } from './scorer';
import { statisticsGap } from './statistics-gap';
import { WeightSnapshot } from './weight-snapshot';

export interface NormalizationNoiseOptions extends OutputOptions {
  /** Names of normalisations; default all of the network. */
  layers?: readonly string[];
  /** N, images in a batch whose statistics are looked at; default 2, 4, 8, 16 and 32. At least 2. */
  batchSizes?: readonly number[];
  /** Batches drawn of each size, with replacement and without; default 1000, which leaves an error of some 2 % in errors. At least 200. */
  batches?: number;
  /** Resamples behind each interval; default 200. At least 100. */
  resamples?: number;
  /** Share of such intervals that hold the value of an endless number of images and batches; default 0.95. */
  confidence?: number;
  /** Of batches, companions, probes and resamples: a whole number from 0 to 2³² − 1. Default 0. */
  seed?: number;
  /** Images held while their companions change; default 4. 0 leaves that out. */
  probes?: number;
  /** How often companions are drawn; default 20. */
  companionDraws?: number;
  /** Most images in one step of inference; default 64. Changes the result by float round-off only, but that it is the size of the batches that statistics are recalibrated from. */
  batchSize?: number;
  /** Default `compiled`. */
  execution?: Execution;
  /** Hears of each step, and of what it is a part. */
  onProgress?: (done: number, total: number, stage: NoiseStage) => void;
  /** Ends the measurement with the signal's reason as error. */
  signal?: AbortSignal;
}

const NOISE_OPTIONS: OptionNames<NormalizationNoiseOptions> = {
  layers: true,
  batchSizes: true,
  batches: true,
  resamples: true,
  confidence: true,
  seed: true,
  probes: true,
  companionDraws: true,
  batchSize: true,
  execution: true,
  onProgress: true,
  signal: true,
  outputs: true
};

/** Of fewer images a resample tells too little of how they vary: intervals get too short. */
const FEWEST_IMAGES = 30;
const FEWEST_BATCHES = 200;
const FEWEST_RESAMPLES = 100;

/**
 * Measures how far statistics of batches lie from those of all images in a trained network: at each normalisation,
 * for batches drawn with and without replacement, beside independent and correlated theory, with intervals by
 * resampling images as a whole (of 100 images they hold the true error in some nine of ten cases rather than 95 of 100). Also how much a fixed image moves when only its companions change, and what a network
 * answers with statistics of batches in place of its running ones.
 *
 * What enters a layer is taken as in evaluation, with running statistics: call `recalibrateBatchNorm` before where
 * these lag behind. Of activations a mean and a sum of squares of each image and channel stay, images × channels × 16
 * bytes (168 MB for 500 images and all 21,008 channels of B0); the maps themselves pass by batch by batch. 500 images and
 * more are worth measuring. The model does not change; what becomes of it meanwhile does not change the result. The event
 * loop runs between steps.
 *
 * @param dataset Images with labels, as the network is to be evaluated on.
 * @throws EvaluationError for options out of bounds, batches larger than the data, fewer than 30 images, a network
 *   without normalisation or a layer that does not normalise, and activations that aren't finite, with their layer; DataError when
 *   the images don't fit the network; the signal's reason when aborted.
 */
export async function measureNormalizationNoise(
  model: LayersModel,
  dataset: Dataset,
  options: NormalizationNoiseOptions = {}
): Promise<MeasuredNoise> {
  requireKnown(options, NOISE_OPTIONS);
  requireDataset(dataset);
  const { batchSizes = [2, 4, 8, 16, 32], batches = 1000, resamples = 200, confidence = 0.95 } = options;
  const { seed = 0, probes = 4, companionDraws: companions = 20, batchSize = 64 } = options;
  const { execution = 'compiled', signal, onProgress } = options;
  const [images] = dataset.shape;
  requireWhole('seed', seed, 0, 2 ** 32 - 1);
  requireWhole('batches', batches, FEWEST_BATCHES, 1e6);
  requireWhole('resamples', resamples, FEWEST_RESAMPLES, 1e5);
  requireWhole('batchSize', batchSize, 1, 2 ** 16);
  requireWhole('companionDraws', companions, 2, 1e6);
  requireShare(confidence);
  requireImages(images);
  requireWhole('probes', probes, 0, images);
  requireSizes(batchSizes, images);
  requireExecution(execution);
  const classifier = soundClassifierOf(model, options.outputs);
  requireClasses(classifier, dataset);
  const graph = new NetworkGraph(model);
  const sites = normalizationSites(graph);
  const chosen = chosenSites(model, sites, options.layers);
  const weights = new WeightSnapshot(model);
  const run: NoiseRun = {
    network: { classifier, graph, sites, free: execution === 'eager' },
    ...{ chosen, dataset, weights, execution, batchSize, seed, probes, batchSizes, signal, onProgress },
    companionDraws: companions
  };
  const draws: NoiseDraws = { batchSizes, batches, resamples, confidence, seed };
  try {
    const moments = await activationsOf(run);
    const measured = await layersOf(run, moments, draws);
    const moved = probes === 0 ? null : await companionDraws(run);
    const layers = measured.map((layer, i): MeasuredLayer | null => {
      const noise = (n: number): number | null => moved && moved[n].layers[i];
      return layer && { ...layer, points: layer.points.map((p, n) => ({ ...p, outputNoise: noise(n) })) };
    });
    const [description] = containedDescriptions(model);
    return {
      network: description ? networkName(description.spec) : model.name,
      dataset: dataset.name,
      images: moments[0].images,
      ...{ seed, batches, resamples, confidence, probes, companionDraws: companions },
      batchSizes: [...batchSizes],
      layers: layers.filter((layer) => layer !== null),
      constantLayers: chosen.filter((_, i) => layers[i] === null).map(({ place }) => place.name),
      logitNoise: moved && moved.map(({ batchSize: each, logits }) => ({ batchSize: each, noise: logits })),
      gap: await statisticsGap(run)
    };
  } finally {
    weights.dispose();
  }
}

/** Moments of what enters each chosen layer. */
async function activationsOf(run: NoiseRun): Promise<ImageMoments[]> {
  const { chosen, dataset, network, batchSize } = run;
  const [images] = dataset.shape;
  const moments = chosen.map(
    ({ place: { height, width, channels } }) => new ImageMoments(images, height * width, channels)
  );
  const size = Math.min(batchSize, images);
  await withRunner(run, size, momentsWork(network, chosen), async (runner) => {
    let done = 0;
    for await (const batch of evaluationBatches(dataset, network.classifier.input, size)) {
      const count = batch.labels.length;
      const values = runner.run(batch);
      moments.forEach((each, i) => {
        const [means, squares, cubes, fourths] = values.slice(MOMENTS * i, MOMENTS * (i + 1));
        addTo(each, { means, squares, cubes, fourths }, count, chosen[i]);
      });
      done += count;
      await stepDone(run, done, images, 'activations');
    }
  });
  requireImages(moments[0].images);
  requireSizes(run.batchSizes, moments[0].images);
  return moments;
}

function addTo(
  moments: ImageMoments,
  batch: Parameters<ImageMoments['add']>[0],
  count: number,
  { place }: NormalizationSite
): void {
  try {
    moments.add(batch, count);
  } catch (error) {
    if (!(error instanceof SpecError)) {
      throw error;
    }
    const got = `${String(error.got)} among what enters "${place.name}", ${error.field}`;
    const remedy = 'It comes from earlier layers: check their weights, or load an earlier checkpoint.';
    throw new EvaluationError('model', got, 'finite activations', remedy);
  }
}

async function layersOf(
  run: NoiseRun,
  moments: readonly ImageMoments[],
  draws: NoiseDraws
): Promise<(MeasuredLayer | null)[]> {
  const layers: (MeasuredLayer | null)[] = [];
  for (const [i, { place }] of run.chosen.entries()) {
    layers.push(measuredLayer(place, moments[i], draws));
    await stepDone(run, i + 1, run.chosen.length, 'batches');
  }
  return layers;
}

function requireWhole(option: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    const remedy = 'Leave it out to use the default.';
    throw new EvaluationError(option, String(value), `a whole number from ${min} to ${max}`, remedy);
  }
}

function requireShare(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) {
    const remedy = 'Leave it out for 0.95.';
    throw new EvaluationError('confidence', String(confidence), 'a number between 0 and 1', remedy);
  }
}

function requireImages(images: number): void {
  if (images < FEWEST_IMAGES) {
    const expected = `at least ${FEWEST_IMAGES}, which intervals resample`;
    throw new EvaluationError('dataset', `${images} images`, expected, 'Take 500 images or more.');
  }
}

function requireSizes(batchSizes: readonly number[], images: number): void {
  if (!Array.isArray(batchSizes) || batchSizes.length === 0) {
    const got = Array.isArray(batchSizes) ? 'none' : String(batchSizes);
    const remedy = 'Leave it out for 2, 4, 8, 16 and 32.';
    throw new EvaluationError('batchSizes', got, 'a list of at least one', remedy);
  }
  for (const size of batchSizes) {
    if (!Number.isInteger(size) || size < 2 || size > images) {
      const expected = `whole numbers from 2 to the ${images} images, which are drawn without replacement too`;
      throw new EvaluationError(
        'batchSizes',
        String(size),
        expected,
        'Leave the size out, or measure more images.'
      );
    }
  }
  if (new Set(batchSizes).size < batchSizes.length) {
    throw new EvaluationError(
      'batchSizes',
      batchSizes.join(', '),
      'each size once',
      'Leave out what comes twice.'
    );
  }
}
