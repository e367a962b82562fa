import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../load';
import type { TensorSpec } from './compile';

const tf = loadTensorFlow();

/** Where an input's random values lie. Whole numbers are in [0, 4), so that they can name places. */
export type Domain = 'normal' | 'positive' | 'unit' | 'whole' | 'logical';

export interface CaseInput extends TensorSpec {
  domain: Domain;
}

/** A use of an operation; its gradient is compared too unless it has none. */
export interface OperationCase {
  /** As documented: `tf.` + name. What follows a space tells variants apart. */
  name: string;
  inputs: CaseInput[];
  apply(...inputs: Tensor[]): Tensor | Tensor[];
  gradient: boolean;
}

type Apply = OperationCase['apply'];

const normal = (...shape: number[]): CaseInput => ({ shape, domain: 'normal' });
const positive = (...shape: number[]): CaseInput => ({ shape, domain: 'positive' });
const unit = (...shape: number[]): CaseInput => ({ shape, domain: 'unit' });
const whole = (...shape: number[]): CaseInput => ({ shape, dtype: 'int32', domain: 'whole' });
const logical = (...shape: number[]): CaseInput => ({ shape, dtype: 'bool', domain: 'logical' });

const smooth = (name: string, inputs: CaseInput[], apply: Apply): OperationCase => ({
  name,
  inputs,
  apply,
  gradient: true
});
/** Without a gradient in TensorFlow.js, or with whole or logical values. */
const plain = (name: string, inputs: CaseInput[], apply: Apply): OperationCase => ({
  name,
  inputs,
  apply,
  gradient: false
});

const elementwise = [
  ...(
    [
      'abs ceil cos cosh elu erf exp expm1 floor leakyRelu logSigmoid neg relu relu6 round selu sigmoid sign sin sinh',
      'softplus square tan tanh zerosLike onesLike'
    ]
      .join(' ')
      .split(' ') as Unary[]
  ).map((name) => unary(name, normal(2, 3))),
  ...(['log', 'log1p', 'reciprocal', 'rsqrt', 'sqrt'] as Unary[]).map((name) => unary(name, positive(2, 3))),
  ...(['acos', 'asin', 'asinh', 'atan', 'atanh'] as Unary[]).map((name) => unary(name, unit(2, 3))),
  smooth('acosh', [positive(4)], (x) => tf.acosh(tf.add(x, 1))),
  smooth('clipByValue', [normal(2, 3)], (x) => tf.clipByValue(x, -0.5, 0.5)),
  smooth('prelu', [normal(2, 3), unit(3)], (x, alpha) => tf.prelu(x, alpha)),
  plain('step', [normal(2, 3)], (x) => tf.step(x, 0.2)),
  plain('isFinite', [normal(3)], tf.isFinite),
  plain('isInf', [normal(3)], tf.isInf),
  plain('isNaN', [normal(3)], tf.isNaN),
  smooth('cast', [normal(3)], (x) => tf.cast(tf.cast(x, 'float32'), 'float32')),
  plain('cast whole', [whole(3)], (x) => [tf.cast(x, 'float32'), tf.cast(x, 'bool')]),
  plain('cast logical', [logical(3)], (x) => [tf.cast(x, 'float32'), tf.cast(x, 'int32')]),
  smooth('clone', [normal(3)], (x) => tf.clone(x))
];

type Unary =
  | 'abs'
  | 'sqrt'
  | 'relu'
  | 'log'
  | 'log1p'
  | 'reciprocal'
  | 'rsqrt'
  | 'acos'
  | 'asin'
  | 'asinh'
  | 'atan'
  | 'atanh';

function unary(name: Unary, input: CaseInput): OperationCase {
  return smooth(name, [input], (x) => tf[name](x));
}

const arithmetic = [
  smooth('add', [normal(2, 3), normal(3)], (a, b) => tf.add(a, b)),
  smooth('add whole and real', [whole(2, 3), normal(2, 1)], (a, b) => tf.add(a, b)),
  smooth('addN', [normal(2), normal(2), normal(2)], (...all) => tf.addN(all)),
  smooth('sub', [normal(2, 1), normal(1, 3)], (a, b) => tf.sub(a, b)),
  smooth('mul', [normal(2, 3), normal()], (a, b) => tf.mul(a, b)),
  plain('mul whole', [whole(2, 3), whole(3)], (a, b) => tf.mul(a, b)),
  smooth('div', [normal(2, 3), positive(3)], (a, b) => tf.div(a, b)),
  plain('div whole', [whole(2, 3), whole(3)], (a, b) => tf.div(a, tf.add(b, tf.scalar(1, 'int32')))),
  plain('divNoNan', [normal(2, 3), positive(3)], (a, b) => tf.divNoNan(a, b)),
  smooth('floorDiv', [normal(2, 3), positive(3)], (a, b) => tf.floorDiv(a, b)),
  smooth('mod', [normal(2, 3), positive(3)], (a, b) => tf.mod(a, b)),
  smooth('pow', [positive(2, 3), normal(3)], (a, b) => tf.pow(a, b)),
  smooth('maximum', [normal(2, 3), normal(2, 3)], (a, b) => tf.maximum(a, b)),
  plain('maximum broadcast', [normal(2, 3), normal(3)], (a, b) => tf.maximum(a, b)),
  smooth('minimum', [normal(2, 3), normal(2, 3)], (a, b) => tf.minimum(a, b)),
  plain('minimum broadcast', [normal(2, 3), normal(3)], (a, b) => tf.minimum(a, b)),
  smooth('squaredDifference', [normal(2, 3), normal(2, 3)], (a, b) => tf.squaredDifference(a, b)),
  plain('squaredDifference broadcast', [normal(2, 3), normal(3)], (a, b) => tf.squaredDifference(a, b)),
  smooth('atan2', [normal(2, 3), positive(3)], (a, b) => tf.atan2(a, b)),
  ...(['equal', 'notEqual', 'greater', 'greaterEqual', 'less', 'lessEqual'] as const).flatMap((name) => [
    plain(name, [normal(2, 3), normal(3)], (a, b) => tf[name](a, b)),
    plain(`${name} whole`, [whole(2, 3), whole(3)], (a, b) => tf[name](a, b))
  ]),
  ...(['logicalAnd', 'logicalOr', 'logicalXor'] as const).map((name) =>
    plain(name, [logical(2, 3), logical(3)], (a, b) => tf[name](a, b))
  ),
  plain('logicalNot', [logical(4)], (x) => tf.logicalNot(x)),
  smooth('where', [logical(2, 3), normal(2, 3), normal(2, 3)], (c, a, b) => tf.where(c, a, b)),
  smooth('where broadcast', [logical(3), normal(2, 3), normal()], (c, a, b) => tf.where(c, a, b))
];

const reductions = [
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
  plain('confusionMatrix', [whole(5), whole(5)], (a, b) =>
    tf.math.confusionMatrix(a as Tensor1D, b as Tensor1D, 4)
  ),
  smooth('unsortedSegmentSum', [normal(5, 2), whole(5)], (x, ids) =>
    tf.unsortedSegmentSum(x, ids as Tensor1D, 4)
  ),
  smooth('movingAverage', [normal(2), normal(2)], (v, x) => tf.movingAverage(v, x, 0.9, 3))
];

const matrices = [
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
  plain('linalg.gramSchmidt', [normal(2, 3)], (x) => tf.linalg.gramSchmidt(x as Tensor2D))
];

const windows = [
  smooth('conv1d', [normal(2, 8, 3), normal(3, 3, 4)], (x, w) =>
    tf.conv1d(x as Tensor3D, w as Tensor3D, 2, 'same')
  ),
  ...(['same', 'valid'] as const).map((padding) =>
    smooth(`conv2d ${padding}`, [normal(2, 7, 6, 3), normal(3, 3, 3, 4)], (x, w) =>
      tf.conv2d(x as Tensor4D, w as Tensor4D, 2, padding)
    )
  ),
  plain('conv2d dilated', [normal(1, 8, 8, 2), normal(3, 3, 2, 2)], (x, w) =>
    tf.conv2d(x as Tensor4D, w as Tensor4D, 1, 'same', 'NHWC', 2)
  ),
  smooth('conv2d one image', [normal(7, 6, 3), normal(3, 3, 3, 4)], (x, w) =>
    tf.conv2d(x as Tensor3D, w as Tensor4D, 1, 'same')
  ),
  smooth('conv2d pointwise', [normal(2, 4, 4, 3), normal(1, 1, 3, 4)], (x, w) =>
    tf.conv2d(x as Tensor4D, w as Tensor4D, 1, 'same')
  ),
  smooth('fused.conv2d', [normal(1, 4, 4, 3), normal(3, 3, 3, 2), normal(2)], (x, filter, bias) =>
    tf.fused.conv2d({
      x: x as Tensor4D,
      filter: filter as Tensor4D,
      strides: 1,
      pad: 'same',
      bias,
      activation: 'relu'
    })
  ),
  smooth('conv2dTranspose', [normal(2, 4, 4, 3), normal(3, 3, 2, 3)], (x, w) =>
    tf.conv2dTranspose(x as Tensor4D, w as Tensor4D, [2, 8, 8, 2], 2, 'same')
  ),
  smooth('depthwiseConv2d', [normal(2, 7, 6, 3), normal(3, 3, 3, 2)], (x, w) =>
    tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, 1, 'same')
  ),
  smooth('depthwiseConv2d wide', [normal(2, 8, 8, 3), normal(5, 5, 3, 1)], (x, w) =>
    tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, 2, 'valid')
  ),
  smooth('fused.depthwiseConv2d', [normal(1, 4, 4, 3), normal(3, 3, 3, 1), normal(3)], (x, filter, bias) =>
    tf.fused.depthwiseConv2d({
      x: x as Tensor4D,
      filter: filter as Tensor4D,
      strides: 1,
      pad: 'same',
      bias,
      activation: 'relu6'
    })
  ),
  smooth('separableConv2d', [normal(2, 6, 6, 3), normal(3, 3, 3, 2), normal(1, 1, 6, 4)], (x, d, p) =>
    tf.separableConv2d(x as Tensor4D, d as Tensor4D, p as Tensor4D, 1, 'same')
  ),
  smooth('conv3d', [normal(1, 4, 5, 6, 2), normal(2, 2, 2, 2, 3)], (x, w) =>
    tf.conv3d(x as Tensor5D, w as Tensor5D, 1, 'same')
  ),
  plain('conv3dTranspose', [normal(1, 2, 2, 2, 3), normal(2, 2, 2, 2, 3)], (x, w) =>
    tf.conv3dTranspose(x as Tensor5D, w as Tensor5D, [1, 4, 4, 4, 2], 2, 'same')
  ),
  ...(['same', 'valid'] as const).flatMap((padding) => [
    smooth(`maxPool ${padding}`, [normal(2, 7, 6, 3)], (x) => tf.maxPool(x as Tensor4D, 3, 2, padding)),
    smooth(`avgPool ${padding}`, [normal(2, 7, 6, 3)], (x) => tf.avgPool(x as Tensor4D, 3, 2, padding))
  ]),
  smooth('maxPool3d', [normal(1, 4, 5, 6, 2)], (x) => tf.maxPool3d(x as Tensor5D, 2, 2, 'same')),
  smooth('avgPool3d', [normal(1, 4, 5, 6, 2)], (x) => tf.avgPool3d(x as Tensor5D, 2, 2, 'valid')),
  smooth('pool', [normal(1, 6, 6, 2)], (x) => tf.pool(x as Tensor4D, 2, 'max', 'same')),
  smooth('dilation2d', [normal(1, 6, 6, 2), normal(2, 2, 2)], (x, w) =>
    tf.dilation2d(x as Tensor4D, w as Tensor3D, 1, 'same')
  )
];

const normalisation = [
  smooth(
    'batchNorm',
    [normal(2, 3, 3, 4), normal(4), positive(4), normal(4), positive(4)],
    (x, m, v, offset, scale) =>
      tf.batchNorm(x as Tensor4D, m as Tensor1D, v as Tensor1D, offset as Tensor1D, scale as Tensor1D, 0.001)
  ),
  plain('batchNorm2d', [normal(5, 4), normal(4), positive(4)], (x, m, v) =>
    tf.batchNorm2d(x as Tensor2D, m as Tensor1D, v as Tensor1D)
  ),
  smooth('localResponseNormalization', [normal(1, 3, 3, 6)], (x) =>
    tf.localResponseNormalization(x as Tensor4D, 2)
  )
];

const images = [
  ...([false, true] as const).flatMap((align) => [
    smooth(`image.resizeBilinear${align ? ' aligned' : ''}`, [normal(2, 4, 5, 3)], (x) =>
      tf.image.resizeBilinear(x as Tensor4D, [7, 8], align)
    ),
    smooth(`image.resizeNearestNeighbor${align ? ' aligned' : ''}`, [normal(2, 4, 5, 3)], (x) =>
      tf.image.resizeNearestNeighbor(x as Tensor4D, [7, 8], align)
    )
  ]),
  smooth('image.resizeBilinear half-pixel', [normal(2, 4, 5, 3)], (x) =>
    tf.image.resizeBilinear(x as Tensor4D, [7, 8], false, true)
  ),
  plain('image.cropAndResize', [normal(2, 6, 6, 3), unit(3, 4)], (x, boxes) =>
    tf.image.cropAndResize(x as Tensor4D, tf.abs(boxes as Tensor2D), tf.tensor1d([0, 1, 0], 'int32'), [3, 4])
  ),
  plain('image.flipLeftRight', [normal(1, 3, 3, 2)], (x) => tf.image.flipLeftRight(x as Tensor4D)),
  plain('image.grayscaleToRGB', [normal(1, 3, 3, 1)], (x) => tf.image.grayscaleToRGB(x as Tensor4D)),
  plain('image.rgbToGrayscale', [normal(1, 3, 3, 3)], (x) => tf.image.rgbToGrayscale(x as Tensor4D)),
  plain('image.threshold', [unit(3, 3, 1)], (x) => tf.image.threshold(x as Tensor3D, 'binary', true, 0.4))
];

const arrangement = [
  smooth('reshape', [normal(2, 6)], (x) => [tf.reshape(x, [3, 4]), tf.reshape(x, [4, -1])]),
  smooth('expandDims', [normal(2, 3)], (x) => [tf.expandDims(x), tf.expandDims(x, -1)]),
  smooth('squeeze', [normal(1, 2, 1)], (x) => [tf.squeeze(x), tf.squeeze(x, [0])]),
  smooth('concat', [normal(2, 3), normal(1, 3)], (a, b) => tf.concat([a, b])),
  smooth('concat last', [normal(2, 3), normal(2, 1)], (a, b) => tf.concat([a, b], -1)),
  smooth('split', [normal(4, 6)], (x) => tf.split(x, 3, 1)),
  smooth('split sizes', [normal(4, 6)], (x) => tf.split(x, [1, 2, 3], 1)),
  smooth('stack', [normal(2, 3), normal(2, 3)], (a, b) => tf.stack([a, b], 1)),
  smooth('unstack', [normal(2, 3)], (x) => tf.unstack(x, 1)),
  smooth('gather', [normal(5, 3), whole(2, 2)], (x, i) => tf.gather(x, i)),
  smooth('gather axis', [normal(3, 5), whole(2)], (x, i) => tf.gather(x, i, 1)),
  smooth('gather batched', [normal(2, 5, 3), whole(2, 4)], (x, i) => tf.gather(x, i, 1, 1)),
  plain('gatherND', [normal(4, 4), whole(3, 2)], (x, i) => tf.gatherND(x, i)),
  plain('scatterND', [normal(4)], (x) =>
    tf.scatterND(tf.tensor2d([[0], [2], [4], [1]], undefined, 'int32'), x, [6])
  ),
  plain('tensorScatterUpdate', [normal(6), normal(2)], (x, u) =>
    tf.tensorScatterUpdate(x, tf.tensor2d([[4], [1]], undefined, 'int32'), u)
  ),
  plain('sparseToDense', [normal(3)], (x) =>
    tf.sparseToDense(tf.tensor1d([0, 2, 3], 'int32'), x, [5], tf.scalar(0))
  ),
  smooth('slice', [normal(3, 4)], (x) => [tf.slice(x, [1, 1], [2, -1]), tf.slice(x, [1])]),
  plain('stridedSlice', [normal(5, 6)], (x) => tf.stridedSlice(x, [0, 4], [5, 0], [2, -1])),
  plain('stridedSlice masked', [normal(5, 6)], (x) =>
    tf.stridedSlice(x, [1, 1], [3, 3], [1, 2], 1, 2, 0, 0, 1)
  ),
  smooth('tile', [normal(2, 3)], (x) => tf.tile(x, [2, 3])),
  smooth('broadcastTo', [normal(1, 3)], (x) => tf.broadcastTo(x, [2, 4, 3])),
  smooth('pad', [normal(2, 3)], (x) =>
    tf.pad(
      x,
      [
        [1, 2],
        [0, 1]
      ],
      0.5
    )
  ),
  smooth('mirrorPad', [normal(4, 5)], (x) =>
    tf.mirrorPad(
      x,
      [
        [1, 1],
        [2, 2]
      ],
      'reflect'
    )
  ),
  smooth('mirrorPad symmetric', [normal(4, 5)], (x) =>
    tf.mirrorPad(
      x,
      [
        [1, 1],
        [2, 2]
      ],
      'symmetric'
    )
  ),
  smooth('reverse', [normal(2, 3)], (x) => [tf.reverse(x), tf.reverse(x, 1)]),
  smooth('spaceToBatchND', [normal(1, 4, 4, 2)], (x) =>
    tf.spaceToBatchND(
      x,
      [2, 2],
      [
        [0, 0],
        [2, 0]
      ]
    )
  ),
  smooth('batchToSpaceND', [normal(4, 2, 2, 1)], (x) =>
    tf.batchToSpaceND(
      x,
      [2, 2],
      [
        [0, 0],
        [1, 0]
      ]
    )
  ),
  plain('depthToSpace', [normal(1, 2, 2, 8)], (x) => tf.depthToSpace(x as Tensor4D, 2)),
  plain('topk', [normal(3, 5)], (x) => {
    const { values, indices } = tf.topk(x, 2);
    return [values, indices];
  }),
  plain('oneHot', [whole(2, 3)], (i) => tf.oneHot(i, 5, 2, -1)),
  plain('oneHot from values', [whole(3)], (i) => tf.oneHot(i, 4)),
  plain('meshgrid', [normal(2), normal(3)], (a, b) => tf.meshgrid(a, b)),
  plain('topk labels', [normal(3, 4), whole(3)], (p, l) =>
    tf.any(tf.equal(tf.topk(p, 2).indices, tf.expandDims(l, 1)), 1)
  )
];

const losses = [
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

/** Uses of TensorFlow.js's operations by kind. */
export const OPERATION_CASES: Readonly<Record<string, OperationCase[]>> = {
  'element-wise': elementwise,
  arithmetic,
  reductions,
  matrices,
  windows,
  normalisation,
  images,
  arrangement,
  losses
};
