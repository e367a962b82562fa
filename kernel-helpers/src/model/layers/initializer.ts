import type { DataType, Tensor } from '@tensorflow/tfjs';
import { randomTruncatedNormal, randomUniform, seedFor, type TensorFlow } from '../../tensorflow';

type InitializerBase = ReturnType<TensorFlow['initializers']['zeros']>;

/** Standard deviation of a normal distribution cut at ±2σ. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

export interface VarianceScalingConfig {
  /** Wanted variance times `fan`. */
  scale: number;
  distribution: 'normal' | 'uniform';
  /** Seed of the model; the numbers also depend on `name`. */
  seed: number;
  /** Path of the variable, for example `stem_conv/kernel`. */
  name: string;
}

export type VarianceScalingClass = new (config: VarianceScalingConfig) => InitializerBase;

/**
 * Keras's `VarianceScaling` with `fan_out`: variance `scale` / fan_out, drawn from a normal distribution
 * cut at two of its deviations and corrected for the cut, or from a uniform one. TensorFlow.js's own
 * lacks the correction, so its weights are 12 % too small.
 *
 * fan_out is the product of the kernel's sides and its last axis; a depthwise kernel [k, k, C, 1] has k².
 */
export function defineVarianceScaling(tf: TensorFlow): VarianceScalingClass {
  // tfjs-layers exports initialisers as functions only; layers accept subclasses of their common base.
  const Base = Object.getPrototypeOf(tf.initializers.zeros().constructor) as (new () => InitializerBase) &
    Pick<typeof tf.serialization.Serializable, 'fromConfig'>;

  class SeededVarianceScaling extends Base {
    static className = 'SeededVarianceScaling';

    constructor(private readonly config: VarianceScalingConfig) {
      super();
    }

    override apply(shape: number[], _dtype?: DataType): Tensor {
      const { scale, distribution, name, seed } = this.config;
      const receptiveField = shape.slice(0, -2).reduce((product, side) => product * side, 1);
      const fanOut = receptiveField * shape[shape.length - 1];
      const pair = [seedFor(seed, name), 0] as const;
      return tf.tidy(() => {
        if (distribution === 'normal') {
          const deviation = Math.sqrt(scale / fanOut) / TRUNCATED_DEVIATION;
          return tf.mul(randomTruncatedNormal(shape, pair), deviation);
        }
        const limit = Math.sqrt((3 * scale) / fanOut);
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
