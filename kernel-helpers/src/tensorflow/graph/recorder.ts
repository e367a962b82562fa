import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';
import { TensorFlowError } from '../errors';
import { loadTensorFlow, nativeBackend } from '../load';
import type { Attributes } from '../operations';
import type { DrawnStream } from './drawn-stream';
import { type BindingAttribute, decodeAttributes, fromAttributes, inferredAttributes } from './attributes';
import { callSite } from './call-site';
import { contentOf, isUniform, scalarContent } from './constants';
import { type GraphDtype, type GraphNode, type NodeAttribute, nodeOf } from './node';
import { depthwiseEquivalent } from './depthwise';
import { pointwiseEquivalent } from './pointwise';
import { RecordedNodes } from './recorded-nodes';
import { duringRecording, type Recording } from './recording';
import { OPTIMIZER_REMEDY, type Registered, withHooks } from './hooks';
import { lowered } from './lowering';
import type { NativeEquivalent } from './equivalent';
import { requireDeterministic, requireFixedShape, requireUndisposed } from './refusals';
import { type AbstractTensor, type Operation, outputsOf } from './shapes';

/** Element types that TensorFlow.js knows. */
export type TensorDtype = 'float32' | 'int32' | 'bool';

/** What of a graph's state a recording needs. */
export interface RecordedState {
  variables: ReadonlyArray<{ variable: Variable; handle: string; dtype: GraphDtype }>;
  /** Row of the stream's seed and draws in the feed; a stream seen first gets a new row. */
  rowOf(stream: DrawnStream): number;
}

export interface RecordedTensor {
  /** For example `train/loss:0`. */
  tensor: string;
  shape: number[];
  dtype: TensorDtype;
}

/** What a function became. */
export interface Recorded {
  nodes: GraphNode[];
  inputs: RecordedTensor[];
  outputs: RecordedTensor[];
  /** Feed of seeds and draws, int32 [streams, 2]; null for functions that draw nothing. */
  random: string | null;
  /** Draws of one run by the row of their stream. */
  draws: Map<number, number>;
  /** Parts of the graph that operations of ours can compute. */
  equivalents: NativeEquivalent[];
}

/** Where a symbolic tensor comes from. */
interface Source {
  /** Null until it is first used: reading a variable. */
  input: string | null;
  shape: number[];
  dtype: GraphDtype;
  /** Index in the state for a variable's value. */
  variable?: number;
}

/**
 * Records what a function does with tensors as the nodes of a graph. Nothing is computed: tensors that depend on
 * the inputs, the state or random draws are symbolic, of a known shape and without values. What depends on none of
 * them is computed at once and becomes a constant.
 */
export class Recorder implements Recording {
  private readonly tf = loadTensorFlow();
  private readonly backend = nativeBackend();
  private readonly graph: RecordedNodes;
  private readonly sources = new WeakMap<object, Source>();
  private readonly draws = new Map<number, number>();
  private readonly equivalents: NativeEquivalent[] = [];
  /** For each variable, the nodes that read or write it so far. */
  private readonly touched: string[][];
  /** Nodes that split the paths of the condition in progress, and that run on the taken one; null outside of any. */
  private fork: { split: string; taken: string } | null = null;
  private random: string | null = null;

  constructor(
    prefix: string,
    private readonly state: RecordedState
  ) {
    this.touched = state.variables.map(() => []);
    this.graph = new RecordedNodes(prefix);
  }

  /** @throws TensorFlowError `recording` naming what can't be recorded and the line of the caller's code. */
  record(
    inputs: ReadonlyArray<{ shape: number[]; dtype: TensorDtype }>,
    work: (inputs: Tensor[]) => Tensor[]
  ): Recorded {
    const { tf, state } = this;
    const originals = state.variables.map(({ variable }) => tf.keep(tf.clone(variable as Tensor)));
    tf.engine().startScope('record');
    try {
      return this.trace(inputs, work);
    } finally {
      tf.engine().endScope();
      state.variables.forEach(({ variable }, i) => variable.assign(originals[i]));
      tf.dispose(originals);
    }
  }

  private trace(
    specs: ReadonlyArray<{ shape: number[]; dtype: TensorDtype }>,
    work: (inputs: Tensor[]) => Tensor[]
  ): Recorded {
    const fed = specs.map(({ shape, dtype }, i) => this.placeholder(`input_${i}`, shape, dtype));
    this.state.variables.forEach((_, i) => this.refresh(i));
    const results = this.hooked(() => duringRecording(this, () => work(fed)));
    const updates = this.updates();
    return {
      nodes: this.graph.nodes,
      inputs: fed.map((tensor) => this.described(tensor, this.inputOf(tensor))),
      outputs: results.map((tensor, i) => this.output(tensor, i, updates)),
      random: this.random && `${this.random}:0`,
      draws: this.draws,
      equivalents: this.equivalents
    };
  }

  seedOf(stream: DrawnStream): Tensor {
    const row = this.state.rowOf(stream);
    const draw = this.draws.get(row) ?? 0;
    this.draws.set(row, draw + 1);
    this.random ??= this.graph.add('Placeholder', [], { dtype: { type: 'int32' } }, 'random');
    const begin = this.graph.list([row, 0]);
    const size = this.graph.list([1, 2]);
    const types: Record<string, NodeAttribute> = { T: { type: 'int32' }, Index: { type: 'int32' } };
    const slice = this.graph.add('Slice', [this.random, begin, size], types);
    const shape = this.graph.list([2]);
    const flat = this.graph.add('Reshape', [slice, shape], {
      T: { type: 'int32' },
      Tshape: { type: 'int32' }
    });
    const seed = this.graph.add('AddV2', [flat, this.graph.list([0, draw])], {
      T: { type: 'int32' }
    });
    return this.symbolic({ input: seed, shape: [2], dtype: 'int32' });
  }

  applyNative(op: string, attributes: Attributes, inputs: Array<Tensor | Variable>): void {
    const { Variable: VariableClass } = this.tf;
    const written: number[] = [];
    const refs = inputs.map((input) => {
      if (!(input instanceof VariableClass)) {
        return this.inputOf(input);
      }
      const index = this.indexOf(input);
      this.readWhatIsHeld(input);
      written.push(index);
      return this.state.variables[index].handle;
    });
    const before = written.flatMap((index) => this.touched[index]);
    const node = this.inFork(before, (after) =>
      this.graph.add(op, refs, fromAttributes(attributes), undefined, after)
    );
    for (const index of written) {
      this.touched[index].push(node);
      this.refresh(index);
    }
  }

  equivalent(op: string, attributes: Attributes, inputs: Tensor[], outputs: Tensor[]): void {
    this.equivalents.push({
      op,
      attributes: fromAttributes(attributes),
      inputs: inputs.map((tensor) => this.inputOf(tensor)),
      outputs: outputs.map((tensor) => this.inputOf(tensor))
    });
  }

  onlyIf(condition: Tensor, work: () => void): void {
    const { tf, state } = this;
    const ref = this.inputOf(condition);
    const before = state.variables.map(({ variable }) => {
      const source = this.sources.get(variable.dataId);
      // Of its own: a clone would be read before each write in the work.
      return source?.input === null ? this.symbolic(source) : tf.clone(variable as Tensor);
    });
    const outer = this.fork;
    const split = this.graph.add('Switch', [ref, ref], { T: { type: 'bool' } });
    this.fork = { split, taken: this.graph.add('Identity', [`${split}:1`], { T: { type: 'bool' } }) };
    try {
      work();
    } finally {
      this.fork = outer;
    }
    state.variables.forEach(({ variable }, index) => {
      const assigned = this.sources.get(variable.dataId)?.variable !== index;
      if (assigned && variable.dataId !== before[index].dataId) {
        variable.assign(tf.where(condition, variable as Tensor, before[index]));
      }
    });
  }

  /**
   * A node on the taken path of the fork in progress, and where the paths meet again: TensorFlow runs no node that
   * waits for a path not taken, nor any that waits for such a node.
   */
  private inFork(before: readonly string[], add: (after: string[]) => string): string {
    if (this.fork === null) {
      return add([...before]);
    }
    const bool: Record<string, NodeAttribute> = { T: { type: 'bool' } };
    const { split, taken } = this.fork;
    const node = add([...before, taken]);
    const done = this.graph.add('Identity', [taken], bool, undefined, [node]);
    return this.graph.add('Merge', [done, split], { ...bool, N: { int: 2 } });
  }

  withControl<T>(after: Tensor[], work: () => T): T {
    return this.graph.behind(
      after.map((tensor) => nodeOf(this.inputOf(tensor))),
      work
    );
  }

  /** Makes the variable's value what is read from here on, after all writes so far. */
  private refresh(index: number): void {
    const { variable, dtype } = this.state.variables[index];
    const fresh = this.symbolic({ input: null, shape: variable.shape, dtype, variable: index });
    variable.assign(fresh);
    // The variable alone holds it until somebody clones it.
    fresh.dispose();
  }

  /** Reads a variable that is about to be written, where a tensor of its present value is still held. */
  private readWhatIsHeld(variable: Variable): void {
    if (this.sources.get(variable.dataId)?.input === null && this.backend.refCount(variable.dataId) > 1) {
      this.inputOf(variable);
    }
  }

  private indexOf(variable: Variable): number {
    const index = this.state.variables.findIndex((entry) => entry.variable === variable);
    if (index < 0) {
      throw new TensorFlowError(
        'recording',
        `The variable '${variable.name}' is changed ${callSite()}, but it is not part of the graph's state.`,
        'changes of the state alone',
        `Name it in the GraphState that the function is compiled with. ${OPTIMIZER_REMEDY}`
      );
    }
    return index;
  }

  /** Writes what the function assigned to variables; returns all nodes that change the state. */
  private updates(): string[] {
    return this.state.variables.flatMap(({ variable, handle, dtype }, index) => {
      const source = this.sources.get(variable.dataId);
      const touched = this.touched[index];
      if (source?.variable !== index) {
        const value = this.inputOf(variable);
        touched.push(
          this.graph.add('AssignVariableOp', [handle, value], { dtype: { type: dtype } }, undefined, touched)
        );
      }
      return touched;
    });
  }

  private output(tensor: Tensor, index: number, updates: readonly string[]): RecordedTensor {
    const value = this.inputOf(tensor);
    const dtype = { type: tensor.dtype as GraphDtype };
    const node = this.graph.add('Identity', [value], { T: dtype }, `output_${index}`, [...new Set(updates)]);
    return this.described(tensor, node);
  }

  private described({ shape, dtype }: Tensor, input: string): RecordedTensor {
    return {
      tensor: input.includes(':') ? input : `${input}:0`,
      shape: [...shape],
      dtype: dtype as TensorDtype
    };
  }

  /** Runs work with all ways to native operations leading here. */
  private hooked<T>(work: () => T): T {
    const { tf, backend } = this;
    return withHooks(
      { tf, backend },
      {
        isSymbolic: (dataId) => this.sources.has(dataId),
        operation: (op, attributes, inputs, count, compute) =>
          this.operation(op, attributes, inputs, count, compute),
        assigned: (variable) => void this.indexOf(variable),
        holds: (variable) => this.state.variables.some((entry) => entry.variable === variable)
      },
      work
    );
  }

  private operation(
    op: string,
    encoded: BindingAttribute[],
    inputs: Registered[],
    count: number,
    compute: () => Tensor[]
  ): Tensor[] {
    requireDeterministic(op);
    const symbolic = inputs.some((input) => isTensor(input) && this.sources.has(input.dataId));
    if (!symbolic) {
      return compute();
    }
    const decoded = decodeAttributes(op, encoded, this.backend.binding);
    requireFixedShape(op, decoded);
    const refs = inputs.map((input) =>
      isTensor(input) ? this.inputOf(input) : this.graph.content(scalarContent(input.value))
    );
    const abstract = inputs.map((input) => this.abstractOf(input));
    const attributes = { ...decoded, ...inferredAttributes(op, abstract) };
    const constant = (index: number): number[] => this.shapeInput(op, inputs[index]);
    const operation = { op, attributes, inputs: abstract, constant };
    const outputs = outputsOf(operation)?.slice(0, count) ?? this.tried(op, inputs, encoded, count);
    const node = this.lowered(operation, outputs[0], refs) ?? this.graph.add(op, refs, attributes);
    const equivalent =
      depthwiseEquivalent(operation, outputs[0], refs) ?? pointwiseEquivalent(operation, outputs[0], refs);
    if (equivalent !== null) {
      this.equivalents.push({ ...equivalent, outputs: [node] });
    }
    return outputs.map((output, i) => this.symbolic({ ...output, input: i === 0 ? node : `${node}:${i}` }));
  }

  private abstractOf(input: Registered): AbstractTensor {
    if (!isTensor(input)) {
      return { shape: [], dtype: 'int64' };
    }
    const dtype = this.sources.get(input.dataId)?.dtype ?? (input.dtype as GraphDtype);
    return { shape: [...input.shape], dtype };
  }

  /** GPUs have their own fast kernels for what costs more on CPUs. */
  private lowered(operation: Operation, output: AbstractTensor, refs: string[]): string | null {
    if (this.backend.isUsingGpuDevice) {
      return null;
    }
    return lowered(operation, output, {
      refs,
      node: (op, inputs, attributes) => this.graph.add(op, inputs, attributes),
      list: (values) => this.graph.list(values)
    });
  }

  /** Values that an operation's shape depends on; they must be known now. */
  private shapeInput(op: string, input: Registered): number[] {
    if (!isTensor(input)) {
      return [input.value];
    }
    if (this.sources.has(input.dataId)) {
      throw new TensorFlowError(
        'recording',
        `The shape of what ${op} gives ${callSite()} depends on values that are only known when the graph runs.`,
        'a fixed shape',
        'Compute shapes, axes and sizes from plain numbers.'
      );
    }
    return Array.from(this.backend.readSync(input.dataId) as ArrayLike<number>);
  }

  /** Shapes of an operation that has no rule, from running it once on zeros. */
  private tried(
    op: string,
    inputs: Registered[],
    encoded: BindingAttribute[],
    count: number
  ): AbstractTensor[] {
    const { tf, backend } = this;
    return tf.tidy(() => {
      const stand = inputs.map((input) =>
        isTensor(input) && this.sources.has(input.dataId) ? tf.zeros(input.shape, input.dtype) : input
      );
      const prototype = Object.getPrototypeOf(backend) as NodeJSKernelBackend;
      const results = prototype.executeMultipleOutputs.call(backend, op, encoded, stand as Tensor[], count);
      return results.map(({ shape, dtype }) => ({ shape: [...shape], dtype: dtype as GraphDtype }));
    });
  }

  /** What stands for a tensor in a node's list of inputs. */
  private inputOf(tensor: Tensor): string {
    requireUndisposed(tensor);
    const source = this.sources.get(tensor.dataId) ?? this.stored(tensor);
    if (source.input === null) {
      const index = source.variable ?? 0;
      const { handle, dtype } = this.state.variables[index];
      const writes = this.touched[index];
      source.input = this.graph.add(
        'ReadVariableOp',
        [handle],
        { dtype: { type: dtype } },
        undefined,
        writes
      );
      this.touched[index] = [...writes, source.input];
    }
    return source.shape.join() === tensor.shape.join()
      ? source.input
      : this.graph.reshaped(source.input, tensor);
  }

  /** A tensor that the graph does not compute, as a constant. */
  private stored(tensor: Tensor): Source {
    const content = contentOf(tensor, this.backend);
    const { shape, dtype } = content;
    const input = isUniform(content) ? this.graph.uniform(content) : this.graph.content(content);
    const source: Source = { input, shape, dtype };
    // Not a symbolic tensor: operations on constants alone are computed at once.
    return source;
  }

  private placeholder(name: string, shape: number[], dtype: TensorDtype): Tensor {
    const input = this.graph.add('Placeholder', [], { dtype: { type: dtype }, shape: { shape } }, name);
    return this.symbolic({ input, shape, dtype });
  }

  private symbolic(source: Source): Tensor {
    const { backend, tf } = this;
    const dataId = {};
    this.sources.set(dataId, source);
    const { shape, dtype } = source;
    backend['tensorMap'].set(dataId, withoutValues(shape));
    return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype: dtype as TensorDtype });
  }
}

/** The backend's entry of a tensor that has no values: whoever asks for them learns why there are none. */
function withoutValues(shape: number[]): Parameters<NodeJSKernelBackend['tensorMap']['set']>[1] {
  return {
    shape,
    dtype: 0,
    id: -1,
    refCount: 1,
    get values(): never {
      throw new TensorFlowError(
        'recording',
        `The values of a tensor are read ${callSite()}, but while a function is recorded it has none yet.`,
        'no reading before the run',
        'Return the tensor from the function and read it after the run, or use tensor operations instead.'
      );
    }
  };
}

function isTensor(input: Registered): input is Tensor {
  return 'dataId' in input;
}
