import type { Tensor } from '@tensorflow/tfjs';
import { loadTensorFlow, nativeBackend } from './load';

/** An attribute of a TensorFlow operation, with its kind, since JavaScript can't tell 1 from 1.0. */
export type Attribute =
  | { type: 'float32' | 'int32' | 'bool' }
  | { int: number | number[] }
  | { float: number }
  | { bool: boolean }
  | { string: string };

export type Attributes = Readonly<Record<string, Attribute>>;

/**
 * Runs one operation of TensorFlow's C++ library and returns its only output.
 *
 * @param name As in TensorFlow's operation registry, for example `FusedBatchNormV3`.
 * @throws Error with TensorFlow's own message when it refuses the operation.
 */
export function runOperation(name: string, attributes: Attributes, inputs: Tensor[]): Tensor {
  return nativeBackend().executeSingleOutput(name, encode(attributes), inputs);
}

/** Runs one operation and returns all its `outputs`. @see runOperation */
export function runOperationWithOutputs(
  name: string,
  attributes: Attributes,
  inputs: Tensor[],
  outputs: number
): Tensor[] {
  return nativeBackend().executeMultipleOutputs(name, encode(attributes), inputs, outputs);
}

/**
 * An operation with its own gradient.
 *
 * @param inputs What it is differentiated by.
 * @param forward Computes the value; what it passes to `save` comes back to `backward`.
 * @param backward From the gradient of the value to one gradient for each input, in order.
 */
export function withGradient(
  inputs: Tensor[],
  forward: (save: (tensors: Tensor[]) => void) => Tensor,
  backward: (dy: Tensor, saved: Tensor[]) => Tensor[]
): Tensor {
  const differentiable = loadTensorFlow().customGrad((...args) => ({
    value: forward(args[args.length - 1] as (tensors: Tensor[]) => void),
    gradFunc: (dy: Tensor | Tensor[], saved: Tensor[]) => backward(Array.isArray(dy) ? dy[0] : dy, saved)
  }));
  return differentiable(...inputs);
}

type EncodedAttribute = { name: string; type: number; value: number | number[] | boolean | string };

function encode(attributes: Attributes): EncodedAttribute[] {
  const { binding } = nativeBackend();
  const dtypes = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, bool: binding.TF_BOOL };
  return Object.entries(attributes).map(([name, attribute]) => {
    if ('type' in attribute) {
      return { name, type: binding.TF_ATTR_TYPE, value: dtypes[attribute.type] };
    }
    if ('int' in attribute) {
      return { name, type: binding.TF_ATTR_INT, value: attribute.int };
    }
    if ('float' in attribute) {
      return { name, type: binding.TF_ATTR_FLOAT, value: attribute.float };
    }
    if ('bool' in attribute) {
      return { name, type: binding.TF_ATTR_BOOL, value: attribute.bool };
    }
    return { name, type: binding.TF_ATTR_STRING, value: attribute.string };
  });
}
