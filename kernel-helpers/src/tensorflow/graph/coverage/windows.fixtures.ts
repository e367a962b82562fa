import type { Tensor1D, Tensor2D, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../../load';
import { normal, plain, positive, smooth, unit } from './case.fixtures';

const tf = loadTensorFlow();

export const windows = [
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

export const normalisation = [
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

export const images = [
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
  plain('image.nonMaxSuppressionPadded', [unit(5, 4), unit(5)], (boxes, scores) => {
    const { selectedIndices, validOutputs } = tf.image.nonMaxSuppressionPadded(
      boxes as Tensor2D,
      scores as Tensor1D,
      3,
      0.5,
      0,
      true
    );
    return [selectedIndices, validOutputs];
  }),
  plain('image.flipLeftRight', [normal(1, 3, 3, 2)], (x) => tf.image.flipLeftRight(x as Tensor4D)),
  plain('image.grayscaleToRGB', [normal(1, 3, 3, 1)], (x) => tf.image.grayscaleToRGB(x as Tensor4D)),
  plain('image.rgbToGrayscale', [normal(1, 3, 3, 3)], (x) => tf.image.rgbToGrayscale(x as Tensor4D)),
  plain('image.threshold', [unit(3, 3, 1)], (x) => tf.image.threshold(x as Tensor3D, 'binary', true, 0.4))
];
