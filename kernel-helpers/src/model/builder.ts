import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { type ArchitectureSpec, blocksOf, featureMapsAt, type PlacedBlock, validateSpec } from '../analysis';
import { SPEC_FIELDS } from '../analysis/spec';
import { type OptionNames, requireOptions } from '../analysis/option-names';
import { requireOneOf } from '../analysis/validate';
import { loadTensorFlow } from '../tensorflow';
import { customLayers, type FirstWeights } from './layers';
import { describeModel, type NetworkOutput } from './metadata';
import { NetworkLayers } from './network-layers';

export interface BuildOptions {
  /** Of the initial weights and of all random masks; a whole number of 32 bits. Default 0. */
  seed?: number;
  /** `linear`: the model's output are logits (default). `softmax`: probabilities, as in Keras. */
  classifierActivation?: 'linear' | 'softmax';
  /**
   * What comes out: the classifier's answer (default), or features for other heads. All but `classes` leave out the
   * layers that they don't need.
   */
  output?: NetworkOutput;
}

const BUILD_OPTIONS: OptionNames<BuildOptions> = { seed: true, classifierActivation: true, output: true };

/**
 * Builds the network that a specification describes, as a `tf.LayersModel` with Keras's layer names
 * (`stem_conv`, `block2a_expand_conv`, …, `predictions`), so that `summary()`, `getLayer`, `save` and
 * transfer of weights work as expected. Keras's separate padding layers are there only with `symmetric`
 * padding: TensorFlow's SAME needs none.
 *
 * Input: [N, resolution, resolution, inputChannels], or [N, resolution, inputChannels] with one spatial
 * dimension; pixels 0…255 unless `preprocessing` is `none`.
 * Output: [N, classes], logits unless asked otherwise; [N, head filters] for `pooled`; maps [N, h, w, C], of
 * sequences [N, length, C], for `map` and for strides.
 *
 * @throws SpecError if the specification can't be built, or has no map at one of the strides.
 * @throws TensorFlowError if native TensorFlow is not usable.
 *
 * @example
 * ```ts
 * const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * const model = enet.buildEfficientNet(spec, { seed: 1 });
 * model.summary(); // layers by the names that they have in Keras
 * ```
 */
export function buildEfficientNet(spec: ArchitectureSpec, options: BuildOptions = {}): LayersModel {
  return built(spec, options, 'drawn');
}

/** The same with kernels of zeros, for weights that are written at once: drawing them takes most of the time. */
export function buildUndrawn(spec: ArchitectureSpec, options: BuildOptions): LayersModel {
  return built(spec, options, 'zeros');
}

function built(spec: ArchitectureSpec, options: BuildOptions, first: FirstWeights): LayersModel {
  requireOptions(spec, SPEC_FIELDS);
  requireOptions(options, BUILD_OPTIONS);
  const valid = validateSpec(spec);
  const { seed = 0, classifierActivation = 'linear', output = 'classes' } = options;
  requireOneOf('classifierActivation', classifierActivation, ['linear', 'softmax']);
  if (!Array.isArray(output)) {
    requireOneOf('output', output, ['classes', 'pooled', 'map']);
  }
  const tf = loadTensorFlow();
  const builder = new Builder(new NetworkLayers(tf, customLayers(), valid, seed, first), valid);
  const model = tf.model({ ...builder.network(output, classifierActivation), name: valid.name });
  describeModel(model, { spec: valid, classifierActivation, output });
  return model;
}

const POINT = { kernelSize: 1, stride: 1 };

interface Ends {
  inputs: SymbolicTensor;
  outputs: SymbolicTensor | SymbolicTensor[];
}

class Builder {
  constructor(
    private readonly layers: NetworkLayers,
    private readonly spec: ArchitectureSpec
  ) {}

  network(output: NetworkOutput, activation: 'linear' | 'softmax'): Ends {
    const inputs = this.layers.input();
    const maps = this.maps(inputs);
    if (typeof output !== 'string') {
      return { inputs, outputs: this.pyramid(maps, output) };
    }
    const last = this.layers.convolve(lastOf(maps), 'top_conv', this.spec.head.filters, POINT);
    return { inputs, outputs: this.top(this.finish(last, 'top'), output, activation) };
  }

  private top(map: SymbolicTensor, output: NetworkOutput, activation: 'linear' | 'softmax'): SymbolicTensor {
    const { layers } = this;
    if (output === 'map') {
      return layers.unfold(map, 'top');
    }
    const pooled = layers.pool(map);
    return output === 'pooled' ? pooled : layers.classify(pooled, activation);
  }

  /** The outputs of the stem and of all blocks, by name, in order. */
  private maps(inputs: SymbolicTensor): Map<string, SymbolicTensor> {
    const { layers, spec } = this;
    let x = layers.convolve(layers.prepare(inputs), 'stem_conv', spec.stem.filters, spec.stem);
    x = this.finish(x, 'stem');
    const maps = new Map([['stem', x]]);
    for (const block of blocksOf(spec)) {
      const branch = block.operator === 'MBConv' ? this.mbconv(x, block) : this.fusedMbconv(x, block);
      x = block.residual ? layers.addShortcut(branch, x, block.name, block.dropRate) : branch;
      maps.set(block.name, x);
    }
    return maps;
  }

  private pyramid(maps: Map<string, SymbolicTensor>, strides: readonly number[]): SymbolicTensor[] {
    return featureMapsAt(this.spec, strides).flatMap(({ name }) => {
      const map = maps.get(name);
      return map ? [this.layers.unfold(map, name)] : [];
    });
  }

  /** Mobile inverted bottleneck: expand, convolve depthwise, squeeze and excite, project. */
  private mbconv(input: SymbolicTensor, block: PlacedBlock): SymbolicTensor {
    const { name } = block;
    const expanded = block.expansionRatio === 1 ? input : this.expand(input, block, POINT);
    // Keras gave this layer another name in the second family.
    const depthwise = `${name}_${this.spec.family === 'v2' ? 'dwconv2' : 'dwconv'}`;
    const x = this.finish(this.layers.convolveDepthwise(expanded, depthwise, block), name);
    return this.project(this.squeezeExcite(x, block), block, POINT);
  }

  /** One full convolution instead of expansion and depthwise convolution; the projection itself without either. */
  private fusedMbconv(input: SymbolicTensor, block: PlacedBlock): SymbolicTensor {
    if (block.expansionRatio === 1) {
      const x = this.project(this.squeezeExcite(input, block), block, block);
      return this.layers.activate(x, `${block.name}_project_activation`);
    }
    return this.project(this.squeezeExcite(this.expand(input, block, block), block), block, POINT);
  }

  private expand(x: SymbolicTensor, block: PlacedBlock, window: typeof POINT): SymbolicTensor {
    const name = `${block.name}_expand`;
    return this.finish(this.layers.convolve(x, `${name}_conv`, block.expandedFilters, window), name);
  }

  private squeezeExcite(x: SymbolicTensor, block: PlacedBlock): SymbolicTensor {
    const { name, squeezeExciteFilters, expandedFilters } = block;
    return squeezeExciteFilters > 0
      ? this.layers.squeezeExcite(x, name, squeezeExciteFilters, expandedFilters)
      : x;
  }

  /** No activation: the bottleneck is linear. */
  private project(x: SymbolicTensor, block: PlacedBlock, window: typeof POINT): SymbolicTensor {
    const name = `${block.name}_project`;
    const projected = this.layers.convolve(x, `${name}_conv`, block.outputFilters, window);
    return this.layers.normalize(projected, `${name}_bn`);
  }

  private finish(x: SymbolicTensor, name: string): SymbolicTensor {
    return this.layers.activate(this.layers.normalize(x, `${name}_bn`), `${name}_activation`);
  }
}

function lastOf(maps: Map<string, SymbolicTensor>): SymbolicTensor {
  return [...maps.values()][maps.size - 1];
}
