import type { SymbolicTensor, Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { NetworkGraph } from '../model';
import { loadTensorFlow, sparseSoftmaxCrossEntropy } from '../tensorflow';
import type { Classifier } from './network';
import type { NetworkWork } from './network-runner';
import {
  affineAt,
  mapsOf,
  normalizedAt,
  type NormalizationSite,
  type UsedStatistics
} from './normalization-sites';
import { asLogits } from './output-kind';

/** A classifier with the places of its normalisations. */
export interface NormalizedNetwork {
  classifier: Classifier;
  graph: NetworkGraph;
  sites: readonly NormalizationSite[];
  /** Whether values are freed as soon as they are used up: not while a function is recorded. */
  free: boolean;
}

/** Tensors of a layer's input for each image: [N, C] of means and of Σ(x − mean)², ³ and ⁴. */
export const MOMENTS = 4;

/** Moments of what enters chosen normalisations, image by image, as in evaluation; `MOMENTS` tensors for each. */
export function momentsWork(network: NormalizedNetwork, chosen: readonly NormalizationSite[]): NetworkWork {
  return (images) => {
    const found = new Map<NormalizationSite, Tensor[]>();
    run(network, images, (site, x) => {
      if (chosen.includes(site)) {
        found.set(site, imageMoments(x, site));
      }
      return null;
    });
    return chosen.flatMap((site) => found.get(site) ?? []);
  };
}

/** Logits [N, classes] and losses [N] with the given statistics; none for the running ones. */
export function answersWork(network: NormalizedNetwork, statistics: UsedStatistics): NetworkWork {
  return (images, labels) => scores(network, images, labels, statistics);
}

/**
 * Logits and losses with statistics of the batch, and the normalised values of its first image at chosen
 * normalisations: those of a probe among companions.
 */
export function probeWork(network: NormalizedNetwork, chosen: readonly NormalizationSite[]): NetworkWork {
  const tf = loadTensorFlow();
  return (images, labels) => {
    const found = new Map<NormalizationSite, Tensor>();
    const answers = scores(network, images, labels, 'batch', (site, normalized) => {
      if (chosen.includes(site)) {
        const { height, width, channels } = site.place;
        found.set(site, tf.slice(normalized, [0, 0, 0, 0], [1, height, width, channels]));
      }
    });
    return [...answers, ...chosen.flatMap((site) => found.get(site) ?? [])];
  };
}

/** Mean and biased variance of each channel of what enters each normalisation, with statistics of the batch. */
export function batchMomentsWork(
  network: NormalizedNetwork,
  chosen: readonly NormalizationSite[]
): NetworkWork {
  const tf = loadTensorFlow();
  return (images) => {
    const found = new Map<NormalizationSite, Tensor[]>();
    run(network, images, (site, x) => {
      if (chosen.includes(site)) {
        const { mean, variance } = tf.moments(mapsOf(x, site), [0, 1, 2]);
        found.set(site, [mean, variance]);
      }
      return affineAt(site, normalizedAt(site, x, 'batch'), x);
    });
    return chosen.flatMap((site) => found.get(site) ?? []);
  };
}

function scores(
  network: NormalizedNetwork,
  images: Tensor,
  labels: Parameters<NetworkWork>[1],
  statistics: UsedStatistics,
  seen: (site: NormalizationSite, normalized: ReturnType<typeof normalizedAt>) => void = () => undefined
): Tensor[] {
  const compute = (): Tensor2D =>
    run(network, images, (site, x) => {
      const normalized = normalizedAt(site, x, statistics);
      seen(site, normalized);
      return affineAt(site, normalized, x);
    }) as Tensor2D;
  const logits = asLogits(network.classifier, compute);
  return [logits, sparseSoftmaxCrossEntropy(logits, labels)];
}

/** The network's output, without dropout; what normalisations do is handed in, null for what they do in evaluation. */
function run(
  { classifier, graph, sites, free }: NormalizedNetwork,
  images: Tensor,
  normalize: (site: NormalizationSite, x: Tensor) => Tensor | null
): Tensor {
  const places = new Map(sites.map((site) => [site.made.id, site]));
  const call = ({ id }: SymbolicTensor, [x]: Tensor[]): Tensor | null => {
    const site = places.get(id);
    return site ? normalize(site, x) : null;
  };
  const known = new Map([[classifier.model.inputs[0].id, images]]);
  return graph.values([graph.outputs[0]], known, { free, call })[0];
}

function imageMoments(x: Tensor, site: NormalizationSite): Tensor[] {
  const tf = loadTensorFlow();
  return tf.tidy(() => {
    const maps = mapsOf(x, site);
    const mean = tf.mean(maps, [1, 2], true);
    const deviation = tf.sub(maps, mean);
    const square = tf.square(deviation);
    const sums = [square, tf.mul(square, deviation), tf.square(square)].map((power) => tf.sum(power, [1, 2]));
    return [tf.reshape(mean, [maps.shape[0], maps.shape[3]]), ...sums];
  });
}
