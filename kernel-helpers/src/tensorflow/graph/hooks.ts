import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';
import { TensorFlowError } from '../errors';
import type { TensorFlow } from '../load';
import type { BindingAttribute } from './attributes';
import { callSite } from './call-site';

/** TensorFlow.js passes 64-bit whole numbers as objects of its own. */
export type Registered = Tensor | { value: number };

/** Optimisers of TensorFlow.js make and change variables that the caller does not see. */
export const OPTIMIZER_REMEDY =
  'For an optimiser of tf.train, take one eager step first and add its enet.graph.optimizerVariables() to the state.';

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
  /** Whether the state holds the variable. */
  holds(variable: Variable): boolean;
}

interface Hooked {
  tf: TensorFlow;
  backend: NodeJSKernelBackend;
}

/** Runs work with the backend's two doors to native operations, and what would go unseen past them, held. */
export function withHooks<T>({ tf, backend }: Hooked, target: HookTarget, work: () => T): T {
  const { executeSingleOutput, executeMultipleOutputs } = backend;
  const { assign, dispose } = tf.Variable.prototype;
  const { random } = Math;
  const engine = tf.engine();
  const { makeVariable } = engine;
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
  tf.Variable.prototype.dispose = function (this: Variable): void {
    if (target.holds(this)) {
      throw disposed(this);
    }
    dispose.call(this);
  };
  engine.makeVariable = (initial, ...rest) => {
    if (target.isSymbolic(initial.dataId)) {
      throw createdVariable();
    }
    return makeVariable.call(engine, initial, ...rest);
  };
  Math.random = refuseRandom;
  gather.kernelFunc = (call) => withoutReading(backend, target, () => kernelFunc(call));
  try {
    return work();
  } finally {
    // What was set on the object no longer hides the class's methods.
    Reflect.deleteProperty(backend, 'executeSingleOutput');
    Reflect.deleteProperty(backend, 'executeMultipleOutputs');
    Reflect.deleteProperty(engine, 'makeVariable');
    tf.Variable.prototype.assign = assign;
    tf.Variable.prototype.dispose = dispose;
    Math.random = random;
    gather.kernelFunc = kernelFunc;
  }
}

function refuseRandom(): never {
  throw new TensorFlowError(
    'recording',
    `Random numbers are drawn in JavaScript ${callSite()}; in a graph they would be the same at every run.`,
    'numbers that the graph draws',
    "Draw them with a RandomStream's uniform(), which the graph draws anew each time; build models beforehand, with enet.weights.customLayers().SeededDropout instead of tf.layers.dropout()."
  );
}

function disposed({ name }: Variable): TensorFlowError {
  return new TensorFlowError(
    'recording',
    `The variable '${name}' of the graph's state is disposed ${callSite()}.`,
    'it to live as long as the graph',
    'Dispose it after the graph.'
  );
}

function createdVariable(): TensorFlowError {
  return new TensorFlowError(
    'recording',
    `A variable is created ${callSite()} from values that are only known when the graph runs.`,
    'variables that exist before',
    `Create it before, name it in the GraphState, and assign to it. ${OPTIMIZER_REMEDY}`
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
