import type { SymbolicTensor } from '@tensorflow/tfjs';
import { type Activation, type ArchitectureSpec, groupSizeOf } from '../analysis';
import { seedFor, type TensorFlow } from '../tensorflow';
import { type CustomLayers, type FirstWeights, type Layer } from './layers';
import { channelTransform } from './preprocessing';

/** What slides over a map, whatever its number of spatial dimensions. */
interface Window {
  kernelSize: number;
  stride: number;
}

/**
 * Puts named layers on a tensor, each as the specification wants them: padding, normalisation, activation,
 * initial weights.
 *
 * A network over sequences runs on maps [N, length, 1, C] with kernels [k, 1]: the direct operations and
 * TensorFlow's depthwise convolution work on four axes. Strides are equal on both axes, as the latter insists;
 * on an axis of one pixel any stride leaves that pixel.
 */
export class NetworkLayers {
  private readonly oneDimensional: boolean;

  constructor(
    private readonly tf: TensorFlow,
    private readonly custom: CustomLayers,
    private readonly spec: ArchitectureSpec,
    private readonly seed: number,
    private readonly first: FirstWeights
  ) {
    this.oneDimensional = spec.spatialDimensions === 1;
  }

  /** Images [N, resolution, resolution, channels], or sequences [N, resolution, channels]. */
  input(): SymbolicTensor {
    const { resolution, inputChannels } = this.spec;
    const shape = this.oneDimensional ? [resolution, inputChannels] : [resolution, resolution, inputChannels];
    return this.tf.input({ shape, name: 'input_layer' });
  }

  /** Maps pixel values, where the specification asks for it, and gives sequences their second axis. */
  prepare(input: SymbolicTensor): SymbolicTensor {
    const { preprocessing, inputChannels, resolution } = this.spec;
    const transform = channelTransform(preprocessing, inputChannels);
    const x = transform
      ? apply(new this.custom.Preprocessing({ name: 'preprocessing', ...transform }), input)
      : input;
    const targetShape = [resolution, 1, inputChannels];
    return this.oneDimensional
      ? apply(this.tf.layers.reshape({ name: 'sequence_reshape', targetShape }), x)
      : x;
  }

  convolve(x: SymbolicTensor, name: string, filters: number, window: Window): SymbolicTensor {
    const { padded, padding } = this.pad(x, name, window);
    const layer = this.tf.layers.conv2d({
      name,
      filters,
      padding,
      kernelSize: this.kernel(window),
      strides: window.stride,
      useBias: false,
      kernelInitializer: this.initializer(name, 2, 'normal')
    });
    return apply(layer, padded);
  }

  convolveDepthwise(x: SymbolicTensor, name: string, window: Window): SymbolicTensor {
    const { padded, padding } = this.pad(x, name, window);
    const layer = this.tf.layers.depthwiseConv2d({
      name,
      padding,
      kernelSize: this.kernel(window),
      strides: window.stride,
      useBias: false,
      depthwiseInitializer: this.initializer(name, 2, 'normal')
    });
    return apply(layer, padded);
  }

  private kernel({ kernelSize }: Window): [number, number] {
    return [kernelSize, this.oneDimensional ? 1 : kernelSize];
  }

  /**
   * With stride 1 and an odd kernel, TensorFlow's SAME pads symmetrically by itself; a kernel of one pixel needs
   * no padding.
   */
  private pad(
    x: SymbolicTensor,
    name: string,
    { kernelSize, stride }: Window
  ): { padded: SymbolicTensor; padding: 'same' | 'valid' } {
    if (this.spec.padding === 'same' || stride === 1 || kernelSize === 1) {
      return { padded: x, padding: 'same' };
    }
    const side = (kernelSize - 1) / 2;
    const otherSide = this.oneDimensional ? 0 : side;
    const layer = this.tf.layers.zeroPadding2d({
      name: `${name}_pad`,
      padding: [
        [side, side],
        [otherSide, otherSide]
      ]
    });
    return { padded: apply(layer, x), padding: 'valid' };
  }

  normalize(x: SymbolicTensor, name: string): SymbolicTensor {
    const { normalization, normalizationEpsilon: epsilon, batchNormMomentum } = this.spec;
    const { BatchNormalization, GroupNormalization } = this.custom;
    const layer =
      normalization === 'batch'
        ? new BatchNormalization({ name, epsilon, momentum: batchNormMomentum })
        : new GroupNormalization({ name, epsilon, groupSize: groupSizeOf(this.spec, x.shape[3] as number) });
    return apply(layer, x);
  }

  activate(x: SymbolicTensor, name: string): SymbolicTensor {
    const { Swish, Relu6 } = this.custom;
    const layers: Record<Activation, typeof Swish> = { swish: Swish, relu6: Relu6 };
    return apply(new layers[this.spec.activation]({ name }), x);
  }

  /** Global mean, two 1×1 convolutions with biases, and a gate between 0 and 1 for each channel of the map. */
  squeezeExcite(x: SymbolicTensor, blockName: string, narrow: number, wide: number): SymbolicTensor {
    const { tf, custom, spec } = this;
    const name = `${blockName}_se`;
    const gate = (gates: SymbolicTensor, own: string, filters: number, activation: Activation | 'sigmoid') =>
      apply(
        tf.layers.conv2d({
          name: own,
          filters,
          activation,
          kernelSize: 1,
          padding: 'same',
          kernelInitializer: this.initializer(own, 2, 'normal')
        }),
        gates
      );
    let gates = apply(new custom.GlobalMeanPooling({ name: `${name}_squeeze` }), x);
    gates = apply(tf.layers.reshape({ name: `${name}_reshape`, targetShape: [1, 1, wide] }), gates);
    gates = gate(gates, `${name}_reduce`, narrow, spec.activation);
    gates = gate(gates, `${name}_expand`, wide, 'sigmoid');
    return new custom.ChannelScale({ name: `${name}_excite` }).apply([x, gates]) as SymbolicTensor;
  }

  /** Adds a block's input to its output; stochastic depth drops the output for whole images in training. */
  addShortcut(
    x: SymbolicTensor,
    shortcut: SymbolicTensor,
    blockName: string,
    dropRate: number
  ): SymbolicTensor {
    const branch =
      dropRate > 0 ? this.drop(this.custom.StochasticDepth, x, `${blockName}_drop`, dropRate) : x;
    return this.tf.layers.add({ name: `${blockName}_add` }).apply([branch, shortcut]) as SymbolicTensor;
  }

  /** Takes from a sequence's map the axis that `prepare` gave it; images' maps stay. */
  unfold(x: SymbolicTensor, name: string): SymbolicTensor {
    const [, length, , channels] = x.shape as number[];
    return this.oneDimensional
      ? apply(this.tf.layers.reshape({ name: `${name}_sequence`, targetShape: [length, channels] }), x)
      : x;
  }

  /** Mean over the map. */
  pool(x: SymbolicTensor): SymbolicTensor {
    return apply(new this.custom.GlobalMeanPooling({ name: 'avg_pool' }), x);
  }

  /** Dropout and the classifier. */
  classify(pooled: SymbolicTensor, activation: 'linear' | 'softmax'): SymbolicTensor {
    const { dropout, classes } = this.spec;
    const name = 'predictions';
    const features =
      dropout > 0 ? this.drop(this.custom.SeededDropout, pooled, 'top_dropout', dropout) : pooled;
    const layer = this.tf.layers.dense({
      name,
      activation,
      units: classes,
      // Keras's and TF-TPU's: uniform within ±1/√classes.
      kernelInitializer: this.initializer(name, 1 / 3, 'uniform')
    });
    return apply(layer, features);
  }

  private drop(
    Dropping: CustomLayers['SeededDropout'],
    x: SymbolicTensor,
    name: string,
    rate: number
  ): SymbolicTensor {
    return apply(new Dropping({ name, rate, seed: seedFor(this.seed, name) }), x);
  }

  /** Of the kernel of a layer. */
  private initializer(
    layer: string,
    scale: number,
    distribution: 'normal' | 'uniform'
  ): InstanceType<CustomLayers['VarianceScaling']> {
    const { seed, custom, first } = this;
    return new custom.VarianceScaling({ name: `${layer}/kernel`, scale, distribution, seed }, first);
  }
}

function apply(layer: Layer, x: SymbolicTensor): SymbolicTensor {
  return layer.apply(x) as SymbolicTensor;
}
