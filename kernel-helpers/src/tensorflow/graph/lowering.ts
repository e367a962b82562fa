import { type AbstractTensor, type Operation, slidePadding } from './shapes';
import type { NodeAttribute } from './node';

/** Adds nodes in place of one operation. */
export interface Emitter {
  /** What stands for each input of the operation in a node's list of inputs. */
  refs: readonly string[];
  /** Adds a node and returns its name. */
  node(op: string, inputs: string[], attributes: Record<string, NodeAttribute>): string;
  /** Adds a constant list of whole numbers. */
  list(values: number[]): string;
}

type Lowering = (operation: Operation, output: AbstractTensor, emit: Emitter) => string | null;

/**
 * The node that gives an operation's only output by cheaper means on CPUs; null where there are none. What they give
 * is the same to float round-off.
 */
export function lowered(operation: Operation, output: AbstractTensor, emit: Emitter): string | null {
  return LOWERINGS.get(operation.op)?.(operation, output, emit) ?? null;
}

/** Widest kernel whose gradient oneDNN computes with its fast kernel; beyond it takes some four times as long. */
const WIDEST_FAST_KERNEL = 3;

const LOWERINGS = new Map<string, Lowering>([
  ['Conv2DBackpropInput', pointwiseInput],
  ['Conv2DBackpropFilter', pointwiseFilter],
  ['DepthwiseConv2dNativeBackpropFilter', depthwiseFilter]
]);

/** A 1×1 convolution is a matrix product over pixels, and so is its gradient: dx = dy·wᵀ. */
function pointwiseInput(operation: Operation, output: AbstractTensor, emit: Emitter): string | null {
  const [, kernel, dy] = operation.inputs;
  return isPointwise(operation, kernel.shape)
    ? product(emit, { ref: emit.refs[2], tensor: dy }, { ref: emit.refs[1], tensor: kernel }, output, 'b')
    : null;
}

/** dw = xᵀ·dy. */
function pointwiseFilter(operation: Operation, output: AbstractTensor, emit: Emitter): string | null {
  const [x, , dy] = operation.inputs;
  return isPointwise(operation, output.shape)
    ? product(emit, { ref: emit.refs[0], tensor: x }, { ref: emit.refs[2], tensor: dy }, output, 'a')
    : null;
}

function isPointwise({ attributes }: Operation, [high, wide]: readonly number[]): boolean {
  return high === 1 && wide === 1 && ones(attributes.strides) && !isExplicit(attributes.padding);
}

/** Matrix product of two maps over all axes but the last, one of them transposed. */
function product(
  emit: Emitter,
  a: { ref: string; tensor: AbstractTensor },
  b: { ref: string; tensor: AbstractTensor },
  output: AbstractTensor,
  transposed: 'a' | 'b'
): string {
  const type = { type: output.dtype };
  const shaped = (ref: string, shape: number[]): string =>
    emit.node('Reshape', [ref, emit.list(shape)], { T: type, Tshape: { type: 'int32' } });
  const rows = ({ ref, tensor: { shape } }: typeof a): string => shaped(ref, [-1, shape[shape.length - 1]]);
  const matrix = emit.node('MatMul', [rows(a), rows(b)], {
    T: type,
    transpose_a: { bool: transposed === 'a' },
    transpose_b: { bool: transposed === 'b' }
  });
  return shaped(matrix, output.shape);
}

/** The gradient of a wide depthwise kernel, some columns of it at a time. */
function depthwiseFilter(operation: Operation, output: AbstractTensor, emit: Emitter): string | null {
  const { attributes, inputs } = operation;
  const [x, , dy] = inputs;
  const [high, wide, channels, multiplier] = output.shape;
  if (wide <= WIDEST_FAST_KERNEL || !(attributes.dilations === undefined || ones(attributes.dilations))) {
    return null;
  }
  const { stride, before, after } = slidePadding(attributes, x.shape, [high, wide]);
  const parts = columnsOf(wide).map(({ first, count }) => {
    // Columns of x that these columns of the kernel ever see.
    const from = first - before[1];
    const to = from + (dy.shape[2] - 1) * stride[1] + count;
    const [low, end] = [Math.max(from, 0), Math.min(to, x.shape[2])];
    const seen = end - low === x.shape[2] ? emit.refs[0] : columns(emit, x, low, end - low);
    const paddings = [0, 0, before[0], after[0], low - from, to - end, 0, 0];
    return emit.node(operation.op, [seen, emit.list([high, count, channels, multiplier]), emit.refs[2]], {
      ...attributes,
      padding: { string: 'EXPLICIT' },
      explicit_paddings: { ints: paddings }
    });
  });
  return emit.node('ConcatV2', [...parts, emit.node('Const', [], scalar(1))], {
    N: { int: parts.length },
    T: { type: output.dtype },
    Tidx: { type: 'int32' }
  });
}

/** Columns of a kernel in as few and as equal parts as the fast kernel takes, the wider first. */
function columnsOf(wide: number): Array<{ first: number; count: number }> {
  const parts = Math.ceil(wide / WIDEST_FAST_KERNEL);
  let first = 0;
  return Array.from({ length: parts }, (_, i) => {
    const count = Math.ceil((wide - first) / (parts - i));
    const part = { first, count };
    first += count;
    return part;
  });
}

function columns(emit: Emitter, x: AbstractTensor, from: number, count: number): string {
  const [batch, rows, , channels] = x.shape;
  return emit.node(
    'Slice',
    [emit.refs[0], emit.list([0, 0, from, 0]), emit.list([batch, rows, count, channels])],
    {
      T: { type: x.dtype },
      Index: { type: 'int32' }
    }
  );
}

function scalar(value: number): Record<string, NodeAttribute> {
  const bytes = new Uint8Array(Int32Array.of(value).buffer);
  return { dtype: { type: 'int32' }, value: { tensor: { dtype: 'int32', shape: [], bytes } } };
}

function ones(attribute: NodeAttribute | undefined): boolean {
  return attribute !== undefined && 'ints' in attribute && attribute.ints.every((size) => size === 1);
}

function isExplicit(padding: NodeAttribute | undefined): boolean {
  return padding !== undefined && 'string' in padding && padding.string === 'EXPLICIT';
}
