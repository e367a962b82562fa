import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import type { GateValues } from '../analysis';
import type { OptionNames } from '../analysis/option-names';
import { batchTensors, type Dataset, evaluationBatches, requireDataset } from '../data';
import { containedDescriptions, layersWithin, NetworkGraph } from '../model';
import { loadTensorFlow } from '../tensorflow';
import { EvaluationError, requireKnown } from './errors';
import { requireFiniteOutputs, requireFiniteWeights } from './finite';
import { imageInputOf } from './network';

export interface GateValuesOptions {
  /** Images in one step; default 256. Changes the result by float round-off only. */
  batchSize?: number;
  /** Ends the run with the signal's reason as error. */
  signal?: AbortSignal;
}

const GATE_VALUES_OPTIONS: OptionNames<GateValuesOptions> = { batchSize: true, signal: true };

/**
 * Runs a network on images, as in inference and operation by operation, and reads the gates of one block. The event
 * loop runs between steps.
 *
 * @param name Keras's block name, for example `block2b`.
 * @throws EvaluationError for a block that isn't there or has no gates, or values that aren't finite; DataError when
 *   the images don't fit the network; the signal's reason when aborted.
 *
 * @example
 * ```ts
 * const { test } = await enet.loadMnist();
 * const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * const model = enet.buildEfficientNet(spec, { seed: 1 });
 * const { gates } = await enet.gateValues(model, enet.firstImages(test, 50), 'block2a');
 * console.log(gates.length); // 50: a row for each image, a column for each channel
 * ```
 */
export async function gateValues(
  model: LayersModel,
  dataset: Dataset,
  name: string,
  options: GateValuesOptions = {}
): Promise<GateValues> {
  requireKnown(options, GATE_VALUES_OPTIONS);
  requireDataset(dataset);
  const { batchSize = 256, signal } = options;
  const tf = loadTensorFlow();
  const input = imageInputOf(model);
  requireFiniteWeights(model);
  const graph = new NetworkGraph(model);
  const multiplied = gateInputs(graph, name);
  const gates: number[][] = [];
  const activations: number[][] = [];
  for await (const batch of evaluationBatches(dataset, input, batchSize)) {
    signal?.throwIfAborted();
    const [read, magnitudes] = tf.tidy(() => {
      const known = new Map([[model.inputs[0].id, batchTensors(batch).images]]);
      const [values, gate] = graph.values(multiplied, known, { free: true });
      return [rowsOf(gate), rowsOf(tf.mean(tf.abs(values), [1, 2]))];
    });
    gates.push(...read);
    activations.push(...magnitudes);
    await new Promise((resolve) => setImmediate(resolve));
  }
  activations.forEach(requireFiniteOutputs);
  const spec = containedDescriptions(model)[0]?.spec ?? null;
  return {
    dataset: dataset.name,
    block: { spec, name },
    gates,
    activations,
    projectionNorms: readerNorms(model, `${name}_project_conv`)
  };
}

/** What the block multiplies: maps [N, H, W, C] and gates [N, 1, 1, C]. */
export function gateInputs(graph: NetworkGraph, name: string): SymbolicTensor[] {
  const suffix = '_se_excite';
  const gated = graph.tensors.filter(({ sourceLayer }) => sourceLayer.name.endsWith(suffix));
  const found = gated.find(({ sourceLayer }) => sourceLayer.name === `${name}${suffix}`);
  if (!found || found.inputs.length !== 2) {
    const known = gated.map(({ sourceLayer }) => sourceLayer.name.slice(0, -suffix.length));
    const expected =
      known.length > 0 ? `one of ${known.join(', ')}` : 'a network with squeeze-and-excitation';
    const remedy = 'Name a block that has gates, as summary() lists it.';
    throw new EvaluationError('block', JSON.stringify(name) ?? String(name), expected, remedy);
  }
  return graph.entering(found);
}

/** [N, …, C] as N rows of C numbers. */
function rowsOf(tensor: Tensor): number[][] {
  return tensor.reshape([tensor.shape[0], -1]).arraySync() as number[][];
}

/**
 * Root of the sum of squares over all that a layer multiplies a channel with.
 * @param reader The projection, whose kernel is [k, k, C, C′], or the classifier, with one of [C, classes].
 */
export function readerNorms(model: LayersModel, reader: string): number[] {
  const tf = loadTensorFlow();
  return tf.tidy(() => {
    const placed = layersWithin(model).find(({ layer }) => layer.name === reader);
    const [kernel] = placed?.layer.getWeights() ?? [];
    const axes = kernel.rank === 4 ? [0, 1, 3] : [1];
    return tf.sqrt(tf.sum(tf.square(kernel), axes)).arraySync() as number[];
  });
}
