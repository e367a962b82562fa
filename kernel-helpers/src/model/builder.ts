import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { type ArchitectureSpec, blocksOf, type PlacedBlock, validateSpec } from '../analysis';
import { loadTensorFlow, seedFor, type TensorFlow } from '../tensorflow';
import { type CustomLayers, customLayers } from './layers';
import { describeModel } from './metadata';
import { channelTransform } from './preprocessing';

export interface BuildOptions {
  /** Of the initial weights and of all random masks; a whole number of 32 bits. Default 0. */
  seed?: number;
  /** `linear`: the model's output are logits (default). `softmax`: probabilities, as in Keras. */
  classifierActivation?: 'linear' | 'softmax';
}

/**
 * Builds the network that a specification describes, as a `tf.LayersModel` with Keras's layer names
 * (`stem_conv`, `block2a_expand_conv`, …, `predictions`), so that `summary()`, `getLayer`, `save` and
 * transfer of weights work as expected. Keras's separate padding layers are there only with `symmetric`
 * padding: TensorFlow's SAME needs none.
 *
 * Input: [N, resolution, resolution, inputChannels], pixels 0…255 unless `preprocessing` is `none`.
 * Output: [N, classes], logits unless asked otherwise.
 *
 * @throws SpecError if the specification can't be built.
 * @throws TensorFlowError if native TensorFlow is not usable.
 */
export function buildEfficientNet(spec: ArchitectureSpec, options: BuildOptions = {}): LayersModel {
  const valid = validateSpec(spec);
  const { seed = 0, classifierActivation = 'linear' } = options;
  const tf = loadTensorFlow();
  const { resolution, inputChannels } = valid;
  const input = tf.input({ shape: [resolution, resolution, inputChannels], name: 'input_layer' });
  const output = new Builder(tf, customLayers(), valid, seed).network(input, classifierActivation);
  const model = tf.model({ inputs: input, outputs: output, name: valid.name });
  describeModel(model, { spec: valid, classifierActivation });
  return model;
}

class Builder {
  constructor(
    private readonly tf: TensorFlow,
    private readonly layers: CustomLayers,
    private readonly spec: ArchitectureSpec,
    private readonly seed: number
  ) {}

  network(input: SymbolicTensor, classifierActivation: 'linear' | 'softmax'): SymbolicTensor {
    const { tf, spec, layers } = this;
    let x = this.preprocess(input);
    x = this.convolve(x, 'stem_conv', spec.stem.filters, spec.stem.kernelSize, spec.stem.stride);
    x = this.activate(this.normalize(x, 'stem_bn'), 'stem_activation');
    for (const block of blocksOf(spec)) {
      x = this.block(x, block);
    }
    x = this.convolve(x, 'top_conv', spec.head.filters, 1, 1);
    x = this.activate(this.normalize(x, 'top_bn'), 'top_activation');
    x = apply(new layers.GlobalMeanPooling({ name: 'avg_pool' }), x);
    if (spec.dropout > 0) {
      x = this.drop(layers.SeededDropout, x, 'top_dropout', spec.dropout);
    }
    const predictions = tf.layers.dense({
      name: 'predictions',
      units: spec.classes,
      activation: classifierActivation,
      // Keras's and TF-TPU's: uniform within ±1/√classes.
      kernelInitializer: this.initializer('predictions/kernel', 1 / 3, 'uniform')
    });
    return apply(predictions, x);
  }

  private preprocess(x: SymbolicTensor): SymbolicTensor {
    const transform = channelTransform(this.spec.preprocessing, this.spec.inputChannels);
    return transform ? apply(new this.layers.Preprocessing({ name: 'preprocessing', ...transform }), x) : x;
  }

  /** Mobile inverted bottleneck: expand, convolve depthwise, squeeze and excite, project, add. */
  private block(input: SymbolicTensor, block: PlacedBlock): SymbolicTensor {
    const { name } = block;
    let x = input;
    if (block.expansionRatio !== 1) {
      x = this.convolve(x, `${name}_expand_conv`, block.expandedFilters, 1, 1);
      x = this.activate(this.normalize(x, `${name}_expand_bn`), `${name}_expand_activation`);
    }
    x = this.convolveDepthwise(x, `${name}_dwconv`, block.kernelSize, block.stride);
    x = this.activate(this.normalize(x, `${name}_bn`), `${name}_activation`);
    if (block.squeezeExciteFilters > 0) {
      x = this.squeezeExcite(x, block);
    }
    x = this.convolve(x, `${name}_project_conv`, block.outputFilters, 1, 1);
    x = this.normalize(x, `${name}_project_bn`);
    if (!block.residual) {
      return x;
    }
    if (block.dropRate > 0) {
      x = this.drop(this.layers.StochasticDepth, x, `${name}_drop`, block.dropRate);
    }
    return this.tf.layers.add({ name: `${name}_add` }).apply([x, input]) as SymbolicTensor;
  }

  private squeezeExcite(x: SymbolicTensor, block: PlacedBlock): SymbolicTensor {
    const { tf, layers } = this;
    const { name, expandedFilters, squeezeExciteFilters } = block;
    let gates = apply(new layers.GlobalMeanPooling({ name: `${name}_se_squeeze` }), x);
    gates = apply(
      tf.layers.reshape({ name: `${name}_se_reshape`, targetShape: [1, 1, expandedFilters] }),
      gates
    );
    gates = this.gate(gates, `${name}_se_reduce`, squeezeExciteFilters, 'swish');
    gates = this.gate(gates, `${name}_se_expand`, expandedFilters, 'sigmoid');
    return new layers.ChannelScale({ name: `${name}_se_excite` }).apply([x, gates]) as SymbolicTensor;
  }

  private gate(
    x: SymbolicTensor,
    name: string,
    filters: number,
    activation: 'swish' | 'sigmoid'
  ): SymbolicTensor {
    const layer = this.tf.layers.conv2d({
      name,
      filters,
      activation,
      kernelSize: 1,
      padding: 'same',
      kernelInitializer: this.initializer(`${name}/kernel`, 2, 'normal')
    });
    return apply(layer, x);
  }

  private convolve(
    x: SymbolicTensor,
    name: string,
    filters: number,
    kernelSize: number,
    strides: number
  ): SymbolicTensor {
    const { padded, padding } = this.pad(x, name, kernelSize, strides);
    const layer = this.tf.layers.conv2d({
      name,
      filters,
      kernelSize,
      strides,
      padding,
      useBias: false,
      kernelInitializer: this.initializer(`${name}/kernel`, 2, 'normal')
    });
    return apply(layer, padded);
  }

  private convolveDepthwise(
    x: SymbolicTensor,
    name: string,
    kernelSize: number,
    strides: number
  ): SymbolicTensor {
    const { padded, padding } = this.pad(x, name, kernelSize, strides);
    const layer = this.tf.layers.depthwiseConv2d({
      name,
      kernelSize,
      strides,
      padding,
      useBias: false,
      depthwiseInitializer: this.initializer(`${name}/kernel`, 2, 'normal')
    });
    return apply(layer, padded);
  }

  /** With stride 1 and an odd kernel, TensorFlow's SAME pads symmetrically by itself. */
  private pad(
    x: SymbolicTensor,
    name: string,
    kernelSize: number,
    stride: number
  ): { padded: SymbolicTensor; padding: 'same' | 'valid' } {
    if (this.spec.padding === 'same' || stride === 1) {
      return { padded: x, padding: 'same' };
    }
    const side = (kernelSize - 1) / 2;
    const layer = this.tf.layers.zeroPadding2d({ name: `${name}_pad`, padding: side });
    return { padded: apply(layer, x), padding: 'valid' };
  }

  private normalize(x: SymbolicTensor, name: string): SymbolicTensor {
    const { normalization, normalizationEpsilon: epsilon, batchNormMomentum, groupSize } = this.spec;
    const { BatchNormalization, GroupNormalization } = this.layers;
    const layer =
      normalization === 'batch'
        ? new BatchNormalization({ name, epsilon, momentum: batchNormMomentum })
        : new GroupNormalization({ name, epsilon, groupSize });
    return apply(layer, x);
  }

  private activate(x: SymbolicTensor, name: string): SymbolicTensor {
    return apply(new this.layers.Swish({ name }), x);
  }

  private drop(
    Dropping: CustomLayers['SeededDropout'],
    x: SymbolicTensor,
    name: string,
    rate: number
  ): SymbolicTensor {
    return apply(new Dropping({ name, rate, seed: seedFor(this.seed, name) }), x);
  }

  private initializer(
    name: string,
    scale: number,
    distribution: 'normal' | 'uniform'
  ): InstanceType<CustomLayers['VarianceScaling']> {
    return new this.layers.VarianceScaling({ name, scale, distribution, seed: this.seed });
  }
}

function apply(layer: InstanceType<TensorFlow['layers']['Layer']>, x: SymbolicTensor): SymbolicTensor {
  return layer.apply(x) as SymbolicTensor;
}
