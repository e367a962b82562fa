import { TensorFlowError } from '../errors';
import { elements, type GraphDtype, type NodeAttribute } from './node';

/** What is known of a tensor while recording. */
export interface AbstractTensor {
  shape: number[];
  dtype: GraphDtype;
}

/** An operation about to be recorded. */
export interface Operation {
  op: string;
  attributes: Readonly<Record<string, NodeAttribute>>;
  inputs: readonly AbstractTensor[];
  /** Values of an input that decides the shape. @throws TensorFlowError `recording` if it is computed in the graph. */
  constant(input: number): number[];
}

type Rule = (operation: Operation) => AbstractTensor[];

/** Shapes and types of an operation's outputs; null for operations without a rule here. */
export function outputsOf(operation: Operation): AbstractTensor[] | null {
  return RULES.get(operation.op)?.(operation) ?? null;
}

const RULES = new Map<string, Rule>();

function rule(names: string, apply: Rule): void {
  names.split(/\s+/).forEach((name) => RULES.set(name, apply));
}

const like =
  (input: number): Rule =>
  ({ inputs }) => [{ ...inputs[input] }];

rule(
  `Abs Ceil Cos Cosh Cumsum Cumprod Elu Erf Exp Expm1 Floor Identity Invert LeakyRelu Log Log1p LogSoftmax Neg
   OnesLike Reciprocal Relu Relu6 Round Rsqrt Selu Sigmoid Sign Sin Sinh Softmax Softplus Sqrt Square Tan Tanh
   ZerosLike Acos Acosh Asin Asinh Atan Atanh ClipByValue ReverseV2 Softsign StopGradient Rint BiasAdd`,
  like(0)
);
rule(
  `EluGrad Relu6Grad ReluGrad RsqrtGrad SeluGrad SigmoidGrad SoftplusGrad SqrtGrad TanhGrad LeakyReluGrad`,
  like(0)
);
rule('LogicalNot IsFinite IsInf IsNan', ({ inputs }) => [{ shape: inputs[0].shape, dtype: 'bool' }]);

const broadcast: Rule = ({ op, inputs: [a, b] }) => [
  { shape: broadcastShape(a.shape, b.shape, op), dtype: a.dtype }
];
rule(
  `Add AddV2 Sub Mul Div RealDiv DivNoNan FloorDiv FloorMod Mod Maximum Minimum Pow SquaredDifference Atan2
   LogicalAnd LogicalOr BitwiseAnd TruncateDiv`,
  broadcast
);
rule('Equal NotEqual Greater GreaterEqual Less LessEqual', (operation) => [
  { ...broadcast(operation)[0], dtype: 'bool' }
]);
rule('Select', like(1));
rule('SelectV2', ({ op, inputs: [condition, a, b] }) => [
  { shape: broadcastShape(broadcastShape(condition.shape, a.shape, op), b.shape, op), dtype: a.dtype }
]);
rule('Cast', ({ attributes, inputs }) => [{ shape: inputs[0].shape, dtype: typeOf(attributes.DstT) }]);
rule('AddN', like(0));
rule('L2Loss', ({ inputs }) => [{ shape: [], dtype: inputs[0].dtype }]);

rule('Mean Sum Max Min Prod All Any', ({ attributes, inputs: [x], constant }) => {
  const axes = new Set(constant(1).map((axis) => fromEnd(axis, x.shape.length)));
  const keep = flag(attributes.keep_dims);
  const shape = x.shape.flatMap((size, axis) => (axes.has(axis) ? (keep ? [1] : []) : [size]));
  return [{ shape, dtype: x.dtype }];
});
rule('ArgMax ArgMin', ({ attributes, inputs: [x], constant }) => {
  const axis = fromEnd(constant(1)[0], x.shape.length);
  const dtype = attributes.output_type ? typeOf(attributes.output_type) : 'int64';
  return [{ shape: x.shape.filter((_, i) => i !== axis), dtype }];
});

rule('MatMul _FusedMatMul', ({ attributes, inputs: [a, b] }) => {
  const rows = a.shape[flag(attributes.transpose_a) ? 1 : 0];
  const columns = b.shape[flag(attributes.transpose_b) ? 0 : 1];
  return [{ shape: [rows, columns], dtype: a.dtype }];
});
rule('BatchMatMul BatchMatMulV2', ({ op, attributes, inputs: [a, b] }) => {
  const [rank, otherRank] = [a.shape.length, b.shape.length];
  const rows = a.shape[rank - (flag(attributes.adj_x) ? 1 : 2)];
  const columns = b.shape[otherRank - (flag(attributes.adj_y) ? 2 : 1)];
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2), op);
  return [{ shape: [...batch, rows, columns], dtype: a.dtype }];
});

rule('Conv2D', (operation) => {
  const [x, kernel] = operation.inputs;
  const [rows, columns] = slide(operation, kernel.shape[0], kernel.shape[1]);
  return [{ shape: [x.shape[0], rows, columns, kernel.shape[3]], dtype: x.dtype }];
});
rule('DepthwiseConv2dNative', (operation) => {
  const [x, kernel] = operation.inputs;
  const [rows, columns] = slide(operation, kernel.shape[0], kernel.shape[1]);
  return [{ shape: [x.shape[0], rows, columns, x.shape[3] * kernel.shape[3]], dtype: x.dtype }];
});
rule('MaxPool AvgPool', (operation) => {
  const [x] = operation.inputs;
  const [, high, wide] = list(operation.attributes.ksize);
  const [rows, columns] = slide(operation, high, wide);
  return [{ shape: [x.shape[0], rows, columns, x.shape[3]], dtype: x.dtype }];
});
rule('Conv2DBackpropInput DepthwiseConv2dNativeBackpropInput', ({ inputs, constant }) => [
  { shape: constant(0), dtype: inputs[2].dtype }
]);
rule('Conv2DBackpropFilter DepthwiseConv2dNativeBackpropFilter', ({ inputs, constant }) => [
  { shape: constant(1), dtype: inputs[0].dtype }
]);
rule('AvgPoolGrad', ({ inputs, constant }) => [{ shape: constant(0), dtype: inputs[1].dtype }]);
rule('MaxPoolGrad', like(0));

// The reserved outputs only pass from the operation to its gradient; their shapes are the library's own affair.
rule('FusedBatchNormV3', ({ inputs: [x, scale] }) => [x, scale, scale, scale, scale, scale]);
rule('FusedBatchNormGradV3', ({ inputs: [, x, scale] }) => [x, scale, scale, scale, scale]);
rule('SparseSoftmaxCrossEntropyWithLogits SoftmaxCrossEntropyWithLogits', ({ inputs: [logits] }) => [
  { shape: [logits.shape[0]], dtype: logits.dtype },
  logits
]);

rule('Reshape', ({ inputs: [x], constant }) => {
  const shape = constant(1);
  const known = elements(shape.filter((size) => size >= 0));
  return [{ shape: shape.map((size) => (size < 0 ? elements(x.shape) / known : size)), dtype: x.dtype }];
});
rule('Transpose', ({ inputs: [x], constant }) => [
  { shape: constant(1).map((axis) => x.shape[axis]), dtype: x.dtype }
]);
rule('ExpandDims', ({ inputs: [x], constant }) => {
  const axis = fromEnd(constant(1)[0], x.shape.length + 1);
  return [{ shape: [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)], dtype: x.dtype }];
});
rule('Squeeze', ({ attributes, inputs: [x] }) => {
  const named = attributes.squeeze_dims ?? attributes.axis;
  const axes = new Set(named ? list(named).map((axis) => fromEnd(axis, x.shape.length)) : []);
  const shape = x.shape.filter((size, axis) => (axes.size > 0 ? !axes.has(axis) : size !== 1));
  return [{ shape, dtype: x.dtype }];
});
rule('Fill', ({ inputs, constant }) => [{ shape: constant(0), dtype: inputs[1].dtype }]);
rule('BroadcastTo', ({ inputs: [x], constant }) => [{ shape: constant(1), dtype: x.dtype }]);
rule('Tile', ({ inputs: [x], constant }) => {
  const times = constant(1);
  return [{ shape: x.shape.map((size, axis) => size * times[axis]), dtype: x.dtype }];
});
rule('Pad PadV2 MirrorPad', ({ inputs: [x], constant }) => {
  const paddings = constant(1);
  const shape = x.shape.map((size, axis) => size + paddings[2 * axis] + paddings[2 * axis + 1]);
  return [{ shape, dtype: x.dtype }];
});
rule('Slice', ({ inputs: [x], constant }) => {
  const [begin, size] = [constant(1), constant(2)];
  return [
    { shape: size.map((count, axis) => (count < 0 ? x.shape[axis] - begin[axis] : count)), dtype: x.dtype }
  ];
});
rule('ConcatV2', ({ inputs, constant }) => {
  const parts = inputs.slice(0, -1);
  const axis = fromEnd(constant(inputs.length - 1)[0], parts[0].shape.length);
  const total = parts.reduce((sum, { shape }) => sum + shape[axis], 0);
  return [{ shape: replaced(parts[0].shape, axis, total), dtype: parts[0].dtype }];
});
rule('Split', ({ attributes, inputs, constant }) => {
  const x = inputs[1];
  const axis = fromEnd(constant(0)[0], x.shape.length);
  const count = whole(attributes.num_split);
  const shape = replaced(x.shape, axis, x.shape[axis] / count);
  return Array.from({ length: count }, () => ({ shape, dtype: x.dtype }));
});
rule('SplitV', ({ inputs: [x], constant }) => {
  const axis = fromEnd(constant(2)[0], x.shape.length);
  return constant(1).map((size) => ({ shape: replaced(x.shape, axis, size), dtype: x.dtype }));
});
rule('Pack', ({ attributes, inputs }) => {
  const [{ shape, dtype }] = inputs;
  const axis = fromEnd(attributes.axis ? whole(attributes.axis) : 0, shape.length + 1);
  return [{ shape: [...shape.slice(0, axis), inputs.length, ...shape.slice(axis)], dtype }];
});
rule('Unpack', ({ attributes, inputs: [x] }) => {
  const axis = fromEnd(attributes.axis ? whole(attributes.axis) : 0, x.shape.length);
  const shape = x.shape.filter((_, i) => i !== axis);
  return Array.from({ length: whole(attributes.num) }, () => ({ shape, dtype: x.dtype }));
});
rule('OneHot', ({ attributes, inputs, constant }) => {
  const [indices, , on] = inputs;
  const axis = attributes.axis ? whole(attributes.axis) : -1;
  const at = axis < 0 ? indices.shape.length : axis;
  const shape = [...indices.shape.slice(0, at), constant(1)[0], ...indices.shape.slice(at)];
  return [{ shape, dtype: on.dtype }];
});
rule('StatelessRandomUniform StatelessRandomNormal StatelessTruncatedNormal', ({ attributes, constant }) => [
  { shape: constant(0), dtype: typeOf(attributes.dtype) }
]);
rule('ResizeBilinear ResizeNearestNeighbor', ({ op, inputs: [x], constant }) => {
  const [high, wide] = constant(1);
  const dtype = op === 'ResizeBilinear' ? 'float32' : x.dtype;
  return [{ shape: [x.shape[0], high, wide, x.shape[3]], dtype }];
});

/** Rows and columns that a window sliding over [N, H, W, C] leaves. */
function slide({ attributes, inputs: [x] }: Operation, high: number, wide: number): [number, number] {
  const { stride, before, after, reach } = slidePadding(attributes, x.shape, [high, wide]);
  const along = (axis: 0 | 1): number =>
    Math.floor((x.shape[axis + 1] + before[axis] + after[axis] - reach[axis]) / stride[axis]) + 1;
  return [along(0), along(1)];
}

/**
 * How a window slides over rows and columns of [N, H, W, C]: its strides, the padding before and after, and how many
 * pixels it spans.
 */
export function slidePadding(
  attributes: Operation['attributes'],
  shape: readonly number[],
  window: readonly [number, number]
): Record<'stride' | 'before' | 'after' | 'reach', [number, number]> {
  const strides = list(attributes.strides);
  const dilations = attributes.dilations ? list(attributes.dilations) : [1, 1, 1, 1];
  const padding = attributes.padding && 'string' in attributes.padding ? attributes.padding.string : 'SAME';
  const explicit = attributes.explicit_paddings ? list(attributes.explicit_paddings) : [];
  const both = (along: (axis: 0 | 1) => number): [number, number] => [along(0), along(1)];
  const stride = both((axis) => strides[axis + 1]);
  const reach = both((axis) => (window[axis] - 1) * dilations[axis + 1] + 1);
  // TensorFlow's SAME puts the odd pixel after.
  const same = both((axis) => {
    const size = shape[axis + 1];
    return Math.max((Math.ceil(size / stride[axis]) - 1) * stride[axis] + reach[axis] - size, 0);
  });
  const given = (axis: 0 | 1, side: 0 | 1): number => {
    if (padding === 'SAME') {
      return side === 0 ? Math.floor(same[axis] / 2) : Math.ceil(same[axis] / 2);
    }
    return padding === 'EXPLICIT' ? explicit[2 * (axis + 1) + side] : 0;
  };
  return { stride, before: both((axis) => given(axis, 0)), after: both((axis) => given(axis, 1)), reach };
}

function broadcastShape(a: readonly number[], b: readonly number[], op: string): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [left, right] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    if (left !== right && left !== 1 && right !== 1) {
      const found = `${op} got shapes [${a.join(', ')}] and [${b.join(', ')}].`;
      throw new TensorFlowError('invalid-argument', found, 'Give shapes that are equal or 1 on each axis.');
    }
    return left === 1 ? right : left;
  });
}

function replaced(shape: readonly number[], axis: number, size: number): number[] {
  return shape.map((old, i) => (i === axis ? size : old));
}

function fromEnd(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

function typeOf(attribute: NodeAttribute): GraphDtype {
  return 'type' in attribute ? attribute.type : 'float32';
}

function flag(attribute: NodeAttribute | undefined): boolean {
  return attribute !== undefined && 'bool' in attribute && attribute.bool;
}

function whole(attribute: NodeAttribute): number {
  return 'int' in attribute ? attribute.int : 0;
}

function list(attribute: NodeAttribute): number[] {
  return 'ints' in attribute ? attribute.ints : [];
}
