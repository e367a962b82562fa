import type { serialization, Tensor } from '@tensorflow/tfjs';
import { RandomStream, type TensorFlow } from '../../tensorflow';
import {
  type CallOptions,
  type Layer,
  type LayerArguments,
  type LayerClass,
  onlyTensor
} from './layer-class';

export interface StochasticArguments extends LayerArguments {
  /** Probability of dropping. */
  rate: number;
  /** First state of the layer's stream of random numbers. */
  seed: number;
}

export interface StochasticLayers {
  StochasticDepth: LayerClass<StochasticArguments>;
  SeededDropout: LayerClass<StochasticArguments>;
}

/** A layer that draws random numbers in training. */
export interface RandomLayer extends Layer {
  readonly random: RandomStream;
}

export function isRandomLayer(layer: Layer): layer is RandomLayer {
  return 'random' in layer && layer.random instanceof RandomStream;
}

/**
 * Layers that drop at random in training and pass everything through otherwise. Each call draws a new
 * mask and the same seed repeats the same masks; tfjs-layers' own dropout draws one mask for ever when
 * seeded. What stays is divided by its probability, so the expectation is kept.
 */
export function defineStochastic(tf: TensorFlow): StochasticLayers {
  abstract class Dropping extends tf.layers.Layer {
    readonly random: RandomStream;

    constructor(private readonly args: StochasticArguments) {
      super(args);
      this.random = new RandomStream(args.seed);
      this.supportsMasking = true;
    }

    protected abstract maskShape(x: Tensor): number[];

    override call(inputs: Tensor | Tensor[], options: CallOptions): Tensor {
      return tf.tidy(() => {
        this.invokeCallHook(inputs, options);
        const x = onlyTensor(inputs);
        if (!options.training || this.args.rate === 0) {
          return tf.clone(x);
        }
        const kept = tf.greaterEqual(this.random.uniform(this.maskShape(x)), this.args.rate);
        const mask = tf.mul(tf.cast(kept, 'float32'), 1 / (1 - this.args.rate));
        return tf.mul(x, mask);
      });
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), rate: this.args.rate, seed: this.args.seed };
    }
  }

  /** Drops a residual branch for whole images (Huang et al. 2016): one draw for each image. */
  class StochasticDepth extends Dropping {
    static className = 'StochasticDepth';

    protected override maskShape(x: Tensor): number[] {
      return x.shape.map((size, axis) => (axis === 0 ? size : 1));
    }
  }

  /** Drops single values (Srivastava et al. 2014). */
  class SeededDropout extends Dropping {
    static className = 'SeededDropout';

    protected override maskShape(x: Tensor): number[] {
      return x.shape;
    }
  }

  tf.serialization.registerClass(StochasticDepth);
  tf.serialization.registerClass(SeededDropout);
  return { StochasticDepth, SeededDropout };
}
