import type { Tensor } from '@tensorflow/tfjs';
import { loadTensorFlow } from './load';
import { withGradient } from './operations';

/**
 * Swish (SiLU): y = x·σ(x), Ramachandran et al. 2017.
 *
 * Its gradient σ + y·(1 − σ) needs σ and y. The next layer keeps y anyway, so one tensor is held for
 * the backward pass where the composed operations hold two.
 */
export function swish<T extends Tensor>(x: T): T {
  const tf = loadTensorFlow();
  return withGradient(
    [x],
    (save) => {
      const gate = tf.sigmoid(x);
      const y = tf.mul(x, gate);
      save([gate, y]);
      return y;
    },
    (dy, [gate, y]) => {
      const passed = tf.mul(dy, gate);
      return [tf.add(passed, tf.mul(y, tf.sub(dy, passed)))];
    }
  ) as T;
}
