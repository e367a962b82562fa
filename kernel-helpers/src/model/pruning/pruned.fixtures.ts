import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { type ArchitectureSpec, type ChannelSelection, NetworkPruning, summarize } from '../../analysis';
import { loadTensorFlow, randomUniform } from '../../tensorflow';
import { buildEfficientNet } from '../builder';
import { countModel } from '../counting.fixtures';
import { NetworkGraph } from '../network-graph';
import { getWeightsByName, type NamedWeights, setWeightsByName } from '../weights';
import { pruneChannels } from './prune-channels';

/**
 * A network whose weights are all at work: random offsets, scales and biases, and moving statistics of a batch, so that
 * every layer's signal has deviation 1 and an error anywhere shows at the end.
 */
export function livelyNetwork(spec: ArchitectureSpec, seed = 1): LayersModel {
  const tf = loadTensorFlow();
  const model = buildEfficientNet({ ...spec, batchNormMomentum: 0 }, { seed });
  const weights = getWeightsByName(model);
  let key = seed;
  for (const [path, { shape, values }] of Object.entries(weights)) {
    if (/(gamma|beta|bias)$/.test(path)) {
      const random = randomUniform(shape, [seed, key++]).dataSync<'float32'>();
      const from = path.endsWith('gamma') ? 0.7 : -0.3;
      weights[path] = { shape, values: values.map((_, i) => from + 0.6 * random[i]) };
    }
  }
  setWeightsByName(model, weights);
  tf.tidy(() => void model.apply(images(model, 8), { training: true }));
  return model;
}

/** Noise that fits a network's input. */
export function images(model: LayersModel, count: number, seed = 9): Tensor {
  const shape = [count, ...(model.inputs[0].shape as number[]).slice(1)];
  return loadTensorFlow().mul(randomUniform(shape, [seed, seed]), 255);
}

/** Changes a network's weights by name. */
export function changeWeights(model: LayersModel, change: (weights: NamedWeights) => void): void {
  const weights = getWeightsByName(model);
  change(weights);
  setWeightsByName(model, weights);
}

/** Root mean square of the difference, by that of what was expected. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  const square = (values: number[]): number => values.reduce((sum, value) => sum + value ** 2, 0);
  const differences = Array.from(expected, (value, i) => found[i] - value);
  return Math.sqrt(square(differences) / square(Array.from(expected)));
}

/**
 * Relative error of what each block puts out, and of the logits, where both networks get the values of the first: round-off
 * of one block does not reach the next, in which batch statistics of a random network can enlarge it a thousandfold.
 * @param first Both networks have its blocks.
 */
function errorsByPart(pruned: LayersModel, first: LayersModel, x: Tensor): Map<string, number> {
  const tf = loadTensorFlow();
  const [expected, found] = [partsOf(first), partsOf(pruned)];
  const names = [...expected.keys()];
  const errors = new Map<string, number>();
  tf.tidy(() => {
    const entering = names.map((name) => expected.get(name)!.input);
    const values = new NetworkGraph(first).values(
      [...entering, ...names.map((name) => expected.get(name)!.output)],
      new Map([[first.inputs[0].id, x]]),
      { free: false }
    );
    const graph = new NetworkGraph(pruned);
    const own = names.map((name, i) => {
      const { input, output } = found.get(name) as Part;
      // One at a time: what enters a block is mostly what the one before puts out.
      return graph.values([output], new Map([[input.id, values[i]]]), { free: false })[0];
    });
    names.forEach((name, i) =>
      errors.set(name, relativeError(own[i].dataSync(), values[names.length + i].dataSync()))
    );
  });
  return errors;
}

interface Part {
  input: SymbolicTensor;
  output: SymbolicTensor;
}

/** Blocks with what enters their branch and comes out of it; the stem belongs to the first, the head to the classifier. */
function partsOf(model: LayersModel): Map<string, Part> {
  const graph = new NetworkGraph(model);
  const parts = new Map<string, Part>();
  const output = (name: string): SymbolicTensor =>
    graph.tensors.find(({ sourceLayer }) => sourceLayer.name === name) as SymbolicTensor;
  const inputOf = (name: string): SymbolicTensor => graph.entering(output(name))[0];
  for (const { name } of model.layers) {
    const [block] = /^block\d+[a-z]+/.exec(name) ?? [];
    if (block !== undefined && !parts.has(block)) {
      const input = parts.size === 0 ? model.inputs[0] : inputOf(name);
      parts.set(block, { input, output: output(`${block}_project_bn`) });
    }
  }
  const last = ['predictions', 'avg_pool'].find((name) => output(name) !== undefined) as string;
  return parts.set('head', { input: inputOf('top_conv'), output: output(last) });
}

/** Some channels of every place, others in each: `step` neighbours from a place that moves on. */
function someOfEach(spec: ArchitectureSpec): Record<string, number[]> {
  const selection: Record<string, number[]> = {};
  new NetworkPruning(spec).places.forEach(({ name, channels, mostRemovable, step, tying }, i) => {
    const groups = channels / step;
    const from = (i * 7) % groups;
    const most = Math.min(2 + (i % 3), mostRemovable / step);
    const count = most * step === tying ? most - 1 : most;
    selection[name] = Array.from({ length: count }, (_, j) => (from + 2 * j) % groups).flatMap((group) =>
      Array.from({ length: step }, (_, c) => group * step + c)
    );
  });
  return selection;
}

/** The normalisation whose γ and β make a place's channels: the last before squeeze or projection. */
function lastNormalization(model: LayersModel, place: string): string {
  const candidates = [`${place}_bn`, `${place}_expand_bn`];
  return candidates.find((name) => model.layers.some((layer) => layer.name === name)) ?? 'stem_bn';
}

/** Sets entries of vectors to one value for the channels of each place. */
export function setChannels(
  weights: NamedWeights,
  path: string,
  channels: readonly number[],
  value: (channel: number) => number
): void {
  channels.forEach((channel) => (weights[path].values[channel] = value(channel)));
}

/** Channels that are 0 on all images: γ = β = 0 before the squeeze. */
export function kill(model: LayersModel, selection: ChannelSelection): void {
  changeWeights(model, (weights) => {
    for (const [place, channels] of Object.entries(selection)) {
      const layer = lastNormalization(model, place);
      setChannels(weights, `${layer}/gamma`, channels, () => 0);
      setChannels(weights, `${layer}/beta`, channels, () => 0);
    }
  });
}

/** Largest relative error over all blocks and the head. */
export function worstError(pruned: LayersModel, model: LayersModel): { part: string; error: number } {
  const errors = [...errorsByPart(pruned, model, images(model, 3))].map(([part, error]) => ({ part, error }));
  return errors.reduce((worst, each) => (each.error > worst.error ? each : worst));
}

/** Most that round-off of 32-bit floats makes of a block's output. */
export const EXACT = 1e-5;
/** What can be no round-off. */
export const VISIBLE = 1e-3;

/**
 * Takes dead channels of every place of a network: nothing may change, and parameters and operations counted from the
 * built layers must go as predicted. The network has them dead afterwards, and is disposed of.
 */
export function expectExactPruning(spec: ArchitectureSpec, model = livelyNetwork(spec)): void {
  const selection = someOfEach(spec);
  expect(Object.keys(selection).length).toBeGreaterThan(summarize(spec).blocks.length - 6);
  kill(model, selection);
  const { model: pruned, spec: narrow, savings, removed } = pruneChannels(model, selection);
  const { part, error } = worstError(pruned, model);
  expect(error, part).toBeLessThan(EXACT);
  const [before, after] = [countModel(model), countModel(pruned)];
  expect(savings).toMatchObject({
    removed: Object.values(selection).flat().length,
    params: before.trainable - after.trainable,
    withStatistics: before.withStatistics - after.withStatistics,
    macs: before.macs.total - after.macs.total
  });
  const { params, macs } = summarize(narrow);
  expect([params.trainable, params.withStatistics]).toEqual([after.trainable, after.withStatistics]);
  expect(macs).toEqual(after.macs);
  Object.entries(removed).forEach(([name, list]) =>
    expect(list).toEqual([...selection[name]].sort((a, b) => a - b))
  );
  [model, pruned].forEach((each) => each.dispose());
}

/** Takes channels of every place that are alive: each part has to change, and no other may. */
export function expectVisiblePruning(spec: ArchitectureSpec, model: LayersModel): void {
  const selection = someOfEach(spec);
  const { model: pruned } = pruneChannels(model, selection);
  for (const [part, error] of errorsByPart(pruned, model, images(model, 3))) {
    const touched = part in selection || part === 'head';
    expect(error > 10 * EXACT, part).toBe(touched);
  }
}
