import type { LayersModel } from '@tensorflow/tfjs';
import type { MacCounts } from '../analysis';

export interface ModelCount {
  trainable: number;
  withStatistics: number;
  macs: MacCounts;
}

/**
 * Parameters and multiply-accumulates read off a built model: the sizes of its variables, and for each
 * layer with a kernel the products its output shape asks for. Independent of `analysis`, which counts
 * from the specification alone.
 */
export function countModel(model: LayersModel): ModelCount {
  const count: ModelCount = {
    trainable: 0,
    withStatistics: 0,
    macs: { total: 0, conv: 0, depthwise: 0, squeezeExcite: 0, dense: 0 }
  };
  for (const layer of model.layers) {
    const size = (weight: { shape: unknown }): number => product(weight.shape as number[]);
    count.withStatistics += layer.weights.reduce((sum, weight) => sum + size(weight), 0);
    count.trainable += layer.trainableWeights.reduce((sum, weight) => sum + size(weight), 0);
    const kind = macKind(layer.getClassName(), layer.name);
    if (kind !== null) {
      const kernel = layer.weights[0].shape as number[];
      const outputs = product((layer.outputShape as number[]).slice(1));
      // Inputs that one output value reads: all axes of the kernel but the last, which is the output channel
      // (a depthwise kernel's last two are its channels).
      const read = product(kernel.slice(0, kind === 'depthwise' ? -2 : -1));
      count.macs[kind] += outputs * read;
      count.macs.total += outputs * read;
    }
  }
  return count;
}

function macKind(className: string, name: string): Exclude<keyof MacCounts, 'total'> | null {
  switch (className) {
    case 'Conv2D':
      return name.includes('_se_') ? 'squeezeExcite' : 'conv';
    case 'DepthwiseConv2D':
      return 'depthwise';
    case 'Dense':
      return 'dense';
    default:
      return null;
  }
}

function product(sizes: number[]): number {
  return sizes.reduce((result, size) => result * size, 1);
}
