import type { Tensor } from '@tensorflow/tfjs';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';
import { TensorFlowError } from '../errors';
import { callSite } from './call-site';
import { elements, type TensorContent } from './node';

/** A tensor's values for a graph. @throws TensorFlowError `recording` for strings and complex numbers. */
export function contentOf(tensor: Tensor, backend: NodeJSKernelBackend): TensorContent {
  const { dtype, shape } = tensor;
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    throw new TensorFlowError(
      'recording',
      `A constant of type ${dtype} is used ${callSite()}.`,
      'float32, int32 or bool',
      'Convert it before, with tf.cast().'
    );
  }
  // Values not yet given to TensorFlow may still be a plain array.
  const values = backend.readSync(tensor.dataId) as ArrayLike<number>;
  const typed =
    dtype === 'float32'
      ? new Float32Array(values)
      : dtype === 'int32'
        ? new Int32Array(values)
        : new Uint8Array(values);
  return { dtype, shape: [...shape], bytes: new Uint8Array(typed.buffer) };
}

/** A 64-bit whole number, which TensorFlow.js passes as an object of its own. */
export function scalarContent(value: number): TensorContent {
  return { dtype: 'int64', shape: [], bytes: new Uint8Array(BigInt64Array.of(BigInt(value)).buffer) };
}

/** Whether all elements are the same. */
export function isUniform({ bytes, shape }: TensorContent): boolean {
  const size = bytes.length / elements(shape);
  for (let i = size; i < bytes.length; i++) {
    if (bytes[i] !== bytes[i - size]) {
      return false;
    }
  }
  return true;
}
