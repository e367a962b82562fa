import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { loadTensorFlow } from './load';
import { runOperationWithOutputs, withGradient } from './operations';

/**
 * Cross-entropy −log softmax(logits)[label] of each image; the native operation computes the gradient
 * (softmax − one-hot) along with it, free of overflow.
 *
 * @param logits Shape [N, classes].
 * @param labels Shape [N], `int32`, from 0 to classes − 1; on CPUs TensorFlow refuses others.
 * @returns Shape [N]; average it for the usual loss.
 */
export function sparseSoftmaxCrossEntropy(logits: Tensor2D, labels: Tensor1D): Tensor1D {
  return crossEntropy(logits, () =>
    runOperationWithOutputs(
      'SparseSoftmaxCrossEntropyWithLogits',
      { T: { type: 'float32' }, Tlabels: { type: 'int32' } },
      [logits, labels],
      2
    )
  );
}

/**
 * Cross-entropy −Σ p·log softmax(logits) of each image against probabilities (smoothed or mixed labels).
 *
 * @param logits Shape [N, classes].
 * @param probabilities Shape [N, classes], rows adding up to 1; constants to the gradient.
 * @returns Shape [N].
 */
export function softmaxCrossEntropy(logits: Tensor2D, probabilities: Tensor2D): Tensor1D {
  return crossEntropy(logits, () =>
    runOperationWithOutputs(
      'SoftmaxCrossEntropyWithLogits',
      { T: { type: 'float32' } },
      [logits, probabilities],
      2
    )
  );
}

function crossEntropy(logits: Tensor2D, run: () => Tensor[]): Tensor1D {
  const tf = loadTensorFlow();
  return withGradient(
    [logits],
    (save) => {
      const [loss, slope] = run();
      save([slope]);
      return loss;
    },
    (dy, [slope]) => [tf.mul(tf.reshape(dy, [-1, 1]), slope)]
  ) as Tensor1D;
}
