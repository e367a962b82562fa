import {
  type AbstractTensor,
  broadcastShape,
  flag,
  fromEnd,
  impossible,
  like,
  rules,
  text,
  typeOf
} from './rule';

/** Operations that sum, count or choose over axes, matrix products among them. */
export const REDUCTIONS = rules([
  ['Cumsum Cumprod LogSoftmax Softmax', like(0)],
  ['L2Loss', ({ inputs: [x] }) => [{ shape: [], dtype: x.dtype }]],
  [
    'Mean Sum Max Min Prod All Any',
    ({ attributes, inputs: [x], constant }) => {
      const axes = new Set(constant(1).map((axis) => fromEnd(axis, x.shape.length)));
      const keep = flag(attributes.keep_dims);
      const shape = x.shape.flatMap((size, axis) => (axes.has(axis) ? (keep ? [1] : []) : [size]));
      return [{ shape, dtype: x.dtype }];
    }
  ],
  [
    'ArgMax ArgMin',
    ({ attributes, inputs: [x], constant }) => {
      const axis = fromEnd(constant(1)[0], x.shape.length);
      const dtype = attributes.output_type ? typeOf(attributes.output_type) : 'int64';
      return [{ shape: x.shape.filter((_, i) => i !== axis), dtype }];
    }
  ],
  [
    'TopKV2',
    ({ inputs: [x], constant }) => {
      const shape = [...x.shape.slice(0, -1), constant(1)[0]];
      return [
        { shape, dtype: x.dtype },
        { shape, dtype: 'int32' }
      ];
    }
  ],
  ['Bincount', ({ inputs: [, , weights], constant }) => [{ shape: constant(1), dtype: weights.dtype }]],
  [
    'UnsortedSegmentSum',
    ({ inputs: [x, ids], constant }) => [
      { shape: [constant(2)[0], ...x.shape.slice(ids.shape.length)], dtype: x.dtype }
    ]
  ],
  [
    'SparseSoftmaxCrossEntropyWithLogits SoftmaxCrossEntropyWithLogits',
    ({ inputs: [logits] }) => [{ shape: [logits.shape[0]], dtype: logits.dtype }, logits]
  ],
  [
    'MatMul _FusedMatMul',
    ({ attributes, inputs: [a, b] }) => {
      const rows = a.shape[flag(attributes.transpose_a) ? 1 : 0];
      const columns = b.shape[flag(attributes.transpose_b) ? 0 : 1];
      return [{ shape: [rows, columns], dtype: a.dtype }];
    }
  ],
  [
    'BatchMatMul BatchMatMulV2',
    ({ op, attributes, inputs: [a, b] }) => {
      const [rank, otherRank] = [a.shape.length, b.shape.length];
      const rows = a.shape[rank - (flag(attributes.adj_x) ? 1 : 2)];
      const columns = b.shape[otherRank - (flag(attributes.adj_y) ? 2 : 1)];
      const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2), op);
      return [{ shape: [...batch, rows, columns], dtype: a.dtype }];
    }
  ],
  [
    'Einsum',
    ({ attributes, inputs }) => {
      const equation = text(attributes.equation);
      return [{ shape: einsumShape(equation, inputs), dtype: inputs[0].dtype }];
    }
  ]
]);

/** Sides of what `ij,jk->ik` gives, each from an input that has its letter. */
function einsumShape(equation: string, inputs: readonly AbstractTensor[]): number[] {
  const [from, to] = equation.replace(/\s/g, '').split('->');
  const sizes = new Map(
    from
      .split(',')
      .flatMap((letters, i) => [...letters].map((letter, axis) => [letter, inputs[i].shape[axis]]))
  );
  return [...(to ?? '')].map((letter) => {
    const size = sizes.get(letter);
    if (size === undefined) {
      const found = `has the equation '${equation}', whose axis '${letter}' no input has`;
      throw impossible(
        'Einsum',
        found,
        'one letter for each axis',
        "Write it as in 'ij,jk->ik', without dots."
      );
    }
    return size;
  });
}
