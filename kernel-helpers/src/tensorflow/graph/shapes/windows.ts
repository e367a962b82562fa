import { impossible, ints, like, type Operation, rules, text, whole } from './rule';

/** Convolution, pooling, normalisation and resizing: [N, spatial axes…, C]. */
export const WINDOWS = rules([
  [
    'Conv2D Conv3D',
    (operation) => {
      const [x, { shape: kernel }] = operation.inputs;
      const spatial = slide(operation, kernel.slice(0, -2));
      return [{ shape: [x.shape[0], ...spatial, kernel[kernel.length - 1]], dtype: x.dtype }];
    }
  ],
  [
    'DepthwiseConv2dNative',
    (operation) => {
      const [x, { shape: kernel }] = operation.inputs;
      const spatial = slide(operation, kernel.slice(0, -2));
      return [{ shape: [x.shape[0], ...spatial, x.shape[3] * kernel[3]], dtype: x.dtype }];
    }
  ],
  [
    'Dilation2D',
    (operation) => {
      const [x, { shape: kernel }] = operation.inputs;
      return [{ shape: [x.shape[0], ...slide(operation, kernel.slice(0, -1)), x.shape[3]], dtype: x.dtype }];
    }
  ],
  [
    'MaxPool AvgPool MaxPool3D AvgPool3D',
    (operation) => {
      const [{ shape, dtype }] = operation.inputs;
      const spatial = slide(operation, ints(operation.attributes.ksize).slice(1, -1));
      return [{ shape: [shape[0], ...spatial, shape[shape.length - 1]], dtype }];
    }
  ],
  [
    'Conv2DBackpropInput DepthwiseConv2dNativeBackpropInput Conv3DBackpropInputV2',
    ({ inputs, constant }) => [{ shape: constant(0), dtype: inputs[2].dtype }]
  ],
  [
    'Conv2DBackpropFilter DepthwiseConv2dNativeBackpropFilter Conv3DBackpropFilterV2',
    ({ inputs, constant }) => [{ shape: constant(1), dtype: inputs[0].dtype }]
  ],
  ['Dilation2DBackpropInput', like(0)],
  ['Dilation2DBackpropFilter', like(1)],
  ['AvgPoolGrad AvgPool3DGrad', ({ inputs, constant }) => [{ shape: constant(0), dtype: inputs[1].dtype }]],
  ['MaxPoolGrad MaxPool3DGrad', like(0)],
  // The reserved outputs only pass from the operation to its gradient; their shapes are the library's own affair.
  ['FusedBatchNormV3', ({ inputs: [x, scale] }) => [x, scale, scale, scale, scale, scale]],
  ['FusedBatchNormGradV3', ({ inputs: [, x, scale] }) => [x, scale, scale, scale, scale]],
  ['LRN LRNGrad', like(0)],
  [
    'ResizeBilinear ResizeNearestNeighbor ResizeNearestNeighborGrad',
    ({ op, inputs: [{ shape, dtype }], constant }) => [
      {
        shape: [shape[0], ...constant(1), shape[3]],
        dtype: op === 'ResizeBilinear' ? 'float32' : dtype
      }
    ]
  ],
  ['ResizeBilinearGrad', like(1)],
  [
    'CropAndResize',
    ({ inputs: [image, boxes], constant }) => [
      { shape: [boxes.shape[0], ...constant(3), image.shape[3]], dtype: 'float32' }
    ]
  ],
  [
    'SpaceToBatchND',
    ({ inputs: [x], constant }) => {
      const [block, paddings] = [constant(1), constant(2)];
      const spatial = block.map((size, i) => (x.shape[i + 1] + paddings[2 * i] + paddings[2 * i + 1]) / size);
      const batch = block.reduce((product, size) => product * size, x.shape[0]);
      return [{ shape: [batch, ...spatial, ...x.shape.slice(block.length + 1)], dtype: x.dtype }];
    }
  ],
  [
    'BatchToSpaceND',
    ({ inputs: [x], constant }) => {
      const [block, crops] = [constant(1), constant(2)];
      const spatial = block.map((size, i) => x.shape[i + 1] * size - crops[2 * i] - crops[2 * i + 1]);
      const batch = block.reduce((quotient, size) => quotient / size, x.shape[0]);
      return [{ shape: [batch, ...spatial, ...x.shape.slice(block.length + 1)], dtype: x.dtype }];
    }
  ],
  [
    'DepthToSpace',
    ({ attributes, inputs: [x] }) => {
      const block = whole(attributes.block_size);
      const [batch, high, wide, channels] = x.shape;
      return [{ shape: [batch, high * block, wide * block, channels / block ** 2], dtype: x.dtype }];
    }
  ]
]);

/** Places that a window sliding over the spatial axes of [N, …, C] takes along each. */
function slide({ op, attributes, inputs: [{ shape }] }: Operation, window: readonly number[]): number[] {
  const { stride, before, after, reach } = slidePadding(attributes, shape, window);
  return window.map((_, axis) => {
    const room = shape[axis + 1] + before[axis] + after[axis];
    if (room < reach[axis]) {
      const found = `slides a window of ${reach[axis]} over ${room} pixels of [${shape.join(', ')}]`;
      throw impossible(op, found, 'a map that the window fits into', "Give a larger map, or padding 'same'.");
    }
    return Math.floor((room - reach[axis]) / stride[axis]) + 1;
  });
}

/**
 * How a window slides over the spatial axes of [N, …, C]: its strides, the padding before and after, and how many
 * pixels it spans.
 */
export function slidePadding(
  attributes: Operation['attributes'],
  shape: readonly number[],
  window: readonly number[]
): Record<'stride' | 'before' | 'after' | 'reach', number[]> {
  const dilations = attributes.dilations ?? attributes.rates;
  const padding = attributes.padding === undefined ? 'SAME' : text(attributes.padding);
  const stride = ints(attributes.strides).slice(1, -1);
  const reach = window.map((size, axis) => (size - 1) * (dilations ? ints(dilations)[axis + 1] : 1) + 1);
  // TensorFlow's SAME puts the odd pixel after.
  const same = window.map((_, axis) => {
    const size = shape[axis + 1];
    return Math.max((Math.ceil(size / stride[axis]) - 1) * stride[axis] + reach[axis] - size, 0);
  });
  const given = (side: 0 | 1): number[] =>
    window.map((_, axis) => {
      if (padding === 'SAME') {
        return side === 0 ? Math.floor(same[axis] / 2) : Math.ceil(same[axis] / 2);
      }
      return padding === 'EXPLICIT' ? ints(attributes.explicit_paddings)[2 * (axis + 1) + side] : 0;
    });
  return { stride, before: given(0), after: given(1), reach };
}
