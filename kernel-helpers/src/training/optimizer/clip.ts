import type { Scalar, Tensor } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../../tensorflow';

/**
 * Gradients scaled down together so that the root of the sum of all their squares is at most `norm`
 * (Pascanu et al. 2013): g ← g·norm/max(norm, ‖g‖).
 */
export function clipByGlobalNorm(gradients: readonly Tensor[], norm: number): Tensor[] {
  const tf = loadTensorFlow();
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)) as Scalar);
  const length = tf.sqrt(tf.addN(squares));
  const factor = tf.div(norm, tf.maximum(length, norm));
  return gradients.map((gradient) => tf.mul(gradient, factor));
}
