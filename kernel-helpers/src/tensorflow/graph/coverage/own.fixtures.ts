import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { relu6, swish } from '../../activation';
import { loadTensorFlow } from '../../load';
import { softmaxCrossEntropy, sparseSoftmaxCrossEntropy } from '../../loss';
import { groupNorm, inferenceBatchNorm, trainingBatchNorm } from '../../normalization';
import { globalMean, scaleChannels } from '../../pooling';
import { normal, plain, positive, smooth, unit, whole } from './case.fixtures';

const tf = loadTensorFlow();
const EPSILON = 1e-3;

/** This package's own operations, whose gradients are written by hand. */
export const own = [
  smooth('swish', [normal(2, 3)], (x) => swish(x)),
  smooth('relu6', [normal(2, 3)], (x) => relu6(tf.mul(x, 5))),
  smooth('globalMean', [normal(2, 3, 4, 5)], (x) => globalMean(x as Tensor4D)),
  smooth('scaleChannels', [normal(2, 3, 4, 5), unit(2, 1, 1, 5)], (x, gate) =>
    scaleChannels(x as Tensor4D, gate as Tensor4D)
  ),
  smooth('softmaxCrossEntropy', [normal(3, 4), whole(3)], (logits, labels) =>
    softmaxCrossEntropy(logits as Tensor2D, tf.cast(tf.oneHot(labels, 4), 'float32') as Tensor2D)
  ),
  smooth('sparseSoftmaxCrossEntropy', [normal(3, 4), whole(3)], (logits, labels) =>
    sparseSoftmaxCrossEntropy(logits as Tensor2D, labels as Tensor1D)
  ),
  smooth(
    'trainingBatchNorm',
    [normal(2, 3, 3, 4), positive(4), normal(4)],
    (x, scale, offset) =>
      trainingBatchNorm(x as Tensor4D, scale as Tensor1D, offset as Tensor1D, EPSILON).output
  ),
  plain('trainingBatchNorm statistics', [normal(2, 3, 3, 4), positive(4), normal(4)], (x, scale, offset) => {
    const { mean, variance } = trainingBatchNorm(
      x as Tensor4D,
      scale as Tensor1D,
      offset as Tensor1D,
      EPSILON
    );
    return [mean, variance];
  }),
  plain(
    'inferenceBatchNorm',
    [normal(2, 3, 3, 4), positive(4), normal(4), normal(4), positive(4)],
    (x, ...statistics) => {
      const [scale, offset, mean, variance] = statistics as Tensor1D[];
      return inferenceBatchNorm(x as Tensor4D, scale, offset, mean, variance, EPSILON);
    }
  ),
  smooth('groupNorm', [normal(2, 3, 3, 4), positive(4), normal(4)], (x, scale, offset) =>
    groupNorm(x as Tensor4D, scale as Tensor1D, offset as Tensor1D, 2, EPSILON)
  )
];
