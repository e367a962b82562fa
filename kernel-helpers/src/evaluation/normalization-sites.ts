import type { layers, LayersModel, SymbolicTensor, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import type { MeasuredPlace } from '../analysis';
import type { NetworkGraph } from '../model';
import { groupNorm, inferenceBatchNorm, loadTensorFlow, trainingBatchNorm } from '../tensorflow';
import { EvaluationError } from './errors';

type Layer = layers.Layer;

/** A normalisation of a network: over the batch, or over groups of channels. */
export interface NormalizationSite {
  place: MeasuredPlace;
  layer: Layer;
  /** What it puts out. */
  made: SymbolicTensor;
  epsilon: number;
  /** Channels of one group; null for batch normalisation. */
  groupSize: number | null;
}

/** Mean and variance of each channel. */
export interface GivenStatistics {
  mean: Float32Array;
  variance: Float32Array;
}

/** By what batch normalisation works: what a batch shows, where a layer isn't frozen, or what is given for layers. */
export type UsedStatistics = 'batch' | ReadonlyMap<NormalizationSite, GivenStatistics>;

const BATCH = ['FusedBatchNormalization', 'BatchNormalization'];
const GROUPS = 'GroupNormalization';

/**
 * The normalisations of a network in order; one that stands at several places is there for each of them, the later
 * ones with a number behind the name.
 * @throws EvaluationError for batch normalisation over another axis than the last.
 */
export function normalizationSites(graph: NetworkGraph): NormalizationSite[] {
  const taken = new Map<string, number>();
  return graph.tensors.flatMap((made) => {
    const layer = made.sourceLayer;
    const kind = layer.getClassName();
    if (kind !== GROUPS && !BATCH.includes(kind)) {
      return [];
    }
    const {
      epsilon,
      groupSize = null,
      axis
    } = layer.getConfig() as {
      epsilon: number;
      groupSize?: number;
      axis?: number;
    };
    const [{ shape }] = graph.entering(made);
    requireLastAxis(layer.name, shape.length, axis);
    const count = (taken.get(layer.name) ?? 0) + 1;
    taken.set(layer.name, count);
    const [height, width] = sidesOf(shape);
    const channels = shape[shape.length - 1] ?? 0;
    const place: MeasuredPlace = {
      name: count === 1 ? layer.name : `${layer.name} ${count}`,
      normalization: kind === GROUPS ? 'group' : 'batch',
      groups: groupSize === null ? null : channels / groupSize,
      frozen: kind !== GROUPS && !layer.trainable,
      ...{ height, width, channels }
    };
    return [{ place, layer, made, epsilon, groupSize }];
  });
}

function requireLastAxis(name: string, rank: number, axis: number | undefined): void {
  if (axis !== undefined && axis !== -1 && axis !== rank - 1) {
    const remedy = 'Put channels last.';
    throw new EvaluationError(
      'model',
      `"${name}" over axis ${axis}`,
      'normalisation of the last axis',
      remedy
    );
  }
}

function sidesOf(shape: readonly (number | null)[]): [number, number] {
  const sides = shape.slice(1, -1).map((side) => side ?? 0);
  return [sides.slice(0, -1).reduce((product, side) => product * side, 1), sides[sides.length - 1] ?? 1];
}

/** Values as [N, H, W, C]. */
export function mapsOf(x: Tensor, { place: { height, width, channels } }: NormalizationSite): Tensor4D {
  return loadTensorFlow().reshape(x, [x.shape[0], height, width, channels]) as Tensor4D;
}

/** Normalised values [N, H, W, C] before γ and β. Changes nothing of the layer. Call within `tf.tidy`. */
export function normalizedAt(site: NormalizationSite, x: Tensor, statistics: UsedStatistics): Tensor4D {
  const tf = loadTensorFlow();
  const { place, epsilon, groupSize } = site;
  const maps = mapsOf(x, site);
  const [scale, offset] = [tf.ones([place.channels]), tf.zeros([place.channels])] as [Tensor1D, Tensor1D];
  if (groupSize !== null) {
    return groupNorm(maps, scale, offset, groupSize, epsilon);
  }
  if (statistics === 'batch' && !place.frozen) {
    return trainingBatchNorm(maps, scale, offset, epsilon).output;
  }
  const given = statistics === 'batch' ? undefined : statistics.get(site);
  const [mean, variance] = given
    ? [tf.tensor1d(given.mean), tf.tensor1d(given.variance)]
    : [weightOf(site.layer, 'moving_mean'), weightOf(site.layer, 'moving_variance')];
  return inferenceBatchNorm(maps, scale, offset, mean as Tensor1D, variance as Tensor1D, epsilon);
}

/** What the layer makes of normalised values: γ·z + β, in the shape of its input. */
export function affineAt({ layer }: NormalizationSite, normalized: Tensor4D, like: Tensor): Tensor {
  const tf = loadTensorFlow();
  const [gamma, beta] = [weightOf(layer, 'gamma'), weightOf(layer, 'beta')];
  const scaled = gamma ? tf.mul(normalized, gamma) : normalized;
  return tf.reshape(beta ? tf.add(scaled, beta) : scaled, like.shape);
}

function weightOf(layer: Layer, name: string): Tensor | undefined {
  return layer.weights.find(({ originalName }) => originalName.endsWith(name))?.read();
}

/** @throws EvaluationError for a network without normalisation, and for names of layers that do not normalise. */
export function chosenSites(
  model: LayersModel,
  sites: readonly NormalizationSite[],
  names: readonly string[] | undefined
): NormalizationSite[] {
  if (sites.length === 0) {
    const got = `"${model.name}", which has no normalisation`;
    const remedy = 'Build it with buildEfficientNet().';
    throw new EvaluationError('model', got, 'batch or group normalisation', remedy);
  }
  const known = sites.map(({ place }) => place.name);
  if (names !== undefined && !Array.isArray(names)) {
    const remedy = `Give for example ['${known[0]}'], or leave it out for all of them.`;
    throw new EvaluationError('layers', JSON.stringify(names), 'a list of names', remedy);
  }
  for (const name of names ?? []) {
    if (!known.includes(name)) {
      const isLayer = model.layers.some((layer) => layer.name === name);
      const got = isLayer ? `"${name}", which is no normalisation` : (JSON.stringify(name) ?? String(name));
      throw new EvaluationError(
        'layers',
        got,
        `some of ${known.join(', ')}`,
        'Leave it out for all of them.'
      );
    }
  }
  if (names?.length === 0) {
    throw new EvaluationError('layers', 'none', 'at least one', 'Leave it out for all of them.');
  }
  return names ? sites.filter(({ place }) => names.includes(place.name)) : [...sites];
}
