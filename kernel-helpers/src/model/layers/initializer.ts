import type { DataType, Tensor } from '@tensorflow/tfjs';
import { randomTruncatedNormal, randomUniform, seedFor, type TensorFlow } from '../../tensorflow';

type InitializerBase = ReturnType<TensorFlow['initializers']['zeros']>;

/** Standard deviation of a normal distribution cut at ±2σ. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

export interface VarianceScalingConfig {
  /** Wanted variance times the fan. */
  scale: number;
  /** Default `fan_out`, as in networks saved before there were others. */
  mode?: 'fan_in' | 'fan_out' | 'fan_avg';
  distribution: 'normal' | 'uniform';
  /** Seed of the model; the numbers also depend on `name`. */
  seed: number;
  /** Path of the variable, for example `stem_conv/kernel`. */
  name: string;
}

/** `zeros` where weights are written at once and need not be drawn; it is no part of a saved configuration. */
export type FirstWeights = 'drawn' | 'zeros';

export type VarianceScalingClass = new (
  config: VarianceScalingConfig,
  first?: FirstWeights
) => InitializerBase;

/**
 * Keras's `VarianceScaling`: variance `scale` / fan, drawn from a normal distribution cut at two of its deviations and
 * corrected for the cut, or from a uniform one. TensorFlow.js's own lacks the correction, so its weights are 12 % too
 * small.
 *
 * The fans are the product of the kernel's sides and its last axis (out) or the one before (in), or their mean; a
 * depthwise kernel [k, k, C, 1] has k² out and k²·C in.
 */
export function defineVarianceScaling(tf: TensorFlow): VarianceScalingClass {
  // tfjs-layers exports initialisers as functions only; layers accept subclasses of their common base.
  const Base = Object.getPrototypeOf(tf.initializers.zeros().constructor) as (new () => InitializerBase) &
    Pick<typeof tf.serialization.Serializable, 'fromConfig'>;

  class SeededVarianceScaling extends Base {
    static className = 'SeededVarianceScaling';

    constructor(
      private readonly config: VarianceScalingConfig,
      private readonly first: FirstWeights = 'drawn'
    ) {
      super();
    }

    override apply(shape: number[], _dtype?: DataType): Tensor {
      if (this.first === 'zeros') {
        return tf.zeros(shape);
      }
      const { scale, mode = 'fan_out', distribution, name, seed } = this.config;
      const receptiveField = shape.slice(0, -2).reduce((product, side) => product * side, 1);
      const [fanIn, fanOut] = shape.slice(-2).map((channels) => receptiveField * channels);
      const fan = { fan_in: fanIn, fan_out: fanOut, fan_avg: (fanIn + fanOut) / 2 }[mode];
      const pair = [seedFor(seed, name), 0] as const;
      return tf.tidy(() => {
        if (distribution === 'normal') {
          const deviation = Math.sqrt(scale / fan) / TRUNCATED_DEVIATION;
          return tf.mul(randomTruncatedNormal(shape, pair), deviation);
        }
        const limit = Math.sqrt((3 * scale) / fan);
        return tf.mul(tf.sub(randomUniform(shape, pair), 0.5), 2 * limit);
      });
    }

    override getConfig(): { [key: string]: string | number } {
      return { ...this.config };
    }
  }
  tf.serialization.registerClass(SeededVarianceScaling);
  return SeededVarianceScaling;
}
