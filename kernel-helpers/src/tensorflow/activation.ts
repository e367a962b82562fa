import type { Tensor } from '@tensorflow/tfjs';
import { loadTensorFlow } from './load';
import { runOperation, withGradient } from './operations';

/**
 * Swish (SiLU): y = x·σ(x), Ramachandran et al. 2017, in one pass over memory, and four for its gradient
 * σ·dy·(1 − y) + dy·y. The next layer keeps y anyway, so one tensor is held for the backward pass where the
 * composed operations hold two.
 */
export function swish<T extends Tensor>(x: T): T {
  const tf = loadTensorFlow();
  return withGradient(
    [x],
    (save) => {
      const y = timesSigmoid(x, x);
      save([x, y]);
      return y;
    },
    (dy, [savedX, y]) => {
      const product = tf.mul(dy, y);
      return [tf.add(timesSigmoid(tf.sub(dy, product), savedX), product)];
    }
  ) as T;
}

/**
 * ReLU6: y = min(max(x, 0), 6), the activation of the Lite networks, whose bounded range suits 8-bit integers.
 * One native operation each way; only y, which the next layer keeps anyway, is held for the gradient.
 */
export function relu6<T extends Tensor>(x: T): T {
  const attributes = { T: { type: 'float32' } } as const;
  return withGradient(
    [x],
    (save) => {
      const y = runOperation('Relu6', attributes, [x]);
      save([y]);
      return y;
    },
    (dy, [y]) => [runOperation('Relu6Grad', attributes, [dy, y])]
  ) as T;
}

/** factor·σ(x): the gradient of softplus, which TensorFlow computes in one operation. */
function timesSigmoid(factor: Tensor, x: Tensor): Tensor {
  return runOperation('SoftplusGrad', { T: { type: 'float32' } }, [factor, x]);
}
