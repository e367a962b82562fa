import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { noteEquivalent } from './graph/recording';
import { loadTensorFlow } from './load';
import { runOperation, withGradient } from './operations';

/**
 * Mean over height and width. The gradient is spread by one native broadcast; stock TensorFlow.js
 * multiplies by a tensor of ones that it fills in JavaScript at every step.
 *
 * @param x Shape [N, H, W, C].
 * @returns Shape [N, 1, 1, C].
 */
export function globalMean(x: Tensor4D): Tensor4D {
  const tf = loadTensorFlow();
  return withGradient(
    [x],
    () => {
      const mean = tf.mean(x, [1, 2], true);
      noteEquivalent('EnetMean', {}, [x], [mean]);
      return mean;
    },
    (dy) => {
      const spread = tf.div(dy, x.shape[1] * x.shape[2]);
      const dx = broadcastTo(spread, x.shape);
      noteEquivalent('EnetSpread', {}, [spread], [dx]);
      return [dx];
    }
  ) as Tensor4D;
}

/**
 * x·gate with one gate value for each image and channel, as squeeze-and-excitation multiplies.
 *
 * @param x Shape [N, H, W, C].
 * @param gate Shape [N, 1, 1, C].
 */
export function scaleChannels(x: Tensor4D, gate: Tensor4D): Tensor4D {
  const tf = loadTensorFlow();
  return withGradient(
    [x, gate],
    (save) => {
      save([x, gate]);
      const y = tf.mul(x, gate);
      noteEquivalent('EnetScale', {}, [x, gate], [y]);
      return y;
    },
    (dy, [savedX, savedGate]) => {
      const gradients = [tf.mul(dy, savedGate), tf.sum(tf.mul(dy, savedX), [1, 2], true)];
      noteEquivalent('EnetScaleGrad', {}, [dy, savedX, savedGate], gradients);
      return gradients;
    }
  ) as Tensor4D;
}

function broadcastTo(x: Tensor, shape: number[]): Tensor {
  const target = loadTensorFlow().tensor1d(shape, 'int32');
  return runOperation('BroadcastTo', { T: { type: 'float32' }, Tidx: { type: 'int32' } }, [x, target]);
}
