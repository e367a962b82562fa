import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { anchorsPerPixel, type DetectorSpec, groupSizeOf, neckPlan, validateDetector } from '../../analysis';
import { requireOptions } from '../../analysis/option-names';
import { loadTensorFlow, type TensorFlow } from '../../tensorflow';
import { buildEfficientNet } from '../builder';
import { type CustomLayers, customLayers, type Layer } from '../layers';

/**
 * How the authors' code (google/automl, efficientdet_keras.py) starts kernels: the heads' with Keras's
 * `variance_scaling`, the neck's with what Keras takes where nothing is said.
 */
const HEAD_START = { scale: 1, mode: 'fan_in', distribution: 'normal' } as const;
const NECK_START = { scale: 1, mode: 'fan_avg', distribution: 'uniform' } as const;
type Start = typeof HEAD_START | typeof NECK_START;

/** Probability that the untrained class head gives every class (section 4.1 of arXiv 1708.02002). */
const PRIOR = 0.01;

/**
 * Builds a detector as a `tf.LayersModel`: backbone with Keras's layer names, neck `bifpn1_p6_td` …, heads `class_*`
 * and `box_*`, whose convolutions all levels share while each has a normalisation of its own.
 *
 * Input: [N, resolution, resolution, channels]. Outputs: class logits [N, anchors, classes] and box offsets
 * [N, anchors, 4], in the order of `anchorBoxes`.
 *
 * @param options.seed Of the initial weights and random masks; default 0.
 * @throws SpecError if the specification can't be built.
 * @throws TensorFlowError if native TensorFlow is not usable.
 */
export function buildDetector(spec: DetectorSpec, options: { seed?: number } = {}): LayersModel {
  const valid = validateDetector(spec);
  requireOptions(options, { seed: true });
  const { seed = 0 } = options;
  const strides = neckStrides(valid);
  const backbone = buildEfficientNet(valid.backbone, { seed, output: strides });
  const builder = new DetectorBuilder(loadTensorFlow(), customLayers(), valid, seed);
  const maps = builder.neck(backbone.outputs);
  const outputs = [
    builder.head('class', maps, valid.classes, -Math.log((1 - PRIOR) / PRIOR)),
    builder.head('box', maps, 4, 0)
  ];
  return loadTensorFlow().model({ inputs: backbone.inputs, outputs, name: `efficientdet_${valid.name}` });
}

/** Strides at which the neck takes the backbone's maps, finest first. */
function neckStrides(spec: DetectorSpec): number[] {
  const first = neckPlan(spec).added[0]?.level ?? spec.maxLevel + 1;
  return Array.from({ length: first - spec.minLevel }, (_, i) => 2 ** (spec.minLevel + i));
}

class DetectorBuilder {
  constructor(
    private readonly tf: TensorFlow,
    private readonly custom: CustomLayers,
    private readonly spec: DetectorSpec,
    private readonly seed: number
  ) {}

  /** From the backbone's maps to those of all levels, finest first. */
  neck(given: SymbolicTensor[]): SymbolicTensor[] {
    const { added, nodes, outputs } = neckPlan(this.spec);
    const maps = new Map(given.map((map, i) => [`p${this.spec.minLevel + i}`, map]));
    const named = (name: string): SymbolicTensor => maps.get(name) as SymbolicTensor;
    for (const { name, from, project } of added) {
      const projected = this.project(named(from), name, project);
      maps.set(name, this.shrink(projected, `${name}_pool`));
    }
    for (const { name, inputs } of nodes) {
      const entering = inputs.map(({ from, project, resampling }) => {
        const own = `${name}_from_${from}`;
        const map = this.project(named(from), own, project);
        if (resampling === 'down') {
          return this.shrink(map, `${own}_pool`);
        }
        return resampling === 'up' ? this.enlarge(map, `${own}_up`) : map;
      });
      const fused = new this.custom.WeightedSum({ name: `${name}_fusion` }).apply(entering) as SymbolicTensor;
      const active = this.activate(fused, `${name}_activation`);
      maps.set(
        name,
        this.normalize(this.separable(name, this.spec.fpnChannels, null, NECK_START)(active), `${name}_bn`)
      );
    }
    return outputs.map(named);
  }

  /** One head over all maps: [N, anchors of all levels, values]. */
  head(kind: 'class' | 'box', maps: SymbolicTensor[], values: number, bias: number): SymbolicTensor {
    const { spec, tf } = this;
    let states = maps;
    for (let i = 1; i <= spec.headRepeats; i++) {
      const convolve = this.separable(`${kind}_${i}`, spec.fpnChannels, null, HEAD_START);
      states = states.map((map, level) => {
        const name = `${kind}_${i}_p${spec.minLevel + level}`;
        return this.activate(this.normalize(convolve(map), `${name}_bn`), `${name}_activation`);
      });
    }
    const predict = this.separable(`${kind}_predict`, anchorsPerPixel(spec) * values, bias, HEAD_START);
    const rows = states.map((map, level) => {
      const name = `${kind}_p${spec.minLevel + level}_rows`;
      return apply(tf.layers.reshape({ name, targetShape: [-1, values] }), predict(map));
    });
    return tf.layers.concatenate({ name: `${kind}_rows`, axis: 1 }).apply(rows) as SymbolicTensor;
  }

  /** A 1×1 convolution with normalisation, where the map has other channels than the neck. */
  private project(map: SymbolicTensor, name: string, channels: number | null): SymbolicTensor {
    return channels === null
      ? map
      : this.normalize(
          apply(this.point(`${name}_conv`, this.spec.fpnChannels, null, NECK_START), map),
          `${name}_conv_bn`
        );
  }

  /** Depthwise 3×3, then 1×1; what comes back applies the same weights to each map. */
  private separable(
    name: string,
    filters: number,
    bias: number | null,
    start: Start
  ): (map: SymbolicTensor) => SymbolicTensor {
    const depthwise = this.tf.layers.depthwiseConv2d({
      name: `${name}_dwconv`,
      kernelSize: 3,
      padding: 'same',
      useBias: false,
      depthwiseInitializer: this.initializer(`${name}_dwconv`, start)
    });
    const point = this.point(`${name}_conv`, filters, bias, start);
    return (map) => apply(point, apply(depthwise, map));
  }

  private point(name: string, filters: number, bias: number | null, start: Start): Layer {
    return this.tf.layers.conv2d({
      name,
      filters,
      kernelSize: 1,
      padding: 'same',
      useBias: bias !== null,
      biasInitializer: this.tf.initializers.constant({ value: bias ?? 0 }),
      kernelInitializer: this.initializer(name, start)
    });
  }

  private normalize(map: SymbolicTensor, name: string): SymbolicTensor {
    const { normalization, normalizationEpsilon: epsilon, batchNormMomentum: momentum } = this.spec.backbone;
    const { BatchNormalization, GroupNormalization } = this.custom;
    const groupSize = groupSizeOf(this.spec.backbone, this.spec.fpnChannels);
    return apply(
      normalization === 'batch'
        ? new BatchNormalization({ name, epsilon, momentum })
        : new GroupNormalization({ name, epsilon, groupSize }),
      map
    );
  }

  private activate(map: SymbolicTensor, name: string): SymbolicTensor {
    const { Swish, Relu6 } = this.custom;
    return apply(this.spec.backbone.activation === 'swish' ? new Swish({ name }) : new Relu6({ name }), map);
  }

  private shrink(map: SymbolicTensor, name: string): SymbolicTensor {
    return apply(this.tf.layers.maxPooling2d({ name, poolSize: 3, strides: 2, padding: 'same' }), map);
  }

  private enlarge(map: SymbolicTensor, name: string): SymbolicTensor {
    return apply(this.tf.layers.upSampling2d({ name, size: [2, 2] }), map);
  }

  private initializer(layer: string, start: Start): InstanceType<CustomLayers['VarianceScaling']> {
    return new this.custom.VarianceScaling({ name: `${layer}/kernel`, seed: this.seed, ...start });
  }
}

function apply(layer: Layer, map: SymbolicTensor): SymbolicTensor {
  return layer.apply(map) as SymbolicTensor;
}
