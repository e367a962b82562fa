import type { Tensor } from '@tensorflow/tfjs';
import { TensorFlowError } from '../errors';
import { callSite } from './call-site';
import type { NodeAttribute } from './node';

/** Operations that draw from a state of TensorFlow's own, which no checkpoint holds and no seed sets back. */
const DRAWING = new Set([
  'Multinomial',
  'RandomStandardNormal',
  'RandomUniform',
  'RandomUniformInt',
  'TruncatedNormal'
]);

/** Operations whose results are as long as the values make them. */
const DATA_DEPENDENT = new Set([
  'ListDiff',
  'NonMaxSuppressionV3',
  'NonMaxSuppressionV4',
  'NonMaxSuppressionV5',
  'RaggedGather',
  'RaggedRange',
  'RaggedTensorToTensor',
  'SparseFillEmptyRows',
  'SparseReshape',
  'Unique',
  'UniqueV2',
  'Where'
]);

/** @throws TensorFlowError `recording` for operations that draw random numbers by themselves. */
export function requireDeterministic(op: string): void {
  if (DRAWING.has(op)) {
    throw new TensorFlowError(
      'recording',
      `${op} draws random numbers ${callSite()} that no seed resets.`,
      'numbers of a seed',
      "Draw them with a RandomStream's uniform(), which the graph draws anew at each run."
    );
  }
}

/** @throws TensorFlowError `recording` for operations that give shapes that depend on values. */
export function requireFixedShape(op: string, attributes: Readonly<Record<string, NodeAttribute>>): void {
  const { pad_to_max_output_size: padded } = attributes;
  const fixed = padded !== undefined && 'bool' in padded && padded.bool;
  if (DATA_DEPENDENT.has(op) && !fixed) {
    throw new TensorFlowError(
      'recording',
      `The shape of what ${op} gives ${callSite()} depends on values that are only known when the graph runs.`,
      'a fixed shape',
      'Return its inputs and call it on them after the run, or choose with tf.where and masks of a fixed shape.'
    );
  }
}

/** @throws TensorFlowError `recording` for a tensor that was disposed before. */
export function requireUndisposed({ isDisposed, dtype, shape }: Tensor): void {
  if (isDisposed) {
    throw new TensorFlowError(
      'recording',
      `A tensor that was disposed, ${dtype} [${shape.join(', ')}], is used ${callSite()}.`,
      'one that still has its values',
      'Dispose it after its last use, or return it from tf.tidy.'
    );
  }
}
