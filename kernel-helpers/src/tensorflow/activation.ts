import type { Tensor } from '@tensorflow/tfjs';
import { isRecording, noteEquivalent, withControl } from './graph/recording';
import { loadTensorFlow } from './load';
import { runOperation, withGradient } from './operations';

/**
 * Swish (SiLU): y = x·σ(x), Ramachandran et al. 2017, with the gradient dy·(σ + x·σ·(1 − σ)).
 *
 * At once, softplus's gradient computes factor·σ(x) in one pass over memory. In a graph, TensorFlow fuses the plain
 * product with the sigmoid, also into the convolution before it, as long as nothing else reads the sigmoid:
 * the backward pass therefore computes its own, which also spares keeping one.
 */
export function swish<T extends Tensor>(x: T): T {
  return isRecording() ? fusibleSwish(x) : directSwish(x);
}

function fusibleSwish<T extends Tensor>(x: T): T {
  const tf = loadTensorFlow();
  return withGradient(
    [x],
    (save) => {
      save([x]);
      const y = tf.mul(x, tf.sigmoid(x));
      noteEquivalent('EnetSwish', {}, [x], [y]);
      return y;
    },
    (dy, [savedX]) => {
      const sigmoid = withControl([dy], () => tf.sigmoid(savedX));
      const curved = runOperation('SigmoidGrad', { T: { type: 'float32' } }, [sigmoid, savedX]);
      const dx = tf.mul(dy, tf.add(sigmoid, curved));
      noteEquivalent('EnetSwishGrad', {}, [dy, savedX], [dx]);
      return [dx];
    }
  ) as T;
}

/** The next layer keeps y anyway, so that its use in the gradient σ·dy·(1 − y) + dy·y costs no memory. */
function directSwish<T extends Tensor>(x: T): T {
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
 * One native operation each way; only y, which the next layer keeps anyway, is held for the gradient, unless a graph is
 * recorded: there, normalisations compute it again.
 */
export function relu6<T extends Tensor>(x: T): T {
  const attributes = { T: { type: 'float32' } } as const;
  return withGradient(
    [x],
    (save) => {
      const y = runOperation('Relu6', attributes, [x]);
      noteEquivalent('EnetRelu6', {}, [x], [y]);
      save(isRecording() ? [y, x] : [y]);
      return y;
    },
    (dy, [y, savedX]) => {
      const dx = runOperation('Relu6Grad', attributes, [dy, y]);
      if (savedX) {
        noteEquivalent('EnetRelu6Grad', {}, [dy, savedX], [dx]);
      }
      return [dx];
    }
  ) as T;
}

/** factor·σ(x): the gradient of softplus, which TensorFlow computes in one operation. */
function timesSigmoid(factor: Tensor, x: Tensor): Tensor {
  return runOperation('SoftplusGrad', { T: { type: 'float32' } }, [factor, x]);
}
