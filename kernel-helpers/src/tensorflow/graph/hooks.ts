import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';
import { TensorFlowError } from '../errors';
import type { TensorFlow } from '../load';
import type { BindingAttribute } from './attributes';
import { callSite } from './call-site';

/** TensorFlow.js passes 64-bit whole numbers as objects of its own. */
export type Registered = Tensor | { value: number };

/** What hears of everything that a function does while it is recorded. */
export interface HookTarget {
  isSymbolic(dataId: object): boolean;
  /** @param compute Runs the operation at once. */
  operation(
    op: string,
    attributes: BindingAttribute[],
    inputs: Registered[],
    count: number,
    compute: () => Tensor[]
  ): Tensor[];
  /** Before a variable gets another value. */
  assigned(variable: Variable): void;
}

interface Hooked {
  tf: TensorFlow;
  backend: NodeJSKernelBackend;
}

/** Runs work with the backend's two doors to native operations, and what would go unseen past them, held. */
export function withHooks<T>({ tf, backend }: Hooked, target: HookTarget, work: () => T): T {
  const { executeSingleOutput, executeMultipleOutputs } = backend;
  const { assign } = tf.Variable.prototype;
  const { random } = Math;
  const gather = tf.getKernel('GatherV2', 'tensorflow');
  const { kernelFunc } = gather;
  backend.executeSingleOutput = (op, attributes, inputs) => {
    const compute = (): Tensor[] => [executeSingleOutput.call(backend, op, attributes, inputs)];
    return target.operation(op, attributes, inputs as Registered[], 1, compute)[0];
  };
  backend.executeMultipleOutputs = (op, attributes, inputs, count) => {
    const compute = (): Tensor[] => executeMultipleOutputs.call(backend, op, attributes, inputs, count);
    return target.operation(op, attributes, inputs as Registered[], count, compute);
  };
  tf.Variable.prototype.assign = function (this: Variable, value: Tensor): void {
    target.assigned(this);
    assign.call(this, value);
  };
  Math.random = refuseRandom;
  gather.kernelFunc = (call) => withoutReading(backend, target, () => kernelFunc(call));
  try {
    return work();
  } finally {
    // What was set on the object no longer hides the class's methods.
    Reflect.deleteProperty(backend, 'executeSingleOutput');
    Reflect.deleteProperty(backend, 'executeMultipleOutputs');
    tf.Variable.prototype.assign = assign;
    Math.random = random;
    gather.kernelFunc = kernelFunc;
  }
}

function refuseRandom(): never {
  throw new TensorFlowError(
    'recording',
    `Random numbers are drawn in JavaScript ${callSite()}; in a graph they would be the same at every run.`,
    "Draw them with a RandomStream's uniform(), which the graph draws anew each time; instead of tf.layers.dropout() use this package's dropout."
  );
}

/** TensorFlow.js looks at the indices of a gather to refuse wrong ones; in a graph, TensorFlow does. */
function withoutReading<T>(backend: NodeJSKernelBackend, target: HookTarget, work: () => T): T {
  const { readSync } = backend;
  backend.readSync = (dataId) =>
    target.isSymbolic(dataId) ? new Int32Array(0) : readSync.call(backend, dataId);
  try {
    return work();
  } finally {
    Reflect.deleteProperty(backend, 'readSync');
  }
}
