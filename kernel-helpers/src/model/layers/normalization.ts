import type { serialization, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { groupNorm, inferenceBatchNorm, type TensorFlow, trainingBatchNorm } from '../../tensorflow';
import {
  type CallOptions,
  type Layer,
  type LayerArguments,
  type LayerClass,
  onlyTensor
} from './layer-class';

type LayerVariable = InstanceType<TensorFlow['LayerVariable']>;

interface AffineArguments extends LayerArguments {
  /** Added to the variance. */
  epsilon: number;
  /** What network begins with this layer, as JSON; TensorFlow.js changes every text in a file but those called `name`. */
  network?: { name: string };
  /** Whether to add a learned offset β; default true. */
  center?: boolean;
  /** Whether to multiply by a learned scale γ; default true. */
  scale?: boolean;
}

export interface BatchNormalizationArguments extends AffineArguments {
  /** Of the moving statistics: moving = momentum·moving + (1 − momentum)·batch. */
  momentum: number;
}

export interface GroupNormalizationArguments extends AffineArguments {
  /** Channels in one group. */
  groupSize: number;
}

export interface NormalizationLayers {
  BatchNormalization: LayerClass<BatchNormalizationArguments>;
  GroupNormalization: LayerClass<GroupNormalizationArguments>;
}

/** A layer that can tell what network begins with it, whatever model it comes to stand in, in files too. */
export interface DescribingLayer extends Layer {
  /** JSON; null for layers within a network. */
  network: string | null;
}

export function isDescribing(layer: Layer): layer is DescribingLayer {
  return 'network' in layer && (layer.network === null || typeof layer.network === 'string');
}

/** Normalisation over the last axis of [N, H, W, C]. */
export function defineNormalization(tf: TensorFlow): NormalizationLayers {
  abstract class Affine extends tf.layers.Layer {
    network: string | null;
    protected readonly epsilon: number;
    private readonly center: boolean;
    private readonly scale: boolean;
    private gamma: LayerVariable | null = null;
    private beta: LayerVariable | null = null;

    constructor(args: AffineArguments) {
      super(args);
      this.network = args.network?.name ?? null;
      this.epsilon = args.epsilon;
      this.center = args.center ?? true;
      this.scale = args.scale ?? true;
    }

    override build(inputShape: number[]): void {
      const shape = [inputShape[inputShape.length - 1]];
      if (this.scale) {
        this.gamma = this.addWeight('gamma', shape, 'float32', tf.initializers.ones());
      }
      if (this.center) {
        this.beta = this.addWeight('beta', shape, 'float32', tf.initializers.zeros());
      }
      this.built = true;
    }

    /** γ and β, or their neutral values where the layer has none. */
    protected affine(channels: number): [Tensor1D, Tensor1D] {
      return [
        (this.gamma?.read() as Tensor1D | undefined) ?? tf.ones([channels]),
        (this.beta?.read() as Tensor1D | undefined) ?? tf.zeros([channels])
      ];
    }

    override getConfig(): serialization.ConfigDict {
      const { epsilon, center, scale, network } = this;
      const described: serialization.ConfigDict = network === null ? {} : { network: { name: network } };
      return { ...super.getConfig(), epsilon, center, scale, ...described };
    }
  }

  /**
   * Batch normalisation with Keras's meaning of freezing: while `trainable` is false the layer uses its
   * moving statistics, also in training, and leaves them alone. tfjs-layers' own uses and updates batch
   * statistics then.
   */
  class FusedBatchNormalization extends Affine {
    static className = 'FusedBatchNormalization';
    private readonly momentum: number;
    private movingMean!: LayerVariable;
    private movingVariance!: LayerVariable;

    constructor(args: BatchNormalizationArguments) {
      super(args);
      this.momentum = args.momentum;
    }

    override build(inputShape: number[]): void {
      super.build(inputShape);
      const shape = [inputShape[inputShape.length - 1]];
      const { zeros, ones } = tf.initializers;
      this.movingMean = this.addWeight('moving_mean', shape, 'float32', zeros(), undefined, false);
      this.movingVariance = this.addWeight('moving_variance', shape, 'float32', ones(), undefined, false);
    }

    override call(inputs: Tensor | Tensor[], options: CallOptions): Tensor {
      return tf.tidy(() => {
        this.invokeCallHook(inputs, options);
        const x = onlyTensor(inputs) as Tensor4D;
        const [gamma, beta] = this.affine(x.shape[3]);
        if (!options.training || !this.trainable) {
          const mean = this.movingMean.read() as Tensor1D;
          const variance = this.movingVariance.read() as Tensor1D;
          return inferenceBatchNorm(x, gamma, beta, mean, variance, this.epsilon);
        }
        const { output, mean, variance } = trainingBatchNorm(x, gamma, beta, this.epsilon);
        this.move(this.movingMean, mean);
        this.move(this.movingVariance, variance);
        return output;
      });
    }

    private move(moving: LayerVariable, batch: Tensor1D): void {
      const kept = tf.mul(moving.read(), this.momentum);
      moving.write(tf.add(kept, tf.mul(batch, 1 - this.momentum)));
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), momentum: this.momentum };
    }
  }

  class GroupNormalization extends Affine {
    static className = 'GroupNormalization';
    private readonly groupSize: number;

    constructor(args: GroupNormalizationArguments) {
      super(args);
      this.groupSize = args.groupSize;
    }

    override call(inputs: Tensor | Tensor[], options: CallOptions): Tensor {
      return tf.tidy(() => {
        this.invokeCallHook(inputs, options);
        const x = onlyTensor(inputs) as Tensor4D;
        const [gamma, beta] = this.affine(x.shape[3]);
        return groupNorm(x, gamma, beta, this.groupSize, this.epsilon);
      });
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), groupSize: this.groupSize };
    }
  }

  tf.serialization.registerClass(FusedBatchNormalization);
  tf.serialization.registerClass(GroupNormalization);
  return { BatchNormalization: FusedBatchNormalization, GroupNormalization };
}
