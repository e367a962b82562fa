import type { LayersModel } from '@tensorflow/tfjs';
import {
  type ArchitectureSpec,
  type ChannelMeans,
  type ChannelSelection,
  featureMapsAt,
  HEAD_PLACE,
  NetworkPruning,
  type NetworkSavings,
  SpecError
} from '../../analysis';
import { type OptionNames, requireOptions } from '../../analysis/option-names';
import { buildUndrawn } from '../builder';
import { describeTraining, type ModelDescription, modelDescription, trainingOf } from '../metadata';
import { layersWithin } from '../nested-layers';
import { randomState, restoreRandomState } from '../random-state';
import { getWeightsByName, type NamedWeights, setWeightsByName, type WeightValue } from '../weights';
import { placeLayers } from './channel-axes';
import { type Compensation, compensate, requireCompensable, requireMeans } from './compensation';

export interface PruneOptions {
  /** What replaces removed channels, as constants; default nothing, or with `statistics` all that can. */
  compensate?: readonly Compensation[];
  /** Means over data, as `channelStatistics` measures them. */
  statistics?: { readonly places: Readonly<Record<string, ChannelMeans>> };
}

const PRUNE_OPTIONS: OptionNames<PruneOptions> = { compensate: true, statistics: true };

/** A network without some of its channels. */
export interface PrunedNetwork {
  /** A network of its own; the one that was pruned is unchanged. */
  model: LayersModel;
  spec: ArchitectureSpec;
  /** Ascending. */
  removed: Record<string, number[]>;
  savings: NetworkSavings;
}

/**
 * Removes channels: builds the narrower network and copies what stays. With an expanded channel go its column of the
 * expansion, its entries of two normalisations, its depthwise filter, its row into and its column and bias out of
 * squeeze-and-excitation, and its row of the projection; with one of the stem or of the head likewise what makes it and
 * what reads it. Which layers are frozen, masks of dropout, and what is known of training images stay.
 *
 * In inference the narrower network computes the same, to round-off, where a removed channel is 0 on all images (its
 * second normalisation has γ = β = 0), and where it is constant and compensated. Everything else changes answers: a
 * closed gate alone does not suffice, because the channel still enters the squeeze. Group normalisation keeps its
 * statistics only where whole groups of neighbours go; other channels form new groups, and even dead ones change answers.
 *
 * @param channels For example `{ block2b: [3, 17] }`; `block1a` where it has no expansion takes channels of the stem,
 *   `top` takes those of the head.
 * @throws SpecError for channels that can't go (`NetworkPruning` tells which can and why not), for compensation without
 *   means, for a model that `buildEfficientNet` didn't make, and for channels that are the model's output.
 */
export function pruneChannels(
  model: LayersModel,
  channels: ChannelSelection,
  options: PruneOptions = {}
): PrunedNetwork {
  requireOptions(options, PRUNE_OPTIONS);
  const description = requireDescribed(model);
  const { spec, classifierActivation, output } = description;
  const pruning = new NetworkPruning(spec);
  const removed = pruning.checked(channels);
  requireInner(description, Object.keys(removed));
  const places = Object.keys(removed).map((name) => ({ name, ...placeLayers(spec, name) }));
  const kinds = options.compensate ?? (options.statistics ? compensable(spec, places) : []);
  requireCompensable(spec, kinds, places);
  const weights = getWeightsByName(model);
  for (const layers of kinds.length > 0 ? places : []) {
    const means = requireMeans(options.statistics?.places, layers.name, pruning.place(layers.name).channels);
    if (`${layers.reader}/kernel` in weights) {
      compensate(weights, removed[layers.name], { layers, means, kinds });
    }
  }
  // After all means are added: they belong to the network as it was.
  for (const { name, axes } of places) {
    for (const { path, axis } of axes.filter((each) => each.path in weights)) {
      weights[path] = without(weights[path], axis, removed[name]);
    }
  }
  const counts = Object.fromEntries(Object.entries(removed).map(([name, list]) => [name, list.length]));
  const narrow = pruning.prunedSpec(counts);
  const pruned = buildUndrawn(narrow, { classifierActivation, output });
  takeOver(pruned, model, weights);
  describeTraining(pruned, trainingOf(description));
  return { model: pruned, spec: narrow, removed, savings: pruning.savings(counts) };
}

function compensable(
  { normalization }: ArchitectureSpec,
  places: ReadonlyArray<{ shift: string; reader: string }>
): Compensation[] {
  const shifts = normalization === 'batch' || places.every(({ shift, reader }) => shift === reader);
  return shifts ? ['squeeze', 'output'] : ['squeeze'];
}

function requireDescribed(model: LayersModel): ModelDescription {
  const description = modelDescription(model);
  if (description === null) {
    throw new SpecError(
      'model',
      model.name,
      'a network that buildEfficientNet() made, whose specification says what its channels are',
      'Prune the network itself, before other layers are added after it; load the weights of other publishers with loadEfficientNet().'
    );
  }
  return description;
}

/** @throws SpecError for channels that come out of the model, or whose readers it lacks. */
function requireInner({ spec, output }: ModelDescription, names: readonly string[]): void {
  if (output === 'classes') {
    return;
  }
  const remedy = 'Choose channels of other places.';
  if (names.includes(HEAD_PLACE)) {
    const expected = 'a network with a classifier, which reads the channels of its head';
    throw new SpecError('channels', HEAD_PLACE, expected, remedy);
  }
  const stem = typeof output !== 'string' && featureMapsAt(spec, output).some(({ name }) => name === 'stem');
  const [first] = spec.stages[0].blocks;
  if (stem && first.expansionRatio === 1 && names.includes('block1a')) {
    throw new SpecError('channels', 'block1a', 'channels that are not an output of the model', remedy);
  }
}

/** A copy without some slices along one axis. */
function without({ shape, values }: WeightValue, axis: number, gone: readonly number[]): WeightValue {
  const leaving = new Set(gone);
  const inner = shape.slice(axis + 1).reduce((product, side) => product * side, 1);
  const narrow = shape.map((side, i) => (i === axis ? side - leaving.size : side));
  const kept = new Float32Array(narrow.reduce((product, side) => product * side, 1));
  let to = 0;
  for (let slice = 0; slice * inner < values.length; slice++) {
    if (!leaving.has(slice % shape[axis])) {
      kept.set(values.subarray(slice * inner, (slice + 1) * inner), to);
      to += inner;
    }
  }
  return { shape: narrow, values: kept };
}

/** Weights, what is frozen, and where random masks stand. */
function takeOver(pruned: LayersModel, model: LayersModel, weights: NamedWeights): void {
  setWeightsByName(pruned, weights);
  const trainable = new Map(layersWithin(model).map(({ path, layer }) => [path, layer.trainable]));
  for (const { path, layer } of layersWithin(pruned)) {
    layer.trainable = trainable.get(path) ?? layer.trainable;
  }
  restoreRandomState(pruned, randomState(model));
}
