import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../../load';
import { normal, plain, smooth, whole } from './case.fixtures';

const tf = loadTensorFlow();

export const arrangement = [
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
  plain('eye', [normal(3, 3)], (x) => tf.add(x, tf.eye(3))),
  plain('broadcastArgs', [whole(3)], (x) =>
    tf.broadcastArgs(tf.onesLike(x), tf.tensor1d([4, 1, 3], 'int32'))
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

const lstm = (x: Tensor, c: Tensor, h: Tensor, kernel: Tensor, bias: Tensor): [Tensor2D, Tensor2D] =>
  tf.basicLSTMCell(
    tf.scalar(1),
    kernel as Tensor2D,
    bias as Tensor1D,
    x as Tensor2D,
    c as Tensor2D,
    h as Tensor2D
  );

export const sequences = [
  smooth('basicLSTMCell', [normal(2, 3), normal(2, 4), normal(2, 4), normal(7, 16), normal(16)], lstm),
  smooth(
    'multiRNNCell',
    [normal(2, 4), normal(2, 4), normal(2, 4), normal(8, 16), normal(16)],
    (x, c, h, kernel, bias) => {
      const cell = (data: Tensor2D, cells: Tensor2D, state: Tensor2D): [Tensor2D, Tensor2D] =>
        lstm(data, cells, state, kernel, bias);
      const states = [h, h] as Tensor2D[];
      return tf.multiRNNCell([cell, cell], x as Tensor2D, [c, c] as Tensor2D[], states).flat();
    }
  ),
  smooth('signal.frame', [normal(10)], (x) => tf.signal.frame(x as Tensor1D, 4, 2)),
  plain('signal.hammingWindow', [normal(8)], (x) => tf.mul(x, tf.signal.hammingWindow(8))),
  plain('signal.hannWindow', [normal(8)], (x) => tf.mul(x, tf.signal.hannWindow(8)))
];
