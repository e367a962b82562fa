import { loadTensorFlow } from '../../load';
import { elements } from '../node';
import {
  type AbstractTensor,
  broadcastShape,
  fromEnd,
  ints,
  like,
  type Operation,
  replaced,
  rules,
  typeOf,
  whole
} from './rule';

/** Operations that move, join, divide, choose or make elements. */
export const ARRANGEMENT = rules([
  ['ReverseV2 TensorScatterUpdate', like(0)],
  [
    'Reshape',
    ({ inputs: [x], constant }) => {
      const shape = constant(1);
      const known = elements(shape.filter((size) => size >= 0));
      return [{ shape: shape.map((size) => (size < 0 ? elements(x.shape) / known : size)), dtype: x.dtype }];
    }
  ],
  [
    'Transpose',
    ({ inputs: [x], constant }) => [{ shape: constant(1).map((axis) => x.shape[axis]), dtype: x.dtype }]
  ],
  [
    'ExpandDims',
    ({ inputs: [x], constant }) => {
      const axis = fromEnd(constant(1)[0], x.shape.length + 1);
      return [{ shape: [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)], dtype: x.dtype }];
    }
  ],
  [
    'Squeeze',
    ({ attributes, inputs: [x] }) => {
      const named = attributes.squeeze_dims ?? attributes.axis;
      const axes = new Set(named ? ints(named).map((axis) => fromEnd(axis, x.shape.length)) : []);
      const shape = x.shape.filter((size, axis) => (axes.size > 0 ? !axes.has(axis) : size !== 1));
      return [{ shape, dtype: x.dtype }];
    }
  ],
  ['Fill', ({ inputs: [, value], constant }) => [{ shape: constant(0), dtype: value.dtype }]],
  ['BroadcastTo', ({ inputs: [x], constant }) => [{ shape: constant(1), dtype: x.dtype }]],
  [
    'BroadcastArgs',
    ({ op, inputs: [a, b] }) => [{ shape: broadcastShape(a.shape, b.shape, op), dtype: a.dtype }]
  ],
  ['Diag', ({ inputs: [x] }) => [{ shape: [...x.shape, ...x.shape], dtype: x.dtype }]],
  [
    'Tile',
    ({ inputs: [x], constant }) => {
      const times = constant(1);
      return [{ shape: x.shape.map((size, axis) => size * times[axis]), dtype: x.dtype }];
    }
  ],
  [
    'Pad PadV2 MirrorPad',
    ({ inputs: [x], constant }) => {
      const paddings = constant(1);
      const shape = x.shape.map((size, axis) => size + paddings[2 * axis] + paddings[2 * axis + 1]);
      return [{ shape, dtype: x.dtype }];
    }
  ],
  [
    'Slice',
    ({ inputs: [x], constant }) => {
      const [begin, size] = [constant(1), constant(2)];
      const shape = size.map((count, axis) => (count < 0 ? x.shape[axis] - begin[axis] : count));
      return [{ shape, dtype: x.dtype }];
    }
  ],
  ['StridedSlice', stridedSlice],
  [
    'ConcatV2',
    ({ inputs, constant }) => {
      const parts = inputs.slice(0, -1);
      const axis = fromEnd(constant(inputs.length - 1)[0], parts[0].shape.length);
      const total = parts.reduce((sum, { shape }) => sum + shape[axis], 0);
      return [{ shape: replaced(parts[0].shape, axis, total), dtype: parts[0].dtype }];
    }
  ],
  [
    'Split',
    ({ attributes, inputs: [, x], constant }) => {
      const axis = fromEnd(constant(0)[0], x.shape.length);
      const count = whole(attributes.num_split);
      const shape = replaced(x.shape, axis, x.shape[axis] / count);
      return Array.from({ length: count }, () => ({ shape, dtype: x.dtype }));
    }
  ],
  [
    'SplitV',
    ({ inputs: [x], constant }) => {
      const axis = fromEnd(constant(2)[0], x.shape.length);
      return constant(1).map((size) => ({ shape: replaced(x.shape, axis, size), dtype: x.dtype }));
    }
  ],
  [
    'Pack',
    ({ attributes, inputs }) => {
      const [{ shape, dtype }] = inputs;
      const axis = fromEnd(attributes.axis ? whole(attributes.axis) : 0, shape.length + 1);
      return [{ shape: [...shape.slice(0, axis), inputs.length, ...shape.slice(axis)], dtype }];
    }
  ],
  [
    'Unpack',
    ({ attributes, inputs: [x] }) => {
      const axis = fromEnd(attributes.axis ? whole(attributes.axis) : 0, x.shape.length);
      const shape = x.shape.filter((_, i) => i !== axis);
      return Array.from({ length: whole(attributes.num) }, () => ({ shape, dtype: x.dtype }));
    }
  ],
  [
    'GatherV2',
    ({ attributes, inputs: [{ shape, dtype }, indices], constant }) => {
      const axis = fromEnd(constant(2)[0], shape.length);
      const batch = attributes.batch_dims ? whole(attributes.batch_dims) : 0;
      return [
        { shape: [...shape.slice(0, axis), ...indices.shape.slice(batch), ...shape.slice(axis + 1)], dtype }
      ];
    }
  ],
  [
    'GatherNd',
    ({ inputs: [x, { shape: places }] }) => {
      const depth = places[places.length - 1];
      return [{ shape: [...places.slice(0, -1), ...x.shape.slice(depth)], dtype: x.dtype }];
    }
  ],
  ['ScatterNd', ({ inputs: [, updates], constant }) => [{ shape: constant(2), dtype: updates.dtype }]],
  ['SparseToDense', ({ inputs: [, , values], constant }) => [{ shape: constant(1), dtype: values.dtype }]],
  [
    'OneHot',
    ({ attributes, inputs: [indices, , on], constant }) => {
      const axis = attributes.axis ? whole(attributes.axis) : -1;
      const at = axis < 0 ? indices.shape.length : axis;
      const shape = [...indices.shape.slice(0, at), constant(1)[0], ...indices.shape.slice(at)];
      return [{ shape, dtype: on.dtype }];
    }
  ],
  [
    'StatelessRandomUniform StatelessRandomNormal StatelessTruncatedNormal',
    ({ attributes, constant }) => [{ shape: constant(0), dtype: typeOf(attributes.dtype) }]
  ]
]);

function stridedSlice({ attributes, inputs: [x], constant }: Operation): AbstractTensor[] {
  const mask = (name: string): number => (attributes[name] ? whole(attributes[name]) : 0);
  const { finalShape } = loadTensorFlow().slice_util.sliceInfo(
    x.shape,
    constant(1),
    constant(2),
    constant(3),
    mask('begin_mask'),
    mask('end_mask'),
    mask('ellipsis_mask'),
    mask('new_axis_mask'),
    mask('shrink_axis_mask')
  );
  return [{ shape: finalShape, dtype: x.dtype }];
}
