import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import type { ChannelTransform, Preprocessing } from '../analysis';
import { isDescribing } from './layers';
import { modelDescription } from './metadata';
import { NetworkGraph } from './network-graph';

/** Layers that leave pixels as they are when a network is used. */
const PASSING = new Set([
  ...['Dropout', 'SeededDropout', 'GaussianNoise', 'GaussianDropout', 'Identity', 'Reshape'],
  ...['Permute', 'ZeroPadding2D', 'Cropping2D', 'Resizing', 'CenterCrop']
]);

/**
 * What becomes of pixels on their way from a model's input into the first convolution of a network of ours that it is, or
 * contains: the specification's preprocessing, after what other layers do before it. Undefined where that is no
 * multiplication and addition, and where the model contains no such network.
 */
export function enteringPreprocessing(model: LayersModel): Preprocessing | undefined {
  const own = modelDescription(model);
  if (own) {
    return own.spec.preprocessing;
  }
  const graph = new NetworkGraph(model);
  const first = graph.tensors.find(
    ({ sourceLayer }) => isDescribing(sourceLayer) && sourceLayer.network !== null
  );
  // Before the normalisation that describes the network lies its first convolution.
  const [convolved] = first ? graph.entering(first) : [];
  const [entering] = convolved ? graph.entering(convolved) : [];
  return entering && composed(graph, entering);
}

function composed(graph: NetworkGraph, last: SymbolicTensor): Preprocessing | undefined {
  const channels = last.shape[last.shape.length - 1] as number;
  const all = (value: number): number[] => new Array<number>(channels).fill(value);
  let { factors, offsets }: ChannelTransform = { factors: all(1), offsets: all(0) };
  let changed = false;
  for (let tensor = last; tensor.inputs.length > 0; [tensor] = graph.entering(tensor)) {
    const step = stepOf(tensor, channels);
    if (step === undefined || tensor.inputs.length > 1) {
      return undefined;
    }
    if (step !== null) {
      // What comes before is applied first: f·(f′·x + o′) + o.
      offsets = offsets.map((offset, i) => factors[i] * step.offsets[i] + offset);
      factors = factors.map((factor, i) => factor * step.factors[i]);
      changed = true;
    }
  }
  return changed ? { factors, offsets } : 'none';
}

/** What a layer does to pixels; null for nothing, undefined where it can't be told. */
function stepOf(
  { sourceLayer, shape }: SymbolicTensor,
  channels: number
): ChannelTransform | null | undefined {
  const kind = sourceLayer.getClassName();
  if (PASSING.has(kind)) {
    return null;
  }
  const { factors, offsets, scale, offset } = sourceLayer.getConfig() as Record<string, unknown>;
  if (kind === 'Preprocessing' && shape[shape.length - 1] === channels) {
    return { factors: factors as number[], offsets: offsets as number[] };
  }
  if (kind === 'Rescaling' && typeof scale === 'number') {
    const all = (value: unknown): number[] => new Array<number>(channels).fill(Number(value ?? 0));
    return { factors: all(scale), offsets: all(offset) };
  }
  return undefined;
}
