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
 * The node that gives an operation's only output by cheaper means on CPUs, or by means that TensorFlow's optimiser keeps its
 * hands off; null where there are none. What they give is the same to float round-off.
 */
export function lowered(operation: Operation, output: AbstractTensor, emit: Emitter): string | null {
  return LOWERINGS.get(operation.op)?.(operation, output, emit) ?? null;
}

/** Widest kernel whose gradient oneDNN computes with its fast kernel; beyond it takes some four times as long. */
const WIDEST_FAST_KERNEL = 3;

const LOWERINGS = new Map<string, Lowering>([
  ['Conv2DBackpropInput', pointwiseInput],
  ['Conv2DBackpropFilter', pointwiseFilter],
  ['DepthwiseConv2dNativeBackpropFilter', depthwiseFilter],
  ['Tanh', tanh]
]);

/** A 1×1 convolution is a matrix product over pixels, and so is its gradient: dx = dy·wᵀ. */
function pointwiseInput(operation: Operation, output: AbstractTensor, emit: Emitter): string | null {
  const [, kernel, dy] = operation.inputs;
  return isPointwise(operation, output, kernel)
    ? product(emit, { ref: emit.refs[2], tensor: dy }, { ref: emit.refs[1], tensor: kernel }, output, 'b')
    : null;
}

/** dw = xᵀ·dy. */
function pointwiseFilter(operation: Operation, output: AbstractTensor, emit: Emitter): string | null {
  const [x, , dy] = operation.inputs;
  return isPointwise(operation, x, output)
    ? product(emit, { ref: emit.refs[0], tensor: x }, { ref: emit.refs[2], tensor: dy }, output, 'a')
    : null;
}

/** Whether a convolution, or its gradient, multiplies the channels [N, H, W, C] of each position by one matrix. */
export function isPointwise({ attributes }: Operation, map: AbstractTensor, kernel: AbstractTensor): boolean {
  const { strides, padding, data_format: format } = attributes;
  const [high, wide, channels] = kernel.shape;
  const isMatrix = high === 1 && wide === 1 && channels === map.shape[3];
  const isLast = format === undefined || ('string' in format && format.string === 'NHWC');
  return isMatrix && isLast && ones(strides) && !isExplicit(padding);
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

/**
 * The gradient of a wide depthwise kernel, with its padding spelled out: oneDNN leaves such operations to TensorFlow's
 * own kernel, which is faster here.
 */
function depthwiseFilter(operation: Operation, output: AbstractTensor, emit: Emitter): string | null {
  const { op, attributes, inputs } = operation;
  const [high, wide] = output.shape;
  if (wide <= WIDEST_FAST_KERNEL || !(attributes.dilations === undefined || ones(attributes.dilations))) {
    return null;
  }
  const { before, after } = slidePadding(attributes, inputs[0].shape, [high, wide]);
  const ints = [0, 0, before[0], after[0], before[1], after[1], 0, 0];
  const padding = { padding: { string: 'EXPLICIT' }, explicit_paddings: { ints } };
  return emit.node(op, [...emit.refs], { ...attributes, ...padding });
}

/**
 * −tanh(−x): behind a convolution and a normalisation, the optimiser takes a plain tanh into an operation that its CPU
 * kernel then refuses ("Fusion is not implemented: [FusedBatchNorm,Tanh]").
 */
function tanh({ attributes }: Operation, { shape }: AbstractTensor, emit: Emitter): string | null {
  if (shape.length !== 4) {
    return null;
  }
  const negative = emit.node('Neg', [...emit.refs], { T: attributes.T });
  return emit.node('Neg', [emit.node('Tanh', [negative], attributes)], { T: attributes.T });
}

function ones(attribute: NodeAttribute | undefined): boolean {
  return attribute !== undefined && 'ints' in attribute && attribute.ints.every((size) => size === 1);
}

function isExplicit(padding: NodeAttribute | undefined): boolean {
  return padding !== undefined && 'string' in padding && padding.string === 'EXPLICIT';
}
