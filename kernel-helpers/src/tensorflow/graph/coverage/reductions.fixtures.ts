import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../../load';
import { logical, normal, plain, positive, smooth, unit, whole } from './case.fixtures';

const tf = loadTensorFlow();

export const reductions = [
  ...(['sum', 'mean', 'max', 'min', 'prod', 'logSumExp'] as const).flatMap((name) => [
    smooth(`${name}`, [normal(2, 3, 4)], (x) => tf[name](x)),
    smooth(`${name} axis`, [normal(2, 3, 4)], (x) => tf[name](x, [1])),
    smooth(`${name} axes kept`, [normal(2, 3, 4)], (x) => tf[name](x, [0, 2], true))
  ]),
  plain('sum whole', [whole(2, 3)], (x) => tf.sum(x, 0)),
  plain('mean whole', [whole(2, 3)], (x) => tf.mean(x, 0)),
  plain('sum logical', [logical(2, 3)], (x) => tf.sum(x, 0)),
  plain('all', [logical(2, 3)], (x) => [tf.all(x), tf.all(x, 1)]),
  plain('any', [logical(2, 3)], (x) => [tf.any(x), tf.any(x, 1, true)]),
  plain('argMax', [normal(2, 3)], (x) => [tf.argMax(x), tf.argMax(x, -1)]),
  plain('argMin', [normal(2, 3)], (x) => tf.argMin(x, 1)),
  smooth('moments', [normal(2, 3, 4)], (x) => {
    const { mean, variance } = tf.moments(x, [0, 1]);
    return [mean, variance];
  }),
  ...(['euclidean', 1, 2, Infinity] as const).map((order) =>
    smooth(`norm ${order}`, [normal(2, 3)], (x) => tf.norm(x, order, [0]))
  ),
  smooth('euclideanNorm', [normal(2, 3)], (x) => tf.euclideanNorm(x, 1)),
  smooth('cumsum', [normal(2, 3)], (x) => tf.cumsum(x, 1)),
  plain('cumsum exclusive, reversed', [normal(2, 3)], (x) => tf.cumsum(x, 0, true, true)),
  plain('cumprod', [normal(2, 3)], (x) => tf.cumprod(x, 1)),
  smooth('softmax', [normal(2, 3)], (x) => tf.softmax(x)),
  smooth('logSoftmax', [normal(2, 3)], (x) => tf.logSoftmax(x)),
  plain('bincount', [whole(5), normal(5)], (x, w) => tf.bincount(x as Tensor1D, w as Tensor1D, 4)),
  plain('math.confusionMatrix', [whole(5), whole(5)], (a, b) =>
    tf.math.confusionMatrix(a as Tensor1D, b as Tensor1D, 4)
  ),
  smooth('unsortedSegmentSum', [normal(5, 2), whole(5)], (x, ids) =>
    tf.unsortedSegmentSum(x, ids as Tensor1D, 4)
  ),
  smooth('movingAverage', [normal(2), normal(2)], (v, x) => tf.movingAverage(v, x, 0.9, 3))
];

export const matrices = [
  smooth('matMul', [normal(2, 3), normal(3, 4)], (a, b) => tf.matMul(a, b)),
  smooth('matMul transposed', [normal(3, 2), normal(4, 3)], (a, b) => tf.matMul(a, b, true, true)),
  smooth('matMul batched', [normal(2, 2, 3), normal(2, 4, 3)], (a, b) => tf.matMul(a, b, false, true)),
  plain('matMul broadcast', [normal(2, 1, 2, 3), normal(3, 3, 4)], (a, b) => tf.matMul(a, b)),
  smooth('fused.matMul', [normal(2, 3), normal(3, 4), normal(4)], (a, b, bias) =>
    tf.fused.matMul({ a, b, bias, activation: 'relu' })
  ),
  smooth('dot', [normal(3), normal(3)], (a, b) => tf.dot(a, b)),
  smooth('dot matrix', [normal(2, 3), normal(3)], (a, b) => tf.dot(a, b)),
  smooth('outerProduct', [normal(2), normal(3)], (a, b) => tf.outerProduct(a as Tensor1D, b as Tensor1D)),
  smooth('transpose', [normal(2, 3, 4)], (x) => [tf.transpose(x), tf.transpose(x, [1, 0, 2])]),
  plain('einsum', [normal(2, 3, 4), normal(2, 4, 5)], (a, b) => tf.einsum('bij,bjk->bik', a, b)),
  plain('einsum reduction', [normal(2, 3)], (a) => tf.einsum('ij->j', a)),
  plain('diag', [normal(3)], (x) => tf.diag(x)),
  plain('linalg.bandPart', [normal(3, 4)], (x) => tf.linalg.bandPart(x, 1, 0)),
  plain('linalg.qr', [normal(3, 2)], (x) => tf.linalg.qr(x)),
  plain('linalg.gramSchmidt', [normal(2, 3)], (x) => tf.linalg.gramSchmidt(x as Tensor2D))
];

export const losses = [
  ...(['absoluteDifference', 'meanSquaredError', 'logLoss', 'hingeLoss', 'huberLoss'] as const).map((name) =>
    smooth(`losses.${name}`, [positive(3, 4), positive(3, 4)], (a, b) =>
      tf.losses[name](tf.minimum(a, 1), tf.minimum(tf.mul(b, 0.4), 1))
    )
  ),
  smooth('losses.cosineDistance', [unit(3, 4), unit(3, 4)], (a, b) => tf.losses.cosineDistance(a, b, 1)),
  smooth('losses.sigmoidCrossEntropy', [positive(3, 4), normal(3, 4)], (a, b) =>
    tf.losses.sigmoidCrossEntropy(tf.minimum(a, 1), b)
  ),
  smooth('losses.softmaxCrossEntropy', [positive(3, 4), normal(3, 4)], (a, b) =>
    tf.losses.softmaxCrossEntropy(a, b, undefined, 0.1)
  ),
  plain('losses.computeWeightedLoss', [normal(3), positive(3)], (a, b) => tf.losses.computeWeightedLoss(a, b))
];
