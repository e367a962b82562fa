import type { Tensor } from '@tensorflow/tfjs';
import { TensorFlowError } from '../errors';
import type { ProgramFunction } from './program';
import type { TensorDtype } from './recorder';

/** Shape and type of an input; shapes are fixed when a function is compiled. */
export interface TensorSpec {
  /** Whole numbers, that of the batch too. */
  shape: number[];
  /** Default `float32`. */
  dtype?: TensorDtype;
}

const DTYPES: readonly TensorDtype[] = ['float32', 'int32', 'bool'];

/** A graph is compiled for sizes that are known; a layer's own shape has null in the place of the batch. */
export function requireShapes(name: string, inputs: readonly TensorSpec[]): void {
  inputs.forEach(({ shape, dtype = 'float32' }, i) => {
    if (!DTYPES.includes(dtype)) {
      const found = `Input ${i} of '${name}' has the dtype ${String(dtype)}.`;
      const remedy = 'Compile it for float32, and cast tensors before they are passed.';
      throw new TensorFlowError('invalid-argument', found, `one of ${DTYPES.join(', ')}`, remedy);
    }
    if (!Array.isArray(shape) || shape.some((size) => !Number.isInteger(size) || size < 0)) {
      const sizes = Array.isArray(shape) ? `[${shape.map(String).join(', ')}]` : String(shape);
      const found = `Input ${i} of '${name}' has the shape ${sizes}, which leaves a size open.`;
      const remedy =
        'Give each a whole number, the batch too: compile once for each batch size, or pad smaller batches.';
      throw new TensorFlowError('invalid-argument', found, 'whole numbers', remedy);
    }
  });
}

/** @throws TensorFlowError unless the tensors are those that a function was compiled for. */
export function requireInputs(
  name: string,
  inputs: readonly Tensor[],
  expected: ProgramFunction['inputs']
): void {
  if (inputs.length !== expected.length) {
    const found = `'${name}' got ${inputs.length} tensors.`;
    const remedy = 'Pass one for each input it was compiled with.';
    throw new TensorFlowError('invalid-argument', found, String(expected.length), remedy);
  }
  inputs.forEach(({ shape, dtype }, i) => {
    const wanted = expected[i];
    if (dtype !== wanted.dtype || shape.join() !== wanted.shape.join()) {
      const found = `Input ${i} of '${name}' is ${dtype} [${shape.join(', ')}].`;
      const told = `${wanted.dtype} [${wanted.shape.join(', ')}]`;
      const remedy = 'Compile it for this shape, or pad the tensor.';
      throw new TensorFlowError('invalid-argument', found, told, remedy);
    }
  });
}
