import type { serialization, Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../tensorflow';
import type { CallOptions, LayerArguments, LayerClass } from './layer-class';

type LayerVariable = InstanceType<TensorFlow['LayerVariable']>;

/** Keeps the sum of weights from zero; the authors' value. */
const EPSILON = 1e-4;

export interface FusionLayers {
  WeightedSum: LayerClass<LayerArguments>;
}

/** Layers that bring several maps together. */
export function defineFusion(tf: TensorFlow): FusionLayers {
  /**
   * Fast normalised fusion: Σ wᵢ·xᵢ / (ε + Σ wⱼ) with w = relu of learned scalars that begin at one (section 3.3 of
   * arXiv 1911.09070).
   */
  class WeightedSum extends tf.layers.Layer {
    static className = 'WeightedSum';
    private weight!: LayerVariable;

    override build(inputShapes: Array<Array<number | null>>): void {
      this.weight = this.addWeight('weight', [inputShapes.length], 'float32', tf.initializers.ones());
      this.built = true;
    }

    override computeOutputShape(inputShapes: Array<Array<number | null>>): Array<number | null> {
      return inputShapes[0];
    }

    override call(inputs: Tensor | Tensor[], options: CallOptions): Tensor {
      return tf.tidy(() => {
        this.invokeCallHook(inputs, options);
        const maps = Array.isArray(inputs) ? inputs : [inputs];
        const positive = tf.relu(this.weight.read() as Tensor1D);
        const shares = tf.unstack(tf.div(positive, tf.add(tf.sum(positive), EPSILON)));
        return tf.addN(maps.map((map, i) => tf.mul(map, shares[i])));
      });
    }
  }
  tf.serialization.registerClass(
    WeightedSum as serialization.SerializableConstructor<InstanceType<typeof WeightedSum>>
  );
  return { WeightedSum };
}
