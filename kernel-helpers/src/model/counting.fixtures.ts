import type { LayersModel } from '@tensorflow/tfjs';
import type { MacCounts } from '../analysis';
import type { Layer } from './layers';

export interface ModelCount {
  trainable: number;
  withStatistics: number;
  macs: MacCounts;
}

export interface LayerCount {
  name: string;
  /** Without the batch. */
  outputShape: number[];
  trainable: number;
  statistics: number;
  macs: number;
  /** Which sum the products belong to; null for layers that multiply no weights. */
  kind: MacKind | null;
  /** Names of the layers whose outputs come in. */
  inputs: string[];
}

type MacKind = Exclude<keyof MacCounts, 'total'>;

/**
 * Shapes, parameters and multiply-accumulates read off the layers of a built model: the sizes of its variables,
 * and for each layer with a kernel the products that its output shape asks for. Independent of `analysis`, which
 * counts from the specification alone.
 */
export function countLayers(model: LayersModel): LayerCount[] {
  return model.layers.map((layer) => {
    const outputShape = (layer.outputShape as number[]).slice(1);
    const kind = macKind(layer);
    return {
      name: layer.name,
      outputShape,
      trainable: sizeOf(layer.trainableWeights),
      statistics: sizeOf(layer.nonTrainableWeights),
      macs: kind === null ? 0 : product(outputShape) * readFor(layer, kind),
      kind,
      inputs: layer.inboundNodes.flatMap((node) => node.inboundLayers.map(({ name }) => name))
    };
  });
}

/** Sums of `countLayers`. */
export function countModel(model: LayersModel): ModelCount {
  const count: ModelCount = {
    trainable: 0,
    withStatistics: 0,
    macs: { total: 0, conv: 0, depthwise: 0, squeezeExcite: 0, dense: 0 }
  };
  for (const { trainable, statistics, macs, kind } of countLayers(model)) {
    count.trainable += trainable;
    count.withStatistics += trainable + statistics;
    count.macs.total += macs;
    if (kind !== null) {
      count.macs[kind] += macs;
    }
  }
  return count;
}

/**
 * Inputs that one output value reads: all axes of the kernel but the last, which is the output channel (a
 * depthwise kernel's last two are its channels).
 */
function readFor(layer: Layer, kind: MacKind): number {
  const kernel = layer.weights[0].shape as number[];
  return product(kernel.slice(0, kind === 'depthwise' ? -2 : -1));
}

function macKind(layer: Layer): MacKind | null {
  switch (layer.getClassName()) {
    case 'Conv2D':
      return layer.name.includes('_se_') ? 'squeezeExcite' : 'conv';
    case 'DepthwiseConv2D':
      return 'depthwise';
    case 'Dense':
      return 'dense';
    default:
      return null;
  }
}

function sizeOf(weights: ReadonlyArray<{ shape: unknown }>): number {
  return weights.reduce((sum, { shape }) => sum + product(shape as number[]), 0);
}

function product(sizes: number[]): number {
  return sizes.reduce((result, size) => result * size, 1);
}
